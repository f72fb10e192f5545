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
from ..step_draws import UNIT
from ..stops import InFlight, Stop
from .courses import Course
from .order import ADMINISTRATION, LAST_STEP, MENDING, STEP_BITS, STOP, Call, Environment, Waits, Worker
from .preparing import Preparer
from .sessions import Clients
from .tasks import ASSIGNS, HALF, LOOPS, PLAIN, PROBES, SHIFT, VERIFIES, Befalls, MailboxTask, Task, shocked
from .undoing import Undoing
from .writing import write_each

PASSING: Final = (Verb.WAIT_REPLICATION, Verb.VERIFY_ISOLATION, Verb.PROBE)
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
        self,
        env: Environment,
        admin: Admin,
        clients: Clients,
        scenario: Scenario,
        draws: Draws,
        stop: Stop | None,
    ) -> None:
        super().__init__(env, admin, clients, scenario, draws, stop)
        self.probed_at: list[int] = []
        """Ends of the probes that were shown a foreign row."""
        self._undoing = Undoing(env, Backout(admin.exchange), clients, scenario, draws)

    def carry_out(self, worker: Worker, course: Course, tasks: list[Task], hours: Hours) -> Waits:
        """Some steps on one tenant, one after the other; stops where one halts it."""
        if course.is_halted:
            return
        env, tenant, position = self.env, course.tenant, course.position
        queue = worker.queue
        plan, assign_policy = self.clients.plan, self.admin.assign_policy
        of_tenant = position << STEP_BITS
        stop_at = self.stop_at
        now, closes_at = env.now, min(hours.closes_at, stop_at)
        for task in tasks:
            is_ready, begins, durations, shock, place, effect, kind, tells, faults = task.at_hand
            if now >= closes_at:
                if now < stop_at:
                    yield from hours.wait(worker, course)
                if env.now >= stop_at and not (yield from self.hold(worker, course, task)):
                    return
                now, closes_at = env.now, min(hours.closes_at, stop_at)
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
                delay = durations[position]
                if shock.factor != UNIT:
                    delay = delay * shock.factor + HALF >> SHIFT
                delay = delay or 1
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
                # What ``worker.until`` does, at two calls less for each of a million steps: the tenant has one
                # worker, so nothing else has this place, and the event needs no number.
                heappush(queue, (now, place | of_tenant, 0, worker))  # type: ignore[misc]
                yield
                effect(tenant)
            elif kind == ASSIGNS:
                # What ``write_each`` does, at one generator less for each of a million writes.
                lags, mailboxes, priority = task.lags[position], tenant.mailboxes, place | of_tenant
                n, done, slowest = len(mailboxes), now - delay, max(lags)
                scaled = n * (done + 1) - 1
                for mailbox in mailboxes:
                    scaled += delay
                    due = scaled // n
                    if due > done:
                        heappush(queue, (due, priority, 0, worker))  # type: ignore[misc]
                        yield
                        done = due
                    assign_policy(mailbox, lags, slowest)
            elif kind == PROBES:
                yield from self._probe(worker, course, now, place | of_tenant)
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
                if env.now >= self.stop_at and not (
                    yield from self.hold(worker, course, task, mailbox.number)
                ):
                    return
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
                given_up_at = self._given_up_at(delay, delay, befalls)
                is_final = befalls.is_final or given_up_at != NEVER
                delay = min(self._with_attempts(delay, befalls), given_up_at - env.now)
                course.watched_until = env.now + delay
                is_cut_over = task.step.verb is Verb.CUT_OVER
                if is_cut_over:
                    self._night_begins(course)
                    admin.lock_mailbox(mailbox)
                clients.watch(course, env.now + delay)
                worker.until(env.now + delay, task.place | position << STEP_BITS)
                yield
                if is_final or befalls.silent:
                    if is_cut_over:
                        admin.unlock_mailbox(mailbox)
                    if is_final:
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

    def _given_up_at(self, takes: int, again: int, befalls: Befalls) -> int:
        """When a step that begins now is given up, as no attempt begins after the stop; NEVER: it is not.

        Args:
            takes: microseconds of its first attempt.
            again: of each further one.
            befalls: what befalls it.
        """
        pause, ends = max(1, self.scenario.faults.retry_delay), self.env.now + takes
        for _ in range(befalls.failures - befalls.is_final if self.env.now < self.stop_at else 0):
            if ends + pause >= self.stop_at:
                return max(ends, self.stop_at)
            ends += pause + again
        return NEVER

    def hold(
        self, worker: Worker, course: Course, task: Task | MailboxTask, mailbox: int | None = None
    ) -> Generator[None, Any, bool]:
        """The campaign has stopped, and a step is due: may it begin, now or when this is over?

        Args:
            worker: who would carry it out.
            course: the tenant. Whoever has begun no step of the night pass is left as it is.
            task: the step.
            mailbox: the number of the one it is due on, in a loop over mailboxes.
        """
        assert self.stop is not None
        if course.started_at == NEVER:
            return False
        if self.stop.in_flight is InFlight.ROLLBACK:
            yield from self._send_back(worker, course, task, mailbox)
            return False
        if self.stop.in_flight is InFlight.FREEZE and self.env.now < self.stop.resume_at:
            self.clients.watch(course, self.stop.resume_at)
            worker.until(self.stop.resume_at, task.place | course.position << STEP_BITS)
            yield
        return True

    def _send_back(
        self, worker: Worker, course: Course, task: Task | MailboxTask, mailbox: int | None
    ) -> Waits:
        """Undo what precedes a step that will not begin; who has left the source stays as it is."""
        first = task.loop[0] if isinstance(task, Task) and task.loop else task
        shock = task.of_pass if isinstance(task, Task) else task.shock
        course.is_halted = True
        course.status = Status.HALTED
        if not course.tenant.is_decommissioned:
            yield from self._undoing.roll_back(worker, course, first.place & LAST_STEP, shock.factor, mailbox)
            course.status = Status.ROLLED_BACK
        self.finish(course)

    def _probe(self, worker: Worker, course: Course, ends: int, priority: int) -> Waits:
        """Log on as the tenant: what it finds stops the campaign before all else that happens at that instant."""
        worker.until(ends, STOP | priority & ~ADMINISTRATION)
        yield
        self._probed(course, self.admin.probe(course.tenant))
        worker.until(ends, priority)
        yield

    def _probed(self, course: Course, is_foreign: bool) -> None:
        if is_foreign:
            self.probed_at.append(self.env.now)

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
        vain, is_final = 0, befalls.is_final
        if befalls.failures and task.kind != VERIFIES:
            pause = max(1, self.scenario.faults.retry_delay)
            given_up_at = self._given_up_at(takes, again, befalls)
            vain = takes + pause + (befalls.failures - 1) * (again + pause) - pause * is_final
            if given_up_at != NEVER:
                is_final, vain = True, given_up_at - env.now
            takes = 0 if is_final else again
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
        if is_final:
            if verb is Verb.CUT_OVER:
                self.admin.unlock(tenant)
            yield from self._failed(worker, course, task, factor)
            return False
        if task.kind == PROBES and not befalls.silent:
            yield from self._probe(worker, course, env.now + takes, priority)
            return True
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
        stop_at = self.stop_at if env.now < self.stop_at else NEVER
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
                if env.now + pause >= stop_at:
                    if env.now < stop_at:
                        self.clients.watch(course, stop_at)
                        worker.until(stop_at, priority)
                        yield
                    break
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
        if course.tenant.is_frozen:
            self.admin.thaw(course.tenant)
        self.clients.finished(course)
        found_after = self.scenario.faults.found_after
        is_left_behind = course.status is Status.HALTED or course.is_misreported
        if course.status is Status.ROLLED_BACK:
            return
        if is_left_behind and found_after is not None and found_after < self.scenario.clients.horizon:
            found_at = course.finished_at + max(1, found_after)
            place = ADMINISTRATION | course.position << STEP_BITS | MENDING
            # Of a campaign cut by a stop the horizon may come first.
            if self.stop is None or found_at < course.horizon_at:
                Call(self.env, self._mend, course).due(found_at, place)

    def _mend(self, event: Call) -> None:
        course: Course = event.about
        self.admin.mend(course.tenant)
        self.clients.reached(course)
