"""Meeting rooms in a served population: some of the mailboxes at which nobody sits.

Nobody is added and no client is taken away: of the mailboxes that the draws give no client some are rooms, called so
and listed so on the wire. Whatever a campaign counts stays what it is. That a tenant of five mailboxes has a meeting
room, and a larger one a room for ten, is an assumption.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from fakeexchange.exchange import Exchange
from fakeexchange.names import Names
from fakeexchange.register import Register
from sim.draws import Draws
from sim.scenario import Scenario
from sim.streams import Source

LEAST_MAILBOXES: Final = 5
"""Of a tenant that has a room."""
MAILBOXES_A_ROOM: Final = 10
"""So many for each room beyond the first."""

Rooms = Mapping[int, Sequence[int]]
"""By tenant: the mailboxes that are rooms."""


def rooms_of(scenario: Scenario, seed: int) -> Rooms:
    """The mailboxes of a population that are meeting rooms."""
    draws = Draws(scenario, Source(seed, {}))
    people, seats = draws.people, draws.seats
    starts = np.cumsum(people.mailboxes, dtype=np.int64) - people.mailboxes
    is_taken = np.zeros(int(people.mailboxes.sum()), np.bool_)
    is_taken[np.repeat(starts, np.diff(seats.first)) + seats.mailbox] = True
    found = {}
    for place in np.flatnonzero(people.mailboxes >= LEAST_MAILBOXES).tolist():
        many, start = int(people.mailboxes[place]), int(starts[place])
        free = np.flatnonzero(~is_taken[start : start + many])[: max(1, many // MAILBOXES_A_ROOM)]
        if free.size:
            found[int(people.numbers[place])] = free.tolist()
    return found


def called(names: Names, rooms: Rooms) -> Names:
    """The names of a population, its rooms called as rooms are."""
    register = Register.over(names)
    for tenant, mailboxes in rooms.items():
        for number, mailbox in enumerate(mailboxes, 1):
            register.enter_person(tenant, mailbox, *names.room(tenant, number))
    return register


def furnish(exchange: Exchange, rooms: Rooms) -> Exchange:
    """An exchange whose directories tell the rooms from people's mailboxes; each tenant that has some lists them."""
    for number, mailboxes in rooms.items():
        tenant = exchange.tenant(number)
        directory = tenant.directory
        directory.rooms.of_policies.add(number)
        for mailbox in mailboxes:
            directory.rooms.enter(number, directory.recipient(tenant, mailbox, False))
    return exchange
