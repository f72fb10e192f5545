"""The campaign's plan: tenant order, batches, and the night each batch is meant for, all fixed at load."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from fakeexchange.names import Names

from .nights import Night, Nights
from .population import People, draw_seats
from .procedure import Scope, Step
from .scenario import Scenario
from .streams import Floats, Ints, Source
from .tables import KINDS, StepLaw
from .units import HOUR
from .words import Verb

FILL = (6, 10)
"""The share of a night that ``tenants_per_night = "auto"`` plans for, as a fraction."""


@dataclass(frozen=True)
class Plan:
    """Who is migrated when, before anything has happened.

    Attributes:
        tenants: how many tenants there are.
        batch: tenants a batch, the last one's perhaps fewer.
        batches_per_night: batches planned for each night; None: one planned night takes all, and its closing nights,
            one after the other, what it has not started.
        nights: the calendar.
        canary: tenants, the first of the order, whose batches all others wait for; 0: nobody waits.
        soak: microseconds that the others wait after the canary's end.
    """

    tenants: int
    batch: int
    batches_per_night: int | None
    nights: Nights
    canary: int = 0
    soak: int = 0

    @cached_property
    def ahead(self) -> int:
        """Places that the first batch lacks of a full one, so that the canary's last batch ends with the canary."""
        return -self.canary % self.batch

    @cached_property
    def batches(self) -> int:
        """How many batches there are."""
        return self.batch_of(self.tenants - 1) + 1

    @cached_property
    def canaries(self) -> int:
        """How many of them, the first ones, are the canary's."""
        return -(-self.canary // self.batch)

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """The first batch of each planned night, and after the last."""
        if self.batches_per_night is None:
            return 0, self.batches
        if self.canaries in (0, self.batches):
            return _edges(0, self.batches, self.batches_per_night)
        *first, _ = _edges(0, self.canaries, self.batches_per_night)
        # The nights in which the canary soaks are planned for nobody.
        soaked_at = self.nights[len(first) - 1].opens_at + self.soak
        idle = 0
        while self.nights[len(first) + idle].opens_at < soaked_at:
            idle += 1
        further = _edges(self.canaries, self.batches, self.batches_per_night)
        return (*first, *[self.canaries] * idle, *further)

    @cached_property
    def planned_nights(self) -> int:
        """How many nights are planned; closing nights come after them."""
        return len(self.edges) - 1

    def batch_of(self, position: int) -> int:
        """The batch of a position."""
        return (position + self.ahead) // self.batch

    def positions(self, batch: int) -> range:
        """The positions of a batch."""
        first = batch * self.batch - self.ahead
        return range(max(0, first), min(first + self.batch, self.tenants))

    @cached_property
    def bounds(self) -> Ints:
        """The first position of each batch, and after the last, shape (batches + 1,)."""
        return np.clip(np.arange(self.batches + 1) * self.batch - self.ahead, 0, self.tenants)

    def closing_night(self, planned: int, further: int) -> Night:
        """The night that takes what a planned one has not started: the ``further``-th, 0 the planned one.

        Each planned night has closing nights of its own, at dates fixed by the calendar, so that it shares
        none with another and stays independent of it.
        """
        return self.nights[further * self.planned_nights + planned]


def _edges(first: int, last: int, a_night: int) -> tuple[int, ...]:
    """The batches first .. last - 1 cut into nights of so many: where each begins, and the end.

    >>> _edges(2, 9, 3)
    (2, 5, 8, 9)
    """
    return (*range(first, last, a_night), last)


def tenant_order(scenario: Scenario, source: Source, people: People) -> Ints:
    """Indices of the tenants by position in the campaign; ties stand as random puts them."""
    by_chance = np.argsort(source.hashes("order", people.numbers), kind="stable")
    match scenario.campaign.order:
        case "random":
            return by_chance
        case "smallest-first":
            key: npt.NDArray[Any] = people.mailboxes
        case "largest-first":
            key = -people.mailboxes
        case "quietest-first":
            key = _connections_a_day(scenario, source, people)
        case "by-name":
            key = np.array(_names(scenario, source, people))
        case column:
            assert scenario.inventory is not None
            key = scenario.inventory.ordered_by(column)[people.numbers]
    return by_chance[np.argsort(key[by_chance], kind="stable")]


def _names(scenario: Scenario, source: Source, people: People) -> list[str]:
    """What tenants are called: by the inventory, or by the domains that are made up for them."""
    if scenario.inventory is not None:
        return [scenario.inventory.names[number] for number in people.numbers.tolist()]
    names = Names(source.seed, scenario.population.locales)
    return [names.domain(number) for number in people.numbers.tolist()]


def _connections_a_day(scenario: Scenario, source: Source, people: People) -> Floats:
    """Connections a day that the clients of each tenant are expected to make, once they are on demand."""
    seats = draw_seats(scenario, source, people)
    rates = np.array([getattr(scenario.clients.per_day, kind) for kind in KINDS], np.float64)
    of = np.repeat(np.arange(people.numbers.size), np.diff(seats.first))
    return np.bincount(of, rates[seats.kind], people.numbers.size).astype(np.float64)


def plan(scenario: Scenario, people: People) -> Plan:
    """The plan of a scenario."""
    campaign = scenario.campaign
    span = campaign.last_start_after_midnight - campaign.opens
    one = typical_night_time(scenario, people)
    batch = max(1, min(campaign.batch, span // one))
    a_night = campaign.tenants_per_night
    per_night = None
    if a_night == "auto":
        per_night = max(1, span * FILL[0] // FILL[1] // (one * batch)) * campaign.slots
    elif a_night != "greedy":
        batch = min(batch, a_night)
        per_night = a_night // batch
    tenants = people.numbers.size
    canary = min(campaign.canary, tenants)
    return Plan(
        tenants,
        int(batch),
        None if per_night is None else int(per_night),
        Nights(campaign),
        canary,
        max(1, campaign.canary_soak),
    )


def typical_night_time(scenario: Scenario, people: People) -> int:
    """Microseconds that a tenant of mean size takes in the night pass, every step at its median."""
    mailboxes, found, is_assigned = mean_mailboxes(people), 0, False
    for place, step in enumerate(scenario.procedure.steps):
        is_assigned = is_assigned or step.verb is Verb.ASSIGN_POLICY
        # Before anything has been assigned there is nothing to wait for.
        is_idle = step.verb is Verb.WAIT_REPLICATION and step.duration is None and not is_assigned
        if place >= scenario.procedure.presync_end and not is_idle:
            found += median_time(scenario, step, mailboxes, people)
    return max(1, found)


def mean_mailboxes(people: People) -> int:
    """How many mailboxes a tenant has on average, to the nearest whole one."""
    return round(int(people.mailboxes.sum()) / people.numbers.size)


def median_time(scenario: Scenario, step: Step, mailboxes: int, people: People) -> int:
    """Microseconds a step takes of a tenant's time, at its median: a timer none, a loop each mailbox's in turn."""
    if step.on == "timer":
        return 0
    if step.scope is Scope.MAILBOX:
        return mailboxes * median_duration(scenario, step, 1, people)
    return median_duration(scenario, step, mailboxes, people)


def exact_duration(scenario: Scenario, step: Step) -> int | None:
    """The duration a file or ``--window`` gives a step, at least 1 us; None: it is drawn.

    The window is that of a tenant's isolation; a panel's loop isolates a mailbox in a time of its own.
    """
    if scenario.window is not None and step.takes_window:
        return max(1, scenario.window)
    return None if step.duration is None else max(1, step.duration)


def median_duration(scenario: Scenario, step: Step, mailboxes: int, people: People) -> int:
    """Microseconds a step takes at its median for a tenant of so many mailboxes."""
    if (exact := exact_duration(scenario, step)) is not None:
        return exact
    platform = scenario.platform
    if step.verb is Verb.WAIT_REPLICATION:
        ranks = max(0, platform.controllers - 2)
        return (
            platform.lag_first + ranks * platform.lag_step + platform.lag_hop
            if platform.controllers > 1
            else 1
        )
    law = getattr(scenario.steps, step.verb)
    if isinstance(law, StepLaw):
        return law.base + law.mailbox * mailboxes
    return int(np.median(people.largest) / law.rate * HOUR)
