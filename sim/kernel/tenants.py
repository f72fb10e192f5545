"""One tenant after the other: how its clients were served, what they met, and its row.

Most clients never come before their tenant has settled. Whether one may is told from its uniform and the
integrated rate alone, with room for rounding; only those that may are drawn and walked.
"""

from typing import Final, NamedTuple

import numpy as np

from ..clients import Floats, integrated
from ..compiled import inlined, lean, unlocked
from ..outcome import NO_RESIDUAL, TYPES
from ..streams import KIND_SLOTS, RECIPIENTS, Codes, Counts, Ints
from ..words import NEVER
from .access import access
from .courses import Tenants, first_box, is_visible, pod_of
from .platform import NO_CAUSE, Platform, Tenant
from .records import Records, record
from .visits import NO_CHANNEL, Seen, first_try, live, tenants_named

_ROOM: Final = 1e-6
"""Connections: far more than rounding can move an integrated rate."""


class Rows(NamedTuple):
    """Every column of the Outcome, by position."""

    tenant: Counts
    mailboxes: Counts
    lists: Counts
    position: Counts
    batch: Counts
    night: Counts
    started_at: Ints
    reachable_at: Ints
    isolated_at: Ints
    finished_at: Ints
    window_s: Ints
    connected_at: Ints
    asked_at: Ints
    exposed_at: Ints
    channel: Codes
    foreign_mailboxes: Counts
    foreign_lists: Counts
    tenants_named: Counts
    cause: Codes
    refused: Counts
    downtime_s: Ints
    open_at_dawn: Codes
    residual_until: Ints
    status: Codes

    @classmethod
    def of(cls, tenants: int) -> "Rows":
        """For so many tenants, to be filled."""
        return cls(*(np.empty(tenants, TYPES[name]) for name in cls._fields))


class Sight:
    """The latest that anybody of a pod but one tenant itself was shown; that tenant is told apart.

    Attributes:
        viewer: the tenant that was shown the latest, by position; -1: nobody was shown anything.
        last: the latest instant shown to it; -1: none.
        second: the latest shown to another tenant; likewise.
    """

    viewer: int
    last: int
    second: int


SIGHT: Final = record(Sight)


def no_sights(pods: int) -> Records:
    """Of a pod each: nobody was shown anything."""
    found = np.empty(pods, SIGHT)
    found.view(np.int64)[:] = -1
    return found


@inlined
def also(sight: Sight, viewer: int, at: int) -> None:
    """One more, for a tenant that is told once."""
    if at > sight.last:
        sight.viewer, sight.last, sight.second = viewer, at, sight.last
    else:
        sight.second = max(sight.second, at)


@lean
def join(sights: Records, later: Records) -> None:
    """Add to what was shown, a sight a pod, what was shown to tenants further on."""
    for pod in range(sights.size):
        also(sights[pod], later[pod].viewer, later[pod].last)
        sights[pod].second = max(sights[pod].second, later[pod].second)


@unlocked
def tell(
    begin: int,
    end: int,
    every: int,
    platform: Platform,
    listed: Counts,
    lists: Counts,
    first: Ints,
    of_mailbox: Counts,
    kinds: Codes,
    follows: Codes,
    night_of_batch: Ints,
    dawns: Ints,
    batch: int,
    ahead: int,
    seen: Seen,
    expected: Floats,
    agenda: Ints,
    lists_seen: Records,
    names_seen: Records,
    rows: Rows,
) -> int:
    """The rows of the tenants at positions begin .. end - 1.

    Args:
        begin: the first position.
        end: the one after the last.
        every: of other positions than every so-many-th only start and downtime are told, and no client is walked.
        platform: what clients meet.
        listed: mailboxes of each tenant that stand in address lists, by position, as all that follows.
        lists: distribution lists.
        first: clients of position p are first[p] .. first[p + 1] - 1.
        of_mailbox: the mailbox's number of each client.
        kinds: the kind of each client.
        follows: how each client comes over, or ON_DEMAND.
        night_of_batch: the night in which each batch began, from 1.
        dawns: when each night closed, from night 0, which there is not.
        batch: tenants a batch.
        ahead: see ``campaign.Plan``.
        seen: room for what one tenant's clients met.
        expected: room for connections expected, by kind.
        agenda: room for what one client has before it.
        lists_seen: the latest that whole lists were shown, a sight a pod, written to.
        names_seen: the latest that names were, likewise.
        rows: filled.

    Returns:
        What was too small, see ``visits``.
    """
    is_lacking = 0
    tenants = platform.tenants
    numbers, mailboxes = tenants.numbers, tenants.mailboxes
    for p in range(begin, end):
        course = tenants.courses[p]
        b = (p + ahead) // batch
        night = night_of_batch[b]
        served = access(course, tenants, p, dawns[night])
        rows.started_at[p], rows.downtime_s[p] = course.started_at, served.downtime
        if p % every != 0:
            continue
        box = first_box(tenants.boxes, p)
        pod = pod_of(tenants, p)
        tenant = Tenant(p, mailboxes[p], listed[p], lists[p], pod, box, served)
        _forget(seen)
        until = min(served.quiet_at, served.horizon_at)
        if first[p] < first[p + 1]:
            _expect(expected, course.anchor_at, until, platform.kinds, platform.rates)
        for i in range(first[p], first[p + 1]):
            kind, follow = kinds[i], follows[i]
            entity = (numbers[p] * RECIPIENTS + of_mailbox[i]) * KIND_SLOTS + kind
            many = expected[kind]
            at, growth = first_try(entity, kind, follow, many, p, box + of_mailbox[i], platform)
            if at < until:
                live(entity, kind, of_mailbox[i], follow, at, growth, many, tenant, platform, agenda, seen)
        also(lists_seen[pod], p, seen.as_of)
        also(names_seen[pod], p, seen.named_last_at)
        is_lacking |= seen.is_lacking
        rows.tenant[p], rows.mailboxes[p], rows.lists[p] = numbers[p], mailboxes[p], lists[p]
        rows.position[p], rows.batch[p], rows.night[p] = p, b, night
        rows.finished_at[p], rows.status[p] = course.finished_at, course.status
        rows.reachable_at[p], rows.isolated_at[p] = served.reachable_at, served.isolated_at
        rows.window_s[p], rows.open_at_dawn[p] = served.window, served.is_open_at_dawn
        rows.connected_at[p], rows.asked_at[p] = seen.connected_at, seen.asked_at
        rows.exposed_at[p], rows.channel[p], rows.cause[p] = seen.exposed_at, seen.channel, seen.cause
        rows.foreign_mailboxes[p], rows.foreign_lists[p] = seen.foreign_mailboxes, seen.foreign_lists
        rows.tenants_named[p] = tenants_named(seen, course, pod, platform.shown)
        rows.refused[p], rows.residual_until[p] = seen.refused, seen.residual_until
    return is_lacking


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


class Tally(NamedTuple):
    """Tenants that stood in whole lists shown to another tenant, their mailboxes and lists, and tenants named."""

    tenants: int
    mailboxes: int
    lists: int
    named: int


@lean
def tally(
    tenants: Tenants,
    listed: Counts,
    lists: Counts,
    lists_seen: Records,
    names_seen: Records,
    sights: Ints,
    is_seen: Codes,
) -> Tally:
    """Who was seen by anybody but itself.

    Args:
        tenants: all of them.
        listed: mailboxes of each that stand in address lists.
        lists: distribution lists of each.
        lists_seen: the latest that whole lists were shown.
        names_seen: the latest that names were.
        sights: all that whole lists were shown, see ``visits.Platform``.
        is_seen: 1 is written for each tenant that stood in such a list.
    """
    found = Tally(0, 0, 0, 0)
    courses = tenants.courses
    for p in range(courses.size):
        many, people, of_lists, named = found
        of_pod, named_in = lists_seen[pod_of(tenants, p)], names_seen[pod_of(tenants, p)]
        latest = of_pod.second if p == of_pod.viewer else of_pod.last
        is_seen[p] = courses[p].visible_at <= latest
        if is_seen[p] and courses[p].is_undone:
            is_seen[p] = _was_seen(tenants, p, sights)
        if is_seen[p]:
            many, people, of_lists = (
                many + (listed[p] + lists[p] > 0),
                people + listed[p],
                of_lists + lists[p],
            )
        if courses[p].listed_at <= (named_in.second if p == named_in.viewer else named_in.last):
            named += 1
        found = Tally(many, people, of_lists, named)
    return found


@lean
def _was_seen(tenants: Tenants, p: int, sights: Ints) -> bool:
    """Was anybody but the tenant itself shown a whole list while it stood there?"""
    for i in range(sights.shape[0]):
        viewer = sights[i, 1]
        if viewer == p or pod_of(tenants, viewer) != pod_of(tenants, p):
            continue
        if is_visible(tenants.courses[p], tenants, p, sights[i, 0]):
            return True
    return False
