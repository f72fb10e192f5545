"""Move requests: synchronise ahead, then lock and complete.

A mailbox is copied while its user works on; only the completion locks it, and only the completion makes
the target's mail user a mailbox (Exchange documentation, "prep-mailboxes-for-cross-forest-moves").
"""

from collections.abc import Iterable

from .directory import Mailbox


def lock(mailboxes: Iterable[Mailbox]) -> None:
    """Begin the completion: from now on nobody logs on to these mailboxes."""
    for mailbox in mailboxes:
        mailbox.is_locked = True


def unlock(mailboxes: Iterable[Mailbox]) -> None:
    """Give up the completion: the source serves these mailboxes again."""
    for mailbox in mailboxes:
        mailbox.is_locked = False


def complete(mailboxes: Iterable[Mailbox]) -> None:
    """End the completion: the target hosts these mailboxes."""
    for mailbox in mailboxes:
        mailbox.is_locked = False
        mailbox.is_hosted = True


def take_back(mailboxes: Iterable[Mailbox], now: int) -> None:
    """Undo a completion: the source hosts these mailboxes again, and sessions on the target end."""
    for mailbox in mailboxes:
        if mailbox.is_hosted:
            mailbox.is_hosted = False
            mailbox.returned_at = now
