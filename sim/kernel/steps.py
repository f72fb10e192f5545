"""One step on one tenant: whether it may begin, how long it takes, what it leaves behind."""

from typing import Final

from .. import laws
from ..compiled import compiled, inlined
from ..outcome import Status
from ..step_draws import UNIT
from ..streams import Ints
from ..words import NEVER, Verb
from .records import VERBS, Course, Records, StepRecord, World
from .uniforms import ATTEMPT, drawn

PROVISION, BUILD, CREATE, ASSIGN, SYNC, CLOSE, CUT_OVER, ROUTE, GENERATE, WAIT, VERIFY, OPEN, DECOMMISSION = (
    VERBS.index(verb)
    for verb in (
        Verb.PROVISION,
        Verb.BUILD_ADDRESS_LISTS,
        Verb.CREATE_POLICY,
        Verb.ASSIGN_POLICY,
        Verb.SYNC_MAILBOXES,
        Verb.CLOSE_GATE,
        Verb.CUT_OVER,
        Verb.SWITCH_ROUTING,
        Verb.GENERATE_OAB,
        Verb.WAIT_REPLICATION,
        Verb.VERIFY_ISOLATION,
        Verb.OPEN_GATE,
        Verb.DECOMMISSION,
    )
)

PROVISIONED, LISTS, POLICY, SYNCED, ROUTED, HOSTED = (1 << bit for bit in range(6))
"""Bits of what the target holds of a tenant."""

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
def written_at(start: int, duration: int, k: int, n: int) -> int:
    """The instant at which mailbox k of n is written: start + ceil(duration * k / n)."""
    return start + duration // n * k + ((duration % n) * k + n - 1) // n


@inlined
def needs(verb: int, is_mrs: bool) -> int:
    """What a verb needs of a tenant when it begins, as bits."""
    if verb == PROVISION:
        return 0
    if verb in (CREATE, GENERATE):
        return LISTS
    if verb == ASSIGN:
        return POLICY | HOSTED if is_mrs else POLICY
    if verb == CUT_OVER:
        return SYNCED
    if verb == DECOMMISSION:
        return ROUTED | HOSTED
    return PROVISIONED


@compiled
def begin(courses: Records) -> None:
    """Nothing has been done to anybody."""
    for p in range(courses.size):
        course = courses[p]
        course.provisioned_at = course.listed_at = course.assigned_from = course.assigned_for = NEVER
        course.anchor_at = course.locked_at = course.hosted_at = course.routed_at = NEVER
        course.closed_at = course.opened_at = course.book_at = NEVER
        course.started_at = course.finished_at = course.mended_at = NEVER
        course.has = course.is_halted = 0
        course.status = NOT_REACHED


@inlined
def carry_out(
    step: StepRecord,
    course: Course,
    duration: int,
    seen_after: Ints,
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
        duration: the one drawn for its first attempt, if one is drawn.
        seen_after: replication lags of what it writes, shape (controllers,).
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
    needed = needs(verb, world.is_mrs != 0)
    if course.has & needed != needed:
        failed(step, course, now, world)
        return now
    if course.anchor_at == NEVER and (verb in (CLOSE, CUT_OVER, ROUTE)):
        course.anchor_at = now
    if verb == CUT_OVER:
        course.locked_at = now
    if step.exact > 0:
        takes = step.exact
    elif verb == WAIT:
        takes = max(1, seen_everywhere_at(course, seen_after) - now)
    else:
        takes = shocked(duration, factor)
    if verb == VERIFY:
        return _verify(step, course, takes, seen_after, now, factor, number, mailboxes, world, keys)
    _leave(verb, course, now, takes)
    return now + takes


@inlined
def _leave(verb: int, course: Course, start: int, takes: int) -> None:
    """What a step leaves behind at its end."""
    end = start + takes
    if verb == PROVISION:
        course.provisioned_at = end
        course.has |= PROVISIONED
    elif verb == BUILD:
        course.listed_at = end
        course.has |= LISTS
    elif verb == CREATE:
        course.has |= POLICY
    elif verb == ASSIGN:
        course.assigned_from = start
        course.assigned_for = takes
    elif verb == SYNC:
        course.has |= SYNCED
    elif verb == CLOSE:
        course.closed_at = end
    elif verb == OPEN:
        course.opened_at = end
    elif verb == CUT_OVER:
        course.hosted_at = end
        course.has |= HOSTED
    elif verb == ROUTE:
        course.routed_at = end
        course.has |= ROUTED
    elif verb == GENERATE:
        course.book_at = end


@inlined
def seen_everywhere_at(course: Course, seen_after: Ints) -> int:
    """The instant at which every controller has seen what was assigned; 0 before anything was."""
    if course.assigned_from == NEVER:
        return 0
    return course.assigned_from + course.assigned_for + int(seen_after.max())


@compiled
def _verify(
    step: StepRecord,
    course: Course,
    takes: int,
    seen_after: Ints,
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
        if _is_isolated(step, course, seen_after, now, mailboxes):
            return now
        if attempt < step.retries:
            now += step.retry_delay
            if step.exact == 0:
                u = drawn(keys, ATTEMPT, number, attempt + 1)
                takes = shocked(laws.lognormal(u, step.base + step.mailbox * mailboxes, step.sigma), factor)
    failed(step, course, now, world)
    return now


@compiled
def _is_isolated(step: StepRecord, course: Course, seen_after: Ints, now: int, mailboxes: int) -> bool:
    if course.assigned_from == NEVER:
        return False
    k = mailboxes if step.is_all_mailboxes else 1
    written = written_at(course.assigned_from, course.assigned_for, k, mailboxes)
    controllers = seen_after.size if step.is_all_controllers else 1
    latest = now
    for c in range(controllers):
        # What arrives at this very instant is seen on the writer alone: administration acts before replication.
        latest = min(latest, now - (c > 0) - seen_after[c])
    return written <= latest


@compiled
def failed(step: StepRecord, course: Course, now: int, world: World) -> None:
    """A step is left out, or the tenant halts where it stands."""
    if step.is_skipping:
        course.status = _SKIPPED
        return
    course.status = _HALTED
    course.is_halted = 1
    finish(course, now, world)


@compiled
def finish(course: Course, now: int, world: World) -> None:
    """The tenant's procedure has ended, one way or the other."""
    course.finished_at = now
    if course.status == NOT_REACHED:
        course.status = _DONE
    if course.is_halted and world.found_after >= 0:
        course.mended_at = now + world.found_after
