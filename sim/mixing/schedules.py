"""Which schedules are looked at: people and order of one seed; durations, lags, faults and shocks of another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import ndtr

from ..chances import ROUGHLY, Chances, chances
from ..draws import Draws
from ..scenario import Scenario
from ..step_draws import step_name
from ..streams import OF_STEPS, Floats, GivenUniforms, Ints, Source, stream_key


@dataclass(frozen=True, slots=True)
class Outer:
    """What a campaign has once, so that its nights share it.

    Attributes:
        shock: the campaign's, in standard deviations.
        phase: the uniform of the OAB's phase.
        is_out_of_site: whether a controller out of site is in use.
        begun: the seed of its beginning, campaign steps and pre-sync, which all nights may wait for; None: each
            schedule has its own.
    """

    shock: float
    phase: float
    is_out_of_site: bool
    begun: int | None = None


@dataclass(frozen=True)
class Schedule:
    """One schedule.

    Attributes:
        seed: of all that is not given here.
        outer: what the campaign has once.
        nights: the shocks of the planned nights, in standard deviations; empty: the seed's.
    """

    seed: int
    outer: Outer
    nights: Floats

    def source(self, beginning: Sequence[str] = ()) -> Source:
        """Its uniforms. A closing night has a shock of its own, by the seed.

        Args:
            beginning: the names of the steps that a campaign begins with, see ``step_draws.step_name``.
        """
        outer = self.outer
        given: dict[str, GivenUniforms] = {
            "campaign_shock": _always(float(ndtr(outer.shock))),
            "oab_phase": _always(outer.phase),
            # Below every share that there is, or above.
            "out_of_site": _always(0.0 if outer.is_out_of_site else 1.0),
        }
        if self.nights.size:
            given["night_shock"] = _of_nights(ndtr(self.nights), Source(self.seed))
        if outer.begun is not None:
            streams = [f"{stream}/{name}" for name in beginning for stream in OF_STEPS]
            given |= {stream: partial(Source(outer.begun).uniforms, stream) for stream in streams}
        return Source(self.seed, given)


Judge = Callable[[Schedule], Chances]
"""A schedule in, each tenant's probabilities out."""


def judge_of(scenario: Scenario, people: Draws) -> Judge:
    """The judge of a scenario's schedules, over the people that some draws hold."""
    procedure = scenario.procedure
    beginning = [step_name(step, procedure.steps) for step in procedure.steps[: procedure.presync_end]]

    def judge(schedule: Schedule) -> Chances:
        draws, is_begun = people.rescheduled(schedule.source(beginning)), schedule.outer.begun is not None
        return chances(scenario, draws, ROUGHLY, is_begun=is_begun, is_of_exposed=True)

    return judge


def seed_of(seed: int, batch: int, node: int, schedule: int) -> int:
    """A seed of its own for each schedule: no two share a draw, and none depends on how many there are."""
    return stream_key(seed, f"schedule/{batch}/{node}/{schedule}")


def _always(u: float) -> GivenUniforms:
    return lambda entities, _: np.full(entities.size, u)


def _of_nights(planned: Floats, others: Source) -> GivenUniforms:
    def uniforms(entities: Ints, index: int) -> Floats:
        found = others.uniforms("night_shock", entities, index)
        is_planned = entities < planned.size
        found[is_planned] = planned[entities[is_planned]]
        return found

    return uniforms
