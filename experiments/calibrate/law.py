"""The chances of being connected under any window, connection rate and silent share, for a slice of a campaign.

A tenant's isolation fails silently or does not, whatever befalls the others. So its chances are a mixture of two:
those after a step that worked and those after one that only said so, and the silent share is their weight. The law
is asked for both; no grid over that share is needed.

A slice of a campaign is one of every so many of its slots, with their share of the tenants: the same nights, the same
hours, fewer tenants.
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

MOST_TENANTS: Final = 20_000
"""A campaign of more is asked about in a slice: its tenants vary 1.3 % of a mean, a count of 521 varies 4.4 %."""
_PEOPLE: Final = ("mailboxes", "lists", "mailbox_size", "order", "browse_order")
"""Streams that stay as they are under every schedule."""


@dataclass(frozen=True, slots=True)
class Point:
    """What the law says of a tenant, on average, under one window and rate.

    Attributes:
        connected: the probability of being connected, its isolation having worked.
        connected_silent: the same, its isolation having failed silently.
        squares: the mean of the first one's square; of the product of the two; of the second one's square.
        exposed: the probability of being exposed by a kind that counts, its isolation having worked.
        exposed_silent: the same, its isolation having failed silently.
        spread: the standard error of the first, as a share of it, were the tenants others from the same population.
    """

    connected: float
    connected_silent: float
    squares: tuple[float, float, float]
    exposed: float
    exposed_silent: float
    spread: float

    @classmethod
    def of(cls, fine: Chances, silent: Chances) -> Self:
        """The averages of two laws over the same tenants."""
        c, s = fine.connected, silent.connected
        mean = float(c.mean())
        spread = float(c.std()) / mean / c.size**0.5 if mean else 0.0
        squares = float((c * c).mean()), float((c * s).mean()), float((s * s).mean())
        return cls(
            mean, float(s.mean()), squares, float(fine.exposed.mean()), float(silent.exposed.mean()), spread
        )


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
        slices = _slices(scenario)
        return cls(_slice(scenario, slices), slices, seed, base)

    def at(self, window_s: float, rate: float, schedule: int = 0) -> Point:
        """What the law says under one window, rate and schedule.

        Args:
            window_s: what the isolation step takes, seconds.
            rate: connections a mailbox-day, of the kinds that count.
            schedule: which one; the tenants are the same under all of them.
        """
        fine = self._with(max(1, round(window_s * SECOND)), rate / self.base_rate)
        silent = fine.model_copy(update={"faults": fine.faults.model_copy(update={"silent": 1.0})})
        return Point.of(
            chances(fine, Draws(fine, self._source(schedule, is_silent=False)), ROUGHLY),
            chances(silent, Draws(silent, self._source(schedule, is_silent=True)), ROUGHLY),
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

    def _with(self, window: int, factor: float) -> Scenario:
        clients = self.scenario.clients
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


def _slices(scenario: Scenario) -> int:
    """Into how many slices a campaign is cut: the fewest that leave no more tenants than are asked about."""
    tenants, slots = scenario.population.tenants, scenario.campaign.slots
    wanted = -(-tenants // MOST_TENANTS)
    return next((many for many in range(wanted, slots) if slots % many == 0), slots) if wanted > 1 else 1


def _slice(scenario: Scenario, slices: int) -> Scenario:
    if slices == 1:
        return scenario
    campaign, population = scenario.campaign, scenario.population
    a_night = campaign.tenants_per_night
    fewer = {
        "slots": campaign.slots // slices,
        "sync_slots": max(1, campaign.sync_slots // slices),
        "tenants_per_night": max(1, a_night // slices) if isinstance(a_night, int) else a_night,
    }
    return scenario.model_copy(
        update={
            "campaign": campaign.model_copy(update=fewer),
            "population": population.model_copy(update={"tenants": -(-population.tenants // slices)}),
        }
    )


def _from(source: Source, stream: str, factor: float = 1.0) -> GivenUniforms:
    def stretched(entities: Ints, index: int) -> Floats:
        return np.asarray(factor * source.uniforms(stream, entities, index), np.float64)

    return stretched


def _all(value: float) -> GivenUniforms:
    def alike(entities: Ints, index: int) -> Floats:
        return np.full(entities.size, value)

    return alike
