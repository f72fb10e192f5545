"""A platform as a small hashable value, and back: what lets the explorer branch.

The value holds whatever bears on an answer to come, and nothing of when it came to be: no clock, no log. Two
platforms of the same tenants whose values are equal answer equally from the next instant on, whatever is done
to both. Sessions are their clients' to keep: before a restore, ask ``is_cut`` which of them have ended.

What is done to one tenant, and what its clients are told, depends on its own state, the listings and the database's
OAB alone, and changes no other tenant's: only how many lists are shown by name does not. Restarting client access
cuts everybody's sessions, which are no part of the value.

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

MailboxState = tuple[bool, bool, bool, int | None, Change | None]
"""Hosted, locked, misreported, the OAB set on the mailbox itself, and its policy link as it would stand had every
write been made long ago: seen at once, or not yet; as far back as it matters."""
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
BEFORE: Final = LONG_AGO - 1
"""The instant from which lags count once a change has been brought to a controller by hand."""
LISTED, IN_DEFAULT_BOOK, HAS_BOOK, IN_OWN_BOOK = 1, 2, 4, 8
_HAS_ROLLS: Final = attrgetter("has_rolls")
_EDITIONS: Final = (IN_DEFAULT_BOOK, IN_OWN_BOOK, LISTED)
"""The editions that a restored directory remembers, 1 to 3: the default book's, the own books', and now."""


# All at once: one by one, reading them would take a third of a search.
_OF_TENANT = attrgetter(
    "is_provisioned",
    "is_hidden",
    "has_lists",
    "has_policy",
    "is_synced",
    "is_gate_closed",
    "is_routed",
    "is_decommissioned",
    "is_paused",
)
_OF_MAILBOX = attrgetter("is_hosted", "is_locked", "is_misreported", "offline_address_book", "link")


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
            had_lists = tenant.has_lists
            _restore_tenant(tenant, wanted)
            tenant.directory.tenants_with_lists += tenant.has_lists - had_lists
    for directory, listing, listed in zip(exchange.directories, listings, stands[1], strict=True):
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
    found: list[tuple[int, int]] = []
    age, left = 0, _long_ago(link, now)
    while left is not None:
        found += [(age, controller) for controller, lag in enumerate(left[2]) if lag]
        age, left = age + 1, left[3]
    return found


def _arrived(link: Change | None, age: int, controller: int, now: int) -> Change:
    """A link of which one write has reached a controller now."""
    assert link is not None
    policy, written_at, lags, previous = link
    if age:
        return policy, BEFORE, _since(lags, written_at), _arrived(previous, age - 1, controller, now)
    since = _since(lags, written_at)
    return policy, BEFORE, (*since[:controller], now - BEFORE, *since[controller + 1 :]), previous


def _since(lags: tuple[int, ...], written_at: int) -> tuple[int, ...]:
    """Lags of a write that was made before everything, so that its changes arrive when they would have."""
    return tuple([lag if lag == NEVER else written_at + lag - BEFORE for lag in lags])


def _tenants(exchange: Exchange) -> list[Tenant]:
    directories = exchange.directories
    return directories[0].tenants if len(directories) == 1 else [t for of in directories for t in of.tenants]


def _listing(directory: Directory) -> Listing:
    edition, default = directory.edition, directory.default_book
    marks = []
    for tenant in directory.tenants:
        is_listed_in, book = tenant.is_listed_in, tenant.book
        mark = LISTED if is_listed_in(edition) else 0
        if default is not None and (mark if default.edition == edition else is_listed_in(default.edition)):
            mark |= IN_DEFAULT_BOOK
        if book is not None:
            mark |= HAS_BOOK | IN_OWN_BOOK if is_listed_in(book[1]) else HAS_BOOK
        marks.append(mark)
    return default is not None, tuple(marks)


def _of_tenant(tenant: Tenant, now: int) -> TenantState:
    mailboxes: tuple[MailboxState, ...] = tuple(map(_OF_MAILBOX, tenant.mailboxes))
    for *_, link in mailboxes:
        if link is not None and link[1] != LONG_AGO:
            return *_OF_TENANT(tenant), tuple([_of_mailbox(mailbox, now) for mailbox in mailboxes])
    return *_OF_TENANT(tenant), mailboxes


def _of_mailbox(found: MailboxState, now: int) -> MailboxState:
    hosted, locked, misreported, book, link = found
    return hosted, locked, misreported, book, None if link is None else _long_ago(link, now)


def _long_ago(link: Change, now: int) -> Change | None:
    """A link as it would stand had every write been made long ago; one that was restored stands so."""
    if link[1] == LONG_AGO:
        return link
    told = [False] * len(link[2])
    writes: list[tuple[int | None, tuple[int, ...]]] = []
    left: Change | None = link
    while left is not None and not all(told):
        policy, written_at, lags, left = left
        # A controller ignores a change older than one it has seen.
        told = [is_told or written_at + lag <= now for is_told, lag in zip(told, lags, strict=True)]
        writes.append((policy, tuple([0 if is_told else NEVER for is_told in told])))
    found: Change | None = None
    for policy, lags in reversed(writes):
        # Where nothing stands behind it, a removal that is still to come changes nothing.
        if policy is not None or found is not None:
            found = policy, LONG_AGO, lags, found
    return found


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
    unhosted = locks = 0
    for mailbox, (hosted, locked, misreported, book, link) in zip(tenant.mailboxes, mailboxes, strict=True):
        mailbox.is_hosted = hosted
        mailbox.is_locked = locked
        unhosted += not hosted
        locks += locked
        mailbox.is_misreported = misreported
        mailbox.offline_address_book = book
        mailbox.returned_at = 0
        mailbox.link = link
        if link is not None:
            policy, _, lags, earlier = link
            is_rewritten = is_rewritten or earlier is not None
            unlinked -= policy is not None
            settled_at = NEVER if any(lags) else settled_at
    tenant.unlinked, tenant.settled_at, tenant.is_rewritten = unlinked, settled_at, is_rewritten
    tenant.unhosted, tenant.locked = unhosted, locks


def _restore_listing(directory: Directory, listing: Listing) -> None:
    has_default, marks = listing
    directory.edition = len(_EDITIONS)
    directory.visible_mailboxes = directory.visible_lists = 0
    mailboxes = lists = 0
    for tenant, mark in zip(directory.tenants, marks, strict=True):
        (
            tenant.visible_from,
            tenant.visible_until,
            tenant.shown_from,
            tenant.shown_until,
            tenant.earlier,
        ) = _shown(mark)
        tenant.book = None
        if not mark:
            continue
        entries = tenant.listed, tenant.lists
        if mark & HAS_BOOK:
            tenant.book = (_instant(2), 2, *(entries if mark & IN_OWN_BOOK else (0, 0)))
        if mark & LISTED:
            directory.visible_mailboxes += entries[0]
            directory.visible_lists += entries[1]
        if mark & IN_DEFAULT_BOOK:
            mailboxes += entries[0]
            lists += entries[1]
    directory.default_book = Book(DEFAULT, _instant(1), 1, mailboxes, lists) if has_default else None


@cache
def _shown(mark: int) -> tuple[int, int, int, int, tuple[Showing, ...]]:
    """How a tenant is and was shown: the last span of editions, open where it is listed now, and those before it."""
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
    *earlier, last = spans or [Showing(NEVER, NEVER, NEVER, NEVER)]
    return *last, tuple(earlier)


def _instant(edition: int) -> int:
    return LONG_AGO - len(_EDITIONS) + edition
