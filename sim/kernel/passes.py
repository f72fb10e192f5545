"""The three passes: campaign steps, pre-sync on its slots, then nights on theirs, batch after batch.

A batch that still runs when the next night may open stops before the step that would begin then, and goes on
once it is known whether that night opens: its shock holds from there on.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from ..campaign import Plan
from ..compiled import compiled, inlined
from ..draws import Draws
from ..procedure import Scope
from ..scenario import Scenario
from ..step_draws import campaign_factor, night_factor
from ..streams import Counts, Ints
from ..words import NEVER, Verb
from .records import COURSE, Records, World, is_drawn, steps_of
from .steps import begin, carry_out, finish


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
    people, procedure = draws.people, scenario.procedure
    courses = np.empty(plan.tenants, COURSE)
    begin(courses)
    lags = _lags(scenario, draws)
    of_tenants = (people.numbers, people.mailboxes, world, keys)
    first, last, end = procedure.campaign_steps, procedure.presync_end, len(procedure.steps)
    steady = campaign_factor(draws.source, scenario)
    began = _campaign_pass(
        steps_of(scenario, 0, first), courses, _drawn(scenario, draws, 0, first), lags, steady, *of_tenants
    )
    ready = np.zeros(plan.batches, np.int64)
    slots = np.full(min(scenario.campaign.sync_slots, plan.tenants), began, np.int64)
    _presync_pass(
        steps_of(scenario, first, last),
        courses,
        _drawn(scenario, draws, first, last),
        lags,
        steady,
        *of_tenants,
        slots,
        plan.batch,
        ready,
    )
    nights = _Nights(scenario, draws, plan, courses, lags, ready, of_tenants)
    nights.run(steps_of(scenario, last, end), _runs(scenario, last), _drawn(scenario, draws, last, end))
    return Schedule(courses, lags, nights.night_of_batch, nights.opened)


def _lags(scenario: Scenario, draws: Draws) -> Ints:
    steps = scenario.procedure.steps
    for step in steps:
        if step.verb is Verb.ASSIGN_POLICY:
            return draws.lags(step, steps)
    return np.zeros((draws.people.numbers.size, scenario.platform.controllers), np.int64)


def _drawn(scenario: Scenario, draws: Draws, first: int, last: int) -> Ints:
    """Durations of the drawn steps among first .. last - 1, shape (drawn steps, tenants); at least one row."""
    steps = scenario.procedure.steps
    drawn = [step for step in steps[first:last] if is_drawn(scenario, step)]
    found = np.empty((max(1, len(drawn)), draws.people.numbers.size), np.int64)
    for row, step in zip(found, drawn, strict=False):
        row[:] = draws.durations(step, steps)
    return found


def _runs(scenario: Scenario, first: int) -> Ints:
    """The end of each run of steps: those of tenant scope together, each of batch scope by itself."""
    scopes = [step.scope for step in scenario.procedure.steps[first:]]
    ends = [
        i + 1
        for i in range(len(scopes))
        if i + 1 == len(scopes) or not scopes[i] is scopes[i + 1] is Scope.TENANT
    ]
    return np.array(ends, np.int64)


class _Nights:
    """The night pass."""

    def __init__(
        self,
        scenario: Scenario,
        draws: Draws,
        plan: Plan,
        courses: Records,
        lags: Ints,
        ready: Ints,
        of_tenants: tuple[Ints, Counts, World, Ints],
    ) -> None:
        self.scenario = scenario
        self.draws = draws
        self.plan = plan
        self.courses = courses
        self.lags = lags
        self.ready = ready
        self.of_tenants = of_tenants
        self.opened = 0
        self.night_of_batch: Ints = np.zeros(plan.batches, np.int64)
        slots = min(scenario.campaign.slots, plan.batches)
        self.free: Ints = np.zeros(slots, np.int64)
        """A heap of the instants at which slots are free; NEVER: its batch waits for the next night."""
        self.waiting: Ints = np.full((slots, 5), -1, np.int64)
        """Batches that wait so: batch, instant, run, position, step; batch -1: none."""

    def run(self, steps: Records, runs: Ints, drawn: Ints) -> None:
        """Night after night: the planned ones, then closing nights for what each has not started."""
        plan = self.plan
        edges = np.minimum(np.arange(plan.planned_nights + 1) * plan.batches_per_night, plan.batches)
        head, ends = edges[:-1].copy(), edges[1:]
        of_work = (steps, runs, drawn, self.courses, self.lags, *self.of_tenants, plan.batch)
        to_open = deque((0, planned) for planned in range(plan.planned_nights))
        factor = 0
        while to_open:
            further, planned = to_open.popleft()
            night = plan.closing_night(planned, further)
            # The next night that may open: one of those left, or else this one's own closing night.
            then = to_open[0] if to_open else (further + 1, planned)
            until = plan.closing_night(then[1], then[0]).opens_at
            factor = night_factor(self.draws.source, self.scenario, night.index)
            self.opened += 1
            _resume(*of_work, factor, until, self.waiting, self.free)
            first = int(head[planned])
            head[planned] = _start(
                *of_work,
                factor,
                until,
                self.waiting,
                self.free,
                self.ready,
                first,
                int(ends[planned]),
                night.opens_at,
                night.last_start_at,
            )
            self.night_of_batch[first : head[planned]] = night.index + 1
            if head[planned] < ends[planned]:
                to_open.append((further + 1, planned))
        _resume(*of_work, factor, NEVER, self.waiting, self.free)


@compiled
def _campaign_pass(
    steps: Records,
    courses: Records,
    drawn: Ints,
    lags: Ints,
    factor: int,
    numbers: Ints,
    mailboxes: Counts,
    world: World,
    keys: Ints,
) -> int:
    """One operator, step by step over all tenants in order, from instant 0; the instant of the end."""
    now = 0
    for s in range(steps.size):
        for p in range(courses.size):
            if not courses[p].is_halted:
                now = carry_out(
                    steps[s],
                    courses[p],
                    drawn[steps[s].row, p],
                    lags[p],
                    now,
                    factor,
                    numbers[p],
                    mailboxes[p],
                    world,
                    keys,
                )
    return now


@compiled
def _presync_pass(
    steps: Records,
    courses: Records,
    drawn: Ints,
    lags: Ints,
    factor: int,
    numbers: Ints,
    mailboxes: Counts,
    world: World,
    keys: Ints,
    free: Ints,
    batch: int,
    ready: Ints,
) -> None:
    """Tenants in order, each on the slot that is free first; notes when the last of each batch is ready."""
    for p in range(courses.size):
        now = free[0]
        for s in range(steps.size):
            if courses[p].is_halted:
                break
            now = carry_out(
                steps[s],
                courses[p],
                drawn[steps[s].row, p],
                lags[p],
                now,
                factor,
                numbers[p],
                mailboxes[p],
                world,
                keys,
            )
        _replace_first(free, now)
        ready[p // batch] = max(ready[p // batch], now)


@compiled
def _start(
    steps: Records,
    runs: Ints,
    drawn: Ints,
    courses: Records,
    lags: Ints,
    numbers: Ints,
    mailboxes: Counts,
    world: World,
    keys: Ints,
    batch: int,
    factor: int,
    until: int,
    waiting: Ints,
    free: Ints,
    ready: Ints,
    head: int,
    end: int,
    opens_at: int,
    last_start_at: int,
) -> int:
    """Start batches head .. end - 1 in order, while the night lets one start; the first that it does not."""
    at = opens_at
    for b in range(head, end):
        at = max(at, free[0], ready[b])
        if at >= last_start_at:
            return b
        ends_at = _advance(
            steps,
            runs,
            drawn,
            courses,
            lags,
            numbers,
            mailboxes,
            world,
            keys,
            batch,
            factor,
            until,
            waiting,
            b,
            at,
            0,
            b * batch,
            0,
        )
        _replace_first(free, ends_at)
    return end


@compiled
def _resume(
    steps: Records,
    runs: Ints,
    drawn: Ints,
    courses: Records,
    lags: Ints,
    numbers: Ints,
    mailboxes: Counts,
    world: World,
    keys: Ints,
    batch: int,
    factor: int,
    until: int,
    waiting: Ints,
    free: Ints,
) -> None:
    """Go on with the batches that waited for a night to open, or not to."""
    for slot in range(waiting.shape[0]):
        b, at, run, p, s = waiting[slot]
        if b < 0:
            continue
        waiting[slot, 0] = -1
        ends_at = _advance(
            steps,
            runs,
            drawn,
            courses,
            lags,
            numbers,
            mailboxes,
            world,
            keys,
            batch,
            factor,
            until,
            waiting,
            b,
            at,
            run,
            p,
            s,
        )
        if ends_at != NEVER:
            _free_one(free, ends_at)


@compiled
def _advance(
    steps: Records,
    runs: Ints,
    drawn: Ints,
    courses: Records,
    lags: Ints,
    numbers: Ints,
    mailboxes: Counts,
    world: World,
    keys: Ints,
    batch: int,
    factor: int,
    until: int,
    waiting: Ints,
    b: int,
    now: int,
    run: int,
    p: int,
    s: int,
) -> int:
    """Carry a batch on, up to the first step that would begin at ``until`` or later; NEVER if it waits there."""
    first = b * batch
    end = min(first + batch, courses.size)
    while run < runs.size:
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
                    now = carry_out(
                        steps[s],
                        course,
                        drawn[steps[s].row, p],
                        lags[p],
                        now,
                        factor,
                        numbers[p],
                        mailboxes[p],
                        world,
                        keys,
                    )
                    s += 1
                if run == runs.size - 1 and course.finished_at == NEVER:
                    finish(course, now, world)
            p += 1
            s = begin
        s = runs[run]
        run += 1
        p = first
    return now


@compiled
def _wait(waiting: Ints, b: int, now: int, run: int, p: int, s: int) -> None:
    slot = 0
    while waiting[slot, 0] >= 0:
        slot += 1
    waiting[slot, 0], waiting[slot, 1], waiting[slot, 2] = b, now, run
    waiting[slot, 3], waiting[slot, 4] = p, s


@compiled
def _replace_first(heap: Ints, value: int) -> None:
    """Take the least instant out of a heap and put another one in."""
    # Down to a leaf and up again: the new instant is nearly always late, so no step down need compare it.
    i, last = 0, heap.size - 1
    while 2 * i + 2 <= last:
        child = 2 * i + 1
        child += heap[child + 1] < heap[child]
        heap[i] = heap[child]
        i = child
    if 2 * i + 1 == last:
        heap[i] = heap[last]
        i = last
    _rise(heap, i, value)


@compiled
def _free_one(heap: Ints, value: int) -> None:
    """Put an instant in the place of a NEVER."""
    i = heap.size - 1
    while heap[i] != NEVER:
        i -= 1
    _rise(heap, i, value)


@inlined
def _rise(heap: Ints, i: int, value: int) -> None:
    while i > 0 and heap[(i - 1) // 2] > value:
        heap[i] = heap[(i - 1) // 2]
        i = (i - 1) // 2
    heap[i] = value
