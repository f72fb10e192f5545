"""What becomes of batches in flight when the campaign stops: each waits where it stands, its next step not begun."""

from ..compiled import lean
from ..outcome import Status
from ..streams import Ints
from ..words import NEVER
from .records import LEFT
from .steps import finish
from .undoing import NO_MAILBOX, roll_back
from .waiting import AT, BATCH, IN_LOOP, MAILBOX, NOBODY, PLACE, RUN, STEP
from .work import Work

_HALTED = int(Status.HALTED)


@lean
def leave_out(work: Work, batch: int, ahead: int, waiting: Ints) -> None:
    """Of batches that wait, tenants that have not begun a step of the night pass are worked on no more."""
    courses = work.tenants.courses
    for slot in range(waiting.shape[0]):
        b = waiting[slot, BATCH]
        if b != NOBODY:
            for p in range(max(0, b * batch - ahead), min((b + 1) * batch - ahead, courses.size)):
                if courses[p].started_at == NEVER:
                    courses[p].is_halted = 1


@lean
def not_before(at: int, waiting: Ints) -> None:
    """Batches that wait go on at an instant at the earliest."""
    for slot in range(waiting.shape[0]):
        waiting[slot, AT] = max(waiting[slot, AT], at)


@lean
def back_out(work: Work, batch: int, ahead: int, factor: int, waiting: Ints) -> None:
    """Roll back the tenants in flight, of each batch one after the other, in the order of their next steps."""
    courses = work.tenants.courses
    for slot in range(waiting.shape[0]):
        b, now, turn = waiting[slot, BATCH], waiting[slot, AT], waiting[slot, PLACE]
        if b == NOBODY:
            continue
        first, end = max(0, b * batch - ahead), min((b + 1) * batch - ahead, courses.size)
        # Whoever stands before the one whose turn it is has its next step in the next run.
        for p in range(turn, end):
            now = _send_back(work, p, waiting[slot], now, factor)
        for p in range(first, turn):
            now = _send_back(work, p, waiting[slot], now, factor)


@lean
def _send_back(work: Work, p: int, place: Ints, now: int, factor: int) -> int:
    """Roll one tenant back if it is in flight; when that has ended."""
    tenants, turn, run = work.tenants, place[PLACE], place[RUN]
    course = tenants.courses[p]
    if course.started_at == NEVER or course.finished_at != NEVER:
        return now
    course.is_halted = 1
    if course.has & LEFT:
        course.status = _HALTED
        finish(course, tenants, p, now)
        return now
    course.is_undone = 1
    mailbox = NO_MAILBOX
    if p < turn:
        step = work.runs[run]
    elif p > turn:
        step = work.runs[run - 1] if run > 0 else 0
    else:
        step = place[STEP] + place[IN_LOOP]
        if place[MAILBOX] > 0 or place[IN_LOOP] > 0:
            mailbox = place[MAILBOX]
    return roll_back(work.back, course, tenants, p, work.first + step, mailbox, now, factor)
