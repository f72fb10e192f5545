"""The verbs an engineer runs, one method a verb, named as in the procedures.

A verb that takes time has two ends: ``begin`` checks what the verb requires of the true state of the
target, and locks what it locks; the verb itself, called when its time is over, takes effect. A requirement
that is not met fails as Exchange fails, with the error's own name, and changes nothing.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from . import moves
from .clock import NEVER
from .directory import Mailbox, Tenant
from .exchange import Exchange
from .policies import lacks_isolation
from .replication import WRITER, Change


class Verb(StrEnum):
    """One operation on the platform, named after what an Exchange engineer runs."""

    PROVISION = "provision"
    BUILD_ADDRESS_LISTS = "build_address_lists"
    CREATE_POLICY = "create_policy"
    ASSIGN_POLICY = "assign_policy"
    SYNC_MAILBOXES = "sync_mailboxes"
    CLOSE_GATE = "close_gate"
    CUT_OVER = "cut_over"
    SWITCH_ROUTING = "switch_routing"
    GENERATE_OAB = "generate_oab"
    WAIT_REPLICATION = "wait_replication"
    VERIFY_ISOLATION = "verify_isolation"
    OPEN_GATE = "open_gate"
    DECOMMISSION = "decommission"


class AdminError(Exception):
    """A command that Exchange refused: the error's own name, and what was missing.

    >>> str(AdminError("ManagementObjectNotFoundException", "tenant 7 has no address book policy"))
    'ManagementObjectNotFoundException: tenant 7 has no address book policy'
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


NOT_FOUND: Final = "ManagementObjectNotFoundException"
WRONG_STATE: Final = "RecipientTaskException"

Requirement = tuple[Callable[[Tenant], bool], str, str]
IS_PROVISIONED: Requirement = (
    lambda t: t.provisioned_at != NEVER,
    NOT_FOUND,
    "has no recipients on the target",
)
HAS_LISTS: Requirement = (
    lambda t: t.lists_built_at != NEVER,
    NOT_FOUND,
    "has no address lists on the target",
)
HAS_POLICY: Requirement = (lambda t: t.policy_created_at != NEVER, NOT_FOUND, "has no address book policy")
IS_SYNCED: Requirement = (lambda t: t.is_synced, NOT_FOUND, "has no move request that is synchronised")
IS_HOSTED: Requirement = (
    lambda t: all(m.is_hosted for m in t.mailboxes),
    WRONG_STATE,
    "has mail users on the target, not mailboxes",
)
IS_ROUTED: Requirement = (lambda t: t.is_routed, WRONG_STATE, "is still routed to the source")

REQUIRES: Final[dict[Verb, Requirement | None]] = {
    Verb.PROVISION: None,
    Verb.BUILD_ADDRESS_LISTS: IS_PROVISIONED,
    Verb.CREATE_POLICY: HAS_LISTS,
    Verb.ASSIGN_POLICY: HAS_POLICY,
    Verb.SYNC_MAILBOXES: IS_PROVISIONED,
    Verb.CLOSE_GATE: IS_PROVISIONED,
    Verb.CUT_OVER: IS_SYNCED,
    Verb.SWITCH_ROUTING: IS_PROVISIONED,
    Verb.GENERATE_OAB: HAS_LISTS,
    Verb.WAIT_REPLICATION: IS_PROVISIONED,
    Verb.VERIFY_ISOLATION: IS_PROVISIONED,
    Verb.OPEN_GATE: IS_PROVISIONED,
    Verb.DECOMMISSION: IS_ROUTED,
}
"""What a verb needs of a tenant when it begins."""


class Admin:
    """One administrator's shell on the target."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self._clock = exchange.clock

    def begin(self, verb: Verb, tenant: Tenant) -> None:
        """Start a verb on a tenant: check what it requires; a cut-over locks the mailboxes.

        Raises:
            AdminError: what the verb requires is not there. Nothing has changed.
        """
        requirement = REQUIRES[verb]
        if requirement is not None and not requirement[0](tenant):
            raise AdminError(requirement[1], f"{verb}: tenant {tenant.number} {requirement[2]}")
        if verb is Verb.CUT_OVER:
            moves.lock(tenant.mailboxes)
            tenant.journal.append((self._clock.now, "lock"))
        elif verb is Verb.ASSIGN_POLICY and not self.exchange.is_precreated and not IS_HOSTED[0](tenant):
            raise AdminError(IS_HOSTED[1], f"{verb}: tenant {tenant.number} {IS_HOSTED[2]}")

    def provision(self, tenant: Tenant, is_hidden: bool = False) -> None:
        """New-MailUser for every mailbox, and the distribution lists: visible at once, unless hidden."""
        now = self._note(tenant, Verb.PROVISION)
        tenant.provisioned_at = now
        tenant.is_hidden = is_hidden
        if not is_hidden:
            self.exchange.directory.show(tenant, now)

    def build_address_lists(self, tenant: Tenant) -> None:
        """New-GlobalAddressList, New-AddressList, and their updates: without those a list is empty."""
        if tenant.lists_built_at == NEVER:
            self.exchange.directory.tenants_with_lists += 1
        tenant.lists_built_at = self._note(tenant, Verb.BUILD_ADDRESS_LISTS)

    def create_policy(self, tenant: Tenant) -> None:
        """New-AddressBookPolicy over the tenant's lists."""
        tenant.policy_created_at = self._note(tenant, Verb.CREATE_POLICY)

    def assign_policy(self, mailbox: Mailbox, lags: tuple[int, ...] | None = None) -> None:
        """Set-Mailbox -AddressBookPolicy: one write, on the writer; each controller sees it its lag later.

        Args:
            mailbox: the mailbox that is to be isolated.
            lags: microseconds by controller, 0 at the writer; default: seen everywhere at once.
        """
        now = self._clock.now
        seen = (0,) * self.exchange.controllers if lags is None else lags
        mailbox.link = Change(mailbox.tenant.number, now, seen, mailbox.link)
        if mailbox.number == len(mailbox.tenant.mailboxes) - 1:
            mailbox.tenant.journal.append((now, Verb.ASSIGN_POLICY))

    def sync_mailboxes(self, tenant: Tenant) -> None:
        """New-MoveRequest -SuspendWhenReadyToComplete, run to AutoSuspended."""
        tenant.is_synced = True
        self._note(tenant, Verb.SYNC_MAILBOXES)

    def close_gate(self, tenant: Tenant) -> None:
        """Refuse every logon of the tenant, on either platform."""
        tenant.is_gate_closed = True
        self._note(tenant, Verb.CLOSE_GATE)

    def open_gate(self, tenant: Tenant) -> None:
        """Let the tenant log on again."""
        tenant.is_gate_closed = False
        self._note(tenant, Verb.OPEN_GATE)

    def cut_over(self, tenant: Tenant) -> None:
        """Resume-MoveRequest, completed: the target hosts the mailboxes, unlocked."""
        moves.complete(tenant.mailboxes)
        self._note(tenant, Verb.CUT_OVER)

    def switch_routing(self, tenant: Tenant) -> None:
        """Send the tenant's clients to the target."""
        tenant.is_routed = True
        self._note(tenant, Verb.SWITCH_ROUTING)

    def generate_oab(self, tenant: Tenant) -> None:
        """Update-OfflineAddressBook, of the tenant's own book."""
        now = self._note(tenant, Verb.GENERATE_OAB)
        is_listed = tenant.is_visible_at(now)
        tenant.book = (now, len(tenant.mailboxes), tenant.lists) if is_listed else (now, 0, 0)

    def wait_replication(self, tenant: Tenant) -> None:
        """The tenant's changes have been seen everywhere, or the wait is over."""
        self._note(tenant, Verb.WAIT_REPLICATION)

    def replicated_at(self, tenant: Tenant) -> int:
        """The instant from which every controller has seen what was written of the tenant so far."""
        return max((m.link.written_at + max(m.link.lags) for m in tenant.mailboxes if m.link), default=0)

    def verify_isolation(
        self, tenant: Tenant, are_all_controllers: bool = True, are_all_mailboxes: bool = True
    ) -> bool:
        """Get-Mailbox on the controllers asked: does each hold the policy of each mailbox looked at?"""
        self._note(tenant, Verb.VERIFY_ISOLATION)
        controllers = range(self.exchange.controllers) if are_all_controllers else range(WRITER, WRITER + 1)
        looked_at: Iterable[Mailbox] = tenant.mailboxes if are_all_mailboxes else tenant.mailboxes[:1]
        now = self._clock.now
        return not any(lacks_isolation(mailbox, controllers, now) for mailbox in looked_at)

    def decommission(self, tenant: Tenant) -> None:
        """Remove what the source still held of the tenant."""
        tenant.is_decommissioned = True
        self._note(tenant, Verb.DECOMMISSION)

    def mend(self, tenant: Tenant) -> None:
        """A tenant left behind is found: what was cut over is isolated everywhere, then the gate opens."""
        now = self._note(tenant, "mend")
        for mailbox in tenant.mailboxes:
            if mailbox.is_hosted:
                mailbox.link = Change(tenant.number, now, (0,) * self.exchange.controllers, mailbox.link)
        tenant.is_gate_closed = False

    def _note(self, tenant: Tenant, event: str) -> int:
        now = self._clock.now
        tenant.journal.append((now, event))
        return now
