"""The three passes: campaign steps, pre-sync on its slots, then nights on theirs."""

from dataclasses import dataclass

import numpy as np

from ..campaign import Plan
from ..compiled import lean
from ..draws import Draws
from ..scenario import Scenario
from ..step_draws import campaign_factor
from ..streams import Ints
from .heap import replace_first
from .nights import NightPass
from .records import Records, World
from .steps import carry_out
from .work import Work, tenants_of, work_of


@dataclass(frozen=True, slots=True)
class Schedule:
    """What was done to whom, and when.

    Attributes:
        courses: a record a tenant, by position.
        lags: replication lags of the policies, shape (tenants, controllers).
        night_of_batch: the night each batch began in, from 1.
        nights_opened: how many nights were opened.
    """

    courses: Records
    lags: Ints
    night_of_batch: Ints
    nights_opened: int


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
    nights.run(work_of(scenario, draws, tenants, last, end))
    return Schedule(tenants.courses, tenants.lags, nights.night_of_batch, nights.opened)


@lean
def _campaign_pass(work: Work, factor: int) -> int:
    """One operator, step by step over all tenants in order, from instant 0; the instant of the end."""
    steps, drawn, _, tenants = work
    courses, instants, lags, numbers, mailboxes, world, keys = tenants
    now = 0
    for s in range(steps.size):
        for p in range(courses.size):
            if courses[p].is_halted:
                continue
            u = drawn[steps[s].row, p]
            of = numbers[p], mailboxes[p]
            now = carry_out(
                steps[s], courses[p], instants, lags, p, u, now, factor, of[0], of[1], world, keys
            )
    return now


@lean
def _presync_pass(work: Work, factor: int, free: Ints, batch: int, ready: Ints) -> None:
    """Tenants in order, each on the slot that is free first; notes when the last of each batch is ready."""
    steps, drawn, _, tenants = work
    courses, instants, lags, numbers, mailboxes, world, keys = tenants
    for p in range(courses.size):
        now = free[0]
        for s in range(steps.size):
            if courses[p].is_halted:
                break
            u = drawn[steps[s].row, p]
            of = numbers[p], mailboxes[p]
            now = carry_out(
                steps[s], courses[p], instants, lags, p, u, now, factor, of[0], of[1], world, keys
            )
        replace_first(free, now)
        ready[p // batch] = max(ready[p // batch], now)
