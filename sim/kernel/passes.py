"""The three passes: campaign steps, pre-sync on its slots, then nights on theirs."""

from dataclasses import dataclass

import numpy as np

from ..campaign import Plan
from ..compiled import lean
from ..draws import Draws
from ..scenario import Scenario
from ..step_draws import campaign_factor
from ..stops import Stop
from ..streams import Ints
from ..words import NEVER
from .carrying import loop_over_mailboxes, on_tenant
from .courses import Tenants
from .heap import replace_first
from .kept import Kept
from .nights import NightPass
from .records import World
from .steps import NOT_REACHED
from .undoing import Back
from .work import Work, back_of, tenants_of, work_of


@dataclass(frozen=True, slots=True)
class Schedule:
    """What was done to whom, and when.

    Attributes:
        tenants: what was done to each.
        night_of_batch: the night each batch began in, from 1.
        ready: when the pre-sync of each batch was done.
        nights_opened: how many nights were opened.
        stopped_at: the campaign's stop; NEVER where nothing stops it.
        pauses: batches that stood still, since when, and before when, in this order, shape (pauses, 3).
    """

    tenants: Tenants
    night_of_batch: Ints
    ready: Ints
    nights_opened: int
    stopped_at: int
    pauses: Ints


def schedule(
    scenario: Scenario,
    draws: Draws,
    plan: Plan,
    world: World,
    keys: Ints,
    stop: Stop | None = None,
    kept: Kept | None = None,
) -> Schedule:
    """All steps of all tenants; up to a stop, and what becomes of those in flight then.

    Args:
        scenario: what is asked.
        draws: drawn for it.
        plan: order, batches and nights.
        world: what holds for every tenant.
        keys: see ``uniforms``.
        stop: cuts the campaign; None: nothing does.
        kept: beginnings of other campaigns under the same draws; None: of none, and this one's is not kept.
    """
    procedure = scenario.procedure
    begun = None if kept is None else kept.find(scenario)
    tenants = tenants_of(scenario, draws, world, keys, stop, None if begun is None else begun.courses)
    last, end = procedure.presync_end, len(procedure.steps)
    back = back_of(scenario, draws, stop)
    if begun is not None:
        ready = begun.ready
    else:
        ready = _begin(scenario, draws, plan, tenants, back)
        if kept is not None:
            kept.keep(scenario, tenants.courses, ready)
    nights = NightPass(scenario, draws, plan, ready, stop)
    nights.run(work_of(scenario, draws, tenants, back, last, end, plan))
    if stop is not None:
        _leave_out(tenants)
    return Schedule(tenants, nights.night_of_batch, ready, nights.opened, nights.stop_at, nights.pauses)


def _begin(scenario: Scenario, draws: Draws, plan: Plan, tenants: Tenants, back: Back) -> Ints:
    """The campaign pass and the pre-sync; when that of each batch is done."""
    first, last = scenario.procedure.campaign_steps, scenario.procedure.presync_end
    steady = campaign_factor(draws.source, scenario)
    began = _campaign_pass(work_of(scenario, draws, tenants, back, 0, first), steady)
    slots = np.full(min(scenario.campaign.sync_slots, plan.tenants), began, np.int64)
    ready = np.zeros(plan.batches, np.int64)
    presync = work_of(scenario, draws, tenants, back, first, last)
    _presync_pass(presync, steady, slots, plan.batch, plan.ahead, ready)
    return ready


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
def _presync_pass(work: Work, factor: int, free: Ints, batch: int, ahead: int, ready: Ints) -> None:
    """Tenants in order, each on the slot that is free first; notes when the last of each batch is ready.

    A stop ends it: no further step begins, and batches that lack one are never ready.
    """
    steps, tenants = work.steps, work.tenants
    courses, stop_at = tenants.courses, tenants.world.stop_at
    for p in range(courses.size):
        now = free[0]
        s = 0
        while s < steps.size and now < stop_at and not courses[p].is_halted:
            if steps[s].loop > 0:
                now, is_whole = loop_over_mailboxes(work, courses[p], tenants, p, s, now, factor)
                s += steps[s].loop if is_whole else 0
            else:
                now = on_tenant(work, courses[p], tenants, p, s, now, factor)
                s += 1
        replace_first(free, now)
        b = (p + ahead) // batch
        ready[b] = max(ready[b], now if s == steps.size or courses[p].is_halted else NEVER)


@lean
def _leave_out(tenants: Tenants) -> None:
    """Whoever the stop has cut off has not been reached, whatever was left out before, and no timer outlives it."""
    courses = tenants.courses
    for p in range(courses.size):
        if courses[p].finished_at == NEVER:
            courses[p].status = NOT_REACHED
            if courses[p].opened_at >= tenants.horizons[p]:
                courses[p].opened_at = NEVER
