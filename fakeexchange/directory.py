"""Tenants, mailboxes, distribution lists: what is provisioned on the target, and since when.

A tenant's record holds all that the target knows of it; the verbs in ``admin`` write it, and nothing else.
Counts are kept as running totals, so that the largest list answers "how many?" in O(1); rows are made
when somebody reads them.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from .clock import NEVER
from .oab import Book
from .replication import Change

Entry = tuple[int, str] | tuple[int, str, int]
"""Of a tenant's journal: instant and event; a mailbox's number where it happened to that one alone."""


class Showing(NamedTuple):
    """A time, over, in which a tenant stood in the address lists: instants, and editions of the directory."""

    visible_from: int
    visible_until: int
    shown_from: int
    shown_until: int


class Mailbox:
    """One mailbox of a tenant, as the target sees it."""

    __slots__ = (
        "is_hosted",
        "is_locked",
        "is_misreported",
        "link",
        "number",
        "offline_address_book",
        "returned_at",
        "tenant",
    )

    def __init__(self, tenant: "Tenant", number: int) -> None:
        self.tenant = tenant
        self.number = number
        """From 0, within the tenant."""
        self.is_hosted = False
        """The target holds it: its cut-over has ended."""
        self.is_locked = False
        """Its cut-over runs: nobody logs on."""
        self.is_misreported = False
        """Its policy was reported as assigned, to no effect."""
        self.returned_at = 0
        """The instant at which its cut-over was undone, and the target's sessions ended; 0: it was not."""
        self.link: Change | None = None
        """Its address book policy: the newest write, older ones behind it."""
        self.offline_address_book: int | None = None
        """The tenant whose OAB was set on the mailbox itself, above any policy."""


class Tenant:
    """One customer: accepted domain, mailboxes, distribution lists, and what was done for it."""

    __slots__ = (
        "book",
        "directory",
        "earlier",
        "first_recipient",
        "has_lists",
        "has_policy",
        "hidden",
        "is_decommissioned",
        "is_frozen",
        "is_gate_closed",
        "is_hidden",
        "is_paused",
        "is_provisioned",
        "is_rewritten",
        "is_routed",
        "is_synced",
        "journal",
        "lists",
        "lists_built_at",
        "mailboxes",
        "number",
        "settled_at",
        "shown_from",
        "shown_until",
        "unlinked",
        "visible_from",
        "visible_until",
    )

    def __init__(
        self,
        number: int,
        mailboxes: int,
        lists: int,
        first_recipient: int,
        directory: "Directory",
        hidden: int = 0,
    ) -> None:
        self.number = number
        self.directory = directory
        """Of the forest that it moves to."""
        self.mailboxes = [Mailbox(self, i) for i in range(mailboxes)]
        self.lists = lists
        self.hidden = hidden
        """So many of its mailboxes, the last ones, are hidden from address lists for good."""
        self.first_recipient = first_recipient
        """Its recipients are numbered from here: mailboxes first, then distribution lists."""
        self.is_provisioned = False
        self.is_hidden = False
        self.visible_from = NEVER
        """Since when its recipients stand in the address lists; NEVER before, and while hidden."""
        self.visible_until = NEVER
        self.shown_from = NEVER
        self.shown_until = NEVER
        """The same in editions of the directory, which tell apart what happens within one instant."""
        self.earlier: tuple[Showing, ...] = ()
        """How it was shown before it was hidden and shown again."""
        self.has_lists = False
        self.lists_built_at = NEVER
        self.has_policy = False
        self.unlinked = mailboxes
        """Mailboxes whose newest policy link is not the tenant's own."""
        self.settled_at = 0
        """The instant from which every controller has seen each mailbox's newest link."""
        self.is_rewritten = False
        """Some mailbox's link was written more than once."""
        self.is_synced = False
        self.is_gate_closed = False
        self.is_routed = False
        self.is_decommissioned = False
        self.is_paused = False
        """Its migration stands still until the next night."""
        self.is_frozen = False
        """Its migration stands still because the campaign has stopped."""
        self.book: tuple[int, int, int, int] | None = None
        """Its own OAB's last generation: instant, edition, mailboxes, lists."""
        self.journal: list[Entry] = []
        """What was done to it, in order."""

    @property
    def listed(self) -> int:
        """Mailboxes that stand in address lists, once it does."""
        return len(self.mailboxes) - self.hidden

    def recipients(self) -> Iterator[int]:
        """The numbers of its recipients, those left out that are hidden for good."""
        first = self.first_recipient
        yield from range(first, first + self.listed)
        yield from range(first + len(self.mailboxes), first + len(self.mailboxes) + self.lists)

    def is_visible_at(self, at: int) -> bool:
        """Did its recipients stand in the address lists at an instant? Provisioned at it counts."""
        if self.visible_from <= at < self.visible_until:
            return True
        return any(then.visible_from <= at < then.visible_until for then in self.earlier)

    def is_listed_in(self, edition: int) -> bool:
        """Did its recipients stand in the address lists of an edition?"""
        if self.shown_from <= edition < self.shown_until:
            return True
        return any(then.shown_from <= edition < then.shown_until for then in self.earlier)


class Directory:
    """All recipients of one forest, with running totals.

    Args:
        sizes: (tenant number, mailboxes, lists) of every tenant, in the order of their records; and, where any of
            the mailboxes are hidden for good, how many.
        browse_order: recipient numbers in the order in which a capped query finds them; default: as numbered.
    """

    def __init__(self, sizes: Iterable[tuple[int, ...]], browse_order: Sequence[int] | None = None) -> None:
        self.tenants: list[Tenant] = []
        self.owners: list[Tenant] = []
        """The tenant of each recipient."""
        for number, mailboxes, lists, *hidden in sizes:
            tenant = Tenant(number, mailboxes, lists, len(self.owners), self, *hidden)
            self.tenants.append(tenant)
            self.owners.extend([tenant] * (mailboxes + lists))
        self.by_number = {tenant.number: tenant for tenant in self.tenants}
        self.browse_order = range(len(self.owners)) if browse_order is None else browse_order
        self.edition = 0
        """How often somebody was put into the address lists or taken out."""
        self.default_book: Book | None = None
        """Everybody's OAB, as it was generated last."""
        self.visible_mailboxes = 0
        self.visible_lists = 0
        self.tenants_with_lists = 0

    def show(self, tenant: Tenant, now: int) -> None:
        """Put a tenant's recipients into the address lists."""
        if tenant.visible_from != NEVER and tenant.visible_until == NEVER:
            return
        if tenant.visible_from != NEVER:
            was = Showing(tenant.visible_from, tenant.visible_until, tenant.shown_from, tenant.shown_until)
            tenant.earlier += (was,)
        self.edition += 1
        tenant.visible_from, tenant.shown_from = now, self.edition
        tenant.visible_until = tenant.shown_until = NEVER
        self.visible_mailboxes += tenant.listed
        self.visible_lists += tenant.lists

    def hide(self, tenant: Tenant, now: int) -> None:
        """Take a tenant's recipients out of the address lists."""
        if tenant.visible_from == NEVER or tenant.visible_until != NEVER:
            return
        self.edition += 1
        tenant.visible_until, tenant.shown_until = now, self.edition
        self.visible_mailboxes -= tenant.listed
        self.visible_lists -= tenant.lists

    def listed_recipients(self, edition: int) -> Iterator[int]:
        """Recipients in the address lists of an edition, in browse order."""
        owners = self.owners
        for recipient in self.browse_order:
            owner = owners[recipient]
            if owner.is_listed_in(edition) and not (owner.hidden and self._is_hidden(recipient)):
                yield recipient

    def own_recipients(self, tenant: Tenant) -> list[int]:
        """A tenant's recipients, in browse order."""
        return sorted(tenant.recipients(), key=self._places.__getitem__)

    @cached_property
    def _places(self) -> list[int]:
        places = [0] * len(self.owners)
        for place, recipient in enumerate(self.browse_order):
            places[recipient] = place
        return places

    def _is_hidden(self, recipient: int) -> bool:
        tenant = self.owners[recipient]
        return tenant.listed <= recipient - tenant.first_recipient < len(tenant.mailboxes)

    def is_list(self, recipient: int) -> bool:
        """Is a recipient a distribution list?"""
        tenant = self.owners[recipient]
        return recipient - tenant.first_recipient >= len(tenant.mailboxes)
