"""Which platform answers a mailbox: hosting, the tenant's routing, and its gate, open or closed.

Everything here is seen everywhere at once; only policy links replicate.
"""

from typing import Final

from .directory import Mailbox, Tenant
from .words import Channel

TARGET_PREFIX: Final = "target."
"""Before a tenant's domain: how the target alone calls it, for the source to send moved users there."""


def is_reachable(mailbox: Mailbox, are_sources_redirecting: bool) -> bool:
    """Would a logon for the mailbox that begins now be served by the target?"""
    if mailbox.barred is not None and is_barred(mailbox, None):
        return False
    return mailbox.is_hosted and not mailbox.is_locked and _is_let_in(mailbox.tenant, are_sources_redirecting)


def is_barred(mailbox: Mailbox, channel: Channel | None) -> bool:
    """Is a channel switched off for a mailbox; of None: is every one?"""
    barred = mailbox.barred or frozenset()
    return channel in barred if channel is not None else barred.issuperset(Channel)


def is_served_by_target(tenant: Tenant, are_sources_redirecting: bool) -> bool:
    """Would a logon for any mailbox of the tenant that begins now be served by the target?"""
    return _is_let_in(tenant, are_sources_redirecting) and not tenant.unhosted and not tenant.locked


def is_served_by_source(tenant: Tenant) -> bool:
    """Would a logon for any mailbox of the tenant that begins now be served by the source?"""
    return not (tenant.is_gate_closed or tenant.unhosted < len(tenant.mailboxes) or tenant.locked)


def is_redirected(mailbox: Mailbox, are_sources_redirecting: bool) -> bool:
    """Does the source answer for a mailbox that has left it, and say where it has gone?"""
    return mailbox.is_hosted and not mailbox.tenant.is_routed and are_sources_redirecting


def _is_let_in(tenant: Tenant, are_sources_redirecting: bool) -> bool:
    return not tenant.is_gate_closed and (tenant.is_routed or are_sources_redirecting)
