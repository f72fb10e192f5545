"""One tenant after the other: how its clients were served, what they met, and its row.

Most clients never come before their tenant has settled. Whether one may is told from its uniform and the
integrated rate alone, with room for rounding; only those that may are drawn and walked.
"""

from typing import Any, Final, NamedTuple

import numpy as np

from ..clients import Floats, integrated
from ..compiled import compiled, inlined
from ..outcome import NO_RESIDUAL, TYPES
from ..population import ON_DEMAND
from ..streams import KIND_SLOTS, RECIPIENTS, Counts, Ints
from ..words import NEVER
from . import uniforms
from .access import access
from .records import Records
from .uniforms import drawn
from .visits import (
    NO_CAUSE,
    NO_CHANNEL,
    SEEN,
    Platform,
    Seen,
    Tenant,
    first_try,
    live,
    no_agenda,
    tenants_named,
)

_ROOM: Final = 1e-6
"""Connections: far more than rounding can move an integrated rate."""

ROW: Final = np.dtype(list(TYPES.items()), align=True)
"""One tenant's row, every column of the Outcome."""


class Sights(NamedTuple):
    """The latest that anybody but one tenant itself was shown; that tenant is told apart.

    Attributes:
        viewer: the tenant that was shown the latest, by position; -1: nobody was shown anything.
        last: the latest instant shown to it; -1: none.
        second: the latest shown to another tenant; likewise.
    """

    viewer: int
    last: int
    second: int


@inlined
def also(sights: Sights, viewer: int, at: int) -> Sights:
    """With one more, for a tenant that is told once."""
    if at > sights.last:
        return Sights(viewer, at, sights.last)
    return Sights(sights.viewer, sights.last, max(sights.second, at))


@compiled
def tell(
    platform: Platform,
    lags: Ints,
    numbers: Ints,
    mailboxes: Counts,
    lists: Counts,
    first: Ints,
    of_mailbox: Counts,
    kinds: Any,
    follows: Any,
    night_of_batch: Ints,
    dawns: Ints,
    batch: int,
    rows: Records,
) -> tuple[Sights, Sights, bool]:
    """Every tenant's row.

    Args:
        platform: what clients meet.
        lags: replication lags of the policies, shape (tenants, controllers).
        numbers: tenants' numbers, by position, as all that follows.
        mailboxes: theirs.
        lists: theirs.
        first: clients of position p are first[p] .. first[p + 1] - 1.
        of_mailbox: the mailbox's number of each client.
        kinds: the kind of each client.
        follows: how each client comes over, or ON_DEMAND.
        night_of_batch: the night in which each batch began, from 1.
        dawns: when each night closed, from night 0, which there is not.
        batch: tenants a batch.
        rows: filled, by tenant number.

    Returns:
        Who was shown whole lists, who was shown names, and whether a query lacked recipients.
    """
    lists_seen = names_seen = Sights(-1, -1, -1)
    is_lacking = False
    seen = np.zeros(1, SEEN)[0]
    expected = np.zeros(platform.kinds.size)
    agenda = no_agenda()
    for p in range(platform.courses.size):
        course = platform.courses[p]
        night = night_of_batch[p // batch]
        served = access(course, lags[p], dawns[night], platform.world)
        tenant = Tenant(p, mailboxes[p], lists[p], lags[p], served)
        _forget(seen)
        until = min(served.quiet_at, served.horizon_at)
        _expect(expected, course.anchor_at, until, platform.kinds, platform.rates)
        for i in range(first[p], first[p + 1]):
            kind, follow = kinds[i], follows[i]
            entity = (numbers[p] * RECIPIENTS + of_mailbox[i]) * KIND_SLOTS + kind
            # -log(u) is at least 1 - u.
            if (
                follow == ON_DEMAND
                and 1.0 - drawn(platform.keys, uniforms.CONNECTION, entity, 1) > expected[kind]
            ):
                continue
            at, growth = first_try(entity, kind, follow, course, served, platform)
            if at < until:
                live(entity, kind, of_mailbox[i], follow, at, growth, tenant, platform, agenda, seen)
        lists_seen = also(lists_seen, p, seen.as_of)
        names_seen = also(names_seen, p, seen.named_last_at)
        is_lacking |= seen.is_lacking != 0
        row = rows[numbers[p]]
        row.tenant, row.mailboxes, row.lists = numbers[p], mailboxes[p], lists[p]
        row.position, row.batch, row.night = p, p // batch, night
        row.started_at, row.finished_at, row.status = course.started_at, course.finished_at, course.status
        row.reachable_at, row.isolated_at = served.reachable_at, served.isolated_at
        row.window_s, row.downtime_s = served.window, served.downtime
        row.open_at_dawn = served.is_open_at_dawn
        row.connected_at, row.asked_at, row.exposed_at = seen.connected_at, seen.asked_at, seen.exposed_at
        row.channel, row.cause, row.refused = seen.channel, seen.cause, seen.refused
        row.foreign_mailboxes, row.foreign_lists = seen.foreign_mailboxes, seen.foreign_lists
        row.tenants_named = tenants_named(seen, course, platform.shown)
        row.residual_until = seen.residual_until
    return lists_seen, names_seen, is_lacking


@inlined
def _forget(seen: Seen) -> None:
    seen.connected_at = seen.asked_at = seen.exposed_at = seen.named_at = NEVER
    seen.named_last_at = seen.as_of = -1
    seen.channel, seen.cause = NO_CHANNEL, NO_CAUSE
    seen.foreign_mailboxes = seen.foreign_lists = seen.refused = seen.is_lacking = 0
    seen.residual_until = NO_RESIDUAL


@inlined
def _expect(expected: Floats, anchor: int, until: int, kinds: Records, rates: Floats) -> None:
    """Connections of each kind expected before a tenant has settled, and room for rounding."""
    for kind in range(expected.size):
        expected[kind] = _ROOM
        if kinds[kind].like != kind:
            expected[kind] += expected[kinds[kind].like] * kinds[kind].times
        elif anchor != NEVER and until > anchor:
            expected[kind] += integrated(until, kind, rates) - integrated(anchor, kind, rates)
