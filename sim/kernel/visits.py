"""One client: every try, session, ask and download, in the order in which it comes to them.

A client's own acts are kept in a heap of (instant, session, act): other clients of its tenant move none of
them. What is noted of an answer is the first of everything, so clients may be told one after the other.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from .. import laws
from ..client_draws import OAB_SESSIONS, RESTARTS_OVER, try_index
from ..clients import OUTLOOK_CACHED, Floats, next_connection
from ..compiled import inlined, lean
from ..outcome import CAUSES, CHANNELS
from ..population import FOLLOWS, ON_DEMAND
from ..streams import Ints
from ..words import NEVER, Cause, Channel
from . import uniforms
from .access import Access, holds_policy, is_gated, is_locked, is_routed
from .agenda import ARRIVE, ASK, FETCH, LOG_ON_TO_FETCH, TRY, drop_first, is_before, push
from .records import Course, Records, World, record
from .shown import NO_BOOK, Shown, generation, mailboxes_and_lists, names, query, until
from .uniforms import drawn

PROMPT, AUTODISCOVER, RESTART, NEVER_FOLLOWS = range(len(FOLLOWS))
REFUSED, BY_SOURCE, NARROW, WIDE, NOTHING = range(5)
"""What a logon gets."""

_NOT_ASSIGNED, _NOT_REPLICATED, _WIDE_SESSION, _OAB, NO_CAUSE = (
    CAUSES.index(cause)
    for cause in (Cause.NOT_ASSIGNED, Cause.NOT_REPLICATED, Cause.WIDE_SESSION, Cause.OAB, Cause.NONE)
)
RECIPIENTS_LACK, ROOM_LACKS = 1, 2
"""What was too small: the recipients nearest to a query, or the room of an agenda."""
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


SEEN: Final = record(Seen)


class Platform(NamedTuple):
    """What every client meets.

    Attributes:
        world: numbers that hold for all.
        kinds: the client kinds.
        keys: see ``uniforms``.
        rates: see ``clients.weekly_rates``.
        mornings: instants at which offices start.
        shown: what everybody's lists hold.
        told: which of the recipients nearest to a query were shown to another tenant.
        courses: what was done to every tenant.
    """

    world: World
    kinds: Records
    keys: Ints
    rates: Floats
    mornings: Ints
    shown: Shown
    told: npt.NDArray[np.int8]
    courses: Records


class Tenant(NamedTuple):
    """Whose client it is.

    Attributes:
        position: its place in the campaign's order.
        mailboxes: how many it has.
        lists: likewise.
        seen_after: replication lags of its policies, by controller.
        access: how its clients are served.
    """

    position: int
    mailboxes: int
    lists: int
    seen_after: Ints
    access: Access


@inlined
def log_on(
    course: Course, seen_after: Ints, controller: int, k: int, n: int, at: int, world: World
) -> tuple[int, int]:
    """What a logon for mailbox k of n gets, and why the mailbox is not isolated on the controller.

    This is the rule of the model's section 5 and of the design's section 6, told a second time.
    """
    if is_gated(course, at) or is_locked(course, at):
        return REFUSED, NO_CAUSE
    if course.hosted_at > at:
        return BY_SOURCE, NO_CAUSE
    if not is_routed(course, at, world):
        return REFUSED, NO_CAUSE
    if holds_policy(course, seen_after[controller], k, n, at):
        return NARROW, NO_CAUSE
    because = _NOT_REPLICATED if holds_policy(course, 0, k, n, at) else _NOT_ASSIGNED
    return NOTHING if world.is_denied else WIDE, because


@inlined
def first_try(
    entity: int, kind: int, follow: int, course: Course, access: Access, platform: Platform
) -> tuple[int, int]:
    """When a client first tries to log on, and the growth of its integrated rate until then; NEVER: it does not."""
    world, keys = platform.world, platform.keys
    if follow == ON_DEMAND:
        growth = laws.unit_exponential(drawn(keys, uniforms.CONNECTION, entity, 1))
        return next_connection(course.anchor_at, growth, kind, platform.rates), growth
    if follow == NEVER_FOLLOWS:
        return NEVER, 0
    u = drawn(keys, uniforms.FOLLOW_DELAY, entity, 0)
    if follow == PROMPT:
        if access.reachable_at == NEVER:
            return NEVER, 0
        return access.reachable_at + laws.lognormal(u, world.prompt, world.prompt_sigma), 0
    if course.hosted_at == NEVER:
        return NEVER, 0
    if follow == AUTODISCOVER:
        return course.hosted_at + laws.within(u, world.period), 0
    morning = platform.mornings[until(platform.mornings, course.hosted_at)]
    return morning + laws.within(u, RESTARTS_OVER), 0


@inlined
def live(
    entity: int,
    kind: int,
    mailbox: int,
    follow: int,
    at: int,
    growth: int,
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
        tenant: whose it is.
        platform: what it meets.
        agenda: room for what it has before it.
        seen: what the tenant's clients have met, written to.
    """
    world, keys, rates = platform.world, platform.keys, platform.rates
    course, access, seen_after = platform.courses[tenant.position], tenant.access, tenant.seen_after
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
                grown += laws.unit_exponential(drawn(keys, uniforms.CONNECTION, entity, visit + 1))
                visit_at = next_connection(since, grown, kind, rates)
                visit += 1
            index = try_index(session, refusals)
            controller = int(drawn(keys, uniforms.CONTROLLER, entity, index) * controllers)
            view, because = log_on(course, seen_after, controller, k, n, at, world)
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
            is_first = kind == OUTLOOK_CACHED and not has_fetched
            if not (asks or is_first or session == _LEFT_ON):
                continue
            length = laws.lognormal(
                drawn(keys, uniforms.SESSION, entity, session), of_kind.session, world.session_sigma
            )
            ends = at + length
            if asks:
                delay = laws.exponential(drawn(keys, uniforms.ASK_DELAY, entity, session), of_kind.ask_delay)
                if at + delay < ends:
                    size = push(agenda, size, at + delay, session, ASK, controller, because)
            if is_first:
                has_fetched = True
                begins = at + laws.within(drawn(keys, uniforms.OAB_DELAY, entity, 0), world.fetch_span)
                if world.is_fetched_at_once:
                    size = push(agenda, size, begins, session, FETCH, view, controller, because, ends)
                else:
                    size = push(agenda, size, begins, OAB_SESSIONS, LOG_ON_TO_FETCH)
            if session == _LEFT_ON:
                since = ends
                grown = laws.unit_exponential(drawn(keys, uniforms.CONNECTION, entity, 1))
                visit_at = next_connection(since, grown, kind, rates)
        elif act == ASK:
            controller, because = a, b
            seen.asked_at = min(seen.asked_at, at)
            cause = _WIDE_SESSION if holds_policy(course, seen_after[controller], k, n, at) else because
            if of_kind.is_capped:
                mailboxes, lists = query(platform.shown, platform.courses, tenant.position, at, platform.told)
                if mailboxes < 0:
                    seen.is_lacking |= RECIPIENTS_LACK
            else:
                mailboxes, lists = foreign(platform.shown, course, tenant, at)
                if mailboxes + lists > 0:
                    seen.as_of = max(seen.as_of, at)
            note(seen, at, of_kind.channel, mailboxes, lists, cause)
        elif act == ARRIVE:
            as_of, cause = a, b
            mailboxes = lists = 0
            if as_of != _OWN:
                mailboxes, lists = foreign(platform.shown, course, tenant, as_of)
            if mailboxes + lists > 0:
                seen.as_of = max(seen.as_of, as_of)
                note(seen, at, _BY_OAB, mailboxes, lists, cause)
                keeps_bad_book = True
            elif keeps_bad_book:
                keeps_bad_book = False
                seen.residual_until = max(seen.residual_until, at)
        else:
            number = OAB_SESSIONS + 1
            view, controller, because, ends = a, b, c, d
            if act == LOG_ON_TO_FETCH:
                if at >= access.settled_at and not keeps_bad_book:
                    continue
                number = session + 1
                u = drawn(keys, uniforms.OAB_CONTROLLER, entity, session - OAB_SESSIONS)
                controller = int(u * controllers)
                view, because = log_on(course, seen_after, controller, k, n, at, world)
                ends = NEVER
                if view == REFUSED:
                    seen.refused += 1
                elif because != NO_CAUSE and of_kind.counts:
                    seen.connected_at = min(seen.connected_at, at)
            size = push(agenda, size, at + world.fetch_period, number, LOG_ON_TO_FETCH)
            if view < NARROW or at >= ends:
                continue
            as_of, entries = NO_BOOK, 0
            if view == WIDE:
                seen.asked_at = min(seen.asked_at, at)
                as_of = generation(world, at)
                if as_of != NO_BOOK:
                    mailboxes, lists = mailboxes_and_lists(platform.shown, as_of)
                    entries = mailboxes + lists
            elif view == NARROW and course.book_at <= at:
                as_of, entries = _OWN, n + tenant.lists
            if as_of == NO_BOOK:
                continue
            rate = laws.lognormal(
                drawn(keys, uniforms.OAB_RATE, entity, 0), world.us_per_entry, world.us_per_entry_sigma
            )
            arrives = at + max(1, entries * rate)
            if arrives <= ends:
                is_isolated = holds_policy(course, seen_after[controller], k, n, at)
                cause = _OAB if is_isolated or because == NO_CAUSE else because
                size = push(agenda, size, arrives, session, ARRIVE, as_of, cause)
    if keeps_bad_book:
        seen.residual_until = NEVER


@inlined
def foreign(shown: Shown, course: Course, tenant: Tenant, at: int) -> tuple[int, int]:
    """Mailboxes and distribution lists of others that everybody's list held at an instant."""
    mailboxes, lists = mailboxes_and_lists(shown, at)
    if course.provisioned_at <= at:
        mailboxes -= tenant.mailboxes
        lists -= tenant.lists
    return mailboxes, lists


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
def tenants_named(seen: Seen, course: Course, shown: Shown) -> int:
    """Tenants whose list names the first wide logon was shown, the tenant's own left out."""
    if seen.named_at == NEVER:
        return 0
    return names(shown, seen.named_at) - (course.listed_at <= seen.named_at)
