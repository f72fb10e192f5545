"""Who serves a tenant when: reachable, isolated, windows and downtime, from the instants of its course."""

from typing import NamedTuple

from ..compiled import inlined
from ..streams import Ints
from ..words import NEVER
from .records import HOSTED, ROUTED, Course, World
from .steps import seen_everywhere_at, written_at


class Access(NamedTuple):
    """How a tenant's clients are served over time.

    Attributes:
        reachable_at: first instant a mailbox is served by the target.
        isolated_at: since when every mailbox is isolated on every controller, for good.
        settled_at: since when its procedure has ended, it is isolated everywhere and served.
        quiet_at: since when a logon is neither refused nor shown anything, for good: no later one can move a row.
        horizon_at: from here on nothing more happens.
        window: microseconds in which it was reachable and not isolated everywhere, to the horizon.
        downtime: microseconds in which logons were refused, between anchor and finish.
        is_open_at_dawn: its window was open when the night of its batch closed.
    """

    reachable_at: int
    isolated_at: int
    settled_at: int
    quiet_at: int
    horizon_at: int
    window: int
    downtime: int
    is_open_at_dawn: bool


@inlined
def is_gated(course: Course, at: int) -> bool:
    """Is the tenant's gate closed?"""
    opened = min(course.opened_at, course.mended_at)
    return course.closed_at <= at < opened


@inlined
def is_locked(course: Course, at: int) -> bool:
    """Does its cut-over run?"""
    return course.locked_at <= at < course.hosted_at


@inlined
def is_routed(course: Course, at: int, world: World) -> bool:
    """Are its clients sent to the target?"""
    return world.is_redirecting != 0 or course.routed_at <= at


@inlined
def access(course: Course, lags: Ints, p: int, dawn: int, world: World) -> Access:
    """How a tenant's clients are served over time."""
    end = min(course.finished_at, NEVER - world.horizon) + world.horizon
    isolated = isolated_at(course, lags, p)
    reachable, window, downtime, is_open = NEVER, 0, 0, False
    served_for_good = NEVER
    # Between two of these instants nothing changes; 0 stands for "from the start".
    at = 0
    while at != NEVER:
        then = _next_change(course, at)
        is_hosted = course.hosted_at <= at
        is_refusing = is_gated(course, at) or is_locked(course, at)
        if is_hosted and not is_routed(course, at, world):
            is_refusing = True
        if is_refusing:
            downtime += max(0, min(then, course.finished_at) - at)
            served_for_good = NEVER
        elif is_hosted:
            reachable = min(reachable, at)
            served_for_good = min(served_for_good, at)
            until = min(then, isolated, end)
            if until > at:
                window += until - at
                is_open |= at <= dawn < until
        at = then
    quiet = NEVER if served_for_good == NEVER else max(served_for_good, isolated)
    settled = settled_at(course, lags, p, world)
    return Access(reachable, isolated, settled, quiet, end, window, downtime, is_open)


@inlined
def _next_change(course: Course, at: int) -> int:
    """The next instant at which something of the tenant's access changes."""
    then = NEVER
    for instant in (
        course.locked_at,
        course.hosted_at,
        course.routed_at,
        course.closed_at,
        course.opened_at,
        course.mended_at,
    ):
        if at < instant < then:
            then = instant
    return then


@inlined
def isolated_at(course: Course, lags: Ints, p: int) -> int:
    """Since when every mailbox is isolated on every controller, for good; NEVER while one is not."""
    assigned = NEVER
    if course.assigned_at != NEVER:
        assigned = seen_everywhere_at(course, lags, p)
    # Mending writes everywhere at once, but only on what has been cut over.
    mended = course.mended_at if course.has & HOSTED else NEVER
    return min(assigned, mended)


@inlined
def settled_at(course: Course, lags: Ints, p: int, world: World) -> int:
    """Since when a new logon can reveal nothing: the procedure has ended, isolated everywhere, and served."""
    finished = course.finished_at
    is_target = course.has & HOSTED and (world.is_redirecting != 0 or course.has & ROUTED)
    if not is_target:
        return NEVER
    if is_gated(course, finished):
        # Only the mending of a tenant left behind opens its gate, and it isolates what was cut over.
        return course.mended_at
    return max(finished, isolated_at(course, lags, p))


@inlined
def holds_policy(course: Course, seen_after: int, k: int, n: int, at: int) -> bool:
    """Does a controller that sees changes so much later hold the policy of mailbox k of n at an instant?"""
    if course.mended_at <= at and course.has & HOSTED:
        return True
    if course.assigned_at == NEVER or course.assigned_at - course.assigned_for >= at:
        return False
    return written_at(course, k, n) + seen_after <= at
