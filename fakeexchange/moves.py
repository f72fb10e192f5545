"""Move requests: synchronise ahead, then lock and complete.

A mailbox is copied while its user works on; only the completion locks it, and only the completion makes
the target's mail user a mailbox (Exchange documentation, "prep-mailboxes-for-cross-forest-moves").
"""

from collections.abc import Iterable

from .directory import Mailbox, Tenant


def lock(mailbox: Mailbox) -> None:
    """Begin the completion: from now on nobody logs on to this mailbox."""
    mailbox.tenant.locked += not mailbox.is_locked
    mailbox.is_locked = True


def lock_all(tenant: Tenant) -> None:
    """The same of a tenant's mailboxes."""
    for mailbox in tenant.mailboxes:
        mailbox.is_locked = True
    tenant.locked = len(tenant.mailboxes)


def unlock(mailboxes: Iterable[Mailbox]) -> None:
    """Give up the completion: the source serves these mailboxes again."""
    for mailbox in mailboxes:
        mailbox.tenant.locked -= mailbox.is_locked
        mailbox.is_locked = False


def complete(mailbox: Mailbox) -> None:
    """End the completion: the target hosts this mailbox."""
    unlock((mailbox,))
    mailbox.tenant.unhosted -= not mailbox.is_hosted
    mailbox.is_hosted = True


def complete_all(tenant: Tenant) -> None:
    """The same of a tenant's mailboxes."""
    for mailbox in tenant.mailboxes:
        mailbox.is_locked = False
        mailbox.is_hosted = True
    tenant.locked = tenant.unhosted = 0


def take_back(mailboxes: Iterable[Mailbox], now: int) -> None:
    """Undo a completion: the source hosts these mailboxes again, and sessions on the target end."""
    for mailbox in mailboxes:
        if mailbox.is_hosted:
            mailbox.tenant.unhosted += 1
            mailbox.is_hosted = False
            mailbox.returned_at = now
