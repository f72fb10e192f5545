"""From what the fake's journal and answers hold to rows and totals.

Exposure is read from answers alone. Reachability, windows and downtime are read from the journal of what
was done to a tenant, which the fake wrote while it was done.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from fakeexchange.addressbook import Answer
from fakeexchange.clock import NEVER
from fakeexchange.directory import Directory, Tenant
from fakeexchange.policies import isolated_at
from fakeexchange.words import Cause, Verb

from ..campaign import Plan
from ..outcome import CAUSES, CHANNELS, COLUMNS, TYPES, Column, Unions
from ..streams import Ints
from .courses import Course

_NO_CHANNEL = CHANNELS.index("none")
_NO_CAUSE = CAUSES.index(Cause.NONE)


@dataclass(slots=True)
class Access:
    """How a tenant's clients were served over time, read from its journal.

    Attributes:
        reachable_at: first instant a mailbox was served by the target.
        window: microseconds in which it was reachable and not isolated everywhere, to the horizon.
        downtime: microseconds in which logons were refused, between anchor and finish.
        is_open: its window was open at the instant asked for.
    """

    reachable_at: int
    window: int
    downtime: int
    is_open: bool


class _Gate(IntEnum):
    """What an entry of the journal does to the way clients are served."""

    LOCK = 0
    CUT_OVER = 1
    ROUTE = 2
    CLOSE = 3
    OPEN = 4


_EFFECTS: dict[str, _Gate] = {
    "lock": _Gate.LOCK,
    Verb.CUT_OVER: _Gate.CUT_OVER,
    Verb.SWITCH_ROUTING: _Gate.ROUTE,
    Verb.CLOSE_GATE: _Gate.CLOSE,
    Verb.OPEN_GATE: _Gate.OPEN,
    "mend": _Gate.OPEN,
}


def access(course: Course, isolated: int, dawn: int, are_sources_redirecting: bool) -> Access:
    """Replay a tenant's journal."""
    found = Access(NEVER, 0, 0, False)
    is_gated = is_locked = is_hosted = refuses = reaches = False
    is_routed = are_sources_redirecting
    since, end = 0, course.horizon_at
    for at, event in course.tenant.journal:
        effect = _EFFECTS.get(event)
        if effect is None:
            continue
        if refuses:
            found.downtime += max(0, min(at, course.finished_at) - since)
        if reaches:
            _note_open(found, since, min(at, isolated, end), dawn)
        if effect is _Gate.LOCK:
            is_locked = True
        elif effect is _Gate.CUT_OVER:
            is_locked, is_hosted = False, True
        elif effect is _Gate.ROUTE:
            is_routed = True
        else:
            is_gated = effect is _Gate.CLOSE
        refuses = is_gated or is_locked or (is_hosted and not is_routed)
        reaches = is_hosted and is_routed and not is_gated and not is_locked
        since = at
        if reaches and found.reachable_at == NEVER:
            found.reachable_at = at
    if refuses:
        found.downtime += max(0, course.finished_at - since)
    if reaches:
        _note_open(found, since, min(isolated, end), dawn)
    return found


def _note_open(found: Access, since: int, until: int, dawn: int) -> None:
    if until > since:
        found.window += until - since
        found.is_open |= since <= dawn < until


def columns(courses: list[Course], plan: Plan, nights: list[int], redirects: bool) -> dict[str, Column]:
    """One row a tenant, by tenant number."""
    dawns = [NEVER] + [plan.nights[k].closes_at for k in range(max(nights))]
    rows: list[tuple[int, ...]] = []
    for course in courses:
        tenant, answer = course.tenant, course.answer
        batch = plan.batch_of(course.position)
        night = nights[batch]
        isolated = isolated_at(tenant)
        seen = access(course, isolated, dawns[night], redirects)
        rows.append(
            (
                tenant.number,
                len(tenant.mailboxes),
                tenant.lists,
                course.position,
                batch,
                night,
                course.started_at,
                seen.reachable_at,
                isolated,
                course.finished_at,
                seen.window,
                course.connected_at,
                course.asked_at,
                course.exposed_at,
                _NO_CHANNEL if answer is None else CHANNELS.index(answer.channel),
                0 if answer is None else answer.foreign_mailboxes,
                0 if answer is None else answer.foreign_lists,
                course.tenants_named,
                _NO_CAUSE if answer is None else CAUSES.index(answer.cause),
                course.refused,
                seen.downtime,
                int(seen.is_open),
                NEVER if course.keeps_bad_book else course.residual_until,
                int(course.status),
            )
        )
    rows.sort()
    table = np.array(rows, np.int64).T
    return {name: column.astype(TYPES[name]) for name, column in zip(COLUMNS, table, strict=True)}


def unions(
    directory: Directory, courses: list[Course], answers: list[tuple[Course, Answer]], nights: int
) -> Unions:
    """Who was seen by anybody, own entries left out, each counted once."""
    tenants = directory.tenants
    seen = _seen_whole(tenants, [a for _, a in answers if a.named is None])
    mailboxes = np.array([len(t.mailboxes) for t in tenants])
    lists = np.array([t.lists for t in tenants])
    by_query: set[int] = set()
    for course, answer in answers:
        by_query.update(r for r in answer.named or () if directory.owners[r] is not course.tenant)
    place = {id(tenant): i for i, tenant in enumerate(tenants)}
    more = [r for r in by_query if not seen[place[id(directory.owners[r])]]]
    more_lists = sum(directory.is_list(r) for r in more)
    tenants_by_query = {id(directory.owners[r]) for r in more}
    return Unions(
        people_disclosed=int(mailboxes[seen].sum()) + len(more) - more_lists,
        lists_disclosed=int(lists[seen].sum()) + more_lists,
        tenants_disclosed=int(seen.sum()) + len(tenants_by_query),
        tenants_named=_tenants_named(courses),
        nights=nights,
    )


def _seen_whole(tenants: list[Tenant], answers: list[Answer]) -> Column:
    """Which tenants stood in at least one whole list that another tenant was given, shape (tenants,)."""
    from_ = np.array([t.shown_from for t in tenants], np.int64)
    until = np.array([t.shown_until for t in tenants], np.int64)
    editions = np.sort(np.array([a.edition for a in answers if a.of is None], np.int64))
    times = np.searchsorted(editions, until) - np.searchsorted(editions, from_)
    for i, tenant in enumerate(tenants):
        for then in tenant.earlier:
            first, last = np.searchsorted(editions, (then.shown_from, then.shown_until))
            times[i] += last - first
    place = {id(tenant): i for i, tenant in enumerate(tenants)}
    for answer in answers:
        if answer.of is None:
            times[place[id(answer.viewer)]] -= answer.viewer.is_listed_in(answer.edition)
        else:
            times[place[id(answer.of)]] += 1
    return times > 0


def _tenants_named(courses: list[Course]) -> int:
    """Tenants whose list names at least one other tenant's wide session was shown."""
    shown: Ints = np.array([c.named_last_at for c in courses], np.int64)
    built: Ints = np.array([c.tenant.lists_built_at for c in courses], np.int64)
    if (shown < 0).all():
        return 0
    last = int(np.argmax(shown))
    others = np.delete(shown, last).max(initial=-1)
    # Everybody but the last viewer is named by that one; the last viewer only by another's logon.
    named = built <= shown[last]
    named[last] = built[last] <= others
    return int(named.sum())
