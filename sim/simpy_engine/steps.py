"""One step on one tenant, as an engineer carries it out: it calls the fake, waits, and calls it again.

A step acts at its end. Assigning policies writes mailbox after mailbox within the step; a wait ends when the
fake says that all has replicated; a check reads, and reads again after a delay.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappush
from typing import Final

from fakeexchange.admin import Admin
from fakeexchange.directory import Tenant
from fakeexchange.words import Verb

from ..campaign import exact_duration
from ..draws import Draws
from ..outcome import Status
from ..procedure import ANCHORS, Step
from ..scenario import Scenario
from ..step_draws import UNIT
from .courses import BEFORE, Course
from .order import ADMINISTRATION, MENDING, STEP_BITS, Call, Environment, Waits, Worker
from .sessions import Clients

UNSETTLING: Final = (*ANCHORS, Verb.ASSIGN_POLICY)
"""Steps after which a logon may get another answer, though the tenant was isolated and served."""
HALF: Final = UNIT // 2
SHIFT: Final = UNIT.bit_length() - 1


@dataclass(slots=True)
class Shock:
    """The factor on drawn durations that holds now, in multiples of 2**-16."""

    factor: int


@dataclass(slots=True)
class Task:
    """A step made ready: its durations and lags by position, and what of the fake it calls.

    Attributes:
        step: the step as the procedure has it.
        place: its place within an instant, the tenant's position left out.
        is_ready: does the tenant meet what the step requires?
        durations: microseconds by position, before any shock; empty for a wait that blocks.
        shock: the factor on its durations; none touches a written one.
        is_plain: one wait, then its effect.
        effect: what it does to the fake at its end.
        lags: replication lags by position, for a step that writes policies.
        begins: what its start changes, or None.
        tells: what clients are told when it has ended, or None.
    """

    step: Step
    place: int
    is_ready: Callable[[Tenant], bool]
    durations: list[int]
    shock: Shock
    is_plain: bool
    effect: Callable[[Tenant], object]
    lags: list[tuple[int, ...]]
    begins: Callable[[Course], None] | None
    tells: Callable[[Course], None] | None
    at_hand: tuple[
        Callable[[Tenant], bool],
        Callable[[Course], None] | None,
        list[int],
        Shock,
        int,
        Callable[[Tenant], object],
        bool,
        Callable[[Course], None] | None,
    ] = field(init=False)
    """What every step of every tenant reads, in one piece."""

    def __post_init__(self) -> None:
        self.at_hand = (
            self.is_ready,
            self.begins,
            self.durations,
            self.shock,
            self.place,
            self.effect,
            self.is_plain,
            self.tells,
        )


class Engineer:
    """Carries out steps on tenants, one at a time for each worker that asks."""

    def __init__(
        self,
        env: Environment,
        admin: Admin,
        clients: Clients,
        scenario: Scenario,
        draws: Draws,
    ) -> None:
        self.env = env
        self.admin = admin
        self.clients = clients
        self.scenario = scenario
        self.draws = draws

    def prepare(self, first: int, last: int, shock: Shock) -> list[Task]:
        """The steps first .. last - 1, with their draws, under one shock."""
        steps = self.scenario.procedure.steps
        return [self._prepare(i, steps[i], shock) for i in range(first, last)]

    def _prepare(self, index: int, step: Step, shock: Shock) -> Task:
        verb, steps = step.verb, self.scenario.procedure.steps
        exact = exact_duration(self.scenario, step)
        drawn: list[int] = []
        if exact is not None:
            drawn = [exact] * self.draws.people.numbers.size
        elif verb is not Verb.WAIT_REPLICATION:
            drawn = self.draws.durations(step, steps).tolist()
        written: list[tuple[int, ...]] = []
        if verb is Verb.ASSIGN_POLICY:
            written = list(map(tuple, self.draws.lags(step, steps).tolist()))
        begins = self._night_begins if verb in ANCHORS else None
        tells: Callable[[Course], None] | None = None
        if verb is Verb.CUT_OVER:
            begins, tells = self._cut_over_begins, self._cut_over
        elif verb in (Verb.SWITCH_ROUTING, Verb.OPEN_GATE):
            tells = self.clients.reached
        elif not any(later.verb in UNSETTLING for later in steps[index + 1 :]):
            tells = self.clients.eased
        return Task(
            step=step,
            place=ADMINISTRATION | index,
            is_ready=self.admin.requirement(verb)[0],
            durations=drawn,
            shock=shock if exact is None else Shock(UNIT),
            is_plain=verb not in (Verb.ASSIGN_POLICY, Verb.VERIFY_ISOLATION),
            effect=getattr(self.admin, verb),
            lags=written,
            begins=begins,
            tells=tells,
        )

    def _night_begins(self, course: Course) -> None:
        """The first of these steps begins the tenant's night as its clients see it."""
        if course.stage is BEFORE:
            self.clients.anchor(course)

    def _cut_over_begins(self, course: Course) -> None:
        self._night_begins(course)
        self.admin.lock(course.tenant)

    def _cut_over(self, course: Course) -> None:
        self.clients.cut_over(course)
        self.clients.reached(course)

    def carry_out(self, worker: Worker, course: Course, tasks: list[Task]) -> Waits:
        """Some steps on one tenant, one after the other; stops where one halts it."""
        if course.is_halted:
            return
        env, tenant, position = self.env, course.tenant, course.position
        wakes, queue, eid = worker.wakes, worker.queue, worker.eid
        plan = self.clients.plan
        of_tenant = position << STEP_BITS
        now = env.now
        for task in tasks:
            is_ready, begins, durations, shock, place, effect, is_plain, tells = task.at_hand
            if not is_ready(tenant):
                self._failed(course, task)
                if course.is_halted:
                    return
                continue
            if begins is not None:
                begins(course)
            if durations:
                delay = (durations[position] * shock.factor + HALF >> SHIFT) or 1
            else:
                delay = max(1, tenant.settled_at - now)
            # Clients are looked at only where one of them acts before the step has ended.
            now += delay
            course.watched_until = now
            if course.next_at < now:
                plan(course)
            if is_plain:
                # What ``worker.until`` does, at one call less for each of a million steps.
                worker.callbacks = wakes
                heappush(queue, (now, place | of_tenant, next(eid), worker))  # type: ignore[misc]
                yield
                effect(tenant)
            elif task.lags:
                yield from self._assign(worker, tenant, delay, task.lags[position], place | of_tenant)
            else:
                yield from self._verify(worker, course, task, delay, shock.factor)
                if course.is_halted:
                    return
                now = env.now
            if tells is not None:
                tells(course)

    def _assign(
        self, worker: Worker, tenant: Tenant, duration: int, seen_after: tuple[int, ...], priority: int
    ) -> Waits:
        """Mailbox k of n is written at start + ceil(duration * k / n)."""
        write = self.admin.assign_policy
        wakes, queue, eid = worker.wakes, worker.queue, worker.eid
        mailboxes = tenant.mailboxes
        n, done = len(mailboxes), self.env.now
        scaled = n * (done + 1) - 1
        for mailbox in mailboxes:
            scaled += duration
            due = scaled // n
            if due > done:
                worker.callbacks = wakes
                heappush(queue, (due, priority, next(eid), worker))  # type: ignore[misc]
                yield
                done = due
            write(mailbox, seen_after)

    def _verify(self, worker: Worker, course: Course, task: Task, first: int, factor: int) -> Waits:
        """Read the state at each attempt's end; repair nothing."""
        env, step = self.env, task.step
        priority = task.place | course.position << STEP_BITS
        faults = self.scenario.faults
        retries = faults.retries if step.retries is None else step.retries
        delay = first
        for attempt in range(retries + 1):
            worker.until(env.now + delay, priority)
            yield
            if self.admin.verify_isolation(course.tenant, step.controllers == "all", step.mailboxes == "all"):
                return
            if attempt < retries:
                pause = max(1, faults.retry_delay)
                delay = self._again(course, task, attempt + 1, factor)
                self.clients.watch(course, env.now + pause + delay)
                worker.until(env.now + pause, priority)
                yield
        self._failed(course, task)

    def _again(self, course: Course, task: Task, attempt: int, factor: int) -> int:
        if exact_duration(self.scenario, task.step) is not None:
            return task.durations[course.position]
        drawn = self.draws.attempt(task.step, self.scenario.procedure.steps, course.position, attempt)
        return (drawn * factor + HALF >> SHIFT) or 1

    def _failed(self, course: Course, task: Task) -> None:
        if task.step.on_fail == "skip":
            course.status = Status.SKIPPED
            return
        course.status = Status.HALTED
        course.is_halted = True
        self.finish(course)

    def finish(self, course: Course) -> None:
        """The tenant's procedure has ended, one way or the other."""
        course.finished_at = self.env.now
        if course.status is Status.NOT_REACHED:
            course.status = Status.DONE
        self.clients.finished(course)
        found_after = self.scenario.faults.found_after
        if course.is_halted and found_after is not None and found_after < self.scenario.clients.horizon:
            place = ADMINISTRATION | course.position << STEP_BITS | MENDING
            Call(self.env, course.finished_at + max(1, found_after), place, self._mend, course)

    def _mend(self, event: Call) -> None:
        course: Course = event.about
        self.admin.mend(course.tenant)
        self.clients.reached(course)
