"""A procedure as the acts it comes to on one tenant: what happens in one go, with nothing in between.

A step is one act, except that policies are written mailbox after mailbox, and that a loop over mailboxes
carries out its steps on one after the other. A gate that a timer opens is no act: the clock does that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ..procedure import Procedure, Scope, Step
from ..words import Verb


@dataclass(frozen=True, slots=True)
class Act:
    """What happens to a tenant in one go.

    Attributes:
        step: the step that it belongs to.
        place: of the step in the procedure, from 0.
        mailbox: the only mailbox that it is about; None: all of them.
        begins_step: the step begins with it: what the step requires is asked here, and it may fail.
        begins_run: nothing has begun that has to be ended first: here work may stand still.
        waits_for_all: it does not begin before every tenant has come as far.
        length: acts that the step consists of, from this one on.
    """

    step: Step
    place: int
    mailbox: int | None
    begins_step: bool
    begins_run: bool
    waits_for_all: bool
    length: int

    @property
    def is_looped(self) -> bool:
        """Is it part of a loop over mailboxes?"""
        return self.step.scope is Scope.MAILBOX


def acts_of(procedure: Procedure, mailboxes: int) -> list[Act]:
    """What a procedure does to a tenant of so many mailboxes, in order."""
    placed = [(i, step) for i, step in enumerate(procedure.steps) if step.on is None]
    acts: list[Act] = []
    for is_loop, together in groupby(placed, lambda found: found[1].scope is Scope.MAILBOX):
        steps = list(together)
        acts += _looped(steps, mailboxes) if is_loop else _in_sequence(steps, mailboxes)
    return acts


def _in_sequence(steps: list[tuple[int, Step]], mailboxes: int) -> Iterator[Act]:
    for place, step in steps:
        waits = step.scope in (Scope.BATCH, Scope.CAMPAIGN)
        if step.verb is Verb.ASSIGN_POLICY:
            for mailbox in range(mailboxes):
                is_first = mailbox == 0
                yield Act(step, place, mailbox, is_first, is_first, waits and is_first, mailboxes - mailbox)
        else:
            yield Act(step, place, None, True, True, waits, 1)


def _looped(steps: list[tuple[int, Step]], mailboxes: int) -> Iterator[Act]:
    for mailbox in range(mailboxes):
        for i, (place, step) in enumerate(steps):
            yield Act(step, place, mailbox, True, mailbox == i == 0, False, 1)
