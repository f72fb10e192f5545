import pytest

from fakeexchange.admin import Admin
from fakeexchange.clock import NEVER, ManualClock
from fakeexchange.directory import Directory
from fakeexchange.journal import (
    Arrival,
    Ask,
    Ending,
    Fetch,
    Given,
    JournalledExchange,
    Logon,
    Refusal,
    Write,
)
from fakeexchange.visibility import WIDE, Reason, Refused
from fakeexchange.words import Cause, Channel

from .toys import World

WATCHED = 0


@pytest.fixture
def toy() -> World:
    """Tenant 0 of two mailboxes and a list is watched; tenants of 3 and 1, and 4 and 0 are not; two controllers."""
    clock = ManualClock()
    sizes = [(0, 2, 1), (1, 3, 1), (2, 4, 0)]
    exchange = JournalledExchange(clock, Directory(sizes), 2)
    exchange.watched = {WATCHED}
    exchange.client = "owa"
    made = World(clock, exchange, Admin(exchange))
    made.host(*made.tenants)
    return made


def journal(toy: World) -> JournalledExchange:
    """Its exchange, which keeps a journal."""
    assert isinstance(toy.exchange, JournalledExchange)
    return toy.exchange


def test_a_logon_and_its_ask(toy: World) -> None:
    """A wide logon and what it was given: own and foreign entries apart, and of how many tenants."""
    toy.at(100)
    session = toy.session(toy.tenants[0], controller=1, mailbox=1)
    journal(toy).ends(session, 900)
    toy.at(130)
    toy.exchange.ask(session, Channel.OWA)

    assert journal(toy).record(WATCHED).notes == (
        Logon(100, "owa", 1, 0, 1, WIDE, Cause.NOT_ASSIGNED, 2),
        Ending(900, 0),
        Ask(130, 0, Channel.OWA, Given(7, 1, 2, 2, 1, Cause.NOT_ASSIGNED)),
    )


def test_a_capped_query_counts_what_it_held(toy: World) -> None:
    """Of an answer that a cap may cut, the recipients in it are counted, not those of the whole list."""
    toy.ask(toy.tenants[0], Channel.EWS)
    (ask,) = [note for note in journal(toy).record(WATCHED).notes if isinstance(note, Ask)]

    # All ten entries fit into a hundred: three own ones, eight of two others.
    assert ask.given == Given(7, 1, 2, 2, 1, Cause.NOT_ASSIGNED)


def test_a_refusal(toy: World) -> None:
    """A logon that was refused is noted with its reason."""
    toy.admin.close_gate(toy.tenants[0])
    toy.at(7)

    assert isinstance(toy.exchange.connect(toy.tenants[0].mailboxes[1]), Refused)
    assert journal(toy).record(WATCHED).notes == (Refusal(7, "owa", 1, Reason.GATE_CLOSED),)


def test_books(toy: World) -> None:
    """A download is noted when it begins, found or not, and when it has arrived."""
    session = toy.session(toy.tenants[0])
    assert toy.exchange.start_download(session) is None
    toy.exchange.regenerate_default_book()
    toy.at(50)
    download = toy.exchange.start_download(session)
    assert download is not None
    toy.at(60)
    toy.exchange.finish_download(download)

    assert journal(toy).record(WATCHED).notes[1:] == (
        Fetch(0, 0, False, NEVER, 0),
        Fetch(50, 0, True, 0, 11),
        Arrival(60, 0, 50, Given(7, 1, 2, 2, 1, Cause.NOT_ASSIGNED)),
    )


def test_policies_as_each_controller_sees_them(toy: World) -> None:
    """The record holds every write, and since when each controller holds each mailbox's own policy."""
    toy.at(10)
    toy.admin.assign_policy(toy.tenants[0].mailboxes[1], (0, 15))
    record = journal(toy).record(WATCHED)

    assert record.writes == (Write(1, 0, 10, (10, 25)),)
    assert record.held_since == ((NEVER, NEVER), (10, 25))
    assert [event for _, event, *_ in record.done][-2:] == ["cut_over", "switch_routing"]


def test_others_are_not_kept(toy: World) -> None:
    """Of tenants that nobody named nothing is kept, and their answers are the same."""
    assert toy.ask(toy.tenants[1]).foreign_mailboxes == 6
    assert journal(toy).record(1).notes == ()
