"""Who serves a tenant when: reachable, isolated, windows and downtime, from the instants of its course."""

from typing import NamedTuple

from ..compiled import inlined
from ..words import NEVER
from .courses import (
    Boxes,
    Tenants,
    are_told_apart,
    box_isolated_at,
    first_box,
    hosted_at,
    locked_at,
    seen_by_all_after,
    unlocked_at,
    written_at,
)
from .records import Course, World


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
def is_locked(course: Course, boxes: Boxes, box: int, at: int) -> bool:
    """Does the cut-over of a mailbox run?"""
    ends = min(hosted_at(course, boxes, box), unlocked_at(course, boxes, box))
    return locked_at(course, boxes, box) <= at < ends


@inlined
def is_routed(course: Course, at: int, world: World) -> bool:
    """Are its clients sent to the target?"""
    return world.is_redirecting != 0 or course.routed_at <= at


@inlined
def access(course: Course, tenants: Tenants, p: int, dawn: int) -> Access:
    """How a tenant's clients are served over time."""
    world, boxes = tenants.world, tenants.boxes
    n, box = tenants.mailboxes[p], first_box(boxes, p)
    seen_after = seen_by_all_after(tenants.lags, p)
    end = min(course.finished_at, NEVER - world.horizon) + world.horizon
    # Mailboxes that are worked on all at once are served alike, and the last of them is isolated last.
    k = 1 if are_told_apart(boxes) or course.silent > 0 else n
    isolated = last_hosted = 0
    for i in range(k, n + 1):
        isolated = max(isolated, box_isolated_at(course, boxes, box + i - 1, i, n, seen_after))
        last_hosted = max(last_hosted, hosted_at(course, boxes, box + i - 1))
    reachable, window, downtime, is_open = NEVER, 0, 0, False
    served_for_good = NEVER
    # Between two of these instants nothing changes for the tenant as a whole; 0 stands for "from the start".
    at = 0
    while at != NEVER:
        then = _next_change(course, at)
        is_routed_now = is_routed(course, at, world)
        if is_gated(course, at):
            downtime += max(0, min(then, course.finished_at) - at)
            served_for_good = NEVER
        else:
            # One mailbox is never cut over before another that comes earlier in its loop, so spans come in order.
            refused_until = open_until = at
            for i in range(k, n + 1):
                locked = max(at, locked_at(course, boxes, box + i - 1))
                hosted = max(at, hosted_at(course, boxes, box + i - 1))
                until = min(hosted if is_routed_now else NEVER, then, course.finished_at)
                if hosted == NEVER:
                    until = min(until, unlocked_at(course, boxes, box + i - 1))
                if until > locked:
                    downtime += max(0, until - max(locked, refused_until))
                    refused_until = max(refused_until, until)
                if is_routed_now and hosted < then:
                    reachable = min(reachable, hosted)
                    until = min(then, end, box_isolated_at(course, boxes, box + i - 1, i, n, seen_after))
                    window += max(0, until - max(hosted, open_until))
                    open_until = max(open_until, until)
                    is_open |= hosted <= dawn < until
            if not is_routed_now or last_hosted > then:
                served_for_good = NEVER
            elif served_for_good == NEVER or last_hosted > at:
                served_for_good = max(at, last_hosted)
        at = then
    quiet = max(served_for_good, isolated)
    return Access(reachable, isolated, max(quiet, course.finished_at), quiet, end, window, downtime, is_open)


@inlined
def box_reachable_at(course: Course, boxes: Boxes, box: int, world: World) -> int:
    """The first instant at which the target serves a mailbox."""
    at = hosted_at(course, boxes, box)
    if not is_routed(course, at, world):
        at = max(at, course.routed_at)
    if is_gated(course, at):
        at = min(course.opened_at, course.mended_at)
    return at


@inlined
def _next_change(course: Course, at: int) -> int:
    """The next instant at which something of the tenant's access changes."""
    then = NEVER
    for instant in (
        course.routed_at,
        course.closed_at,
        course.opened_at,
        course.mended_at,
    ):
        if at < instant < then:
            then = instant
    return then


@inlined
def holds_policy(course: Course, boxes: Boxes, box: int, seen_after: int, k: int, n: int, at: int) -> bool:
    """Does a controller that sees changes so much later hold the policy of mailbox k of n at an instant?"""
    if course.mended_at <= at and hosted_at(course, boxes, box) <= course.mended_at:
        return True
    written = written_at(course, boxes, box, k, n)
    return written <= at and written + seen_after <= at
