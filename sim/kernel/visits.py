"""One client: every try, session, ask and download, in the order in which it comes to them.

A client's own acts are kept in a heap of (instant, session, act): other clients of its tenant move none of
them. What is noted of an answer is the first of everything, so clients may be told one after the other.
"""

from typing import Final

import numpy as np

from .. import laws
from ..client_draws import OAB_SESSIONS, RESTARTS_OVER, try_index
from ..clients import OUTLOOK_CACHED, next_connection
from ..compiled import inlined, lean
from ..laws import EXPONENTIAL_UNIT
from ..outcome import CHANNELS
from ..population import FOLLOWS, ON_DEMAND
from ..streams import Ints
from ..words import NEVER, Channel
from . import uniforms
from .access import box_reachable_at, holds_policy
from .agenda import ARRIVE, ASK, FETCH, LOG_ON_TO_FETCH, TRY, drop_first, holds, is_before, push
from .courses import Tenants, hosted_at, hosted_until, is_visible
from .platform import BY_SOURCE, NARROW, NO_CAUSE, OAB, REFUSED, WIDE, WIDE_SESSION, Platform, Tenant, log_on
from .records import Course, record
from .shown import NO_BOOK, Shown, generation, mailboxes_and_lists, names, query, until
from .uniforms import drawn

PROMPT, AUTODISCOVER, RESTART, NEVER_FOLLOWS = range(len(FOLLOWS))
RECIPIENTS_LACK, ROOM_LACKS, SIGHTS_LACK = 1, 2, 4
"""What was too small: the recipients nearest to a query, or the room of an agenda or of the sights."""
_BY_OAB: Final = CHANNELS.index(Channel.OAB)
NO_CHANNEL: Final = CHANNELS.index("none")
_LEFT_ON: Final = 0
"""The session number of a client that was left on."""
_OWN: Final = -1
"""In place of a generation: the book is the tenant's own."""


class Seen:
    """What the clients of one tenant met; NEVER, -1 or 0 where nothing was.

    Attributes:
        named_at, named_last_at: the first and the last wide logon that was shown names.
        as_of: of the latest whole list that was shown.
        is_lacking: bits: what was too small to tell it.
        sights: whole lists that anybody was shown so far.
    """

    connected_at: int
    asked_at: int
    exposed_at: int
    named_at: int
    named_last_at: int
    channel: int
    foreign_mailboxes: int
    foreign_lists: int
    cause: int
    refused: int
    as_of: int
    residual_until: int
    is_lacking: int
    sights: int


SEEN: Final = record(Seen)


@inlined
def next_restart(restarts: Ints, at: int) -> int:
    """The first instant after one at which every session is cut; NEVER where there is none."""
    i = until(restarts, at)
    return restarts[i] if i < restarts.size else NEVER


@inlined
def next_visit(
    entity: int, kind: int, visit: int, since: int, grown: int, expected: float, platform: Platform
) -> tuple[int, int]:
    """When a client connects on demand, and the growth of its integrated rate since an instant until then.

    Args:
        entity: what its draws are keyed by.
        kind: index into KINDS.
        visit: which one it is, from 1.
        since: the instant from which on visits are counted.
        grown: until the last visit.
        expected: connections between that instant and the one from which on none counts any more.
        platform: what it meets.

    Returns:
        NEVER for a visit that would not count.
    """
    u = drawn(platform.keys, uniforms.CONNECTION, entity, visit)
    # Mostly it would not, and that is told without the logarithm: -log(u) is at least 1 - u.
    if grown / EXPONENTIAL_UNIT + (1.0 - u) > expected:
        return NEVER, grown
    grown += laws.unit_exponential(u)
    if grown / EXPONENTIAL_UNIT > expected:
        return NEVER, grown
    return next_connection(since, grown, kind, platform.rates), grown


@inlined
def first_try(
    entity: int, kind: int, follow: int, expected: float, p: int, box: int, platform: Platform
) -> tuple[int, int]:
    """When a client first tries to log on, see ``next_visit``; NEVER: it does not."""
    world, keys, tenants = platform.world, platform.keys, platform.tenants
    course = tenants.courses[p]
    if follow == ON_DEMAND:
        return next_visit(entity, kind, 1, course.anchor_at, 0, expected, platform)
    if follow == NEVER_FOLLOWS:
        return NEVER, 0
    u = drawn(keys, uniforms.FOLLOW_DELAY, entity, 0)
    if follow == PROMPT:
        reachable = box_reachable_at(course, tenants, p, box)
        if reachable == NEVER:
            return NEVER, 0
        return reachable + laws.lognormal(u, world.prompt, world.prompt_sigma), 0
    hosted = hosted_at(course, tenants.boxes, box)
    if hosted == NEVER:
        return NEVER, 0
    if follow == AUTODISCOVER:
        return hosted + laws.within(u, world.period), 0
    morning = platform.mornings[until(platform.mornings, hosted)]
    return morning + laws.within(u, RESTARTS_OVER), 0


@inlined
def live(
    entity: int,
    kind: int,
    mailbox: int,
    follow: int,
    at: int,
    growth: int,
    expected: float,
    tenant: Tenant,
    platform: Platform,
    agenda: Ints,
    seen: Seen,
) -> None:
    """All that a client does from its first try on.

    Args:
        entity: what its draws are keyed by.
        kind: index into KINDS.
        mailbox: its mailbox's number within the tenant.
        follow: how it comes over, or ON_DEMAND.
        at: the instant of its first try.
        growth: of its integrated rate from the anchor until then, if it connects on demand.
        expected: connections from the anchor until its tenant has settled, likewise.
        tenant: whose it is.
        platform: what it meets.
        agenda: room for what it has before it.
        seen: what the tenant's clients have met, written to.
    """
    world, keys = platform.world, platform.keys
    tenants, p, access, box = platform.tenants, tenant.position, tenant.access, tenant.box + mailbox
    course = tenants.courses[p]
    returns_at = hosted_until(course, tenants, p, box)
    of_kind = platform.kinds[kind]
    k, n, controllers = mailbox + 1, tenant.mailboxes, world.controllers
    horizon = access.horizon_at
    has_fetched = keeps_bad_book = False
    # The next visit of the sequence on demand stands apart: most clients have nothing else before them.
    visit_at, visit, since, grown = NEVER, 1, course.anchor_at, growth
    size = 0
    if follow == ON_DEMAND:
        visit_at = at
    else:
        size = push(agenda, size, at, _LEFT_ON, TRY)
    while True:
        if size > agenda.shape[0]:
            seen.is_lacking |= ROOM_LACKS
            break
        is_first_try = size == 0 or not is_before(agenda, 0, visit_at, visit, TRY)
        at, session, act, a, b, c, d = visit_at, visit, TRY, 0, 0, 0, 0
        if not is_first_try:
            at, session, act = agenda[0, 0], agenda[0, 1], agenda[0, 2]
            a, b, c, d = agenda[0, 3], agenda[0, 4], agenda[0, 5], agenda[0, 6]
            size = drop_first(agenda, size)
        if at >= horizon:
            break
        if act == TRY:
            if at >= access.quiet_at:
                # No later visit counts either.
                if is_first_try:
                    visit_at = NEVER
                continue
            refusals = a
            if is_first_try:
                visit += 1
                visit_at, grown = next_visit(entity, kind, visit, since, grown, expected, platform)
            index = try_index(session, refusals)
            controller = int(drawn(keys, uniforms.CONTROLLER, entity, index) * controllers)
            view, because = log_on(course, tenant, controller, k, at, platform)
            if view == REFUSED:
                seen.refused += 1
                if session == _LEFT_ON or refusals < world.retries:
                    again = at + laws.around(drawn(keys, uniforms.RETRY, entity, index), world.retry)
                    size = push(agenda, size, again, session, TRY, refusals + 1)
                continue
            if view == BY_SOURCE:
                if session == _LEFT_ON:
                    again = at + laws.around(drawn(keys, uniforms.POLL, entity, refusals), world.period)
                    size = push(agenda, size, again, session, TRY, refusals + 1)
                continue
            if because != NO_CAUSE and of_kind.counts:
                seen.connected_at = min(seen.connected_at, at)
            asks = False
            if view == WIDE:
                if of_kind.shows_names:
                    seen.named_at = min(seen.named_at, at)
                    seen.named_last_at = max(seen.named_last_at, at)
                asks = drawn(keys, uniforms.ASKS, entity, session) < of_kind.asks
            is_fetching, begins = kind == OUTLOOK_CACHED and not has_fetched, 0
            if is_fetching:
                has_fetched = True
                begins = at + laws.within(drawn(keys, uniforms.OAB_DELAY, entity, 0), world.fetch_span)
                # Its own book, in the place of none, is no trace where the next one comes after all has settled.
                is_settled = begins + world.fetch_period >= access.settled_at
                is_fetching = not (world.is_fetched_at_once and view == NARROW and is_settled)
            if not (asks or is_fetching or session == _LEFT_ON):
                continue
            length = laws.lognormal(
                drawn(keys, uniforms.SESSION, entity, session), of_kind.session, world.session_sigma
            )
            ends = at + length
            # Cut or not, whoever was left on comes again from the drawn end on.
            cut = min(ends, next_restart(platform.restarts, at), returns_at)
            if asks:
                delay = laws.exponential(drawn(keys, uniforms.ASK_DELAY, entity, session), of_kind.ask_delay)
                if at + delay < cut:
                    size = push(agenda, size, at + delay, session, ASK, controller, because)
            if is_fetching:
                if world.is_fetched_at_once:
                    size = push(agenda, size, begins, session, FETCH, view, controller, because, cut)
                else:
                    size = push(agenda, size, begins, OAB_SESSIONS, LOG_ON_TO_FETCH)
            # From the quiet on no visit counts.
            if session == _LEFT_ON and ends < access.quiet_at:
                since, expected = ends, np.inf
                visit_at, grown = next_visit(entity, kind, visit, since, 0, expected, platform)
        elif act == ASK:
            controller, because = a, b
            seen.asked_at = min(seen.asked_at, at)
            is_isolated = holds_policy(course, tenants, p, box, controller, k, n, at)
            cause = WIDE_SESSION if is_isolated else because
            if of_kind.is_capped:
                mailboxes, lists = query(platform.shown, tenants, p, tenant.pod, at, platform.told)
                if mailboxes < 0:
                    seen.is_lacking |= RECIPIENTS_LACK
            else:
                mailboxes, lists = foreign(platform.shown, course, tenants, tenant, at)
                if mailboxes + lists > 0:
                    saw(seen, platform.sights, p, at)
            note(seen, at, of_kind.channel, mailboxes, lists, cause)
        elif act == ARRIVE:
            as_of, cause = a, b
            mailboxes = lists = 0
            if as_of != _OWN:
                mailboxes, lists = foreign(platform.shown, course, tenants, tenant, as_of)
            if mailboxes + lists > 0:
                saw(seen, platform.sights, p, as_of)
                note(seen, at, _BY_OAB, mailboxes, lists, cause)
                keeps_bad_book = True
            elif keeps_bad_book:
                keeps_bad_book = False
                seen.residual_until = max(seen.residual_until, at)
        else:
            number = OAB_SESSIONS + 1
            view, controller, because, ends = a, b, c, d
            if act == LOG_ON_TO_FETCH:
                if at >= access.settled_at and not keeps_bad_book and not holds(agenda, size, ARRIVE):
                    continue
                number = session + 1
                u = drawn(keys, uniforms.OAB_CONTROLLER, entity, session - OAB_SESSIONS)
                controller = int(u * controllers)
                view, because = log_on(course, tenant, controller, k, at, platform)
                ends = NEVER
                if view == REFUSED:
                    seen.refused += 1
                elif because != NO_CAUSE and of_kind.counts:
                    seen.connected_at = min(seen.connected_at, at)
            size = push(agenda, size, at + world.fetch_period, number, LOG_ON_TO_FETCH)
            if view == REFUSED or at >= ends:
                continue
            as_of, entries = NO_BOOK, 0
            if view == BY_SOURCE:
                # Its mailbox has gone back, and the source has a book of its own for each tenant.
                as_of, entries = _OWN, tenant.listed + tenant.lists
            elif view == WIDE:
                seen.asked_at = min(seen.asked_at, at)
                as_of = generation(world, at)
                if as_of != NO_BOOK:
                    mailboxes, lists = mailboxes_and_lists(platform.shown, tenant.pod, as_of)
                    entries = mailboxes + lists
            elif view == NARROW and course.book_at <= at:
                # While its recipients were hidden its own book was made empty.
                as_of, entries = (
                    _OWN,
                    tenant.listed + tenant.lists if course.visible_at <= course.book_at else 0,
                )
            if as_of == NO_BOOK:
                continue
            rate = laws.lognormal(
                drawn(keys, uniforms.OAB_RATE, entity, 0), world.us_per_entry, world.us_per_entry_sigma
            )
            arrives = at + max(1, entries * rate)
            cut = NEVER if view == BY_SOURCE else min(next_restart(platform.restarts, at), returns_at)
            if arrives <= ends and arrives < cut:
                is_isolated = holds_policy(course, tenants, p, box, controller, k, n, at)
                cause = OAB if is_isolated or because == NO_CAUSE else because
                size = push(agenda, size, arrives, session, ARRIVE, as_of, cause)
    if keeps_bad_book:
        seen.residual_until = NEVER


@inlined
def foreign(shown: Shown, course: Course, tenants: Tenants, tenant: Tenant, at: int) -> tuple[int, int]:
    """Mailboxes and distribution lists of others that everybody's list held at an instant."""
    mailboxes, lists = mailboxes_and_lists(shown, tenant.pod, at)
    if is_visible(course, tenants, tenant.position, at):
        mailboxes -= tenant.listed
        lists -= tenant.lists
    return mailboxes, lists


@inlined
def saw(seen: Seen, sights: Ints, viewer: int, as_of: int) -> None:
    """A whole list as of an instant was shown to a tenant."""
    seen.as_of = max(seen.as_of, as_of)
    if sights.shape[0] > 0:
        if seen.sights == sights.shape[0]:
            seen.is_lacking |= SIGHTS_LACK
            return
        sights[seen.sights, 0], sights[seen.sights, 1] = as_of, viewer
        seen.sights += 1


@inlined
def note(seen: Seen, at: int, channel: int, mailboxes: int, lists: int, cause: int) -> None:
    """An answer: kept if it is the tenant's first with foreign entries."""
    if mailboxes + lists > 0 and at < seen.exposed_at:
        seen.exposed_at = at
        seen.channel = channel
        seen.foreign_mailboxes = mailboxes
        seen.foreign_lists = lists
        seen.cause = cause


@lean
def tenants_named(seen: Seen, course: Course, pod: int, shown: Shown) -> int:
    """Tenants whose list names the first wide logon was shown, the tenant's own left out."""
    if seen.named_at == NEVER:
        return 0
    return names(shown, pod, seen.named_at) - (course.listed_at <= seen.named_at)
