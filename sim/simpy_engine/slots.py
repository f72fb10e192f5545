"""The three passes: campaign steps, pre-sync on its slots, and nights on theirs.

A slot is a worker that pulls batches; a tenant is no process. Batches start in order and none overtakes: one
starts when a slot is free, its pre-sync is done, and now is in [open, last start) of its night.
"""

from collections import deque
from collections.abc import Iterator

from fakeexchange.clock import NEVER

from ..campaign import Plan
from ..nights import Night
from ..procedure import Scope
from ..scenario import Scenario
from ..step_draws import campaign_factor, night_factor
from ..streams import Source
from .courses import Course
from .order import NIGHT, Environment, Waits, Worker
from .steps import Engineer, Shock, Task


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

    def __init__(self, env: Environment) -> None:
        self.env = env
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
        return self.queue.popleft() if self.env.now < self.night.last_start_at else None


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
        self.batches = [Batch(i, courses[i * plan.batch : (i + 1) * plan.batch]) for i in range(plan.batches)]
        self.shift = Shift(env)
        self.nights_opened = 0
        self.night_of_batch = [0] * plan.batches
        self.steady = Shock(campaign_factor(source, scenario))
        self.tonight = Shock(self.steady.factor)
        procedure = scenario.procedure
        first, last, all_steps = procedure.campaign_steps, procedure.presync_end, len(procedure.steps)
        self.campaign_tasks = engineer.prepare(0, first, self.steady)
        self.presync_tasks = engineer.prepare(first, last, self.steady)
        self.runs = _runs(engineer.prepare(last, all_steps, self.tonight))

    def start(self) -> None:
        """Begin the campaign at instant 0."""
        self.env.work(self._campaign_pass)
        self.env.work(self._nights)
        for _ in range(min(self.scenario.campaign.slots, len(self.batches))):
            self.env.work(self._slot)

    def _campaign_pass(self, worker: Worker) -> Waits:
        for task in self.campaign_tasks:
            for course in self.courses:
                yield from self.engineer.carry_out(worker, course, [task])
                self.engineer.clients.watch(course, NEVER)
        waiting = iter(self.courses)
        for _ in range(min(self.scenario.campaign.sync_slots, len(self.courses))):
            self.env.work(lambda worker: self._presync_slot(worker, waiting))

    def _presync_slot(self, worker: Worker, waiting: Iterator[Course]) -> Waits:
        carry_out, tasks = self.engineer.carry_out, self.presync_tasks
        release = self.engineer.clients.watch
        batches, size = self.batches, self.plan.batch
        for course in waiting:
            yield from carry_out(worker, course, tasks)
            release(course, NEVER)
            batch = batches[course.position // size]
            batch.unsynced -= 1
            if not batch.unsynced and self.shift.queue and self.shift.queue[0] is batch:
                self.shift.announce()

    def _nights(self, worker: Worker) -> Waits:
        """Open and close nights: the planned ones, then closing nights for what each has not started."""
        plan, per_night = self.plan, self.plan.batches_per_night
        left = [deque(self.batches[j * per_night : (j + 1) * per_night]) for j in range(plan.planned_nights)]
        further = 0
        while any(left):
            for planned, queue in enumerate(left):
                if queue:
                    yield from self._night(worker, plan.closing_night(planned, further), queue)
            further += 1
        self.shift.is_over = True
        self.shift.announce()

    def _night(self, worker: Worker, night: Night, queue: deque[Batch]) -> Waits:
        shift = self.shift
        worker.until(night.opens_at, NIGHT)
        yield
        self.nights_opened += 1
        self.tonight.factor = night_factor(self.source, self.scenario, night.index)
        shift.night, shift.queue = night, queue
        shift.announce()
        worker.until(night.last_start_at, NIGHT)
        yield
        shift.night, shift.queue = None, deque()

    def _slot(self, worker: Worker) -> Waits:
        shift = self.shift
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
            yield from self._work(worker, batch)

    def _work(self, worker: Worker, batch: Batch) -> Waits:
        """Run after run over the batch; a run of batch scope is one step, so it is a barrier by itself."""
        carry_out, env = self.engineer.carry_out, self.env
        for tasks in self.runs:
            for course in batch.courses:
                if course.started_at == NEVER and not course.is_halted:
                    course.started_at = env.now
                yield from carry_out(worker, course, tasks)
                if tasks is self.runs[-1] and course.finished_at == NEVER:
                    self.engineer.finish(course)
                else:
                    self.engineer.clients.watch(course, NEVER)


def _runs(tasks: list[Task]) -> list[list[Task]]:
    """Consecutive steps of tenant scope together, each step of batch scope by itself."""
    runs: list[list[Task]] = []
    for task in tasks:
        if runs and task.step.scope is Scope.TENANT and runs[-1][0].step.scope is Scope.TENANT:
            runs[-1].append(task)
        else:
            runs.append([task])
    return runs
