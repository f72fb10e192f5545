"""Rolling a tenant back: what precedes the step that failed is undone, last step first.

No fault befalls it and no dawn stops it; each step is undone over as long as it takes by itself, under the shock
that held when the failed one began, and one that leaves nothing behind over a microsecond.
"""

from typing import Final, NamedTuple

from ..compiled import inlined, lean
from ..streams import Ints
from ..words import Verb
from .courses import Tenants, first_box
from .records import VERBS, Course, Records, StepRecord
from .steps import ASSIGN, CLOSE, CUT_OVER, ROLLED_BACK, ROUTE, finish, shocked

_OPEN, _PROVISION, _UNHIDE = (VERBS.index(verb) for verb in (Verb.OPEN_GATE, Verb.PROVISION, Verb.UNHIDE))
_LEAVING: Final = (ASSIGN, CUT_OVER, ROUTE, CLOSE, _OPEN, _PROVISION, _UNHIDE)
"""Verbs that leave something behind."""
NO_MAILBOX: Final = -1


class Back(NamedTuple):
    """All steps of the procedure that are carried out in sequence; empty where no failure undoes any.

    Attributes:
        steps: a record each.
        drawn: durations, shape (drawn steps, tenants).
        drawn_each: durations of steps on one mailbox, shape (drawn steps, mailboxes).
    """

    steps: Records
    drawn: Ints
    drawn_each: Ints


@lean
def roll_back(
    back: Back, course: Course, tenants: Tenants, p: int, failed: int, mailbox: int, now: int, factor: int
) -> int:
    """Undo what precedes a step that has failed for a tenant.

    Args:
        back: all steps.
        course: the tenant's record, written to.
        tenants: all of them.
        p: the tenant's position.
        failed: the place of the step that failed.
        mailbox: which one it failed on, from 0, for a step of a loop over them; else NO_MAILBOX.
        now: the instant at which it failed.
        factor: the shock on what is drawn.

    Returns:
        The instant at which all is undone.
    """
    steps, last = back.steps, tenants.mailboxes[p] - 1
    s = failed
    if mailbox != NO_MAILBOX:
        start = _start_of_loop(steps, failed)
        now = _undo_loop(back, course, tenants, p, start, failed, mailbox, mailbox, now, factor)
        if mailbox > 0:
            end = start + steps[start].loop
            now = _undo_loop(back, course, tenants, p, start, end, mailbox - 1, 0, now, factor)
        s = start
    while s > 0:
        s -= 1
        if steps[s].is_of_mailbox:
            start = _start_of_loop(steps, s)
            now = _undo_loop(back, course, tenants, p, start, s + 1, last, 0, now, factor)
            s = start
        else:
            now = _undo(steps[s], course, tenants, p, back.drawn[steps[s].row, p], now, factor)
    course.status = ROLLED_BACK
    finish(course, tenants, p, now)
    return now


@inlined
def _start_of_loop(steps: Records, s: int) -> int:
    while steps[s].loop == 0:
        s -= 1
    return s


@lean
def _undo_loop(
    back: Back,
    course: Course,
    tenants: Tenants,
    p: int,
    start: int,
    end: int,
    first: int,
    last: int,
    now: int,
    factor: int,
) -> int:
    """The steps start .. end - 1 of a loop, undone on the mailboxes from ``first`` down to ``last``."""
    boxes = tenants.boxes
    for j in range(first, last - 1, -1):
        box = first_box(boxes, p) + j
        for s in range(end - 1, start - 1, -1):
            step = back.steps[s]
            now += _takes(step, back.drawn_each[step.row, box], factor)
            if step.verb == CUT_OVER:
                boxes.unhosted[box] = now
            elif step.verb == ASSIGN:
                boxes.removed[box] = now
    return now


@inlined
def _undo(
    step: StepRecord, course: Course, tenants: Tenants, p: int, duration: int, now: int, factor: int
) -> int:
    verb, undone = step.verb, tenants.undone[p]
    takes = _takes(step, duration, factor)
    ends = now + takes
    if verb == ASSIGN:
        undone.removed_at, undone.removed_for = ends, takes
    elif verb == CUT_OVER:
        undone.unhosted_at = ends
    elif verb == ROUTE:
        undone.unrouted_at = ends
    elif verb == CLOSE:
        undone.reopened_at = ends
    elif verb == _OPEN:
        undone.reclosed_at = ends
    elif verb in (_PROVISION, _UNHIDE):
        undone.gone_at = min(undone.gone_at, ends)
    return ends


@inlined
def _takes(step: StepRecord, duration: int, factor: int) -> int:
    """Microseconds that it takes to undo a step."""
    if step.verb not in _LEAVING:
        return 1
    return step.exact if step.exact > 0 else shocked(duration, factor)
