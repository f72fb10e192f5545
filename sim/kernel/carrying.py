"""A step of a pass on one tenant or mailbox, with its draws; where it fails for good the tenant is rolled back."""

from ..compiled import inlined, lean
from ..words import NEVER
from .courses import Tenants
from .records import Course
from .steps import befallen, carry_out, carry_out_on_mailbox
from .undoing import NO_MAILBOX, roll_back
from .work import Work


@inlined
def on_tenant(work: Work, course: Course, tenants: Tenants, p: int, s: int, now: int, factor: int) -> int:
    """Step s of a pass on the tenant at position p, from now on; the instant at which it ends."""
    step = work.steps[s]
    u, fault = work.drawn[step.row, p], step.fault
    fails, lies = befallen(work.failures, fault, p), befallen(work.silent, fault, p)
    now = carry_out(step, course, tenants, p, u, fails, lies, now, factor)
    return _gone_back(work, course, tenants, p, s, NO_MAILBOX, now, factor)


@inlined
def on_mailbox(
    work: Work, course: Course, tenants: Tenants, p: int, s: int, j: int, now: int, factor: int
) -> int:
    """Step s, which is of a loop, on mailbox j, counted from 0; likewise."""
    step = work.steps[s]
    box = tenants.boxes.first[p] + j
    u = work.drawn_each[step.row, box]
    fails, lies = befallen(work.failures_each, step.fault, box), befallen(work.silent_each, step.fault, box)
    now = carry_out_on_mailbox(step, course, tenants, p, j + 1, u, fails, lies, now, factor)
    return _gone_back(work, course, tenants, p, s, j, now, factor)


@inlined
def _gone_back(
    work: Work, course: Course, tenants: Tenants, p: int, s: int, j: int, now: int, factor: int
) -> int:
    if course.is_undone and course.finished_at == NEVER:
        return roll_back(work.back, course, tenants, p, work.first + s, j, now, factor)
    return now


@lean
def loop_over_mailboxes(
    work: Work, course: Course, tenants: Tenants, p: int, s: int, now: int, factor: int
) -> tuple[int, bool]:
    """The loop that begins with step s, on one mailbox after another; when it ends, and whether it went through."""
    for j in range(tenants.mailboxes[p]):
        for i in range(s, s + work.steps[s].loop):
            if course.is_halted or now >= tenants.world.stop_at:
                return now, False
            now = on_mailbox(work, course, tenants, p, i, j, now, factor)
    return now, True
