"""Taking back what the verbs did, for a tenant that goes back to the source.

What was made for a tenant beside its mailboxes stays: lists, policies and books that nobody is given do no harm.
What is not there is not taken back. Removing a policy from a mailbox is a write like assigning one, and
replicates like it, so backing out may itself leave a mailbox open.
"""

from collections.abc import Callable, Iterable
from typing import Final

from . import moves
from .directory import Mailbox, Tenant
from .exchange import Exchange
from .policies import write_link
from .words import Verb

UNDONE: Final = "undo "
"""What stands before a verb in a tenant's journal where it was taken back."""


class Backout:
    """One administrator's shell on the target, going backwards."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self._clock = exchange.clock
        self._effects: dict[Verb, Callable[[Tenant], None]] = {
            Verb.PROVISION: self._unprovision,
            Verb.UNHIDE: self._hide,
            Verb.CUT_OVER: lambda tenant: self._return(tenant.mailboxes),
            Verb.SWITCH_ROUTING: self._route_back,
            Verb.CLOSE_GATE: self._open_gate,
            Verb.OPEN_GATE: self._close_gate,
        }

    def leaves_something(self, verb: Verb) -> bool:
        """Is there anything of a verb to take back?"""
        return verb in self._effects or verb is Verb.ASSIGN_POLICY

    def undo(self, verb: Verb, tenant: Tenant) -> None:
        """The time a verb's undoing takes is over: it takes effect, on all of the tenant.

        Policies are removed one by one, by ``remove_policy``; this notes that all of them have been.
        """
        tenant.journal.append((self._clock.now, UNDONE + verb))
        effect = self._effects.get(verb)
        if effect is not None:
            effect(tenant)

    def undo_on(self, mailbox: Mailbox, verb: Verb, lags: tuple[int, ...] | None = None) -> None:
        """The same on one mailbox alone."""
        mailbox.tenant.journal.append((self._clock.now, UNDONE + verb, mailbox.number))
        if verb is Verb.CUT_OVER:
            self._return((mailbox,))
        elif verb is Verb.ASSIGN_POLICY:
            self.remove_policy(mailbox, lags)

    def remove_policy(self, mailbox: Mailbox, lags: tuple[int, ...] | None = None) -> None:
        """Set-Mailbox -AddressBookPolicy $null: one write, on the writer; each controller sees it its lag later.

        Args:
            mailbox: the mailbox that will be isolated no more.
            lags: microseconds by controller, 0 at the writer; default: seen everywhere at once.
        """
        mailbox.is_misreported = False
        if mailbox.link is None or mailbox.link[0] is None:
            return
        write_link(mailbox, None, self._clock.now, lags or (0,) * self.exchange.controllers)

    def _unprovision(self, tenant: Tenant) -> None:
        """Remove-MailUser, and the distribution lists."""
        tenant.is_provisioned = tenant.is_hidden = tenant.is_synced = False
        tenant.directory.hide(tenant, self._clock.now)
        if tenant.roll is not None:
            tenant.roll.present.clear()

    def _hide(self, tenant: Tenant) -> None:
        """Set-MailUser -HiddenFromAddressListsEnabled $true."""
        tenant.is_hidden = True
        tenant.directory.hide(tenant, self._clock.now)

    def _return(self, mailboxes: Iterable[Mailbox]) -> None:
        """The source hosts the mailboxes again, and what the target served is over."""
        moves.take_back(mailboxes, self._clock.now)

    def _route_back(self, tenant: Tenant) -> None:
        """Send the tenant's clients to the source again."""
        tenant.is_routed = False

    def _open_gate(self, tenant: Tenant) -> None:
        tenant.is_gate_closed = False

    def _close_gate(self, tenant: Tenant) -> None:
        tenant.is_gate_closed = True
