"""One step on one tenant, as an engineer carries it out: it calls the fake, waits, and calls it again.

A step acts at its end. Assigning policies writes mailbox after mailbox within the step; a wait ends when the
fake says that all has replicated; a check reads, and reads again after a delay.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import partial
from heapq import heappush
from itertools import zip_longest
from typing import Any, Final, Protocol

import numpy as np

from fakeexchange.admin import Admin
from fakeexchange.clock import NEVER
from fakeexchange.directory import Mailbox, Tenant
from fakeexchange.words import Verb

from ..campaign import exact_duration
from ..draws import Draws
from ..fault_draws import ALL, retries_of
from ..outcome import Status
from ..procedure import ANCHORS, Scope, Step
from ..scenario import Scenario
from ..step_draws import UNIT
from .courses import BEFORE, Course
from .order import ADMINISTRATION, MENDING, STEP_BITS, Call, Environment, Waits, Worker
from .sessions import Clients

UNSETTLING: Final = (*ANCHORS, Verb.ASSIGN_POLICY)
"""Steps after which a logon may get another answer, though the tenant was isolated and served."""
PASSING: Final = (Verb.WAIT_REPLICATION, Verb.VERIFY_ISOLATION)
"""What passes at once where it only says that it has passed."""
PLAIN, ASSIGNS, VERIFIES, LOOPS = range(4)
"""How a step runs."""
HALF: Final = UNIT // 2
SHIFT: Final = UNIT.bit_length() - 1


@dataclass(slots=True)
class Shock:
    """The factor on drawn durations that holds now, in multiples of 2**-16."""

    factor: int


@dataclass(frozen=True, slots=True)
class Befalls:
    """What befalls a step on one tenant, or on one mailbox.

    Attributes:
        failures: attempts that fail before one succeeds.
        is_final: so many as it has: none succeeds.
        silent: see ``fault_draws.StepFaults``.
    """

    failures: int
    is_final: bool
    silent: int


NOTHING: Final = Befalls(0, False, 0)


@dataclass(slots=True)
class Task:
    """A step made ready: its durations and lags by position, and what of the fake it calls.

    Attributes:
        step: the step as the procedure has it.
        place: its place within an instant, the tenant's position left out.
        is_ready: does the tenant meet what the step requires?
        durations: microseconds by position, before any shock; empty for a wait that blocks.
        shock: the factor on its durations; none touches a written one.
        kind: how it runs: PLAIN is one wait, then its effect.
        effect: what it does to the fake at its end.
        lags: replication lags by position, for a step that writes policies.
        begins: what its start changes, or None.
        tells: what clients are told when it has ended, or None.
        faults: by position, of the tenants alone that something befalls.
    """

    step: Step
    place: int
    is_ready: Callable[[Tenant], bool]
    durations: list[int]
    shock: Shock
    kind: int
    effect: Callable[[Tenant], object]
    lags: list[tuple[int, ...]]
    begins: Callable[[Course], None] | None
    tells: Callable[[Course], None] | None
    faults: dict[int, Befalls]
    loop: list["MailboxTask"] = field(default_factory=list)
    """What is done to one mailbox after another."""
    at_hand: tuple[
        Callable[[Tenant], bool],
        Callable[[Course], None] | None,
        list[int],
        Shock,
        int,
        Callable[[Tenant], object],
        int,
        Callable[[Course], None] | None,
        dict[int, Befalls],
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
            self.kind,
            self.tells,
            self.faults,
        )


@dataclass(slots=True)
class MailboxTask:
    """A step on one mailbox made ready.

    Attributes:
        step: the step as the procedure has it.
        place: see Task.
        is_ready: does the mailbox meet what the step requires?
        exact: microseconds, or None where they are drawn.
        durations: microseconds by mailbox, in campaign order, before any shock; empty where they are exact.
        shock: see Task.
        lags: replication lags by position, for a step that writes policies.
        faults: by mailbox, in campaign order; of those alone that something befalls.
    """

    step: Step
    place: int
    is_ready: Callable[[Mailbox], bool]
    exact: int | None
    durations: list[int]
    shock: Shock
    lags: list[tuple[int, ...]]
    faults: dict[int, Befalls]


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
        self._timer = next(
            ((i, s.after) for i, s in enumerate(scenario.procedure.steps) if s.after is not None), None
        )
        """The step that opens a gate by the clock, and how long after its close."""
        self._first_mailbox: list[int] = (np.cumsum(draws.people.mailboxes) - draws.people.mailboxes).tolist()

    def prepare(self, first: int, last: int, shock: Shock) -> list[Task]:
        """The steps first .. last - 1, with their draws, under one shock; those of a loop over mailboxes are one."""
        steps = self.scenario.procedure.steps
        found: list[Task] = []
        loop: list[MailboxTask] = []
        in_sequence = [i for i in range(first, last) if steps[i].on is None]
        for i, then in zip_longest(in_sequence, in_sequence[1:]):
            if steps[i].scope is not Scope.MAILBOX:
                found.append(self._prepare(i, steps[i], shock))
                continue
            loop.append(self._prepare_for_mailbox(i, steps[i], shock))
            if then is None or steps[then].scope is not Scope.MAILBOX:
                found.append(self._looped(i, loop, shock))
                loop = []
        return found

    def _looped(self, index: int, loop: list[MailboxTask], shock: Shock) -> Task:
        return Task(
            step=loop[0].step,
            place=ADMINISTRATION | index,
            is_ready=lambda _: True,
            durations=[],
            shock=shock,
            kind=LOOPS,
            effect=lambda _: None,
            lags=[],
            begins=None,
            tells=None if self._unsettles_after(index) else self.clients.eased,
            faults={},
            loop=loop,
        )

    def _prepare_for_mailbox(self, index: int, step: Step, shock: Shock) -> MailboxTask:
        steps = self.scenario.procedure.steps
        exact = exact_duration(self.scenario, step)
        is_writing = step.verb is Verb.ASSIGN_POLICY
        return MailboxTask(
            step=step,
            place=ADMINISTRATION | index,
            is_ready=self.admin.requirement_of_mailbox(step.verb),
            exact=exact,
            durations=[] if exact is not None else self.draws.mailbox_durations(step, steps).tolist(),
            shock=shock,
            lags=list(map(tuple, self.draws.lags(step, steps).tolist())) if is_writing else [],
            faults=self._faults_of(step),
        )

    def _faults_of(self, step: Step) -> dict[int, Befalls]:
        """Whom something befalls in a step, and what."""
        faults = self.draws.faults(step, self.scenario.procedure.steps)
        if faults is None:
            return {}
        retries = retries_of(self.scenario, step)
        # Python's own numbers: an instant made of NumPy's would slow all that follows.
        struck = np.flatnonzero((faults.failures > 0) | (faults.silent != 0)).tolist()
        failures, silent = faults.failures.tolist(), faults.silent.tolist()
        return {i: Befalls(min(failures[i], retries + 1), failures[i] > retries, silent[i]) for i in struck}

    def _unsettles_after(self, index: int) -> bool:
        """May a logon after a later step get another answer, though the tenant was isolated and served?"""
        return any(later.verb in UNSETTLING for later in self.scenario.procedure.steps[index + 1 :])

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
        elif verb is Verb.CLOSE_GATE and self._timer is not None:
            tells = self._start_timer
        elif not self._unsettles_after(index):
            tells = self.clients.eased
        return Task(
            step=step,
            place=ADMINISTRATION | index,
            is_ready=self.admin.requirement(verb)[0],
            durations=drawn,
            shock=shock if exact is None else Shock(UNIT),
            kind={Verb.ASSIGN_POLICY: ASSIGNS, Verb.VERIFY_ISOLATION: VERIFIES}.get(verb, PLAIN),
            effect=partial(self.admin.provision, is_hidden=True)
            if step.hidden
            else getattr(self.admin, verb),
            lags=written,
            begins=begins,
            tells=tells,
            faults=self._faults_of(step),
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
                self._failed(course, task)
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
                yield from self._assign(worker, tenant, delay, lags, place | of_tenant, assign_policy)
            else:
                yield from self._verify(worker, course, task, delay, shock.factor, 0)
                if course.is_halted:
                    return
                now = env.now
            if tells is not None:
                tells(course)

    def _assign(
        self,
        worker: Worker,
        tenant: Tenant,
        duration: int,
        seen_after: tuple[int, ...],
        priority: int,
        write: Callable[[Mailbox, tuple[int, ...]], None],
    ) -> Waits:
        """Mailbox k of n is written at start + ceil(duration * k / n)."""
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

    def _loop(self, worker: Worker, course: Course, tasks: list[MailboxTask]) -> Waits:
        """Some steps on one mailbox, then on the next one."""
        env, admin, clients, position = self.env, self.admin, self.clients, course.position
        first = self._first_mailbox[position]
        for mailbox in course.tenant.mailboxes:
            for task in tasks:
                if not task.is_ready(mailbox):
                    self._failed(course, task)
                    if course.is_halted:
                        return
                    continue
                befalls = task.faults.get(first + mailbox.number, NOTHING)
                delay = task.exact
                if delay is None:
                    delay = (task.durations[first + mailbox.number] * task.shock.factor + HALF >> SHIFT) or 1
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
                        self._failed(course, task)
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
        priority, factor = task.place | position << STEP_BITS, task.shock.factor
        if task.durations:
            takes = again = (task.durations[position] * factor + HALF >> SHIFT) or 1
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
            self._failed(course, task)
            return False
        if task.kind == ASSIGNS:

            def write(mailbox: Mailbox, seen_after: tuple[int, ...]) -> None:
                if befalls.silent in (ALL, mailbox.number + 1):
                    self._misreport(course, mailbox)
                else:
                    self.admin.assign_policy(mailbox, seen_after)

            yield from self._assign(worker, tenant, takes, task.lags[position], priority, write)
            return True
        worker.until(env.now + takes, priority)
        yield
        if befalls.silent:
            if verb is Verb.CUT_OVER:
                self.admin.unlock(tenant)
            return False
        task.effect(tenant)
        return True

    def _start_timer(self, course: Course) -> None:
        """The gate has been closed: the clock opens it, whatever the procedure does."""
        assert self._timer is not None
        index, after = self._timer
        place = ADMINISTRATION | course.position << STEP_BITS | index
        Call(self.env, self.env.now + max(1, after), place, self._time_is_up, course)

    def _time_is_up(self, event: Call) -> None:
        course: Course = event.about
        if course.tenant.is_gate_closed and self.env.now < course.horizon_at:
            self.admin.open_gate(course.tenant)
            self.clients.reached(course)

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
        self._failed(course, task)

    def _again(self, course: Course, task: Task, attempt: int, factor: int) -> int:
        if exact_duration(self.scenario, task.step) is not None:
            return task.durations[course.position]
        drawn = self.draws.attempt(task.step, self.scenario.procedure.steps, course.position, attempt)
        return (drawn * factor + HALF >> SHIFT) or 1

    def _failed(self, course: Course, task: Task | MailboxTask) -> None:
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
        is_left_behind = course.is_halted or course.is_misreported
        if is_left_behind and found_after is not None and found_after < self.scenario.clients.horizon:
            place = ADMINISTRATION | course.position << STEP_BITS | MENDING
            Call(self.env, course.finished_at + max(1, found_after), place, self._mend, course)

    def _mend(self, event: Call) -> None:
        course: Course = event.about
        self.admin.mend(course.tenant)
        self.clients.reached(course)
