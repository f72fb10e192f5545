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
from .roll import Roll
from .words import Channel

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
        "barred",
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
        self.barred: frozenset[Channel] | None = None
        """Channels by which nobody may log on to it, switched off one by one; None: no such switch was touched."""


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
        "locked",
        "mailboxes",
        "number",
        "roll",
        "settled_at",
        "shown_from",
        "shown_until",
        "unhosted",
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
        self.roll: Roll | None = None
        """Its recipients one by one; None: they stand in the address lists all together, or none of them."""
        self.has_lists = False
        self.lists_built_at = NEVER
        self.has_policy = False
        self.unhosted = mailboxes
        """Mailboxes that the target does not hold."""
        self.locked = 0
        """Mailboxes whose cut-over runs."""
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
        if self.roll is not None:
            yield from (*self.roll.mailboxes, *self.roll.lists)
            return
        first = self.first_recipient
        yield from range(first, first + self.listed)
        yield from range(first + len(self.mailboxes), first + len(self.mailboxes) + self.lists)

    def members(self, distribution_list: int) -> list[int]:
        """The mailboxes that a distribution list holds: the first one everybody, each further one fewer."""
        if self.roll is not None:
            made_up = self.roll.mailboxes[:: distribution_list + 1]
            return self.roll.members.get(self.roll.lists[distribution_list], made_up)
        first = self.first_recipient
        return list(range(first, first + len(self.mailboxes), distribution_list + 1))

    def is_visible_at(self, at: int) -> bool:
        """Did its recipients stand in the address lists at an instant? Provisioned at it counts."""
        if self.visible_from <= at < self.visible_until:
            return True
        return any(then.visible_from <= at < then.visible_until for then in self.earlier)

    def is_listed_in(self, edition: int) -> bool:
        """Did its recipients, or any of them, stand in the address lists of an edition?"""
        if self.shown_from <= edition < self.shown_until:
            return True
        return any(then.shown_from <= edition < then.shown_until for then in self.earlier)

    def listed_in(self, edition: int) -> Iterator[int]:
        """Those of its recipients that stood in the address lists of an edition."""
        if not self.is_listed_in(edition):
            return iter(())
        return self.recipients() if self.roll is None else self.roll.listed_in(edition)

    def counted_in(self, edition: int) -> tuple[int, int]:
        """How many of its mailboxes and of its lists stood in the address lists of an edition."""
        if not self.is_listed_in(edition):
            return 0, 0
        return (self.listed, self.lists) if self.roll is None else self.roll.counted_in(edition)

    def build_lists(self, now: int) -> None:
        """Make its address lists, if they are not there."""
        if not self.has_lists:
            self.has_lists = True
            self.lists_built_at = now
            self.directory.tenants_with_lists += 1

    def remove_lists(self) -> None:
        """Remove its address lists, if they are there."""
        if self.has_lists:
            self.has_lists = False
            self.lists_built_at = NEVER
            self.directory.tenants_with_lists -= 1

    def generate_book(self, now: int) -> None:
        """Make its own OAB anew, of those that stand in its list now."""
        edition = self.directory.edition
        self.book = (now, edition, *self.counted_in(edition))


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
        self.has_rolls = False
        """Some tenant's recipients stand in the address lists one by one."""
        self.visible_mailboxes = 0
        self.visible_lists = 0
        self.tenants_with_lists = 0

    def show(self, tenant: Tenant, now: int) -> None:
        """Put a tenant's recipients into the address lists."""
        if tenant.roll is not None:
            for recipient in tenant.recipients():
                self.show_one(recipient, now)
        elif not _stands(tenant):
            self.edition += 1
            self._open(tenant, now)
            self.visible_mailboxes += tenant.listed
            self.visible_lists += tenant.lists

    def hide(self, tenant: Tenant, now: int) -> None:
        """Take a tenant's recipients out of the address lists."""
        if tenant.roll is not None:
            for recipient in tenant.recipients():
                self.hide_one(recipient, now)
        elif _stands(tenant):
            self.edition += 1
            tenant.visible_until, tenant.shown_until = now, self.edition
            self.visible_mailboxes -= tenant.listed
            self.visible_lists -= tenant.lists

    def show_one(self, recipient: int, now: int) -> None:
        """Put one recipient into the address lists, of a tenant that keeps a roll."""
        tenant, roll = self._enrolled(recipient)
        roll.present.add(recipient)
        if roll.is_shown(recipient):
            return
        self.edition += 1
        if not _stands(tenant):
            self._open(tenant, now)
        roll.show(recipient, self.edition)
        self._count(roll, recipient, 1)

    def hide_one(self, recipient: int, now: int) -> None:
        """Take one recipient out of the address lists, of a tenant that keeps a roll."""
        tenant, roll = self._enrolled(recipient)
        if not roll.is_shown(recipient):
            return
        self.edition += 1
        roll.hide(recipient, self.edition)
        self._count(roll, recipient, -1)
        if not any(map(roll.is_shown, tenant.recipients())):
            tenant.visible_until, tenant.shown_until = now, self.edition

    def enrol(self, tenant: Tenant) -> Roll:
        """A tenant's roll; where it keeps none yet, one that says what was true of it so far."""
        if tenant.roll is None:
            roll, first, mailboxes = Roll(), tenant.first_recipient, len(tenant.mailboxes)
            spans = [(then.shown_from, then.shown_until) for then in tenant.earlier]
            if tenant.shown_from != NEVER:
                spans.append((tenant.shown_from, tenant.shown_until))
            for number in range(mailboxes + tenant.lists):
                is_hidden = tenant.listed <= number < mailboxes
                roll.add(first + number, number >= mailboxes, () if is_hidden else spans)
                if tenant.is_provisioned:
                    roll.present.add(first + number)
            tenant.roll, self.has_rolls = roll, True
        return tenant.roll

    def add_tenant(self, number: int) -> Tenant:
        """A further tenant, without recipients; it keeps a roll."""
        tenant = Tenant(number, 0, 0, len(self.owners), self)
        tenant.roll, self.has_rolls = Roll(), True
        self.tenants.append(tenant)
        self.by_number[number] = tenant
        return tenant

    def add_mailbox(self, tenant: Tenant) -> Mailbox:
        """A further mailbox of a tenant that keeps a roll; in no address list yet."""
        mailbox = Mailbox(tenant, self._grow(tenant, is_list=False))
        tenant.mailboxes.append(mailbox)
        tenant.unlinked += 1
        tenant.unhosted += 1
        return mailbox

    def add_list(self, tenant: Tenant) -> int:
        """The number of a further distribution list of a tenant that keeps a roll; in no address list yet."""
        tenant.lists += 1
        return self._grow(tenant, is_list=True)

    def listed_recipients(self, edition: int) -> Iterator[int]:
        """Recipients in the address lists of an edition, in browse order."""
        owners = self.owners
        for recipient in self.browse_order:
            owner = owners[recipient]
            if not owner.is_listed_in(edition):
                continue
            if owner.roll is not None:
                if owner.roll.holds(recipient, edition):
                    yield recipient
            elif not (owner.hidden and self._is_hidden(recipient)):
                yield recipient

    def lists(self, recipient: int, edition: int) -> bool:
        """Is one recipient among them? The same test, which a walk over all cannot afford to call."""
        owner = self.owners[recipient]
        if not owner.is_listed_in(edition):
            return False
        if owner.roll is not None:
            return owner.roll.holds(recipient, edition)
        return not (owner.hidden and self._is_hidden(recipient))

    def own_recipients(self, tenant: Tenant, edition: int | None) -> list[int]:
        """A tenant's recipients in the address lists of an edition, or all of them, in browse order."""
        found = tenant.recipients() if edition is None else tenant.listed_in(edition)
        return sorted(found, key=self._places.__getitem__)

    @cached_property
    def _places(self) -> list[int]:
        places = [0] * len(self.owners)
        for place, recipient in enumerate(self.browse_order):
            places[recipient] = place
        return places

    def _is_hidden(self, recipient: int) -> bool:
        tenant = self.owners[recipient]
        return tenant.listed <= recipient - tenant.first_recipient < len(tenant.mailboxes)

    def place(self, recipient: int) -> tuple[int, bool]:
        """A recipient's number among its tenant's mailboxes or lists, and whether it is a distribution list."""
        tenant = self.owners[recipient]
        if tenant.roll is not None:
            return tenant.roll.place(recipient)
        number, mailboxes = recipient - tenant.first_recipient, len(tenant.mailboxes)
        return (number, False) if number < mailboxes else (number - mailboxes, True)

    def recipient(self, tenant: Tenant, number: int, is_list: bool) -> int:
        """The recipient that stands at a number among its tenant's mailboxes or lists."""
        if tenant.roll is not None:
            return (tenant.roll.lists if is_list else tenant.roll.mailboxes)[number]
        return tenant.first_recipient + number + (len(tenant.mailboxes) if is_list else 0)

    def is_list(self, recipient: int) -> bool:
        """Is a recipient a distribution list?"""
        return self.place(recipient)[1]

    def _open(self, tenant: Tenant, now: int) -> None:
        """Note that a tenant, or the first recipient of it, stands in the lists from the present edition on."""
        if tenant.visible_from != NEVER:
            was = Showing(tenant.visible_from, tenant.visible_until, tenant.shown_from, tenant.shown_until)
            tenant.earlier += (was,)
        tenant.visible_from, tenant.shown_from = now, self.edition
        tenant.visible_until = tenant.shown_until = NEVER

    def _enrolled(self, recipient: int) -> tuple[Tenant, Roll]:
        tenant = self.owners[recipient]
        return tenant, self.enrol(tenant)

    def _count(self, roll: Roll, recipient: int, by: int) -> None:
        if roll.place(recipient)[1]:
            self.visible_lists += by
        else:
            self.visible_mailboxes += by

    def _grow(self, tenant: Tenant, is_list: bool) -> int:
        recipient = len(self.owners)
        self.owners.append(tenant)
        # A recipient that comes later is found last.
        self.browse_order = (*self.browse_order, recipient)
        self.__dict__.pop("_places", None)
        roll = self.enrol(tenant)
        if is_list:
            roll.members[recipient] = []
        return roll.add(recipient, is_list)


def _stands(tenant: Tenant) -> bool:
    """Does a tenant, or any recipient of it, stand in the address lists?"""
    return tenant.visible_from != NEVER and tenant.visible_until == NEVER
