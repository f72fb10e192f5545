"""Which platform answers a mailbox: hosting, the tenant's routing, and its gate, open or closed.

Everything here is seen everywhere at once; only policy links replicate.
"""

from .directory import Mailbox, Tenant


def is_reachable(mailbox: Mailbox, are_sources_redirecting: bool) -> bool:
    """Would a logon for the mailbox that begins now be served by the target?"""
    tenant = mailbox.tenant
    return (
        mailbox.is_hosted
        and not mailbox.is_locked
        and not tenant.is_gate_closed
        and (tenant.is_routed or are_sources_redirecting)
    )


def is_served_by_target(tenant: Tenant, are_sources_redirecting: bool) -> bool:
    """Would a logon for any mailbox of the tenant that begins now be served by the target?"""
    return all(is_reachable(mailbox, are_sources_redirecting) for mailbox in tenant.mailboxes)
