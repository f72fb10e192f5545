"""A platform as a small hashable value, and back: what lets the explorer branch.

The value holds whatever bears on an answer to come, and nothing of when it came to be: no clock, no log. Two
platforms of the same tenants whose values are equal answer equally from the next instant on, whatever is done
to both. Sessions are their clients' to keep: before a restore, ask ``is_cut`` which of them have ended.

A change that has not arrived stays away until it is replicated by hand. The rule to keep: an attribute of
the directory that comes to bear on an answer comes into the value too; a machine of random verbs looks after it.
"""

from functools import cache
from operator import attrgetter
from typing import Final, NamedTuple

from .clock import NEVER
from .directory import Directory, Showing, Tenant
from .exchange import Exchange
from .oab import DEFAULT, Book
from .policies import note_newest_links
from .replication import Change

Writes = tuple[tuple[int | None, tuple[bool, ...]], ...]
"""Of a mailbox's policy link, newest first, as far back as it matters: the policy, and which controllers have
seen that write or a newer one."""
MailboxState = tuple[bool, bool, bool, int | None, Writes]
"""Hosted, locked, misreported, the OAB set on the mailbox itself, and the writes of its policy link."""
TenantState = tuple[bool, bool, bool, bool, bool, bool, bool, bool, bool, tuple[MailboxState, ...]]
"""Provisioned, hidden, with lists, with a policy, synchronised, gate closed, routed, decommissioned, paused, and
its mailboxes."""
Listing = tuple[bool, tuple[int, ...]]
"""Of a directory: is there a default book? And by tenant, whether it is listed now (1), in the default book
(2), has a book of its own (4), and is in it (8)."""
State = tuple[int | None, tuple[Listing, ...], tuple[TenantState, ...]]
"""A platform: the database's OAB, its directories' listings, its tenants in the order of the directories."""

LONG_AGO: Final = -1
"""The instant at which everything restored has come to be: before any clock begins."""
LISTED, IN_DEFAULT_BOOK, HAS_BOOK, IN_OWN_BOOK = 1, 2, 4, 8
_HAS_ROLLS: Final = attrgetter("has_rolls")
_EDITIONS: Final = (IN_DEFAULT_BOOK, IN_OWN_BOOK, LISTED)
"""The editions that a restored directory remembers, 1 to 3: the default book's, the own books', and now."""


class Unreplicated(NamedTuple):
    """A write of a mailbox's policy link that some controller has not seen.

    Attributes:
        tenant: its number.
        mailbox: its number within the tenant.
        age: 0 for the newest write, 1 for the one before it.
    """

    tenant: int
    mailbox: int
    age: int


def state(exchange: Exchange) -> State:
    """What a platform holds now, as a value that can be compared and kept.

    Raises:
        ValueError: a cmdlet has changed single recipients, of which the value would say nothing.
    """
    now = exchange.clock.now
    if any(map(_HAS_ROLLS, exchange.directories)):
        raise ValueError(
            "a platform whose recipients stand in the address lists one by one has no such value"
        )
    return (
        exchange.database_book,
        tuple([_listing(directory) for directory in exchange.directories]),
        tuple([_of_tenant(tenant, now) for tenant in _tenants(exchange)]),
    )


def restore(exchange: Exchange, to: State, standing: State | None = None) -> None:
    """Bring a platform of the same tenants to a state, whatever was done to it before.

    Args:
        exchange: the platform.
        to: the state of it, or of another platform of the same tenants and controllers.
        standing: what ``state`` has just said of this one, where the caller knows: only what differs is written.
    """
    book, listings, tenants = to
    exchange.database_book = book
    exchange.restarts.clear()
    stands = standing or (None, (None,) * len(listings), (None,) * len(tenants))
    for tenant, wanted, found in zip(_tenants(exchange), tenants, stands[2], strict=True):
        tenant.journal.clear()
        if wanted != found:
            _restore_tenant(tenant, wanted)
    for directory, listing, listed in zip(exchange.directories, listings, stands[1], strict=True):
        directory.tenants_with_lists = sum([tenant.has_lists for tenant in directory.tenants])
        if listing != listed:
            _restore_listing(directory, listing)


def pending(exchange: Exchange) -> list[tuple[Unreplicated, int]]:
    """The changes under way, each with a controller that it has not reached and may still reach."""
    now = exchange.clock.now
    return [
        (Unreplicated(tenant.number, mailbox.number, age), controller)
        for tenant in _tenants(exchange)
        for mailbox in tenant.mailboxes
        if mailbox.link is not None
        for age, controller in _missing(mailbox.link, now)
    ]


def replicate(exchange: Exchange, change: Unreplicated, controller: int) -> None:
    """A change reaches a controller now.

    Raises:
        ValueError: it is not on its way to that controller.
    """
    mailbox, now = exchange.tenant(change.tenant).mailboxes[change.mailbox], exchange.clock.now
    if mailbox.link is None or (change.age, controller) not in _missing(mailbox.link, now):
        raise ValueError(f"{change} is not on its way to controller {controller}")
    mailbox.link = _arrived(mailbox.link, change.age, controller, now)
    note_newest_links(mailbox.tenant)


def _missing(link: Change, now: int) -> list[tuple[int, int]]:
    """Ages of a link's writes, each with a controller that it has not reached."""
    return [
        (age, controller)
        for age, (_, seen) in enumerate(_writes(link, now))
        for controller, is_seen in enumerate(seen)
        if not is_seen
    ]


def _arrived(link: Change | None, age: int, controller: int, now: int) -> Change:
    assert link is not None
    policy, written_at, lags, previous = link
    if age:
        return policy, written_at, lags, _arrived(previous, age - 1, controller, now)
    return policy, written_at, (*lags[:controller], now - written_at, *lags[controller + 1 :]), previous


def _tenants(exchange: Exchange) -> list[Tenant]:
    first, *others = exchange.directories
    return first.tenants if not others else [t for of in exchange.directories for t in of.tenants]


def _listing(directory: Directory) -> Listing:
    edition, default = directory.edition, directory.default_book
    marks = []
    for tenant in directory.tenants:
        is_listed_in, book = tenant.is_listed_in, tenant.book
        mark = LISTED if is_listed_in(edition) else 0
        if default is not None and is_listed_in(default.edition):
            mark |= IN_DEFAULT_BOOK
        if book is not None:
            mark |= HAS_BOOK | IN_OWN_BOOK if is_listed_in(book[1]) else HAS_BOOK
        marks.append(mark)
    return default is not None, tuple(marks)


def _of_tenant(tenant: Tenant, now: int) -> TenantState:
    return (
        tenant.is_provisioned,
        tenant.is_hidden,
        tenant.has_lists,
        tenant.has_policy,
        tenant.is_synced,
        tenant.is_gate_closed,
        tenant.is_routed,
        tenant.is_decommissioned,
        tenant.is_paused,
        tuple(
            [
                (
                    mailbox.is_hosted,
                    mailbox.is_locked,
                    mailbox.is_misreported,
                    mailbox.offline_address_book,
                    () if mailbox.link is None else _writes(mailbox.link, now),
                )
                for mailbox in tenant.mailboxes
            ]
        ),
    )


def _writes(link: Change, now: int) -> Writes:
    policy, written_at, lags, earlier = link
    told = [written_at + lag <= now for lag in lags]
    if earlier is None:
        return () if policy is None else ((policy, tuple(told)),)
    kept: list[tuple[int | None, tuple[bool, ...]]] = [(policy, tuple(told))]
    while earlier is not None and not all(told):
        policy, written_at, lags, earlier = earlier
        # A controller ignores a change older than one it has seen.
        told = [is_told or written_at + lag <= now for is_told, lag in zip(told, lags, strict=True)]
        kept.append((policy, tuple(told)))
    # Where nothing stands behind it, a removal that is still to come changes nothing.
    while kept and kept[-1][0] is None:
        kept.pop()
    return tuple(kept)


def _restore_tenant(tenant: Tenant, to: TenantState) -> None:
    (
        tenant.is_provisioned,
        tenant.is_hidden,
        tenant.has_lists,
        tenant.has_policy,
        tenant.is_synced,
        tenant.is_gate_closed,
        tenant.is_routed,
        tenant.is_decommissioned,
        tenant.is_paused,
        mailboxes,
    ) = to
    tenant.lists_built_at = LONG_AGO if tenant.has_lists else NEVER
    unlinked, settled_at, is_rewritten = len(mailboxes), 0, False
    for mailbox, (hosted, locked, misreported, book, writes) in zip(tenant.mailboxes, mailboxes, strict=True):
        mailbox.is_hosted = hosted
        mailbox.is_locked = locked
        mailbox.is_misreported = misreported
        mailbox.offline_address_book = book
        mailbox.returned_at = 0
        mailbox.link = _link(writes)
        if writes:
            (policy, seen), is_rewritten = writes[0], is_rewritten or len(writes) > 1
            unlinked -= policy is not None
            settled_at = settled_at if all(seen) else NEVER
    tenant.unlinked, tenant.settled_at, tenant.is_rewritten = unlinked, settled_at, is_rewritten


@cache
def _link(writes: Writes) -> Change | None:
    link: Change | None = None
    for policy, seen in reversed(writes):
        link = policy, LONG_AGO, tuple([0 if is_seen else NEVER for is_seen in seen]), link
    return link


def _restore_listing(directory: Directory, listing: Listing) -> None:
    has_default, marks = listing
    directory.edition = len(_EDITIONS)
    directory.visible_mailboxes = directory.visible_lists = 0
    mailboxes = lists = 0
    for tenant, mark in zip(directory.tenants, marks, strict=True):
        _show(tenant, mark)
        own = (tenant.listed, tenant.lists) if mark & IN_OWN_BOOK else (0, 0)
        tenant.book = (_instant(2), 2, *own) if mark & HAS_BOOK else None
        if mark & LISTED:
            directory.visible_mailboxes += tenant.listed
            directory.visible_lists += tenant.lists
        if mark & IN_DEFAULT_BOOK:
            mailboxes += tenant.listed
            lists += tenant.lists
    directory.default_book = Book(DEFAULT, _instant(1), 1, mailboxes, lists) if has_default else None


def _show(tenant: Tenant, mark: int) -> None:
    *earlier, last = _spans(mark)
    tenant.visible_from, tenant.visible_until, tenant.shown_from, tenant.shown_until = last
    tenant.earlier = tuple(earlier)


@cache
def _spans(mark: int) -> list[Showing]:
    """The spans of editions in which a tenant was listed, the last one open where it is listed now."""
    spans: list[Showing] = []
    since = 0
    for edition, bit in enumerate(_EDITIONS, 1):
        if mark & bit and not since:
            since = edition
        elif since and not mark & bit:
            spans.append(Showing(_instant(since), _instant(edition), since, edition))
            since = 0
    if since:
        spans.append(Showing(_instant(since), NEVER, since, NEVER))
    return spans or [Showing(NEVER, NEVER, NEVER, NEVER)]


def _instant(edition: int) -> int:
    return LONG_AGO - len(_EDITIONS) + edition
