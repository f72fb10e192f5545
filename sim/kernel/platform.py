"""What every client meets, and what a logon gets."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..clients import Floats
from ..compiled import inlined, lean
from ..outcome import CAUSES
from ..streams import Ints
from ..words import Cause
from .access import Access, holds_policy, is_gated, is_locked, is_routed
from .courses import Tenants, is_hosted, misreported_at, removed_at
from .records import Course, Records, World
from .shown import Shown

REFUSED, BY_SOURCE, NARROW, WIDE, NOTHING = range(5)
"""What a logon gets."""
_NOT_ASSIGNED, _NOT_REPLICATED, _SILENT, _PAUSED, _FROZEN, WIDE_SESSION, OAB, NO_CAUSE = (
    CAUSES.index(cause)
    for cause in (
        Cause.NOT_ASSIGNED,
        Cause.NOT_REPLICATED,
        Cause.SILENT_FAILURE,
        Cause.PAUSED,
        Cause.IN_FLIGHT_STOP,
        Cause.WIDE_SESSION,
        Cause.OAB,
        Cause.NONE,
    )
)


class Pauses(NamedTuple):
    """When batches stood still.

    Attributes:
        first: the first pause of each batch, and after the last; empty where nobody paused.
        since: when each began.
        until: before when.
        batch: tenants a batch.
        ahead: see ``campaign.Plan``.
    """

    first: Ints
    since: Ints
    until: Ints
    batch: int
    ahead: int


class Platform(NamedTuple):
    """What every client meets.

    Attributes:
        world: numbers that hold for all.
        kinds: the client kinds.
        keys: see ``uniforms``.
        rates: see ``clients.weekly_rates``.
        mornings: instants at which offices start.
        shown: what everybody's lists hold.
        sights: room for whole lists that were shown, as of when and to whom; none where the latest tell enough.
        told: which of the recipients nearest to a query were shown to another tenant.
        tenants: what was done to each.
        restarts: instants at which every session is cut, in order.
        pauses: see ``Pauses``.
    """

    world: World
    kinds: Records
    keys: Ints
    rates: Floats
    mornings: Ints
    shown: Shown
    sights: Ints
    told: npt.NDArray[np.int8]
    tenants: Tenants
    restarts: Ints
    pauses: Pauses


class Tenant(NamedTuple):
    """Whose client it is.

    Attributes:
        position: its place in the campaign's order.
        mailboxes: how many it has.
        listed: how many of them stand in address lists.
        lists: likewise.
        pod: the forest that it moves to.
        box: the place of its first mailbox among all.
        access: how its clients are served.
    """

    position: int
    mailboxes: int
    listed: int
    lists: int
    pod: int
    box: int
    access: Access


@inlined
def log_on(
    course: Course, tenant: Tenant, controller: int, k: int, at: int, platform: Platform
) -> tuple[int, int]:
    """What a logon for a tenant's mailbox k gets, and why the mailbox is not isolated on the controller.

    This is the rule of the model's section 5 and of the design's section 6, told a second time.
    """
    tenants, p, box, n = platform.tenants, tenant.position, tenant.box + k - 1, tenant.mailboxes
    boxes = tenants.boxes
    if is_gated(course, tenants, p, at) or is_locked(course, boxes, box, at):
        return REFUSED, NO_CAUSE
    if not is_hosted(course, tenants, p, box, at):
        return BY_SOURCE, NO_CAUSE
    if not is_routed(course, tenants, p, at):
        return REFUSED, NO_CAUSE
    if holds_policy(course, tenants, p, box, controller, k, n, at):
        return NARROW, NO_CAUSE
    view = NOTHING if platform.world.is_denied else WIDE
    if at >= platform.world.frozen_from and _is_frozen(platform.world, course, at):
        return view, _FROZEN
    if platform.pauses.first.size > 0 and _is_paused(platform.pauses, course, p, at):
        return view, _PAUSED
    if misreported_at(course, boxes, box, k, n) <= at < removed_at(course, tenants, p, box, k, n):
        return view, _SILENT
    return view, _NOT_REPLICATED if holds_policy(course, tenants, p, box, 0, k, n, at) else _NOT_ASSIGNED


@lean
def _is_frozen(world: World, course: Course, at: int) -> bool:
    """Is a tenant in flight held where the stop met it?"""
    return course.started_at < world.frozen_from and at < min(world.resume_at, course.finished_at)


@lean
def _is_paused(pauses: Pauses, course: Course, p: int, at: int) -> bool:
    """Does a tenant stand still because its batch does, and its procedure has not ended?"""
    b = (p + pauses.ahead) // pauses.batch
    for i in range(pauses.first[b], pauses.first[b + 1]):
        if pauses.since[i] <= at < pauses.until[i]:
            return bool(course.finished_at > pauses.since[i])
    return False
