"""One campaign with a witness: the same run and the same rows, and a journal of the tenants one names.

Clients say who they are and when they will leave, engineers say when they begin; the fake notes the rest. The
run without a witness has none of this in it.
"""

from collections.abc import Callable, Collection, Generator
from dataclasses import replace
from functools import partial
from typing import Any

from fakeexchange.directory import Mailbox
from fakeexchange.exchange import Exchange, Session
from fakeexchange.journal import (
    ConsoleLost,
    Finished,
    JournalledExchange,
    Note,
    Probed,
    Record,
    StepBegun,
    StepFailed,
    StepStruck,
    Stopped,
)

from ..draws import Draws
from ..outcome import Outcome
from ..procedure import Step
from ..scenario import Scenario
from ..tables import KINDS
from .agenda import Entry
from .courses import Course
from .engine import Laboratory, collected_after, stop_of
from .order import Environment, Waits, Worker
from .sessions import Clients
from .steps import Engineer
from .tasks import Befalls, MailboxTask, Shock, Task


class ToldClients(Clients):
    """Clients that tell the journal who they are, and when their sessions will end."""

    def __init__(self, env: Environment, exchange: Exchange, draws: Draws) -> None:
        super().__init__(env, exchange, draws)
        self._acts = {act: partial(self._introduced, do) for act, do in self._acts.items()}

    def _introduced(self, do: Callable[[Course, Entry], None], course: Course, entry: Entry) -> None:
        journal_of(self.exchange).client = KINDS[self._kind[self._first[course.position] + entry[1]]]
        do(course, entry)

    def _served(self, course: Course, client: int, number: int, session: Session, asks: bool | None) -> None:
        i = self._first[course.position] + client
        journal_of(self.exchange).ends(
            session, self._ends_at(session, self._entity[i], number, self._kind[i])
        )
        super()._served(course, client, number, session, asks)


class ToldEngineer(Engineer):
    """An engineer who tells the journal when a step begins, when it is given up, and when all is over."""

    def _prepare(self, index: int, step: Step, shock: Shock) -> Task:
        task = super()._prepare(index, step, shock)
        effect = task.begins

        def begins(course: Course, *about: Any) -> None:
            note = StepBegun(self.env.now, step.verb, None, step.label, step.owner)
            self._note(course, note)
            if effect is not None:
                effect(course, *about)

        return replace(task, begins=begins)

    def _loop(self, worker: Worker, course: Course, tasks: list[MailboxTask]) -> Waits:
        if course.tenant.number in journal_of(self.admin.exchange).watched:
            tasks = [replace(task, is_ready=partial(self._is_begun, course, task)) for task in tasks]
        yield from super()._loop(worker, course, tasks)

    def _is_begun(self, course: Course, task: MailboxTask, mailbox: Mailbox) -> bool:
        # Asked once, right before the step on this mailbox begins, if it may.
        may_begin = task.is_ready(mailbox)
        if may_begin:
            step, befalls = task.step, task.faults.get(self.first_mailbox[course.position] + mailbox.number)
            self._note(course, StepBegun(self.env.now, step.verb, mailbox.number, step.label, step.owner))
            if befalls is not None:
                self._strike(course, step, befalls, mailbox.number)
        return may_begin

    def _failed(
        self,
        worker: Worker,
        course: Course,
        task: Task | MailboxTask,
        factor: int,
        mailbox: int | None = None,
    ) -> Waits:
        verb = task.step.verb
        is_met, _, lack = self.admin.requirement(verb)
        is_able = is_met(course.tenant)
        if mailbox is not None:
            is_able = self.admin.requirement_of_mailbox(verb)(course.tenant.mailboxes[mailbox])
        self._note(course, StepFailed(self.env.now, verb, "" if is_able else lack, mailbox))
        yield from super()._failed(worker, course, task, factor, mailbox)

    def _struck(
        self, worker: Worker, course: Course, task: Task, befalls: Befalls
    ) -> Generator[None, Any, bool]:
        only = befalls.silent - 1 if befalls.silent > 0 and len(course.tenant.mailboxes) > 1 else None
        self._strike(course, task.step, befalls, only)
        return (yield from super()._struck(worker, course, task, befalls))

    def _strike(self, course: Course, step: Step, befalls: Befalls, mailbox: int | None) -> None:
        note = StepStruck(self.env.now, step.verb, befalls.failures, befalls.silent != 0, mailbox)
        self._note(course, note)

    def _probed(self, course: Course, is_foreign: bool) -> None:
        self._note(course, Probed(self.env.now, is_foreign))
        super()._probed(course, is_foreign)

    def wait_for_console(self, worker: Worker, course: Course, task: Task) -> Waits:
        """The console is lost."""
        self._note(course, ConsoleLost(self.env.now))
        yield from super().wait_for_console(worker, course, task)

    def finish(self, course: Course) -> None:
        """The tenant's procedure has ended, one way or the other."""
        self._note(course, Finished(self.env.now))
        super().finish(course)

    def _note(self, course: Course, note: Note) -> None:
        journal_of(self.admin.exchange).note(course.tenant.number, note)


def journal_of(exchange: Exchange) -> JournalledExchange:
    """The exchange as one that keeps a journal."""
    assert isinstance(exchange, JournalledExchange)
    return exchange


def witness(scenario: Scenario, draws: Draws, tenants: Collection[int]) -> tuple[Outcome, dict[int, Record]]:
    """One campaign under some draws, with what was noted of some tenants.

    Args:
        scenario: what is asked.
        draws: drawn for it.
        tenants: the numbers of those to watch.

    Returns:
        The Outcome, equal to that of a run without a witness, and the record of each tenant by its number.
    """
    with collected_after():
        return _play(scenario, draws, frozenset(tenants))


def _play(scenario: Scenario, draws: Draws, tenants: frozenset[int]) -> tuple[Outcome, dict[int, Record]]:
    stop = stop_of(scenario, draws)
    laboratory = Laboratory.set_up(scenario, draws, ToldClients, JournalledExchange, ToldEngineer, stop)
    journal = journal_of(laboratory.exchange)
    journal.watched = tenants
    laboratory.run()
    for course in laboratory.courses if stop is not None else ():
        journal.note(course.tenant.number, Stopped(laboratory.crew.stop_at, course.horizon_at))
    both = laboratory.outcome(draws.source.seed), {n: journal.record(n) for n in tenants}
    laboratory.dismantle()
    return both
