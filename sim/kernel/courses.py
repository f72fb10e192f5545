"""Tenants with their courses, and what was done to which of their mailboxes when.

Where a step is carried out on all mailboxes of a tenant at once its course tells all of them; where it is
carried out on one mailbox after another each has an instant of its own. Nobody else need know which it was.
"""

from typing import NamedTuple

from ..compiled import inlined
from ..fault_draws import ALL
from ..streams import Counts, Ints
from ..words import NEVER
from .records import Course, Records, World


class Boxes(NamedTuple):
    """What was done to one mailbox after another; arrays are empty where it is done to a tenant's all at once.

    Attributes:
        first: the first mailbox of each position, and after the last; empty where nothing is done so.
        locked: its own cut-over began; NEVER where it did not.
        unlocked: it was given up, likewise.
        hosted: its own cut-over ended, likewise.
        unhosted: it was undone, likewise.
        written: its policy was written, likewise.
        removed: it was removed again, likewise.
        misreported: its policy was reported as written, to no effect, likewise.
    """

    first: Ints
    locked: Ints
    unlocked: Ints
    hosted: Ints
    unhosted: Ints
    written: Ints
    removed: Ints
    misreported: Ints


class Tenants(NamedTuple):
    """All tenants, by position, and what holds for each of them.

    Attributes:
        courses: a record each.
        instants: the same memory, the instants of each, by place.
        undone: what was undone of each; empty where nothing ever is.
        boxes: their mailboxes, where one after the other is worked on.
        restarts: when each one's restart of client access ended; empty where there is no such step.
        lags: replication lags of the policies, shape (tenants, controllers).
        probes: when each one's probe ended, likewise.
        undo_lags: of their removal; empty where nothing ever is undone.
        horizons: from when on nothing more happens to each, where the campaign has been cut; empty where it has not.
        numbers: theirs.
        mailboxes: how many each has.
        world: see ``records``.
        keys: see ``uniforms``.
    """

    courses: Records
    instants: Ints
    undone: Records
    boxes: Boxes
    restarts: Ints
    probes: Ints
    lags: Ints
    undo_lags: Ints
    horizons: Ints
    numbers: Ints
    mailboxes: Counts
    world: World
    keys: Ints


@inlined
def pod_of(tenants: Tenants, p: int) -> int:
    """The forest that the tenant at a position moves to."""
    pods = tenants.world.pods
    return int(tenants.numbers[p] % pods) if pods > 1 else 0


@inlined
def horizon_of(tenants: Tenants, p: int, finished_at: int) -> int:
    """From when on nothing more happens to a tenant that has finished at an instant, or has not: NEVER."""
    if tenants.horizons.size > 0:
        return int(tenants.horizons[p])
    return min(finished_at, NEVER - tenants.world.horizon) + tenants.world.horizon


@inlined
def first_box(boxes: Boxes, p: int) -> int:
    """The place of a tenant's first mailbox among all; without meaning where mailboxes are not told apart."""
    found: int = boxes.first[p] if boxes.first.size > 0 else 0
    return found


@inlined
def are_told_apart(boxes: Boxes) -> bool:
    """Is anything that bears on clients done to one mailbox after another?"""
    return boxes.hosted.size > 0 or boxes.written.size > 0


@inlined
def hosted_at(course: Course, boxes: Boxes, box: int) -> int:
    """When the target came to hold a mailbox; NEVER where it does not."""
    return boxes.hosted[box] if boxes.hosted.size > 0 else course.hosted_at


@inlined
def hosted_until(course: Course, tenants: Tenants, p: int, box: int) -> int:
    """When a mailbox went back to the source; NEVER where it did not."""
    if not course.is_undone:
        return NEVER
    boxes = tenants.boxes
    return int(boxes.unhosted[box]) if boxes.hosted.size > 0 else int(tenants.undone[p].unhosted_at)


@inlined
def is_hosted(course: Course, tenants: Tenants, p: int, box: int, at: int) -> bool:
    """Does the target hold a mailbox at an instant?"""
    return hosted_at(course, tenants.boxes, box) <= at < hosted_until(course, tenants, p, box)


@inlined
def is_visible(course: Course, tenants: Tenants, p: int, at: int) -> bool:
    """Do a tenant's recipients stand in the address lists?"""
    gone: int = tenants.undone[p].gone_at if course.is_undone else NEVER
    return course.visible_at <= at < gone


@inlined
def locked_at(course: Course, boxes: Boxes, box: int) -> int:
    """When the cut-over of a mailbox began, likewise."""
    return boxes.locked[box] if boxes.locked.size > 0 else course.locked_at


@inlined
def unlocked_at(course: Course, boxes: Boxes, box: int) -> int:
    """When the cut-over of a mailbox was given up, likewise."""
    return boxes.unlocked[box] if boxes.unlocked.size > 0 else course.unlocked_at


@inlined
def written_at(course: Course, boxes: Boxes, box: int, k: int, n: int) -> int:
    """When the policy of mailbox k of n was written; NEVER where it was not."""
    if boxes.written.size > 0:
        return int(boxes.written[box])
    if course.silent == ALL or course.silent == k:
        return NEVER
    return _reported_at(course, k, n)


@inlined
def last_written_at(course: Course, boxes: Boxes, n: int) -> int:
    """When the last policy of a tenant was written; NEVER where none was."""
    if boxes.written.size > 0:
        return course.assigned_at
    k = n - 1 if course.silent == n else n
    return written_at(course, boxes, 0, k, n) if k > 0 else NEVER


@inlined
def misreported_at(course: Course, boxes: Boxes, box: int, k: int, n: int) -> int:
    """When it was reported as written, to no effect, likewise."""
    if boxes.written.size > 0:
        return int(boxes.misreported[box])
    if course.silent != ALL and course.silent != k:
        return NEVER
    return _reported_at(course, k, n)


@inlined
def _reported_at(course: Course, k: int, n: int) -> int:
    """When the policy of mailbox k of n is reported as written, all in one step."""
    return _kth(course.assigned_at, course.assigned_for, k, n)


@inlined
def removed_at(course: Course, tenants: Tenants, p: int, box: int, k: int, n: int) -> int:
    """When the policy of mailbox k of n was removed; NEVER where it was not."""
    if not course.is_undone:
        return NEVER
    boxes = tenants.boxes
    if boxes.written.size > 0:
        return int(boxes.removed[box])
    return _kth(tenants.undone[p].removed_at, tenants.undone[p].removed_for, k, n)


@inlined
def _kth(ends: int, duration: int, k: int, n: int) -> int:
    """A step that writes mailbox after mailbox writes mailbox k of n at start + ceil(duration * k / n)."""
    if ends == NEVER:
        return NEVER
    return ends - duration + duration // n * k + ((duration % n) * k + n - 1) // n


@inlined
def seen_by_all_after(lags: Ints, p: int) -> int:
    """Microseconds until every controller sees what a step wrote for a tenant."""
    latest = 0
    for c in range(lags.shape[1]):
        latest = max(latest, lags[p, c])
    return latest


@inlined
def box_isolated_at(course: Course, boxes: Boxes, box: int, k: int, n: int, seen_after: int) -> int:
    """Since when a mailbox is isolated on every controller, for good; the last sees a write so much later."""
    found = NEVER
    written = written_at(course, boxes, box, k, n)
    if written != NEVER:
        found = written + seen_after
    # Mending writes everywhere at once, but only on what has been cut over.
    if hosted_at(course, boxes, box) <= course.mended_at:
        found = min(found, course.mended_at)
    return found
