"""One step on one tenant: whether it may begin, how long it takes, what it leaves behind."""

from typing import Final

from .. import laws
from ..compiled import inlined, lean
from ..fault_draws import ALL
from ..outcome import Status
from ..step_draws import UNIT
from ..streams import Ints
from ..words import NEVER, Verb
from .courses import (
    Tenants,
    first_box,
    horizon_of,
    hosted_at,
    last_written_at,
    seen_by_all_after,
    written_at,
)
from .records import ASSIGNED, HOSTED, INSTANTS, LEFT, VERBS, Course, Records, StepRecord
from .uniforms import ATTEMPT, drawn

ASSIGN, CLOSE, CUT_OVER, PROBE, RESTART, ROUTE, WAIT, VERIFY = (
    VERBS.index(verb)
    for verb in (
        Verb.ASSIGN_POLICY,
        Verb.CLOSE_GATE,
        Verb.CUT_OVER,
        Verb.PROBE,
        Verb.RESTART_CLIENT_ACCESS,
        Verb.SWITCH_ROUTING,
        Verb.WAIT_REPLICATION,
        Verb.VERIFY_ISOLATION,
    )
)

_SHIFT: Final = UNIT.bit_length() - 1
_LOW: Final = UNIT - 1
_HALF: Final = UNIT // 2
_DONE, _SKIPPED, _HALTED, ROLLED_BACK, NOT_REACHED = (
    int(Status.DONE),
    int(Status.SKIPPED),
    int(Status.HALTED),
    int(Status.ROLLED_BACK),
    int(Status.NOT_REACHED),
)


@inlined
def shocked(duration: int, factor: int) -> int:
    """A duration times a factor in multiples of 2**-16, rounded, at least 1 us."""
    # (duration * factor + 2**15) >> 16, in two parts so that it cannot overflow.
    whole = (duration >> _SHIFT) * factor + (((duration & _LOW) * factor + _HALF) >> _SHIFT)
    return max(whole, 1)


@lean
def begin(courses: Records, instants: Ints) -> None:
    """Nothing has been done to anybody."""
    for p in range(courses.size):
        instants[p, : len(INSTANTS)] = NEVER
        courses[p].has = courses[p].silent = courses[p].is_halted = courses[p].is_undone = 0
        courses[p].status = NOT_REACHED


@inlined
def carry_out(
    step: StepRecord,
    course: Course,
    tenants: Tenants,
    p: int,
    duration: int,
    failures: int,
    silent: int,
    now: int,
    factor: int,
) -> int:
    """One step on one tenant that begins now.

    Args:
        step: its record.
        course: the tenant's record, written to.
        tenants: all of them, with what is noted beside their records.
        p: the tenant's position.
        duration: the one drawn for its first attempt, if one is drawn.
        failures: attempts that fail, see ``fault_draws.StepFaults``.
        silent: whom it says to have served, and has not, likewise.
        now: the instant at which it begins.
        factor: the shock on what is drawn.

    Returns:
        The instant at which it ends.
    """
    verb = step.verb
    if course.has & step.needs != step.needs:
        failed(step, course, tenants, p, now)
        return now
    if course.anchor_at == NEVER and (verb in (CLOSE, CUT_OVER, ROUTE)):
        course.anchor_at = now
    if verb == CUT_OVER:
        course.locked_at = now
    if step.exact > 0:
        takes = again = step.exact
    elif verb == WAIT:
        # What has replicated once need not be waited for again.
        takes, again = max(1, seen_everywhere_at(course, tenants, p) - now), 1
    else:
        takes = again = shocked(duration, factor)
    if silent != 0 and verb in (WAIT, VERIFY, PROBE):
        return now + 1
    if verb == VERIFY:
        return _verify(step, course, tenants, takes, failures, p, now, factor)
    if failures > 0:
        given_up_at = _given_up_at(step, failures, takes, again, now, tenants.world.stop_at)
        now, takes = _try_in_vain(step, failures, takes, again, now), again
        if given_up_at != NEVER or failures > step.retries:
            now = min(now, given_up_at)
            if verb == CUT_OVER:
                course.unlocked_at = now
            failed(step, course, tenants, p, now)
            return now
    ends = now + takes
    if silent != 0 and verb != ASSIGN:
        if verb == CUT_OVER:
            course.unlocked_at = ends
        return ends
    if verb == ASSIGN:
        course.assigned_for, course.silent = takes, silent
    elif verb == RESTART:
        tenants.restarts[p] = ends
    elif verb == PROBE:
        tenants.probes[p] = ends
    elif step.timer > 0:
        course.opened_at = ends + step.timer
    tenants.instants[p, step.marks] = ends
    course.has |= step.gives
    return ends


@inlined
def _try_in_vain(step: StepRecord, failures: int, takes: int, again: int, now: int) -> int:
    """The instant at which the attempt begins that succeeds, or the last one has failed."""
    attempts = min(failures, step.retries + 1)
    now += takes + (attempts - 1) * again + attempts * step.retry_delay
    return now - step.retry_delay if failures > step.retries else now


@lean
def _given_up_at(step: StepRecord, failures: int, takes: int, again: int, now: int, stop_at: int) -> int:
    """When a step that has begun is given up as no further attempt begins after the stop; NEVER: it is not."""
    if now >= stop_at:
        return NEVER
    ends = now + takes
    for _ in range(min(failures, step.retries)):
        if ends + step.retry_delay >= stop_at:
            return max(ends, stop_at)
        ends += step.retry_delay + again
    return NEVER


@lean
def carry_out_on_mailbox(
    step: StepRecord,
    course: Course,
    tenants: Tenants,
    p: int,
    k: int,
    duration: int,
    failures: int,
    silent: int,
    now: int,
    factor: int,
) -> int:
    """One step on mailbox k of a tenant, counted from 1; see ``carry_out``."""
    verb, boxes, n = step.verb, tenants.boxes, tenants.mailboxes[p]
    box = boxes.first[p] + k - 1
    needs = step.needs
    is_met = True
    if needs & HOSTED:
        needs ^= HOSTED
        is_met = hosted_at(course, boxes, box) <= now
    if not is_met or course.has & needs != needs:
        failed(step, course, tenants, p, now)
        return now
    takes = step.exact if step.exact > 0 else shocked(duration, factor)
    if verb == CUT_OVER:
        if course.anchor_at == NEVER:
            course.anchor_at = now
        boxes.locked[box] = course.locked_at = now
    is_final = failures > step.retries
    ends = now + takes
    if failures > 0:
        given_up_at = _given_up_at(step, failures, takes, takes, now, tenants.world.stop_at)
        ends = min(given_up_at, _try_in_vain(step, failures, takes, takes, now) + (0 if is_final else takes))
        is_final |= given_up_at != NEVER
    if is_final or silent != 0:
        if verb == CUT_OVER:
            boxes.unlocked[box] = ends
        elif verb == ASSIGN and not is_final:
            boxes.misreported[box] = ends
            # Some policy is missing; which one, the mailboxes know.
            course.silent = ALL
        if is_final:
            failed(step, course, tenants, p, ends)
        return ends
    if verb == CUT_OVER:
        boxes.hosted[box] = ends
        # The tenant's own instants are those of its latest mailbox.
        course.hosted_at = ends
        if _are_all_set(boxes.hosted, box - k + 1, n):
            course.has |= HOSTED
    elif verb == ASSIGN:
        boxes.written[box], course.assigned_at, course.assigned_for = ends, ends, takes
        if _are_all_set(boxes.written, box - k + 1, n):
            course.has |= ASSIGNED
    else:
        course.other_at = ends
    return ends


@lean
def _are_all_set(instants: Ints, first: int, n: int) -> bool:
    # The last one is set last, unless a step is left out.
    box = first + n - 1
    while box >= first and instants[box] != NEVER:
        box -= 1
    return box < first


@inlined
def befallen(faults: Ints, fault: int, of: int) -> int:
    """What befalls a step, of a tenant or of a mailbox; 0: nothing can."""
    found: int = faults[fault, of] if fault >= 0 else 0
    return found


@inlined
def seen_everywhere_at(course: Course, tenants: Tenants, p: int) -> int:
    """The instant at which every controller has seen what was assigned; 0 before anything was."""
    written = last_written_at(course, tenants.boxes, tenants.mailboxes[p])
    return 0 if written == NEVER else written + seen_by_all_after(tenants.lags, p)


@lean
def _verify(
    step: StepRecord,
    course: Course,
    tenants: Tenants,
    takes: int,
    failures: int,
    p: int,
    now: int,
    factor: int,
) -> int:
    """Read the state at each attempt's end, those that fail left out; repair nothing."""
    stop_at = tenants.world.stop_at if now < tenants.world.stop_at else NEVER
    for attempt in range(step.retries + 1):
        now += takes
        if attempt >= failures and _is_isolated(step, course, tenants, p, now):
            return now
        if attempt < step.retries:
            if now + step.retry_delay >= stop_at:
                now = max(now, stop_at)
                break
            now += step.retry_delay
            if step.exact == 0:
                u = drawn(tenants.keys, ATTEMPT, tenants.numbers[p], attempt + 1)
                median = step.base + step.mailbox * tenants.mailboxes[p]
                takes = shocked(laws.lognormal(u, median, step.sigma), factor)
    failed(step, course, tenants, p, now)
    return now


@lean
def _is_isolated(step: StepRecord, course: Course, tenants: Tenants, p: int, now: int) -> bool:
    lags, boxes, n = tenants.lags, tenants.boxes, tenants.mailboxes[p]
    controllers = lags.shape[1] if step.is_all_controllers else 1
    latest = now
    for c in range(controllers):
        # What arrives at this very instant is seen on the writer alone: administration acts before replication.
        latest = min(latest, now - (c > 0) - lags[p, c])
    for k in range(1, n + 1 if step.is_all_mailboxes else 2):
        if written_at(course, boxes, first_box(boxes, p) + k - 1, k, n) > latest:
            return False
    return True


@lean
def failed(step: StepRecord, course: Course, tenants: Tenants, p: int, now: int) -> None:
    """A step is left out, or the tenant halts where it stands, or is to be rolled back."""
    if step.is_skipping:
        course.status = _SKIPPED
        return
    course.status = _HALTED
    course.is_halted = 1
    if step.is_rolling_back and not course.has & LEFT:
        # Whoever carries out steps goes on from here, backwards.
        course.is_undone = 1
        return
    finish(course, tenants, p, now)


@lean
def finish(course: Course, tenants: Tenants, p: int, now: int) -> None:
    """The tenant's procedure has ended, one way or the other."""
    world, horizon_at = tenants.world, horizon_of(tenants, p, now)
    course.finished_at = now
    if course.status == NOT_REACHED:
        course.status = _DONE
    if (course.is_halted or course.silent != 0) and not course.is_undone and world.found_after >= 0:
        course.mended_at = now + world.found_after
        if world.stop_at != NEVER and course.mended_at >= horizon_at:
            # Of a campaign cut by a stop the horizon may come first.
            course.mended_at = NEVER
    is_ahead = course.opened_at > now or world.is_timer_last != 0
    if course.opened_at != NEVER and is_ahead and course.opened_at >= horizon_at:
        # A timer that has not fired by the horizon opens nothing.
        course.opened_at = NEVER
