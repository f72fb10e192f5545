"""One step on one tenant, as an engineer carries it out: it calls the fake, waits, and calls it again.

A step acts at its end. Assigning policies writes mailbox after mailbox within the step; a wait ends when the
fake says that all has replicated; a check reads, and reads again after a delay.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from fakeexchange.admin import Admin, AdminError, Verb
from fakeexchange.clock import NEVER
from fakeexchange.directory import Tenant

from ..campaign import exact_duration
from ..draws import UNIT, Source, durations, lags, step_name
from ..outcome import Status
from ..population import People
from ..procedure import ANCHORS, Step
from ..scenario import Scenario
from .courses import Course, Stage
from .order import ADMINISTRATION, MENDING, STEP_BITS, At, Environment, call_at
from .sessions import Clients

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
        verb: the step's verb.
        step: the step as the procedure has it.
        priority: its place within an instant, the tenant's position left out.
        durations: microseconds by position, before any shock; empty for a wait that blocks.
        is_exact: written in the procedure or the scenario.
        shock: the factor on its durations; none touches an exact one.
        lags: replication lags by position, for a step that writes policies.
        effect: what it does to the fake at its end.
        is_anchor: it may begin the tenant's night as clients see it.
        tells: what clients are told when it has ended, or None.
    """

    verb: Verb
    step: Step
    priority: int
    durations: list[int]
    is_exact: bool
    shock: Shock
    lags: list[tuple[int, ...]]
    effect: Callable[[Tenant], object]
    is_anchor: bool
    tells: Callable[[Course], None] | None


class Engineer:
    """Carries out steps on tenants, one at a time for each worker that asks."""

    def __init__(
        self,
        env: Environment,
        admin: Admin,
        clients: Clients,
        scenario: Scenario,
        source: Source,
        people: People,
    ) -> None:
        self.env = env
        self.admin = admin
        self.clients = clients
        self.scenario = scenario
        self.source = source
        self.people = people

    def prepare(self, order: list[int], first: int, last: int, shock: Shock) -> list[Task]:
        """The steps first .. last - 1, with their draws for the tenants in campaign order, under one shock."""
        steps = self.scenario.procedure.steps
        return [
            self._prepare(i, steps[i], step_name(steps[i], steps), order, shock) for i in range(first, last)
        ]

    def _prepare(self, index: int, step: Step, name: str, order: list[int], shock: Shock) -> Task:
        exact = exact_duration(self.scenario, step)
        people, verb = self.people, step.verb
        drawn: list[int] = []
        if exact is not None:
            drawn = [exact] * len(order)
        elif verb is not Verb.WAIT_REPLICATION:
            law = getattr(self.scenario.steps, verb)
            drawn = durations(self.source, law, name, people.numbers, people.mailboxes, people.largest)[
                order
            ].tolist()
        written: list[tuple[int, ...]] = []
        if verb is Verb.ASSIGN_POLICY:
            written = list(map(tuple, lags(self.source, self.scenario, name, people.numbers)[order].tolist()))
        tells: Callable[[Course], None] | None = None
        if verb is Verb.CUT_OVER:
            tells = self._cut_over
        elif verb in (Verb.SWITCH_ROUTING, Verb.OPEN_GATE):
            tells = self.clients.reached
        return Task(
            verb,
            step,
            ADMINISTRATION | index,
            drawn,
            exact is not None,
            shock if exact is None else Shock(UNIT),
            written,
            getattr(self.admin, verb),
            verb in ANCHORS,
            tells,
        )

    def _cut_over(self, course: Course) -> None:
        self.clients.cut_over(course)
        self.clients.reached(course)

    def carry_out(self, course: Course, tasks: list[Task]) -> Iterator[At]:
        """Some steps on one tenant, one after the other; stops where one halts it."""
        env, tenant, position, clients = self.env, course.tenant, course.position, self.clients
        begin = self.admin.begin
        place = position << STEP_BITS
        for task in tasks:
            if course.is_halted:
                return
            verb = task.verb
            try:
                begin(verb, tenant)
            except AdminError:
                self._failed(course, task)
                continue
            if task.is_anchor and course.stage is Stage.BEFORE:
                clients.anchor(course)
            if task.durations:
                delay = (task.durations[position] * task.shock.factor + HALF >> SHIFT) or 1
            else:
                delay = max(1, self.admin.replicated_at(tenant) - env.now)
            clients.watch(course, env.now + delay)
            if verb is Verb.ASSIGN_POLICY:
                yield from self._assign(tenant, delay, task.lags[position], task.priority | place)
            elif verb is Verb.VERIFY_ISOLATION:
                yield from self._verify(course, task, delay, task.shock.factor)
            else:
                yield At(env, delay, task.priority | place)
                task.effect(tenant)
            if task.tells is not None:
                task.tells(course)

    def _assign(
        self, tenant: Tenant, duration: int, seen_after: tuple[int, ...], priority: int
    ) -> Iterator[At]:
        """Mailbox k of n is written at start + ceil(duration * k / n)."""
        env, write = self.env, self.admin.assign_policy
        mailboxes = tenant.mailboxes
        start, n = env.now, len(mailboxes)
        for k, mailbox in enumerate(mailboxes, 1):
            delay = start + (duration * k + n - 1) // n - env.now
            if delay:
                yield At(env, delay, priority)
            write(mailbox, seen_after)

    def _verify(self, course: Course, task: Task, first: int, factor: int) -> Iterator[At]:
        """Read the state at each attempt's end; repair nothing."""
        env, step = self.env, task.step
        priority = task.priority | course.position << STEP_BITS
        faults = self.scenario.faults
        retries = faults.retries if step.retries is None else step.retries
        delay = first
        for attempt in range(retries + 1):
            yield At(env, delay, priority)
            if self.admin.verify_isolation(course.tenant, step.controllers == "all", step.mailboxes == "all"):
                return
            if attempt < retries:
                pause = max(1, faults.retry_delay)
                delay = self._again(course, task, attempt + 1, factor)
                self.clients.watch(course, env.now + pause + delay)
                yield At(env, pause, priority)
        self._failed(course, task)

    def _again(self, course: Course, task: Task, attempt: int, factor: int) -> int:
        if task.is_exact:
            return task.durations[course.position]
        people, i = self.people, course.index
        law = getattr(self.scenario.steps, task.verb)
        name = step_name(task.step, self.scenario.procedure.steps)
        one = slice(i, i + 1)
        drawn = durations(
            self.source, law, name, people.numbers[one], people.mailboxes[one], people.largest[one], attempt
        )
        return (int(drawn[0]) * factor + HALF >> SHIFT) or 1

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
        self.clients.watch(course, NEVER)
        found_after = self.scenario.faults.found_after
        if course.is_halted and found_after is not None and found_after < self.scenario.clients.horizon:
            priority = ADMINISTRATION | course.position << STEP_BITS | MENDING
            call_at(
                self.env, course.finished_at + max(1, found_after), priority, lambda _: self._mend(course)
            )

    def _mend(self, course: Course) -> None:
        self.admin.mend(course.tenant)
        self.clients.reached(course)
