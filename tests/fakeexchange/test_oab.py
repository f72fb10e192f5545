import pytest

from fakeexchange.admin import Admin
from fakeexchange.clock import ManualClock
from fakeexchange.directory import Directory
from fakeexchange.exchange import Exchange, Session
from fakeexchange.oab import DEFAULT, Book, choose
from fakeexchange.words import Cause

from .toys import counted_by_rows, world


@pytest.mark.parametrize(
    ("own", "policy", "database", "denied", "name"),
    [
        (1, 2, 3, False, 1),
        (None, 2, 3, False, 2),
        (None, None, 3, False, 3),
        (None, None, None, False, DEFAULT),
        (1, 2, 3, True, 1),
        (None, None, 3, True, 3),
        (None, None, None, True, None),
        (0, 2, 3, False, 0),
    ],
)
def test_precedence(
    own: int | None, policy: int | None, database: int | None, denied: bool, name: int | None
) -> None:
    """The mailbox's own book goes before the policy's, the database's, and the default, in this order."""
    assert choose(own, policy, database, denied) == name


def test_entries_are_both_kinds() -> None:
    """A book's entries are mailboxes and lists together."""
    assert Book(7, 100, 1, 3, 2).entries == 5


def test_no_generation_no_file() -> None:
    """Before the first generation there is nothing to download, default book or tenant's own."""
    toy = world((1, 0), (1, 0))
    open_one, isolated = toy.tenants
    toy.host(open_one, isolated)
    toy.isolate(isolated)

    assert toy.exchange.start_download(toy.session(open_one)) is None
    assert toy.exchange.start_download(toy.session(isolated)) is None


def test_default_book_holds_everybody_of_its_generation() -> None:
    """The default book answers as of its last generation, whoever was provisioned since."""
    toy = world((2, 1), (3, 2), (4, 0))
    viewer, earlier, later = toy.tenants
    toy.host(viewer)
    toy.admin.provision(earlier)
    toy.at(100)
    toy.exchange.regenerate_default_book()
    toy.at(200)
    toy.admin.provision(later)

    answer = toy.download(toy.session(viewer))

    assert answer is not None
    assert (answer.foreign_mailboxes, answer.foreign_lists, answer.as_of) == (3, 2, 100)
    assert counted_by_rows(toy, answer) == (3, 2)
    assert answer.cause is Cause.NOT_ASSIGNED

    toy.exchange.regenerate_default_book()
    newer = toy.download(toy.session(viewer))
    assert newer is not None
    assert (newer.foreign_mailboxes, newer.foreign_lists, newer.as_of) == (7, 2, 200)


def test_what_is_on_its_way_is_what_was_there_at_its_start() -> None:
    """A book regenerated while a download runs does not change what arrives."""
    toy = world((1, 0), (3, 0), (4, 0))
    viewer, earlier, later = toy.tenants
    toy.host(viewer)
    toy.admin.provision(earlier)
    toy.exchange.regenerate_default_book()
    started = toy.exchange.start_download(toy.session(viewer))
    assert started is not None
    toy.at(50)
    toy.admin.provision(later)
    toy.exchange.regenerate_default_book()

    answer = toy.exchange.finish_download(started)

    assert (answer.foreign_mailboxes, answer.as_of, answer.at) == (3, 0, 50)


def test_policy_gives_the_tenants_own_book() -> None:
    """A session under its policy downloads its own tenant's book, in which nobody is foreign."""
    toy = world((2, 1), (5, 0))
    tenant, other = toy.tenants
    toy.host(tenant, other)
    toy.exchange.regenerate_default_book()
    toy.isolate(tenant)
    toy.admin.generate_oab(tenant)

    answer = toy.download(toy.session(tenant))

    assert answer is not None
    assert (answer.of, answer.has_foreign, answer.cause) == (tenant, False, Cause.NONE)
    assert list(answer.recipients()) == [0, 1, 2]


def test_old_book_on_the_mailbox_leaks_though_isolated() -> None:
    """A mailbox under its policy that bears another tenant's book downloads strangers: cause oab."""
    toy = world((1, 0), (5, 2))
    tenant, other = toy.tenants
    toy.host(tenant, other)
    toy.isolate(tenant)
    toy.admin.generate_oab(tenant)
    toy.admin.generate_oab(other)
    tenant.mailboxes[0].offline_address_book = other.number

    answer = toy.download(toy.session(tenant))

    assert answer is not None
    assert (answer.foreign_mailboxes, answer.foreign_lists, answer.cause) == (5, 2, Cause.OAB)
    assert counted_by_rows(toy, answer) == (5, 2)


def test_database_book_guards_a_mailbox_without_policy() -> None:
    """A book set on the database goes before the default one, for those who have no policy."""
    toy = world((1, 0), (5, 0), (1, 0))
    tenant, other, empty = toy.tenants
    toy.host(tenant, other)
    toy.exchange.regenerate_default_book()
    empty.has_lists = True
    toy.admin.generate_oab(empty)  # Not provisioned: an empty book.
    toy.exchange.database_book = empty.number

    answer = toy.download(toy.session(tenant))

    assert answer is not None
    assert (answer.of, answer.has_foreign) == (empty, False)
    assert list(answer.recipients()) == []


def test_hidden_recipients_are_left_out() -> None:
    """A tenant provisioned hidden is in no generation of the default book."""
    toy = world((1, 0), (3, 1), (2, 0))
    viewer, hidden, shown = toy.tenants
    toy.host(viewer)
    toy.admin.provision(hidden, is_hidden=True)
    toy.admin.provision(shown)

    toy.exchange.regenerate_default_book()

    book = toy.exchange.directory.default_book
    assert book == Book(DEFAULT, 0, toy.exchange.directory.edition, 3, 0)


def test_own_entries_made_within_the_instant_of_the_generation() -> None:
    """A book generated before its reader was provisioned, in one instant, holds nobody foreign."""
    toy = world((3, 0))
    toy.exchange.regenerate_default_book()
    toy.host(toy.tenants[0])

    answer = toy.download(toy.session(toy.tenants[0]))

    assert answer is not None
    assert (answer.foreign_mailboxes, answer.foreign_lists) == (0, 0)


def test_the_database_book_of_another_forest_is_none_here() -> None:
    """In a target cut into pods, a book set on one pod's databases is given to no mailbox of another pod."""
    clock = ManualClock()
    exchange = Exchange(clock, Directory([(0, 1, 0)]), further_pods=[Directory([(1, 1, 0)])])
    admin = Admin(exchange)
    for number in (0, 1):
        tenant = exchange.tenant(number)
        for verb in (admin.provision, admin.build_address_lists, admin.cut_over, admin.switch_routing):
            verb(tenant)
        admin.generate_oab(tenant)
    exchange.regenerate_default_book()
    exchange.database_book = 0
    given = []
    for number in (0, 1):
        session = exchange.connect(exchange.tenant(number).mailboxes[0])
        assert isinstance(session, Session)
        given.append(exchange.book_name(session))

    assert given == [0, DEFAULT]
