"""Meeting rooms in a served population: who they are, and what stays as it was."""

from experiments.serve.fake import standing
from experiments.serve.rooms import called, furnish, rooms_of
from fakeexchange.clock import ManualClock
from fakeexchange.exchange import Session
from fakeexchange.names import Names
from fakeexchange.words import Channel
from sim.draws import Draws
from sim.scenario import Scenario
from sim.streams import Source
from sim.words import Verb

SMALL = Scenario.load("incident").replaced({"population.tenants": 40})


def test_rooms_are_mailboxes_at_which_nobody_sits() -> None:
    """No client is drawn for a room; a tenant of five mailboxes has one at most, one of thirty three."""
    rooms, draws = rooms_of(SMALL, 1), Draws(SMALL, Source(1, {}))
    place = {int(number): i for i, number in enumerate(draws.people.numbers)}
    for tenant, mailboxes in rooms.items():
        first, end = draws.seats.first[place[tenant]], draws.seats.first[place[tenant] + 1]
        assert not set(mailboxes) & set(draws.seats.mailbox[first:end].tolist())

    # Tenant 13 has 30 mailboxes and tenant 35 has 5.
    assert {tenant: len(of) for tenant, of in rooms.items()} == {4: 1, 10: 1, 13: 3, 18: 1, 25: 1, 35: 1}
    assert rooms_of(SMALL, 1) == rooms != rooms_of(SMALL, 2)


def test_rooms_change_no_count_and_nobody_elses_name() -> None:
    """With rooms and without, a session is answered with the same recipients, and people are called the same."""
    rooms, plain = rooms_of(SMALL, 1), Names(1, SMALL.population.locales, are_unique=True)
    bare = standing(SMALL, 1, ManualClock(), Verb.SWITCH_ROUTING)
    furnished = furnish(standing(SMALL, 1, ManualClock(), Verb.SWITCH_ROUTING), rooms)
    names = called(plain, rooms)
    told = []
    for exchange in (bare, furnished):
        session = exchange.connect(exchange.tenant(10).mailboxes[0])
        assert isinstance(session, Session)
        answer = exchange.ask(session, Channel.NSPI)
        told.append((answer.foreign_mailboxes, answer.foreign_lists, list(answer.recipients())))
    assert told[0] == told[1]
    assert furnished.tenant(10).mailboxes[2].is_room
    assert names.person(10, 2).display_name == "Salle de réunion 1 bourgeois-10"
    assert names.person(10, 1) == plain.person(10, 1)
    assert names.holder(plain.person(10, 2).address) is None
