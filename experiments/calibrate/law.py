"""The chances of being connected under any window, connection rate and silent share, for a slice of a campaign.

A tenant's isolation fails silently or does not, whatever befalls the others. So its chances are a mixture of two:
those after a step that worked and those after one that only said so, and the silent share is their weight. The law
is asked for both; no grid over that share is needed. What fails silently stays open for hours in which books grow:
a tenant takes a hundred times as long then, depends on the window hardly at all, and is one of few that weigh
little. So the law is asked for it at fewer windows, and of some tenants alone.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from sim.campaign import mean_mailboxes, median_duration
from sim.chances import ROUGHLY, Chances, chances
from sim.draws import Draws
from sim.errors import InputError
from sim.procedure import Scope
from sim.scenario import Scenario
from sim.step_draws import step_name
from sim.streams import Floats, GivenUniforms, Ints, Source
from sim.tables import KINDS
from sim.units import SECOND

from ..slices import one_in, slice_of, slices_of

MOST_TENANTS: Final = 20_000
"""A campaign of more is asked about in a slice: its tenants vary 1.3 % of a mean, a count of 521 varies 4.4 %."""
MOST_SILENT: Final = 250
"""Of so many, about, it is asked what becomes of a silent failure: their mean is known to 2 %."""
_PEOPLE: Final = ("mailboxes", "lists", "mailbox_size", "order", "browse_order")
"""Streams that stay as they are under every schedule."""


@dataclass(frozen=True, slots=True)
class Point:
    """What the law says of a tenant, on average, under one window and rate; its isolation worked, or failed silently.

    Attributes:
        connected: the probability of being connected.
        square: the mean of its square.
        exposed: the probability of being exposed by a kind that counts.
        spread: the standard error of the first, as a share of it, were the tenants others from the same population.
    """

    connected: float
    square: float
    exposed: float
    spread: float

    @classmethod
    def of(cls, found: Chances) -> Self:
        """The averages of a law."""
        p = found.connected
        mean = float(p.mean())
        spread = float(p.std()) / mean / p.size**0.5 if mean else 0.0
        return cls(mean, float((p * p).mean()), float(found.exposed.mean()), spread)


@dataclass(frozen=True, slots=True)
class Silent:
    """What becomes of a tenant whose isolation failed silently, on average, under one window and rate.

    Attributes:
        point: the averages.
        together: the mean product with the same tenant's probability, had its isolation worked, over the product of
            the means: above 1 where who connects in short windows does so in long ones.
    """

    point: Point
    together: float

    @classmethod
    def of(cls, fine: Chances, silent: Chances) -> Self:
        """The averages of two laws over the same tenants."""
        product = float(fine.connected.mean() * silent.connected.mean())
        together = float((fine.connected * silent.connected).mean()) / product if product else 1.0
        return cls(Point.of(silent), together)


@dataclass(frozen=True)
class Law:
    """A campaign whose window, connection rate and silent share are left open.

    Attributes:
        scenario: a slice of the campaign, with the scenario's own values of the three.
        slices: how many such slices the campaign has.
        seed: names the people and the first schedule.
        base_rate: connections a mailbox-day of the kinds that count, as the scenario has them.
    """

    scenario: Scenario
    slices: int
    seed: int
    base_rate: float

    @classmethod
    def of(cls, scenario: Scenario, seed: int) -> Self:
        """The law of a scenario's campaign.

        Raises:
            InputError: no step of its procedure takes the window, or no client that counts ever connects.
        """
        if not scenario.procedure.depends_on_window:
            raise InputError(
                "calibrate",
                f"{scenario.procedure.name}: expected a procedure with an assign_policy of whole tenants: without "
                "one there is no length of the isolation step to look for",
            )
        clients = scenario.clients
        base = sum(
            getattr(clients.seats, kind) * getattr(clients.per_day, kind) for kind in clients.connected_kinds
        )
        if not base:
            raise InputError(
                "calibrate", "clients.connected_kinds: expected a kind with seats that connects on its own"
            )
        slices = slices_of(scenario, MOST_TENANTS)
        return cls(slice_of(scenario, slices), slices, seed, base)

    def at(self, window_s: float, rate: float, schedule: int = 0) -> Point:
        """What the law says under one window, rate and schedule, where no isolation fails silently.

        Args:
            window_s: what the isolation step takes, seconds.
            rate: connections a mailbox-day, of the kinds that count.
            schedule: which one; the tenants are the same under all of them.
        """
        fine = self._with(window_s, rate)
        return Point.of(chances(fine, Draws(fine, self._source(schedule, is_silent=False)), ROUGHLY))

    def silent_at(self, window_s: float, rate: float) -> Silent:
        """What it says under one window and rate of those whose isolation fails silently, asked about some of them.

        Args:
            window_s: what the isolation step takes, seconds.
            rate: connections a mailbox-day, of the kinds that count.
        """
        fine = self._with(window_s, rate)
        silent = fine.model_copy(update={"faults": fine.faults.model_copy(update={"silent": 1.0})})
        return Silent.of(
            chances(fine, Draws(fine, self._source(0, is_silent=False)), ROUGHLY, every=self._every),
            chances(silent, Draws(silent, self._source(0, is_silent=True)), ROUGHLY, every=self._every),
        )

    def as_it_is(self) -> float:
        """The mean probability of being connected with the scenario's own window, rate and silent share."""
        return float(
            chances(self.scenario, Draws(self.scenario, Source(self.seed)), ROUGHLY).connected.mean()
        )

    @property
    def knows_its_people(self) -> bool:
        """Whether it is asked about the very tenants that were counted: all of an inventory."""
        return self.scenario.inventory is not None and self.slices == 1

    @property
    def own(self) -> tuple[float, float, float]:
        """Isolation step (seconds; its median where it is drawn), rate and silent share of the scenario itself."""
        people = Draws(self.scenario, Source(self.seed)).people
        step = next(step for step in self.scenario.procedure.steps if step.takes_window)
        took = median_duration(self.scenario, step, mean_mailboxes(people), people)
        return took / SECOND, self.base_rate, self.scenario.faults.silent_of(step.verb)

    @property
    def _every(self) -> int:
        """One tenant in how many is asked about its silent failure."""
        return one_in(self.scenario, MOST_SILENT)

    def _with(self, window_s: float, rate: float) -> Scenario:
        clients, factor = self.scenario.clients, rate / self.base_rate
        window = max(1, round(window_s * SECOND))
        # Kinds that do not count never come: whoever is exposed has then been connected.
        rates: dict[str, float] = {
            kind: factor * getattr(clients.per_day, kind) if kind in clients.connected_kinds else 0.0
            for kind in KINDS
        }
        changed = clients.model_copy(update={"per_day": clients.per_day.model_copy(update=rates)})
        return self.scenario.model_copy(update={"window": window, "clients": changed})

    def _source(self, schedule: int, *, is_silent: bool) -> Source:
        """The uniforms of one schedule, in which every isolation fails silently or none does."""
        people, plain = Source(self.seed), Source(self.seed + schedule)
        given: dict[str, GivenUniforms] = {}
        if schedule:
            given = {stream: _from(people, stream) for stream in _PEOPLE}
        steps = self.scenario.procedure.steps
        for step in steps:
            own = self.scenario.faults.silent_of(step.verb)
            of = "mailbox_" if step.scope is Scope.MAILBOX else ""
            stream = f"{of}silent/{step_name(step, steps)}"
            if step.takes_window:
                given[stream] = _all(0.0 if is_silent else 1.0)
            elif is_silent:
                # Other steps fail as often as they do anyway: under a share of 1 their uniforms are stretched.
                given[stream] = _from(plain, stream, 1.0 / own) if own else _all(1.0)
        return Source(plain.seed, given)


def _from(source: Source, stream: str, factor: float = 1.0) -> GivenUniforms:
    def stretched(entities: Ints, index: int) -> Floats:
        return np.asarray(factor * source.uniforms(stream, entities, index), np.float64)

    return stretched


def _all(value: float) -> GivenUniforms:
    def alike(entities: Ints, index: int) -> Floats:
        return np.full(entities.size, value)

    return alike
