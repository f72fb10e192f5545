"""One step on one tenant, as an engineer carries it out: it calls the fake, waits, and calls it again.

A step acts at its end. Assigning policies writes mailbox after mailbox within the step; a wait ends when the
fake says that all has replicated; a check reads, and reads again after a delay.
"""

from collections.abc import Generator
from dataclasses import dataclass
from heapq import heappush
from typing import Any, Final, Protocol

from fakeexchange.admin import Admin
from fakeexchange.backout import Backout
from fakeexchange.clock import NEVER
from fakeexchange.directory import Mailbox
from fakeexchange.words import Verb

from ..campaign import exact_duration
from ..draws import Draws
from ..fault_draws import ALL, retries_of
from ..outcome import Status
from ..scenario import Scenario
from .courses import Course
from .order import ADMINISTRATION, LAST_STEP, MENDING, STEP_BITS, Call, Environment, Waits, Worker
from .preparing import Preparer
from .sessions import Clients
from .tasks import ASSIGNS, HALF, LOOPS, PLAIN, SHIFT, VERIFIES, Befalls, MailboxTask, Task, shocked
from .undoing import Undoing
from .writing import write_each

PASSING: Final = (Verb.WAIT_REPLICATION, Verb.VERIFY_ISOLATION)
"""What passes at once where it only says that it has passed."""
_NOTHING: Final = Befalls(0, False, 0)


class Hours(Protocol):
    """When steps may begin."""

    closes_at: int
    """From this instant on it has to be asked."""

    def wait(self, worker: Worker, course: Course) -> Waits:
        """Until the next step on a tenant may begin."""
        ...


@dataclass(slots=True)
class RoundTheClock:
    """At any time."""

    closes_at: int = NEVER

    def wait(self, worker: Worker, course: Course) -> Waits:
        """Not at all."""
        yield from ()


class Engineer(Preparer):
    """Carries out steps on tenants, one at a time for each worker that asks."""

    def __init__(
        self, env: Environment, admin: Admin, clients: Clients, scenario: Scenario, draws: Draws
    ) -> None:
        super().__init__(env, admin, clients, scenario, draws)
        self._undoing = Undoing(env, Backout(admin.exchange), clients, scenario, draws)

    def carry_out(self, worker: Worker, course: Course, tasks: list[Task], hours: Hours) -> Waits:
        """Some steps on one tenant, one after the other; stops where one halts it."""
        if course.is_halted:
            return
        env, tenant, position = self.env, course.tenant, course.position
        wakes, queue, eid = worker.wakes, worker.queue, worker.eid
        plan, assign_policy = self.clients.plan, self.admin.assign_policy
        of_tenant = position << STEP_BITS
        now, closes_at = env.now, hours.closes_at
        for task in tasks:
            is_ready, begins, durations, shock, place, effect, kind, tells, faults = task.at_hand
            if now >= closes_at:
                yield from hours.wait(worker, course)
                now, closes_at = env.now, hours.closes_at
            if kind == LOOPS:
                yield from self._loop(worker, course, task.loop)
                if course.is_halted:
                    return
                now = env.now
                if tells is not None:
                    tells(course)
                continue
            if not is_ready(tenant):
                yield from self._failed(worker, course, task, task.of_pass.factor)
                if course.is_halted:
                    return
                continue
            if faults and position in faults:
                is_done = yield from self._struck(worker, course, task, faults[position])
                if course.is_halted:
                    return
                now = env.now
                if is_done and tells is not None:
                    tells(course)
                continue
            if durations:
                delay = (durations[position] * shock.factor + HALF >> SHIFT) or 1
            else:
                delay = max(1, tenant.settled_at - now)
            # Clients are looked at only where one of them acts before the step has ended.
            now += delay
            course.watched_until = now
            if begins is not None:
                begins(course)
            if course.next_at < now:
                plan(course)
            if kind == PLAIN:
                # What ``worker.until`` does, at one call less for each of a million steps.
                worker.callbacks = wakes
                heappush(queue, (now, place | of_tenant, next(eid), worker))  # type: ignore[misc]
                yield
                effect(tenant)
            elif kind == ASSIGNS:
                lags = task.lags[position]
                yield from write_each(worker, tenant, delay, lags, place | of_tenant, assign_policy)
            else:
                yield from self._verify(worker, course, task, delay, task.of_pass.factor, 0)
                if course.is_halted:
                    return
                now = env.now
            if tells is not None:
                tells(course)

    def _loop(self, worker: Worker, course: Course, tasks: list[MailboxTask]) -> Waits:
        """Some steps on one mailbox, then on the next one."""
        env, admin, clients, position = self.env, self.admin, self.clients, course.position
        first = self.first_mailbox[position]
        for mailbox in course.tenant.mailboxes:
            for task in tasks:
                factor = task.shock.factor
                if not task.is_ready(mailbox):
                    yield from self._failed(worker, course, task, factor, mailbox.number)
                    if course.is_halted:
                        return
                    continue
                befalls = task.faults.get(first + mailbox.number, _NOTHING)
                delay = task.exact
                if delay is None:
                    delay = shocked(task.durations[first + mailbox.number], factor)
                delay = self._with_attempts(delay, befalls)
                course.watched_until = env.now + delay
                is_cut_over = task.step.verb is Verb.CUT_OVER
                if is_cut_over:
                    self._night_begins(course)
                    admin.lock_mailbox(mailbox)
                clients.watch(course, env.now + delay)
                worker.until(env.now + delay, task.place | position << STEP_BITS)
                yield
                if befalls.is_final or befalls.silent:
                    if is_cut_over:
                        admin.unlock_mailbox(mailbox)
                    if befalls.is_final:
                        yield from self._failed(worker, course, task, factor, mailbox.number)
                        if course.is_halted:
                            return
                    elif task.step.verb is Verb.ASSIGN_POLICY:
                        self._misreport(course, mailbox)
                    continue
                admin.carry_out_on(mailbox, task.step.verb, task.lags[position] if task.lags else None)
                if is_cut_over:
                    clients.cut_over(course, mailbox.number)
                    clients.reached(course)

    def _with_attempts(self, takes: int, befalls: Befalls) -> int:
        """Microseconds of a step whose attempts take so long each, with those that fail."""
        pauses = befalls.failures - befalls.is_final
        attempts = befalls.failures + (not befalls.is_final)
        return attempts * takes + pauses * max(1, self.scenario.faults.retry_delay)

    def wait_for_console(self, worker: Worker, course: Course, task: Task) -> Waits:
        """The console is lost: the next step is due once it is back, windows open or not."""
        back_at = self.env.now + max(1, self.scenario.faults.console_back)
        self.clients.watch(course, back_at)
        worker.until(back_at, task.place | course.position << STEP_BITS)
        yield

    def _misreport(self, course: Course, mailbox: Mailbox) -> None:
        course.is_misreported = True
        self.admin.misreport_policy(mailbox)

    def _struck(
        self, worker: Worker, course: Course, task: Task, befalls: Befalls
    ) -> Generator[None, Any, bool]:
        """A step that something befalls: attempts in vain, and perhaps success in name alone; did it take effect?"""
        env, verb, tenant, position = self.env, task.step.verb, course.tenant, course.position
        priority, factor = task.place | position << STEP_BITS, task.of_pass.factor
        if task.durations:
            takes = again = shocked(task.durations[position], task.shock.factor)
        else:
            # What has replicated once need not be waited for again.
            takes, again = max(1, tenant.settled_at - env.now), 1
        if befalls.silent and verb in PASSING:
            takes = 1
        vain = 0
        if befalls.failures and task.kind != VERIFIES:
            pause = max(1, self.scenario.faults.retry_delay)
            vain = takes + pause + (befalls.failures - 1) * (again + pause) - pause * befalls.is_final
            takes = 0 if befalls.is_final else again
        course.watched_until = env.now + vain + takes
        if task.begins is not None:
            task.begins(course)
        self.clients.watch(course, course.watched_until)
        if task.kind == VERIFIES and not befalls.silent:
            yield from self._verify(worker, course, task, takes, factor, befalls.failures)
            return True
        if vain:
            worker.until(env.now + vain, priority)
            yield
        if befalls.is_final:
            if verb is Verb.CUT_OVER:
                self.admin.unlock(tenant)
            yield from self._failed(worker, course, task, factor)
            return False
        if task.kind == ASSIGNS:

            def write(mailbox: Mailbox, seen_after: tuple[int, ...]) -> None:
                if befalls.silent in (ALL, mailbox.number + 1):
                    self._misreport(course, mailbox)
                else:
                    self.admin.assign_policy(mailbox, seen_after)

            yield from write_each(worker, tenant, takes, task.lags[position], priority, write)
            return True
        worker.until(env.now + takes, priority)
        yield
        if befalls.silent:
            if verb is Verb.CUT_OVER:
                self.admin.unlock(tenant)
            return False
        task.effect(tenant)
        return True

    def _verify(
        self, worker: Worker, course: Course, task: Task, first: int, factor: int, failures: int
    ) -> Waits:
        """Read the state at each attempt's end; repair nothing."""
        env, step = self.env, task.step
        priority = task.place | course.position << STEP_BITS
        faults = self.scenario.faults
        retries = retries_of(self.scenario, step)
        delay = first
        for attempt in range(retries + 1):
            worker.until(env.now + delay, priority)
            yield
            is_read = attempt >= failures
            if is_read and self.admin.verify_isolation(
                course.tenant, step.controllers == "all", step.mailboxes == "all"
            ):
                return
            if attempt < retries:
                pause = max(1, faults.retry_delay)
                delay = self._again(course, task, attempt + 1, factor)
                self.clients.watch(course, env.now + pause + delay)
                worker.until(env.now + pause, priority)
                yield
        yield from self._failed(worker, course, task, factor)

    def _again(self, course: Course, task: Task, attempt: int, factor: int) -> int:
        if exact_duration(self.scenario, task.step) is not None:
            return task.durations[course.position]
        drawn = self.draws.attempt(task.step, self.scenario.procedure.steps, course.position, attempt)
        return shocked(drawn, factor)

    def _failed(
        self,
        worker: Worker,
        course: Course,
        task: Task | MailboxTask,
        factor: int,
        mailbox: int | None = None,
    ) -> Waits:
        """A step is left out, or the tenant halts where it stands, or all that was done for it is undone.

        Args:
            worker: who works on it.
            course: the tenant.
            task: what has failed.
            factor: the shock that held when it began.
            mailbox: the number of the one it failed on, for a step of a loop over mailboxes.
        """
        if task.step.on_fail == "skip":
            course.status = Status.SKIPPED
            return
        course.is_halted = True
        course.status = Status.HALTED
        if task.step.on_fail == "rollback" and not course.tenant.is_decommissioned:
            yield from self._undoing.roll_back(worker, course, task.place & LAST_STEP, factor, mailbox)
            course.status = Status.ROLLED_BACK
        self.finish(course)

    def finish(self, course: Course) -> None:
        """The tenant's procedure has ended, one way or the other."""
        course.finished_at = self.env.now
        if course.status is Status.NOT_REACHED:
            course.status = Status.DONE
        self.clients.finished(course)
        found_after = self.scenario.faults.found_after
        is_left_behind = course.status is Status.HALTED or course.is_misreported
        if course.status is Status.ROLLED_BACK:
            return
        if is_left_behind and found_after is not None and found_after < self.scenario.clients.horizon:
            place = ADMINISTRATION | course.position << STEP_BITS | MENDING
            Call(self.env, course.finished_at + max(1, found_after), place, self._mend, course)

    def _mend(self, event: Call) -> None:
        course: Course = event.about
        self.admin.mend(course.tenant)
        self.clients.reached(course)
