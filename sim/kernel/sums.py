"""What campaigns under one draw come to, one after the other, without their rows: for whoever runs thousands.

Clients on demand whose first connection is too far off for a tenant are not walked: most of them, as a tenant has
mostly settled within the hour. Which they are is told beforehand, from their uniforms, which no campaign changes; so
nothing is left out. Whoever wants less looks at the clients of some tenants alone.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..campaign import Plan, plan
from ..clients import HOURS, Floats
from ..compiled import lean
from ..draws import Draws
from ..fault_draws import controllers_in_use
from ..outcome import quantile_of
from ..population import ON_DEMAND, Seats
from ..scenario import Scenario
from ..step_draws import oab_phase
from ..streams import KIND_SLOTS, RECIPIENTS, Codes, Counts, Ints
from ..tables import KINDS
from ..units import HOUR, SECOND
from ..words import NEVER
from .agenda import ROOM
from .courses import Tenants, seen_by_all_after
from .engine import SIGHTS, Room, platform_of, tell_all
from .kept import Kept
from .passes import Schedule, schedule
from .platform import Platform
from .records import world_of
from .shown import Shown
from .tenants import Rows
from .uniforms import Uniforms

ALWAYS = -1.0
"""In place of a distance: a client that was left on comes, however soon all is over."""
_MOST_HOURS = 48
"""A tenant that takes longer has all its clients walked."""
_ROOM = 1e-5
"""Connections: more than rounding can move an integrated rate."""


@dataclass(frozen=True)
class Campaign:
    """One campaign that nothing stops.

    Attributes:
        planned: its plan.
        done: its schedule.
        shown: what everybody's lists hold.
        nights: opened.
        downtime_p99_s: of a tenant's downtime, seconds.
        refused: logons refused to each tenant looked at, by position, shape (tenants looked at,).
        exposed: of those, as counted.
    """

    planned: Plan
    done: Schedule
    shown: Shown
    nights: int
    downtime_p99_s: float
    refused: Counts
    exposed: int


@dataclass(frozen=True)
class Campaigns:
    """Campaigns under one draw.

    Attributes:
        draws: shared by all.
    """

    draws: Draws

    def run(self, scenario: Scenario, every: int = 1) -> Campaign:
        """One campaign.

        Args:
            scenario: which differs from that of the draws in procedure and window alone, and which nothing stops.
            every: walk the clients of every so-many-th position alone; steps are carried out on all.

        Returns:
            What it comes to; its schedule holds until the next campaign is run, in the same memory.
        """
        draws, uniforms = self.draws, Uniforms(self.draws.source)
        planned, source = plan(scenario, draws.people), draws.source
        world = world_of(scenario, controllers_in_use(source, scenario), oab_phase(source, scenario))
        done = schedule(scenario, draws, planned, world, uniforms.keys, kept=self._kept)
        is_any_undone = (done.tenants.courses["is_undone"] != 0).any()
        room = Room(is_whole=False, agenda=ROOM, sights=SIGHTS if is_any_undone else 0)
        rows = self._rows
        while True:
            platform = platform_of(scenario, draws, planned, uniforms.keys, done, is_whole=room.is_whole)
            met = tell_all(draws, planned, platform, done, self._comers(platform, every), room, rows, every)
            if not met.is_lacking:
                break
            room = room.enough_for(met.is_lacking)
        uniforms.check()
        downtime = quantile_of(rows.downtime_s[rows.started_at != NEVER], 99)
        refused, exposed = rows.refused[::every].copy(), int((rows.exposed_at[::every] != NEVER).sum())
        return Campaign(
            planned, done, platform.shown, done.nights_opened, downtime / SECOND, refused, exposed
        )

    def _comers(self, platform: Platform, every: int) -> Seats:
        """The clients that may come before their tenant has settled: all others never log on in its story."""
        seats, expected = self.draws.seats, np.empty(len(KINDS))
        first, places = np.empty_like(seats.first), self._places
        many = _comers(platform, seats.first, seats.kind, self._distance, every, expected, first, places)
        found = places[:many]
        return Seats(first, seats.mailbox[found], seats.kind[found], seats.follow[found])

    @cached_property
    def _rows(self) -> Rows:
        """Room for rows, the same for every campaign: memory that is new has to be cleared first."""
        return Rows.of(self.draws.people.numbers.size)

    @cached_property
    def _kept(self) -> Kept:
        return Kept()

    @cached_property
    def _places(self) -> Ints:
        """Room for the places of clients, likewise."""
        return np.empty(self.draws.seats.kind.size, np.int64)

    @cached_property
    def _distance(self) -> Floats:
        """How many connections have to be expected of each client, at least, for it to come once."""
        seats, people = self.draws.seats, self.draws.people
        tenant = np.repeat(people.numbers.astype(np.int64), np.diff(seats.first))
        entities = (tenant * RECIPIENTS + seats.mailbox) * KIND_SLOTS + seats.kind
        # A unit exponential is -log(u), which is no less than 1 - u.
        nearest = 1.0 - self.draws.source.uniforms("connection", entities, 1)
        return np.where(seats.follow == ON_DEMAND, nearest, ALWAYS)


@lean
def _comers(
    platform: Platform,
    first: Ints,
    kinds: Codes,
    distance: Floats,
    every: int,
    expected: Floats,
    begins: Ints,
    kept: Ints,
) -> int:
    """The clients that may come, by their places among all; how many.

    Args:
        platform: what they meet.
        first: clients of position p are first[p] .. first[p + 1] - 1.
        kinds: the kind of each client.
        distance: see ``Campaigns``.
        every: those of other positions are not looked at.
        expected: room for connections expected, by kind.
        begins: filled like ``first``, of those kept.
        kept: room for their places, filled.
    """
    size = 0
    for p in range(first.size - 1):
        begins[p] = size
        if p % every == 0:
            _expect(platform, p, expected)
            for i in range(first[p], first[p + 1]):
                if distance[i] <= expected[kinds[i]]:
                    kept[size] = i
                    size += 1
    begins[first.size - 1] = size
    return size


@lean
def _expect(platform: Platform, p: int, expected: Floats) -> None:
    """Connections of each kind expected before a tenant has settled, at most."""
    since, until = platform.tenants.courses[p].anchor_at, _settled_by(platform.tenants, p)
    is_told = until != NEVER and until - since < _MOST_HOURS * HOUR
    for kind in range(expected.size):
        like = platform.kinds[kind].like
        if not is_told:
            expected[kind] = np.inf
        elif like != kind:
            expected[kind] = _ROOM + expected[like] * platform.kinds[kind].times
        else:
            expected[kind] = _ROOM
            for hour in range(since // HOUR, until // HOUR + 1):
                most = min(until, (hour + 1) * HOUR) - max(since, hour * HOUR)
                expected[kind] += platform.rates[kind, hour % HOURS] * most


@lean
def _settled_by(tenants: Tenants, p: int) -> int:
    """An instant from which on no logon of a tenant is refused or shown anything; NEVER where it is not plain."""
    course = tenants.courses[p]
    if course.anchor_at == NEVER or course.mended_at != NEVER or course.is_undone or course.silent != 0:
        return NEVER
    if tenants.boxes.first.size > 0 or course.assigned_at == NEVER:
        return NEVER
    until = max(course.hosted_at, course.routed_at, course.assigned_at + seen_by_all_after(tenants.lags, p))
    if course.closed_at != NEVER:
        until = max(until, course.opened_at)
    return int(max(until, course.anchor_at))
