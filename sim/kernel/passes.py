"""The three passes: campaign steps, pre-sync on its slots, then nights on theirs."""

from dataclasses import dataclass

import numpy as np

from ..campaign import Plan
from ..compiled import lean
from ..draws import Draws
from ..scenario import Scenario
from ..step_draws import campaign_factor
from ..streams import Ints
from .courses import Tenants
from .heap import replace_first
from .nights import NightPass
from .records import World
from .steps import befallen, carry_out, carry_out_loop
from .work import Work, tenants_of, work_of


@dataclass(frozen=True, slots=True)
class Schedule:
    """What was done to whom, and when.

    Attributes:
        tenants: what was done to each.
        night_of_batch: the night each batch began in, from 1.
        nights_opened: how many nights were opened.
        pauses: batches that stood still, since when, and before when, in this order, shape (pauses, 3).
    """

    tenants: Tenants
    night_of_batch: Ints
    nights_opened: int
    pauses: Ints


def schedule(scenario: Scenario, draws: Draws, plan: Plan, world: World, keys: Ints) -> Schedule:
    """All steps of all tenants."""
    procedure = scenario.procedure
    tenants = tenants_of(scenario, draws, world, keys)
    first, last, end = procedure.campaign_steps, procedure.presync_end, len(procedure.steps)
    steady = campaign_factor(draws.source, scenario)
    began = _campaign_pass(work_of(scenario, draws, tenants, 0, first), steady)
    slots = np.full(min(scenario.campaign.sync_slots, plan.tenants), began, np.int64)
    ready = np.zeros(plan.batches, np.int64)
    _presync_pass(work_of(scenario, draws, tenants, first, last), steady, slots, plan.batch, ready)
    nights = NightPass(scenario, draws, plan, ready)
    nights.run(work_of(scenario, draws, tenants, last, end, plan))
    return Schedule(tenants, nights.night_of_batch, nights.opened, nights.pauses)


@lean
def _campaign_pass(work: Work, factor: int) -> int:
    """One operator, step by step over all tenants in order, from instant 0; the instant of the end."""
    steps, drawn, tenants = work.steps, work.drawn, work.tenants
    courses = tenants.courses
    now = 0
    for s in range(steps.size):
        for p in range(courses.size):
            if courses[p].is_halted:
                continue
            u, fault = drawn[steps[s].row, p], steps[s].fault
            fails, lies = befallen(work.failures, fault, p), befallen(work.silent, fault, p)
            now = carry_out(steps[s], courses[p], tenants, p, u, fails, lies, now, factor)
    return now


@lean
def _presync_pass(work: Work, factor: int, free: Ints, batch: int, ready: Ints) -> None:
    """Tenants in order, each on the slot that is free first; notes when the last of each batch is ready."""
    steps, drawn, drawn_each, tenants = work.steps, work.drawn, work.drawn_each, work.tenants
    courses = tenants.courses
    for p in range(courses.size):
        now = free[0]
        s = 0
        while s < steps.size and not courses[p].is_halted:
            if steps[s].loop > 0:
                fails_each, lies_each = work.failures_each, work.silent_each
                now = carry_out_loop(
                    steps, drawn_each, fails_each, lies_each, s, courses[p], tenants, p, now, factor
                )
                s += steps[s].loop
            else:
                u, fault = drawn[steps[s].row, p], steps[s].fault
                fails, lies = befallen(work.failures, fault, p), befallen(work.silent, fault, p)
                now = carry_out(steps[s], courses[p], tenants, p, u, fails, lies, now, factor)
                s += 1
        replace_first(free, now)
        ready[p // batch] = max(ready[p // batch], now)
