"""The night pass: batches in order on slots, the planned nights, then closing nights for what each left over.

A batch that still runs when the next night may open stops before the step that would begin then, and goes on
once it is known whether that night opens: its shock holds from there on.
"""

import numpy as np

from ..campaign import Plan
from ..compiled import inlined, lean
from ..draws import Draws
from ..scenario import Scenario
from ..step_draws import night_factor
from ..streams import Ints
from ..words import NEVER
from .heap import replace_first, replace_never
from .steps import carry_out, finish
from .work import Work


class NightPass:
    """The nights of one campaign.

    Attributes:
        night_of_batch: the night each batch began in, from 1.
        opened: nights opened.
    """

    def __init__(self, scenario: Scenario, draws: Draws, plan: Plan, ready: Ints) -> None:
        self.scenario = scenario
        self.draws = draws
        self.plan = plan
        self.ready = ready
        """When the pre-sync of each batch is done."""
        self.opened = 0
        self.night_of_batch: Ints = np.zeros(plan.batches, np.int64)
        slots = min(scenario.campaign.slots, plan.batches)
        self.free: Ints = np.zeros(slots, np.int64)
        """A heap of the instants at which slots are free; NEVER: its batch waits for the next night."""
        self.waiting: Ints = np.full((slots, 5), -1, np.int64)
        """Batches that wait so: batch, instant, run, position, step; batch -1: none."""

    def run(self, work: Work) -> None:
        """Round after round: the planned nights, then closing nights of what each has not started."""
        plan = self.plan
        edges = np.minimum(np.arange(plan.planned_nights + 1) * plan.batches_per_night, plan.batches)
        head, ends = edges[:-1].copy(), edges[1:]
        further = 0
        factor = 0
        while (left := np.flatnonzero(head < ends)).size:
            nights = [plan.closing_night(planned, further) for planned in left.tolist()]
            then = [plan.closing_night(planned, further + 1).opens_at for planned in left.tolist()]
            factors = [night_factor(self.draws.source, self.scenario, night.index) for night in nights]
            begun, until = head[left], ends[left]
            before = begun.copy()
            _round(
                work,
                plan.batch,
                np.array([(n.opens_at, n.last_start_at) for n in nights], np.int64),
                np.array(then, np.int64),
                np.array(factors, np.int64),
                begun,
                until,
                self.ready,
                self.free,
                self.waiting,
            )
            for night, first, last in zip(nights, before.tolist(), begun.tolist(), strict=True):
                self.night_of_batch[first:last] = night.index + 1
            head[left] = begun
            self.opened += len(nights)
            further += 1
            factor = factors[-1]
        _resume(work, plan.batch, factor, NEVER, self.free, self.waiting)


@lean
def _round(
    work: Work,
    batch: int,
    nights: Ints,
    then: Ints,
    factors: Ints,
    begun: Ints,
    ends: Ints,
    ready: Ints,
    free: Ints,
    waiting: Ints,
) -> None:
    """One night after the other.

    Args:
        work: the steps and the tenants.
        batch: tenants a batch.
        nights: opening and last start of each, shape (nights, 2).
        then: the opening of each one's next closing night.
        factors: their shocks.
        begun: the first batch of each that has not begun; moved on.
        ends: the batch after its last.
        ready: when the pre-sync of each batch is done.
        free: see NightPass.
        waiting: likewise.
    """
    next_round = -1
    for j in range(factors.size):
        opens_at, last_start_at = nights[j]
        # The next night that may open: one of this round, or else the first that is or may be left over.
        until = then[next_round] if next_round >= 0 else then[j]
        if j + 1 < factors.size:
            until = nights[j + 1, 0]
        _resume(work, batch, factors[j], until, free, waiting)
        at = opens_at
        while begun[j] < ends[j]:
            b = begun[j]
            at = max(at, free[0], ready[b])
            if at >= last_start_at:
                break
            begun[j] += 1
            replace_first(free, _advance(work, batch, factors[j], until, waiting, b, at, 0, b * batch, 0))
        if next_round < 0 and begun[j] < ends[j]:
            next_round = j


@lean
def _resume(work: Work, batch: int, factor: int, until: int, free: Ints, waiting: Ints) -> None:
    """Go on with the batches that waited for a night to open, or not to."""
    for slot in range(waiting.shape[0]):
        b, at, run, p, s = waiting[slot]
        if b < 0:
            continue
        waiting[slot, 0] = -1
        ends_at = _advance(work, batch, factor, until, waiting, b, at, run, p, s)
        if ends_at != NEVER:
            replace_never(free, ends_at)


@lean
def _advance(
    work: Work, batch: int, factor: int, until: int, waiting: Ints, b: int, now: int, run: int, p: int, s: int
) -> int:
    """Carry a batch on, up to the first step that would begin at ``until`` or later; NEVER if it waits there."""
    steps, drawn, runs, tenants = work
    courses, instants, lags, numbers, mailboxes, world, keys = tenants
    first = b * batch
    end = min(first + batch, courses.size)
    last_run = runs.size - 1
    while run <= last_run:
        begin = runs[run - 1] if run else 0
        while p < end:
            course = courses[p]
            if not course.is_halted:
                if course.started_at == NEVER:
                    course.started_at = now
                while s < runs[run] and not course.is_halted:
                    if now >= until:
                        _wait(waiting, b, now, run, p, s)
                        return NEVER
                    u = drawn[steps[s].row, p]
                    of = numbers[p], mailboxes[p]
                    now = carry_out(
                        steps[s], course, instants, lags, p, u, now, factor, of[0], of[1], world, keys
                    )
                    s += 1
                if run == last_run and course.finished_at == NEVER:
                    finish(course, now, world)
            p += 1
            s = begin
        s = runs[run]
        run += 1
        p = first
    return now


@inlined
def _wait(waiting: Ints, b: int, now: int, run: int, p: int, s: int) -> None:
    slot = 0
    while waiting[slot, 0] >= 0:
        slot += 1
    waiting[slot, 0], waiting[slot, 1], waiting[slot, 2] = b, now, run
    waiting[slot, 3], waiting[slot, 4] = p, s
