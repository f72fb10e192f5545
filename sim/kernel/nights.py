"""The night pass: batches in order on slots, night after night, and closing nights for what each left over.

A batch that still runs when the next night may open stops before the step that would begin then, and goes on
once it is known whether that night opens: its shock holds from there on. Where nights pause, a batch whose next
step is due in the day stops too, and the night that follows opens for it.

A stop of the campaign is met in the same way: no step begins from then on. What waits then is in flight, see
``stopping``.
"""

import numpy as np
import numpy.typing as npt

from ..campaign import Plan
from ..compiled import lean
from ..draws import Draws
from ..nights import Night
from ..scenario import Scenario
from ..step_draws import night_factor
from ..stops import InFlight, Stop
from ..streams import Ints
from ..words import NEVER
from .carrying import on_mailbox, on_tenant
from .heap import replace_first, replace_never
from .steps import finish
from .stopping import back_out, leave_out, not_before
from .waiting import AT, BATCH, NOBODY, PAUSED_SINCE, wait
from .work import Work


class NightPass:
    """The nights of one campaign.

    Attributes:
        night_of_batch: the night each batch began in, from 1.
        opened: nights opened.
        pauses: see ``passes.Schedule``.
    """

    def __init__(self, scenario: Scenario, draws: Draws, plan: Plan, ready: Ints, stop: Stop | None) -> None:
        self.scenario = scenario
        self.draws = draws
        self.plan = plan
        self.ready = ready
        """When the pre-sync of each batch is done."""
        self.stop = stop
        self.stop_at = NEVER if stop is None else stop.at
        self.canary: Ints = np.zeros(max(plan.canaries, 1), np.int64)
        """When each of the canary's batches has ended; NEVER: not yet. None of it: nobody waits for one."""
        self.canary[: plan.canaries] = NEVER
        self.opened = 0
        self.night_of_batch: Ints = np.zeros(plan.batches, np.int64)
        self.pauses: Ints = np.zeros((0, 3), np.int64)
        self.does_pause = scenario.campaign.at_dawn == "pause"
        slots = min(scenario.campaign.slots, plan.batches)
        self.free: Ints = np.zeros(slots, np.int64)
        """A heap of the instants at which slots are free; NEVER: its batch waits for the next night."""
        self.waiting: Ints = np.full((slots, PAUSED_SINCE + 1), NOBODY, np.int64)
        """Batches that wait so, a row a slot; batch NOBODY: none."""

    def run(self, work: Work) -> None:
        """Night after night by the calendar; only those open that somebody works in."""
        plan, nights, stop_at = self.plan, self.plan.nights, self.stop_at
        head, ends = list(plan.edges[:-1]), plan.edges[1:]
        left, index, factor = plan.batches, 0, 0
        while (left or self._do_wait()) and nights[index].opens_at < stop_at:
            night, planned = nights[index], index % plan.planned_nights
            first, last = head[planned], ends[planned]
            if first < last or self._paused().any():
                factor = night_factor(self.draws.source, self.scenario, night.index)
                self.opened += 1
            until = min(nights[index + 1].opens_at, stop_at)
            head[planned] = self._work_in(work, night, factor, until, first, last)
            left -= head[planned] - first
            index += 1
        self._resume(work, factor, NEVER, stop_at)
        if self.stop is not None:
            leave_out(work, plan.batch, plan.ahead, self.waiting)
            if self.stop.in_flight is InFlight.ROLLBACK:
                back_out(work, plan.batch, plan.ahead, factor, self.waiting)
            else:
                not_before(self.stop.resume_at if self.stop.in_flight is InFlight.FREEZE else 0, self.waiting)
                self._resume(work, factor, NEVER, NEVER)
        if len(self.pauses):
            self.pauses = self.pauses[np.lexsort((self.pauses[:, 1], self.pauses[:, 0]))]

    def _work_in(self, work: Work, night: Night, factor: int, until: int, first: int, last: int) -> int:
        """What is left over from before, then the batches first .. last - 1; the first that has not begun."""
        closes_at = night.closes_at if self.does_pause else NEVER
        plan, waiting = self.plan, self.waiting
        self._resume(work, factor, closes_at, until)
        begun = _begin(
            work,
            plan.batch,
            plan.ahead,
            factor,
            closes_at,
            until,
            night.opens_at,
            min(night.last_start_at, self.stop_at),
            first,
            last,
            self.ready,
            self.canary,
            plan.soak if plan.canaries else 0,
            self.free,
            waiting,
        )
        self.night_of_batch[first:begun] = night.index + 1
        if self.does_pause:
            paused = self._paused()
            self.pauses = np.concatenate((self.pauses, waiting[paused][:, (BATCH, PAUSED_SINCE, AT)]))
        return begun

    def _resume(self, work: Work, factor: int, closes_at: int, until: int) -> None:
        plan = self.plan
        # Mostly nobody waits, and to go into compiled code with all that work holds takes longer than to see it.
        if (self.waiting[:, BATCH] == NOBODY).all():
            return
        _resume(work, plan.batch, plan.ahead, factor, closes_at, until, self.canary, self.free, self.waiting)

    def _do_wait(self) -> bool:
        """Must nights go on, though every batch has begun?"""
        return self.does_pause and bool((self.waiting[:, BATCH] != NOBODY).any())

    def _paused(self) -> npt.NDArray[np.bool_]:
        """Slots whose batch stands still until a night opens."""
        found: npt.NDArray[np.bool_] = (self.waiting[:, BATCH] != NOBODY) & (
            self.waiting[:, PAUSED_SINCE] >= 0
        )
        return found


@lean
def _begin(
    work: Work,
    batch: int,
    ahead: int,
    factor: int,
    closes_at: int,
    until: int,
    opens_at: int,
    last_start_at: int,
    first: int,
    last: int,
    ready: Ints,
    canary: Ints,
    soak: int,
    free: Ints,
    waiting: Ints,
) -> int:
    """Begin batches in order, each when a slot is free, its pre-sync done and the canary soaked.

    Returns:
        The first batch that does not begin.
    """
    at = opens_at
    for b in range(first, last):
        at = max(at, free[0], ready[b])
        if soak > 0 and b >= canary.size:
            at = max(at, _soaked_at(canary, soak))
        if at >= last_start_at:
            return b
        p = max(0, b * batch - ahead)
        ends_at = _advance(work, batch, ahead, factor, closes_at, until, waiting, b, at, 0, p, 0, 0, 0, False)
        replace_first(free, ends_at)
        if b < canary.size:
            canary[b] = ends_at
    return last


@lean
def _soaked_at(canary: Ints, soak: int) -> int:
    """The instant until which all others wait for the canary; NEVER: it has not ended yet."""
    ended_at = 0
    for b in range(canary.size):
        ended_at = max(ended_at, canary[b])
    return ended_at if ended_at == NEVER else ended_at + soak


@lean
def _resume(
    work: Work,
    batch: int,
    ahead: int,
    factor: int,
    closes_at: int,
    until: int,
    canary: Ints,
    free: Ints,
    waiting: Ints,
) -> None:
    """Go on with the batches that waited for a night to open, or not to."""
    for slot in range(waiting.shape[0]):
        b, at, run, p, s, j, i, has_begun, _ = waiting[slot]
        if b == NOBODY:
            continue
        waiting[slot, BATCH] = NOBODY
        ends_at = _advance(
            work, batch, ahead, factor, closes_at, until, waiting, b, at, run, p, s, j, i, has_begun != 0
        )
        if ends_at != NEVER:
            replace_never(free, ends_at)
            if b < canary.size:
                canary[b] = ends_at


@lean
def _advance(
    work: Work,
    batch: int,
    ahead: int,
    factor: int,
    closes_at: int,
    until: int,
    waiting: Ints,
    b: int,
    now: int,
    run: int,
    p: int,
    s: int,
    j: int,
    i: int,
    has_begun: bool,
) -> int:
    """Carry a batch on, up to the first step that would begin at ``until`` or later, or in the day before it.

    Args:
        work: the steps and the tenants.
        batch: tenants a batch.
        ahead: see ``campaign.Plan``.
        factor: the shock that holds.
        closes_at: the night closes, and no step begins from then on; NEVER: nights do not pause.
        until: the next night may open.
        waiting: see NightPass; written to where the batch waits.
        b: the batch.
        now: the instant of its next step.
        run: the run that it is in.
        p: the position of the tenant whose turn it is.
        s: the step.
        j: mailboxes that a loop over them is done with.
        i: steps that it is done with on the next mailbox.
        has_begun: the step of batch scope has begun on an earlier tenant.

    Returns:
        The instant at which it ends; NEVER if it waits.
    """
    steps, runs, tenants = work.steps, work.runs, work.tenants
    courses, world = tenants.courses, tenants.world
    first = max(0, b * batch - ahead)
    end = min((b + 1) * batch - ahead, courses.size)
    # What is carried out after the stop knows no night.
    stop_at = world.stop_at if until != NEVER else NEVER
    last_run = runs.size - 1
    while run <= last_run:
        begin = runs[run - 1] if run else 0
        is_batch = work.is_batch[run] != 0
        while p < end:
            course = courses[p]
            if not course.is_halted:
                while s < runs[run] and not course.is_halted:
                    if now >= stop_at:
                        wait(waiting, b, now, run, p, s, j, i, has_begun, -1)
                        return NEVER
                    if work.lost[b] == p * steps.size + s and j == 0 and i == 0:
                        # The next step is due once the console is back.
                        work.lost[b] = NOBODY
                        now += work.console_back
                    # A step that has begun, over the batch or one mailbox after another, runs through.
                    is_due = not (is_batch and has_begun) and j == 0 and i == 0
                    if now >= closes_at and now < until and is_due:
                        wait(waiting, b, until, run, p, s, j, i, has_begun, now)
                        return NEVER
                    if now >= until:
                        wait(waiting, b, now, run, p, s, j, i, has_begun, -1)
                        return NEVER
                    if course.started_at == NEVER:
                        course.started_at = now
                    has_begun = True
                    if steps[s].loop > 0:
                        now = on_mailbox(work, course, tenants, p, s + i, j, now, factor)
                        i += 1
                        if i == steps[s].loop:
                            i = 0
                            j += 1
                        if j == tenants.mailboxes[p]:
                            j = 0
                            s += steps[s].loop
                    else:
                        now = on_tenant(work, course, tenants, p, s, now, factor)
                        s += 1
                if run == last_run and course.finished_at == NEVER:
                    finish(course, tenants, p, now)
            p += 1
            s = begin
            j = i = 0
        s = runs[run]
        run += 1
        p = first
        has_begun = False
    return now
