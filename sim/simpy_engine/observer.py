"""From what the fake's journal and answers hold to rows and totals.

Exposure is read from answers alone; how a tenant was served is read from its journal, see ``access``.
"""

from collections.abc import Sequence

import numpy as np

from fakeexchange.addressbook import Answer
from fakeexchange.clock import NEVER
from fakeexchange.directory import Directory, Tenant
from fakeexchange.policies import isolated_at
from fakeexchange.words import Cause

from ..campaign import Plan
from ..outcome import CAUSES, CHANNELS, COLUMNS, TYPES, Column, Status, Unions
from ..streams import Ints
from .access import access
from .courses import Course

_NO_CHANNEL = CHANNELS.index("none")
_NO_CAUSE = CAUSES.index(Cause.NONE)


def columns(courses: list[Course], plan: Plan, nights: list[int], redirects: bool) -> dict[str, Column]:
    """One row a tenant, by tenant number."""
    dawns = [NEVER] + [plan.nights[k].closes_at for k in range(max(nights))]
    rows: list[tuple[int, ...]] = []
    for course in courses:
        tenant, answer = course.tenant, course.answer
        batch = plan.batch_of(course.position)
        night = nights[batch]
        seen = access(course, dawns[night], redirects)
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
                isolated_at(tenant),
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
                # Who was left out of a step, and then cut off by a stop, has not been reached.
                int(Status.NOT_REACHED if course.finished_at == NEVER else course.status),
            )
        )
    rows.sort()
    table = np.array(rows, np.int64).T
    return {name: column.astype(TYPES[name]) for name, column in zip(COLUMNS, table, strict=True)}


def unions(
    directories: Sequence[Directory],
    courses: list[Course],
    answers: list[tuple[Course, Answer]],
    nights: int,
    stopped_at: int,
) -> Unions:
    """Who was seen by anybody, own entries left out, each counted once; nobody sees into another pod."""
    of_pods = []
    for directory in directories:
        ours = [course for course in courses if course.tenant.directory is directory]
        answered = [(course, answer) for course, answer in answers if course.tenant.directory is directory]
        of_pods.append(_unions(directory, ours, answered))
    people, lists, tenants, named = (sum(many) for many in zip(*of_pods, strict=True))
    return Unions(people, lists, tenants, named, nights, stopped_at)


def _unions(
    directory: Directory, courses: list[Course], answers: list[tuple[Course, Answer]]
) -> tuple[int, int, int, int]:
    """People, lists and tenants disclosed, and tenants named, in one pod."""
    tenants = directory.tenants
    seen = _seen_whole(tenants, [a for _, a in answers if a.named is None])
    mailboxes = np.array([t.listed for t in tenants])
    lists = np.array([t.lists for t in tenants])
    by_query: set[int] = set()
    for course, answer in answers:
        by_query.update(r for r in answer.named or () if directory.owners[r] is not course.tenant)
    place = {id(tenant): i for i, tenant in enumerate(tenants)}
    more = [r for r in by_query if not seen[place[id(directory.owners[r])]]]
    more_lists = sum(directory.is_list(r) for r in more)
    tenants_by_query = {id(directory.owners[r]) for r in more}
    return (
        int(mailboxes[seen].sum()) + len(more) - more_lists,
        int(lists[seen].sum()) + more_lists,
        int((seen & (mailboxes + lists > 0)).sum()) + len(tenants_by_query),
        _tenants_named(courses, tenants[len(courses) :]),
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


def _tenants_named(courses: list[Course], residents: list[Tenant]) -> int:
    """Tenants whose list names at least one other tenant's wide session was shown."""
    shown: Ints = np.array([c.named_last_at for c in courses], np.int64)
    built: Ints = np.array([c.tenant.lists_built_at for c in courses], np.int64)
    if (shown < 0).all():
        return 0
    always = len(residents)
    last = int(np.argmax(shown))
    others = np.delete(shown, last).max(initial=-1)
    # Everybody but the last viewer is named by that one; the last viewer only by another's logon.
    named = built <= shown[last]
    named[last] = built[last] <= others
    return always + int(named.sum())
