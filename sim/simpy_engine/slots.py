"""The three passes: campaign steps, pre-sync on its slots, and nights on theirs.

A slot is a worker that pulls batches; a tenant is no process. Batches start in order and none overtakes: one
starts when a slot is free, its pre-sync is done, and now is in [open, last start) of its night.
"""

from collections import deque
from collections.abc import Iterator
from itertools import count, pairwise
from typing import Final

from fakeexchange.clock import NEVER

from ..campaign import Plan
from ..fault_draws import consoles
from ..nights import Night
from ..procedure import Scope
from ..scenario import Scenario
from ..step_draws import campaign_factor, night_factor
from ..stops import InFlight
from ..streams import Source
from .courses import Course
from .order import ADMINISTRATION, NIGHT, STEP_BITS, STOP, Call, Environment, Waits, Worker
from .steps import Engineer, Hours, RoundTheClock
from .tasks import Shock, Task


class Batch:
    """Some tenants that a slot takes together."""

    __slots__ = ("courses", "index", "unsynced")

    def __init__(self, index: int, courses: list[Course]) -> None:
        self.index = index
        self.courses = courses
        self.unsynced = len(courses)
        """How many of them the pre-sync has not finished."""


class Shift:
    """Which batches may start now, and who waits for one."""

    def __init__(self, env: Environment, canaries: int) -> None:
        self.env = env
        self.canaries = canaries
        """Batches that all others wait for."""
        self.is_soaked = not canaries
        self.night: Night | None = None
        self.queue: deque[Batch] = deque()
        self.is_over = False
        self.changed = env.event()

    def announce(self) -> None:
        """Something has changed that a waiting slot may have waited for."""
        self.changed.succeed()
        self.changed = self.env.event()

    def take(self) -> Batch | None:
        """The batch that may start now; None where there is none."""
        if self.night is None or not self.queue or self.queue[0].unsynced:
            return None
        if not self.is_soaked and self.queue[0].index >= self.canaries:
            return None
        return self.queue.popleft()


class Crew:
    """Everybody who works on a campaign.

    Args:
        env: the loop.
        engineer: who carries out steps.
        scenario: what is asked.
        plan: order, batches and nights.
        source: for the shocks.
        courses: the tenants by position.
    """

    def __init__(
        self,
        env: Environment,
        engineer: Engineer,
        scenario: Scenario,
        plan: Plan,
        source: Source,
        courses: list[Course],
    ) -> None:
        self.env = env
        self.engineer = engineer
        self.scenario = scenario
        self.plan = plan
        self.source = source
        self.courses = courses
        self.stop_at = engineer.stop_at
        self.batches = [Batch(i, [courses[p] for p in plan.positions(i)]) for i in range(plan.batches)]
        self.shift = Shift(env, plan.canaries)
        self.canaries_left = plan.canaries
        self.nights_opened = 0
        self.night_of_batch = [0] * plan.batches
        self.steady = Shock(campaign_factor(source, scenario), is_steady=True)
        self.tonight = Shock(self.steady.factor)
        procedure = scenario.procedure
        first, last, all_steps = procedure.campaign_steps, procedure.presync_end, len(procedure.steps)
        self.campaign_tasks = engineer.prepare(0, first, self.steady)
        self.presync_tasks = engineer.prepare(first, last, self.steady)
        self.runs = _runs(engineer.prepare(last, all_steps, self.tonight))
        self.last_opened = -1
        self.consoles = consoles(source, scenario, plan.batches)
        self.hours: Hours = Dawn(self) if scenario.campaign.at_dawn == "pause" else ROUND_THE_CLOCK

    def start(self) -> None:
        """Begin the campaign at instant 0."""
        self.env.work(self._campaign_pass)
        self.env.work(self._nights)
        stop = self.engineer.stop
        if stop is not None and stop.in_flight is InFlight.FREEZE:
            Call(self.env, self._freeze, None).due(stop.at, STOP)
            Call(self.env, self._thaw, None).due(stop.resume_at, STOP)
        for _ in range(min(self.scenario.campaign.slots, len(self.batches))):
            self.env.work(self._slot)

    def _freeze(self, _: Call) -> None:
        """Tenants in flight stay as they are."""
        for course in self.courses:
            if course.started_at != NEVER and course.finished_at == NEVER:
                self.engineer.admin.freeze(course.tenant)

    def _thaw(self, _: Call) -> None:
        for course in self.courses:
            if course.tenant.is_frozen:
                self.engineer.admin.thaw(course.tenant)

    def _campaign_pass(self, worker: Worker) -> Waits:
        for task in self.campaign_tasks:
            for course in self.courses:
                yield from self.engineer.carry_out(worker, course, [task], ROUND_THE_CLOCK)
                self.engineer.clients.watch(course, NEVER)
        waiting = iter(self.courses)
        for _ in range(min(self.scenario.campaign.sync_slots, len(self.courses))):
            self.env.work(lambda worker: self._presync_slot(worker, waiting))

    def _presync_slot(self, worker: Worker, waiting: Iterator[Course]) -> Waits:
        carry_out, tasks = self.engineer.carry_out, self.presync_tasks
        release = self.engineer.clients.watch
        batches, batch_of = self.batches, self.plan.batch_of
        for course in waiting:
            yield from carry_out(worker, course, tasks, ROUND_THE_CLOCK)
            release(course, NEVER)
            batch = batches[batch_of(course.position)]
            batch.unsynced -= 1
            if not batch.unsynced and self.shift.queue and self.shift.queue[0] is batch:
                self.shift.announce()

    def _nights(self, worker: Worker) -> Waits:
        """Open and close nights: the planned ones, then closing nights for what each has not started."""
        plan = self.plan
        left = [deque(self.batches[first:end]) for first, end in pairwise(plan.edges)]
        for further in count():
            for planned, queue in enumerate(left):
                night = plan.closing_night(planned, further)
                if queue and night.opens_at < self.stop_at:
                    yield from self._night(worker, night, queue)
            if not any(left) or plan.closing_night(0, further + 1).opens_at >= self.stop_at:
                break
        self.shift.is_over = True
        self.shift.announce()

    def _night(self, worker: Worker, night: Night, queue: deque[Batch]) -> Waits:
        shift = self.shift
        worker.until(night.opens_at, NIGHT)
        yield
        self._open(night)
        shift.night, shift.queue = night, queue
        shift.announce()
        # Before all that is done at that instant: whoever asks then is too late.
        worker.until(min(night.last_start_at, self.stop_at), NIGHT)
        yield
        shift.night, shift.queue = None, deque()

    def _open(self, night: Night) -> None:
        """A night opens, for batches that are planned for it, for what the last one has left over, or for both."""
        if night.index != self.last_opened:
            self.last_opened = night.index
            self.nights_opened += 1
            self.tonight.factor = night_factor(self.source, self.scenario, night.index)

    def go_on_in(self, night: Night) -> None:
        """A batch has paused: the night opens for it at the latest."""
        if night.opens_at < self.stop_at:
            Call(self.env, lambda _: self._open(night), None).due(night.opens_at, NIGHT)

    def _slot(self, worker: Worker) -> Waits:
        """Batch after batch, and run after run over each; a run of batch scope is one step, so it is a barrier."""
        # One generator for both: what it yields from is entered anew for each of a million waits.
        shift, carry_out, env, hours = self.shift, self.engineer.carry_out, self.env, self.hours
        hold, stop_at = self.engineer.hold, self.stop_at
        while True:
            batch = shift.take()
            if batch is None:
                if shift.is_over:
                    return
                worker.once(shift.changed)
                yield
                continue
            assert shift.night is not None
            self.night_of_batch[batch.index] = shift.night.index + 1
            lost_by, lost_before = self._loses_console(batch)
            for tasks in self.runs:
                # A step over the batch that has begun runs through, loop and all.
                within = ROUND_THE_CLOCK if tasks[0].step.scope is Scope.BATCH else hours
                has_begun = False
                for course in batch.courses:
                    if course.is_halted or (
                        env.now >= stop_at and not (yield from hold(worker, course, tasks[0]))
                    ):
                        continue
                    place = tasks.index(lost_before) if course is lost_by and lost_before in tasks else -1
                    if place == 0:
                        yield from self.engineer.wait_for_console(worker, course, tasks[0])
                    is_asked = not (has_begun and within is ROUND_THE_CLOCK)
                    if hours.closes_at <= env.now < stop_at and is_asked:
                        yield from hours.wait(worker, course)
                    if env.now >= stop_at and not (yield from hold(worker, course, tasks[0])):
                        continue
                    has_begun = True
                    if course.started_at == NEVER:
                        course.started_at = env.now
                    if place > 0:
                        yield from carry_out(worker, course, tasks[:place], within)
                        if course.is_halted or (
                            env.now >= stop_at and not (yield from hold(worker, course, tasks[place]))
                        ):
                            continue
                        yield from self.engineer.wait_for_console(worker, course, tasks[place])
                    yield from carry_out(worker, course, tasks if place <= 0 else tasks[place:], within)
                    if tasks is self.runs[-1] and course.finished_at == NEVER:
                        self.engineer.finish(course)
                    else:
                        self.engineer.clients.watch(course, NEVER)
            if batch.index < self.plan.canaries:
                self._soak()

    def _soak(self) -> None:
        """A batch of the canary has ended: when all have, the others wait for a while yet."""
        self.canaries_left -= 1
        if not self.canaries_left:
            Call(self.env, self._soaked, None).due(self.env.now + self.plan.soak, ADMINISTRATION)

    def _soaked(self, _: Call) -> None:
        self.shift.is_soaked = True
        self.shift.announce()

    def _loses_console(self, batch: Batch) -> tuple[Course | None, Task | None]:
        """Before whose step, and which, the console of a batch is lost."""
        units = [task for tasks in self.runs for task in tasks]
        if self.consoles is not None:
            tenant, unit = self.consoles.unit(batch.index, len(batch.courses), len(units))
            if tenant >= 0:
                return batch.courses[tenant], units[unit]
        return None, None


class Dawn:
    """Nights that pause: from one's close to the next one's opening no step begins.

    Args:
        crew: who works.
    """

    def __init__(self, crew: Crew) -> None:
        self.closes_at = 0
        self._crew = crew
        self._next = 0

    def wait(self, worker: Worker, course: Course) -> Waits:
        """Until the next night opens, unless one is open; the whole batch stays as it is."""
        crew, now = self._crew, self._crew.env.now
        nights = crew.plan.nights
        while nights[self._next].closes_at <= now:
            self._next += 1
        night = nights[self._next]
        if night.opens_at <= now:
            self.closes_at = night.closes_at
            return
        batch = crew.batches[crew.plan.batch_of(course.position)]
        until = min(night.opens_at, crew.stop_at)
        paused = [c for c in batch.courses if c.finished_at == NEVER]
        admin, clients = crew.engineer.admin, crew.engineer.clients
        for other in paused:
            admin.pause(other.tenant)
        crew.go_on_in(night)
        clients.watch(course, until)
        worker.until(until, ADMINISTRATION | course.position << STEP_BITS)
        yield
        for other in paused:
            admin.resume(other.tenant)
        self.closes_at = night.closes_at


ROUND_THE_CLOCK: Final = RoundTheClock()


def _runs(tasks: list[Task]) -> list[list[Task]]:
    """Consecutive steps of tenant and mailbox scope together, each step of batch scope by itself."""
    runs: list[list[Task]] = []
    for task in tasks:
        if runs and Scope.BATCH not in (task.step.scope, runs[-1][0].step.scope):
            runs[-1].append(task)
        else:
            runs.append([task])
    return runs
