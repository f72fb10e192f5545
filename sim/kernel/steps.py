"""One step on one tenant: whether it may begin, how long it takes, what it leaves behind."""

from typing import Final

from .. import laws
from ..compiled import inlined, lean
from ..outcome import Status
from ..step_draws import UNIT
from ..streams import Ints
from ..words import NEVER, Verb
from .records import INSTANTS, VERBS, Course, Records, StepRecord, World
from .uniforms import ATTEMPT, drawn

ASSIGN, CLOSE, CUT_OVER, ROUTE, WAIT, VERIFY = (
    VERBS.index(verb)
    for verb in (
        Verb.ASSIGN_POLICY,
        Verb.CLOSE_GATE,
        Verb.CUT_OVER,
        Verb.SWITCH_ROUTING,
        Verb.WAIT_REPLICATION,
        Verb.VERIFY_ISOLATION,
    )
)

_SHIFT: Final = UNIT.bit_length() - 1
_LOW: Final = UNIT - 1
_HALF: Final = UNIT // 2
_DONE, _SKIPPED, _HALTED, NOT_REACHED = (
    int(Status.DONE),
    int(Status.SKIPPED),
    int(Status.HALTED),
    int(Status.NOT_REACHED),
)


@inlined
def shocked(duration: int, factor: int) -> int:
    """A duration times a factor in multiples of 2**-16, rounded, at least 1 us."""
    # (duration * factor + 2**15) >> 16, in two parts so that it cannot overflow.
    whole = (duration >> _SHIFT) * factor + (((duration & _LOW) * factor + _HALF) >> _SHIFT)
    return max(whole, 1)


@inlined
def written_at(course: Course, k: int, n: int) -> int:
    """The instant at which mailbox k of n is written: start + ceil(duration * k / n)."""
    duration = course.assigned_for
    return course.assigned_at - duration + duration // n * k + ((duration % n) * k + n - 1) // n


@lean
def begin(courses: Records, instants: Ints) -> None:
    """Nothing has been done to anybody."""
    for p in range(courses.size):
        instants[p, : len(INSTANTS)] = NEVER
        courses[p].has = courses[p].is_halted = 0
        courses[p].status = NOT_REACHED


@inlined
def carry_out(
    step: StepRecord,
    course: Course,
    instants: Ints,
    lags: Ints,
    p: int,
    duration: int,
    now: int,
    factor: int,
    number: int,
    mailboxes: int,
    world: World,
    keys: Ints,
) -> int:
    """One step on one tenant that begins now.

    Args:
        step: its record.
        course: the tenant's record, written to.
        instants: those of every record, by place.
        lags: replication lags of what steps write, shape (tenants, controllers).
        p: the tenant's position.
        duration: the one drawn for its first attempt, if one is drawn.
        now: the instant at which it begins.
        factor: the shock on what is drawn.
        number: the tenant's.
        mailboxes: the tenant's.
        world: what holds for every tenant.
        keys: see ``uniforms``.

    Returns:
        The instant at which it ends.
    """
    verb = step.verb
    if course.has & step.needs != step.needs:
        failed(step, course, now, world)
        return now
    if course.anchor_at == NEVER and (verb in (CLOSE, CUT_OVER, ROUTE)):
        course.anchor_at = now
    if verb == CUT_OVER:
        course.locked_at = now
    if step.exact > 0:
        takes = step.exact
    elif verb == WAIT:
        takes = max(1, seen_everywhere_at(course, lags, p) - now)
    else:
        takes = shocked(duration, factor)
    if verb == VERIFY:
        return _verify(step, course, takes, lags, p, now, factor, number, mailboxes, world, keys)
    if verb == ASSIGN:
        course.assigned_for = takes
    instants[p, step.marks] = now + takes
    course.has |= step.gives
    return now + takes


@inlined
def seen_everywhere_at(course: Course, lags: Ints, p: int) -> int:
    """The instant at which every controller has seen what was assigned; 0 before anything was."""
    if course.assigned_at == NEVER:
        return 0
    latest = 0
    for c in range(lags.shape[1]):
        latest = max(latest, lags[p, c])
    return course.assigned_at + latest


@lean
def _verify(
    step: StepRecord,
    course: Course,
    takes: int,
    lags: Ints,
    p: int,
    now: int,
    factor: int,
    number: int,
    mailboxes: int,
    world: World,
    keys: Ints,
) -> int:
    """Read the state at each attempt's end; repair nothing."""
    for attempt in range(step.retries + 1):
        now += takes
        if _is_isolated(step, course, lags, p, now, mailboxes):
            return now
        if attempt < step.retries:
            now += step.retry_delay
            if step.exact == 0:
                u = drawn(keys, ATTEMPT, number, attempt + 1)
                takes = shocked(laws.lognormal(u, step.base + step.mailbox * mailboxes, step.sigma), factor)
    failed(step, course, now, world)
    return now


@lean
def _is_isolated(step: StepRecord, course: Course, lags: Ints, p: int, now: int, mailboxes: int) -> bool:
    if course.assigned_at == NEVER:
        return False
    k = mailboxes if step.is_all_mailboxes else 1
    written = written_at(course, k, mailboxes)
    controllers = lags.shape[1] if step.is_all_controllers else 1
    latest = now
    for c in range(controllers):
        # What arrives at this very instant is seen on the writer alone: administration acts before replication.
        latest = min(latest, now - (c > 0) - lags[p, c])
    return written <= latest


@lean
def failed(step: StepRecord, course: Course, now: int, world: World) -> None:
    """A step is left out, or the tenant halts where it stands."""
    if step.is_skipping:
        course.status = _SKIPPED
        return
    course.status = _HALTED
    course.is_halted = 1
    finish(course, now, world)


@lean
def finish(course: Course, now: int, world: World) -> None:
    """The tenant's procedure has ended, one way or the other."""
    course.finished_at = now
    if course.status == NOT_REACHED:
        course.status = _DONE
    if course.is_halted and world.found_after >= 0:
        course.mended_at = now + world.found_after
