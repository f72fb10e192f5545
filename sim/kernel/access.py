"""Who serves a tenant when: reachable, isolated, windows and downtime, from the instants of its course."""

from typing import NamedTuple

from ..compiled import inlined, lean
from ..words import NEVER
from .courses import (
    Boxes,
    Tenants,
    are_told_apart,
    box_isolated_at,
    first_box,
    horizon_of,
    hosted_at,
    hosted_until,
    is_hosted,
    locked_at,
    removed_at,
    seen_by_all_after,
    unlocked_at,
    written_at,
)
from .records import Course


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
def is_gated(course: Course, tenants: Tenants, p: int, at: int) -> bool:
    """Is the tenant's gate closed?"""
    opened = min(course.opened_at, course.mended_at)
    if course.is_undone:
        back = tenants.undone[p]
        if back.reclosed_at <= at < back.reopened_at:
            return True
        opened = min(opened, back.reopened_at)
    return course.closed_at <= at < opened


@inlined
def is_locked(course: Course, boxes: Boxes, box: int, at: int) -> bool:
    """Does the cut-over of a mailbox run?"""
    ends = min(hosted_at(course, boxes, box), unlocked_at(course, boxes, box))
    return locked_at(course, boxes, box) <= at < ends


@inlined
def is_routed(course: Course, tenants: Tenants, p: int, at: int) -> bool:
    """Are its clients sent to the target?"""
    until: int = tenants.undone[p].unrouted_at if course.is_undone else NEVER
    return tenants.world.is_redirecting != 0 or course.routed_at <= at < until


@inlined
def access(course: Course, tenants: Tenants, p: int, dawn: int) -> Access:
    """How a tenant's clients are served over time."""
    boxes = tenants.boxes
    if course.is_undone:
        return _access_undone(course, tenants, p, dawn)
    n, box = tenants.mailboxes[p], first_box(boxes, p)
    seen_after = seen_by_all_after(tenants.lags, p)
    end = horizon_of(tenants, p, course.finished_at)
    finished = min(course.finished_at, end)
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
        is_routed_now = is_routed(course, tenants, p, at)
        if is_gated(course, tenants, p, at):
            downtime += max(0, min(then, finished) - at)
            served_for_good = NEVER
        else:
            # One mailbox is never cut over before another that comes earlier in its loop, so spans come in order.
            refused_until = open_until = at
            for i in range(k, n + 1):
                locked = max(at, locked_at(course, boxes, box + i - 1))
                hosted = max(at, hosted_at(course, boxes, box + i - 1))
                until = min(hosted if is_routed_now else NEVER, then, finished)
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


@lean
def _access_undone(course: Course, tenants: Tenants, p: int, dawn: int) -> Access:
    """The same of a tenant that was rolled back: it is isolated for good never, and served by the source again."""
    n = tenants.mailboxes[p]
    # Mailboxes that are worked on all at once are served alike: one stands for all.
    last = n if are_told_apart(tenants.boxes) else 1
    end = horizon_of(tenants, p, course.finished_at)
    finished = min(course.finished_at, end)
    reachable, window, downtime, is_open, quiet = NEVER, 0, 0, False, 0
    at = 0
    while at != NEVER:
        then = NEVER
        gate, routing = is_gated(course, tenants, p, at), is_routed(course, tenants, p, at)
        is_refused = is_shown = False
        for k in range(1, last + 1):
            box = first_box(tenants.boxes, p) + k - 1
            then = min(then, _next_edge(course, tenants, p, box, k, n, at))
            is_held = is_hosted(course, tenants, p, box, at)
            if gate or is_locked(course, tenants.boxes, box, at) or (is_held and not routing):
                is_refused = True
            elif is_held:
                reachable = min(reachable, at)
                since, until = _isolated(course, tenants, p, box, k, n)
                is_shown |= not since <= at < until
        if is_refused:
            downtime += max(0, min(then, finished) - at)
        if is_shown:
            window += max(0, min(then, end) - at)
            is_open |= at <= dawn < min(then, end)
        if is_refused or is_shown:
            quiet = then
        at = then
    return Access(reachable, NEVER, max(quiet, course.finished_at), quiet, end, window, downtime, is_open)


@inlined
def _isolated(course: Course, tenants: Tenants, p: int, box: int, k: int, n: int) -> tuple[int, int]:
    """Between which instants a mailbox of one rolled back was isolated everywhere; all, where one stands for all."""
    boxes = tenants.boxes
    if are_told_apart(boxes):
        since = written_at(course, boxes, box, k, n)
        until = removed_at(course, tenants, p, box, k, n)
    else:
        # Written in order, and removed in order: the last one's is written last, the first one's removed first.
        since = NEVER if course.silent != 0 else written_at(course, boxes, box, n, n)
        until = removed_at(course, tenants, p, box, 1, n)
    return since if since == NEVER else since + seen_by_all_after(tenants.lags, p), until


@inlined
def _next_edge(course: Course, tenants: Tenants, p: int, box: int, k: int, n: int, at: int) -> int:
    """The next instant at which something changes for a mailbox that was rolled back."""
    boxes, back = tenants.boxes, tenants.undone[p]
    since, until = _isolated(course, tenants, p, box, k, n)
    then = _next_change(course, at)
    for instant in (
        back.unrouted_at,
        back.reclosed_at,
        back.reopened_at,
        locked_at(course, boxes, box),
        unlocked_at(course, boxes, box),
        hosted_at(course, boxes, box),
        hosted_until(course, tenants, p, box),
        since,
        until,
    ):
        if at < instant < then:
            then = instant
    return then


@inlined
def box_reachable_at(course: Course, tenants: Tenants, p: int, box: int) -> int:
    """The first instant at which the target serves a mailbox."""
    at = hosted_at(course, tenants.boxes, box)
    if not tenants.world.is_redirecting:
        at = max(at, course.routed_at)
    if at != NEVER and is_gated(course, tenants, p, at):
        at = min(course.opened_at, course.mended_at)
        if course.is_undone:
            at = _reopened_at(course, tenants, p, at)
    if at >= hosted_until(course, tenants, p, box) or not is_routed(course, tenants, p, at):
        return NEVER
    return at


@inlined
def _reopened_at(course: Course, tenants: Tenants, p: int, opened: int) -> int:
    """When the gate of a tenant that was rolled back opens, if it closed before it was reachable."""
    back = tenants.undone[p]
    opened = min(opened, back.reopened_at)
    return int(back.reopened_at) if back.reclosed_at <= opened else opened


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
def holds_policy(
    course: Course, tenants: Tenants, p: int, box: int, controller: int, k: int, n: int, at: int
) -> bool:
    """Does a controller hold the policy of mailbox k of n at an instant?"""
    boxes = tenants.boxes
    if course.mended_at <= at and hosted_at(course, boxes, box) <= course.mended_at:
        return True
    written = written_at(course, boxes, box, k, n)
    if course.is_undone:
        removed = removed_at(course, tenants, p, box, k, n)
        if removed <= at and removed + tenants.undo_lags[p, controller] <= at:
            return False
    return written <= at and written + tenants.lags[p, controller] <= at
