"""The three passes: campaign steps, pre-sync on its slots, then nights on theirs."""

from dataclasses import dataclass

import numpy as np

from ..campaign import Plan
from ..compiled import lean
from ..draws import Draws
from ..scenario import Scenario
from ..step_draws import campaign_factor
from ..streams import Ints
from .carrying import loop_over_mailboxes, on_tenant
from .courses import Tenants
from .heap import replace_first
from .nights import NightPass
from .records import World
from .work import Work, back_of, tenants_of, work_of


@dataclass(frozen=True, slots=True)
class Schedule:
    """What was done to whom, and when.

    Attributes:
        tenants: what was done to each.
        night_of_batch: the night each batch began in, from 1.
        ready: when the pre-sync of each batch was done.
        nights_opened: how many nights were opened.
        pauses: batches that stood still, since when, and before when, in this order, shape (pauses, 3).
    """

    tenants: Tenants
    night_of_batch: Ints
    ready: Ints
    nights_opened: int
    pauses: Ints


def schedule(scenario: Scenario, draws: Draws, plan: Plan, world: World, keys: Ints) -> Schedule:
    """All steps of all tenants."""
    procedure = scenario.procedure
    tenants = tenants_of(scenario, draws, world, keys)
    first, last, end = procedure.campaign_steps, procedure.presync_end, len(procedure.steps)
    steady, back = campaign_factor(draws.source, scenario), back_of(scenario, draws)
    began = _campaign_pass(work_of(scenario, draws, tenants, back, 0, first), steady)
    slots = np.full(min(scenario.campaign.sync_slots, plan.tenants), began, np.int64)
    ready = np.zeros(plan.batches, np.int64)
    _presync_pass(work_of(scenario, draws, tenants, back, first, last), steady, slots, plan.batch, ready)
    nights = NightPass(scenario, draws, plan, ready)
    nights.run(work_of(scenario, draws, tenants, back, last, end, plan))
    return Schedule(tenants, nights.night_of_batch, ready, nights.opened, nights.pauses)


@lean
def _campaign_pass(work: Work, factor: int) -> int:
    """One operator, step by step over all tenants in order, from instant 0; the instant of the end."""
    steps, tenants = work.steps, work.tenants
    courses = tenants.courses
    now = 0
    for s in range(steps.size):
        for p in range(courses.size):
            if not courses[p].is_halted:
                now = on_tenant(work, courses[p], tenants, p, s, now, factor)
    return now


@lean
def _presync_pass(work: Work, factor: int, free: Ints, batch: int, ready: Ints) -> None:
    """Tenants in order, each on the slot that is free first; notes when the last of each batch is ready."""
    steps, tenants = work.steps, work.tenants
    courses = tenants.courses
    for p in range(courses.size):
        now = free[0]
        s = 0
        while s < steps.size and not courses[p].is_halted:
            if steps[s].loop > 0:
                now = loop_over_mailboxes(work, courses[p], tenants, p, s, now, factor)
                s += steps[s].loop
            else:
                now = on_tenant(work, courses[p], tenants, p, s, now, factor)
                s += 1
        replace_first(free, now)
        ready[p // batch] = max(ready[p // batch], now)
