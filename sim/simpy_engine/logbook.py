"""One campaign whose engineers keep the operator's journal: the same run and the same rows, and a line a step.

They write down what they are told: that a step has begun, that it reported success or was given up, that it was
taken back. A run without a journal has none of this in it.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from fakeexchange.clock import NEVER
from fakeexchange.directory import Mailbox
from fakeexchange.exchange import Exchange
from fakeexchange.words import Verb

from ..draws import Draws
from ..journal.line import MEND, Line, Reported
from ..outcome import Outcome
from ..procedure import Step
from ..scenario import Scenario
from .courses import Course
from .engine import Laboratory, collected_after, stop_of
from .order import LAST_STEP, Call, Waits, Worker
from .sessions import Clients
from .steps import Engineer, Hours
from .tasks import MailboxTask, Shock, Task
from .undoing import Undo, Undoing


class Logbook:
    """What engineers write down."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, int, int, int, int | None, str, Reported]] = []
        """Start, end, tenant, step from 1 (0: none), mailbox, verb, outcome."""
        self._open: dict[int, tuple[int, int, int | None, str]] = {}

    def begins(self, tenant: int, at: int, step: int, mailbox: int | None, verb: str) -> None:
        """A step begins; what was under way for the tenant has ended well."""
        self.ends(tenant, at, Reported.DONE)
        self._open[tenant] = at, step, mailbox, verb

    def ends(self, tenant: int, at: int, outcome: Reported) -> bool:
        """The step that is under way for a tenant has ended; is there one?"""
        if tenant not in self._open:
            return False
        start, step, mailbox, verb = self._open.pop(tenant)
        self.lines.append((start, at, tenant, step, mailbox, verb, outcome))
        return True

    def told(self, batches: dict[int, int]) -> Iterator[Line]:
        """All lines, by start; each tenant's batch by its number."""
        still = [
            (start, NEVER, tenant, step, mailbox, verb, Reported.RUNNING)
            for tenant, (start, step, mailbox, verb) in self._open.items()
        ]
        for start, end, tenant, step, mailbox, verb, outcome in sorted(
            self.lines + still, key=lambda line: line[:4]
        ):
            yield Line(tenant, verb, start, end, outcome, step or None, mailbox, batches[tenant])


class _UndoneWritten(Undoing):
    """Undoing of which each step is written down."""

    book: Logbook

    def _undo(self, worker: Worker, course: Course, undo: Undo, factor: int) -> Waits:
        began_at = self.env.now
        yield from super()._undo(worker, course, undo, factor)
        self._write(course, undo, None, began_at)

    def _undo_on(self, worker: Worker, course: Course, mailbox: Mailbox, undo: Undo, factor: int) -> Waits:
        began_at = self.env.now
        yield from super()._undo_on(worker, course, mailbox, undo, factor)
        self._write(course, undo, mailbox.number, began_at)

    def _write(self, course: Course, undo: Undo, mailbox: int | None, began_at: int) -> None:
        # What leaves nothing behind is nothing to undo: nobody writes a line of a microsecond.
        if not self.backout.leaves_something(undo.step.verb):
            return
        self.book.lines.append(
            (
                began_at,
                self.env.now,
                course.tenant.number,
                undo.index + 1,
                mailbox,
                undo.step.verb,
                Reported.UNDONE,
            )
        )


class WritingEngineer(Engineer):
    """An engineer who keeps the operator's journal."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.book = Logbook()
        undoing = self._undoing
        self._undoing = _UndoneWritten(
            undoing.env, undoing.backout, undoing.clients, undoing.scenario, undoing.draws
        )
        self._undoing.book = self.book

    def carry_out(self, worker: Worker, course: Course, tasks: list[Task], hours: Hours) -> Waits:
        """Some steps on one tenant, one by one, so that each ends before the next one may wait."""
        for task in tasks:
            yield from super().carry_out(worker, course, [task], hours)
            self.book.ends(course.tenant.number, self.env.now, Reported.DONE)

    def _prepare(self, index: int, step: Step, shock: Shock) -> Task:
        task = super()._prepare(index, step, shock)
        effect = task.begins

        def begins(course: Course) -> None:
            self._begins(course, index, step.verb, None)
            if effect is not None:
                effect(course)

        return replace(task, begins=begins)

    def _loop(self, worker: Worker, course: Course, tasks: list[MailboxTask]) -> Waits:
        tasks = [replace(task, is_ready=partial(self._is_begun, course, task)) for task in tasks]
        yield from super()._loop(worker, course, tasks)

    def _is_begun(self, course: Course, task: MailboxTask, mailbox: Mailbox) -> bool:
        # Asked once, right before the step on this mailbox begins, if it may.
        self.book.ends(course.tenant.number, self.env.now, Reported.DONE)
        may_begin = task.is_ready(mailbox)
        if may_begin:
            self._begins(course, task.place & LAST_STEP, task.step.verb, mailbox.number)
        return may_begin

    def hold(
        self, worker: Worker, course: Course, task: Task | MailboxTask, mailbox: int | None = None
    ) -> Any:
        """The campaign has stopped; the step before has ended."""
        self.book.ends(course.tenant.number, self.env.now, Reported.DONE)
        return super().hold(worker, course, task, mailbox)

    def _failed(
        self,
        worker: Worker,
        course: Course,
        task: Task | MailboxTask,
        factor: int,
        mailbox: int | None = None,
    ) -> Waits:
        outcome = Reported.SKIPPED if task.step.on_fail == "skip" else Reported.FAILED
        number, now = course.tenant.number, self.env.now
        if not self.book.ends(number, now, outcome):
            # What it requires was not there: it was refused at once.
            step, verb = (task.place & LAST_STEP) + 1, task.step.verb
            self.book.lines.append((now, now, number, step, mailbox, verb, outcome))
        yield from super()._failed(worker, course, task, factor, mailbox)

    def _time_is_up(self, event: Call) -> None:
        course: Course = event.about
        was_closed = course.tenant.is_gate_closed
        super()._time_is_up(event)
        if was_closed and not course.tenant.is_gate_closed:
            assert self._timer is not None
            self._write(course, self._timer[0] + 1, Verb.OPEN_GATE)

    def _mend(self, event: Call) -> None:
        super()._mend(event)
        self._write(event.about, 0, MEND)

    def _begins(self, course: Course, index: int, verb: str, mailbox: int | None) -> None:
        self.book.begins(course.tenant.number, self.env.now, index + 1, mailbox, verb)

    def _write(self, course: Course, step: int, verb: str) -> None:
        now = self.env.now
        self.book.lines.append((now, now, course.tenant.number, step, None, verb, Reported.DONE))


def simulate_written(
    scenario: Scenario,
    draws: Draws,
    walker: type[Clients] = Clients,
    front_door: type[Exchange] = Exchange,
) -> tuple[Outcome, list[Line]]:
    """One campaign under some draws, with the operator's journal.

    Args:
        scenario: what is asked.
        draws: drawn for it.
        walker: how clients are walked.
        front_door: what answers them.

    Returns:
        The Outcome, equal to that of a run without a journal, and the journal's lines by start.
    """
    with collected_after():
        return _play(scenario, draws, walker, front_door)


def _play(
    scenario: Scenario, draws: Draws, walker: type[Clients], front_door: type[Exchange]
) -> tuple[Outcome, list[Line]]:
    stop = stop_of(scenario, draws)
    laboratory = Laboratory.set_up(scenario, draws, walker, front_door, WritingEngineer, stop)
    laboratory.run()
    engineer = laboratory.crew.engineer
    assert isinstance(engineer, WritingEngineer)
    batch_of = laboratory.plan.batch_of
    batches = {course.tenant.number: batch_of(course.position) for course in laboratory.courses}
    both = laboratory.outcome(draws.source.seed), list(engineer.book.told(batches))
    laboratory.dismantle()
    return both
