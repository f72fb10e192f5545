"""The verbs an engineer runs, one method a verb, named as in the procedures.

A verb that takes time has two ends: ``begin`` checks what the verb requires of the true state of the
target, and locks what it locks; the verb itself, called when its time is over, takes effect. A requirement
that is not met fails as Exchange fails, with the error's own name, and changes nothing.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Final

from . import moves
from .cmdlets.shell import Shell
from .directory import Mailbox, Tenant
from .errors import NOT_FOUND, WRONG_STATE, AdminError
from .exchange import Exchange
from .policies import lacks_isolation, note_newest_links
from .replication import WRITER
from .words import Verb

Requirement = tuple[Callable[[Tenant], bool], str, str]
IS_PROVISIONED: Requirement = (attrgetter("is_provisioned"), NOT_FOUND, "has no recipients on the target")
HAS_LISTS: Requirement = (attrgetter("has_lists"), NOT_FOUND, "has no address lists on the target")
HAS_POLICY: Requirement = (attrgetter("has_policy"), NOT_FOUND, "has no address book policy")
IS_SYNCED: Requirement = (attrgetter("is_synced"), NOT_FOUND, "has no move request that is synchronised")
NOTHING: Requirement = (lambda _: True, "", "")


def _has_left_the_source(tenant: Tenant) -> bool:
    return tenant.is_routed and not tenant.unhosted


def _is_hosted(tenant: Tenant) -> bool:
    return not tenant.unhosted


HAS_MAILBOXES: Requirement = (_is_hosted, WRONG_STATE, "has mail users on the target, not mailboxes")
HAS_LEFT: Requirement = (_has_left_the_source, WRONG_STATE, "is still routed to the source, or hosted there")


def _may_be_isolated(tenant: Tenant) -> bool:
    return tenant.has_policy and not tenant.unhosted


HAS_POLICY_AND_MAILBOXES: Requirement = (
    _may_be_isolated,
    WRONG_STATE,
    "has no address book policy, or mail users on the target, not mailboxes",
)
"""Under a move by the replication service a policy goes only on what has become a mailbox."""

REQUIRES: Final[dict[Verb, Requirement]] = {
    Verb.PROVISION: NOTHING,
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
    Verb.UNHIDE: IS_PROVISIONED,
    Verb.PROBE: HAS_MAILBOXES,
    Verb.DECOMMISSION: HAS_LEFT,
    Verb.RESTART_CLIENT_ACCESS: NOTHING,
    Verb.MANUAL: NOTHING,
}
"""What a verb needs of a tenant when it begins."""

# By name: in Python 3.11 a member of an Enum costs ten times as much as an attribute of it.
(
    PROVISION,
    BUILD_ADDRESS_LISTS,
    CREATE_POLICY,
    ASSIGN_POLICY,
    SYNC_MAILBOXES,
    CLOSE_GATE,
    CUT_OVER,
    SWITCH_ROUTING,
    GENERATE_OAB,
    WAIT_REPLICATION,
    VERIFY_ISOLATION,
    OPEN_GATE,
    UNHIDE,
    PROBE,
    DECOMMISSION,
    RESTART_CLIENT_ACCESS,
    MANUAL,
) = Verb


class Admin:
    """One administrator's shell on the target.

    Args:
        exchange: the platforms.
        shell: in which cmdlets are run; default: one of its own, in which people are called as names make up.
    """

    def __init__(self, exchange: Exchange, shell: Shell | None = None) -> None:
        self.exchange = exchange
        self._clock = exchange.clock
        self._shell = shell

    @property
    def shell(self) -> Shell:
        """In which cmdlets are run."""
        if self._shell is None:
            self._shell = Shell(self.exchange)
        return self._shell

    def cmdlet(self, name: str, /, **parameters: object) -> list[dict[str, Any]]:
        """Run one of Exchange's own commands; what it prints, an object each.

        Raises:
            AdminError: Exchange's own error; nothing has changed.
        """
        return self.shell.run(name, parameters)

    def requirement(self, verb: Verb) -> Requirement:
        """What a verb needs of a tenant when it begins: a predicate, the error's name, and what is lacking."""
        if verb is ASSIGN_POLICY and not self.exchange.is_precreated:
            return HAS_POLICY_AND_MAILBOXES
        return REQUIRES[verb]

    def requirement_of_mailbox(self, verb: Verb) -> Callable[[Mailbox], bool]:
        """What a verb needs of a mailbox when it begins on that one alone."""
        if verb is ASSIGN_POLICY and not self.exchange.is_precreated:
            return lambda mailbox: mailbox.is_hosted and mailbox.tenant.has_policy
        is_met = REQUIRES[verb][0]
        return lambda mailbox: is_met(mailbox.tenant)

    def begin(self, verb: Verb, tenant: Tenant) -> None:
        """Start a verb on a tenant: check what it requires; a cut-over locks the mailboxes.

        Raises:
            AdminError: what the verb requires is not there. Nothing has changed.
        """
        verb = Verb(verb)
        is_met, name, lack = self.requirement(verb)
        if not is_met(tenant):
            raise AdminError(name, f"{verb}: tenant {tenant.number} {lack}")
        if verb is CUT_OVER:
            self.lock(tenant)

    def lock(self, tenant: Tenant) -> None:
        """Resume-MoveRequest: until the move has completed, nobody logs on."""
        moves.lock_all(tenant)
        tenant.journal.append((self._clock.now, "lock"))

    def lock_mailbox(self, mailbox: Mailbox) -> None:
        """The same of one mailbox."""
        moves.lock(mailbox)
        mailbox.tenant.journal.append((self._clock.now, "lock", mailbox.number))

    def unlock(self, tenant: Tenant) -> None:
        """The move request has failed for good: the source serves the mailboxes again."""
        moves.unlock(tenant.mailboxes)
        tenant.journal.append((self._clock.now, "unlock"))

    def unlock_mailbox(self, mailbox: Mailbox) -> None:
        """The same of one mailbox."""
        moves.unlock((mailbox,))
        mailbox.tenant.journal.append((self._clock.now, "unlock", mailbox.number))

    def carry_out_on(self, mailbox: Mailbox, verb: Verb, lags: tuple[int, ...] | None = None) -> None:
        """A verb on one mailbox alone: a cut-over, an assignment, or what a person does by hand."""
        mailbox.tenant.journal.append((self._clock.now, verb, mailbox.number))
        if verb is CUT_OVER:
            moves.complete(mailbox)
        elif verb is ASSIGN_POLICY:
            self.assign_policy(mailbox, lags)

    def provision(self, tenant: Tenant, is_hidden: bool = False) -> None:
        """New-MailUser for every mailbox, and the distribution lists: visible at once, unless hidden."""
        now = self._clock.now
        tenant.journal.append((now, PROVISION))
        tenant.is_provisioned = True
        tenant.is_hidden = is_hidden
        if tenant.roll is not None:
            tenant.roll.present.update(tenant.recipients())
        if not is_hidden:
            tenant.directory.show(tenant, now)

    def build_address_lists(self, tenant: Tenant) -> None:
        """New-GlobalAddressList, New-AddressList, and their updates: without those a list is empty."""
        now = self._clock.now
        tenant.journal.append((now, BUILD_ADDRESS_LISTS))
        tenant.build_lists(now)

    def create_policy(self, tenant: Tenant) -> None:
        """New-AddressBookPolicy over the tenant's lists."""
        tenant.has_policy = True
        tenant.journal.append((self._clock.now, CREATE_POLICY))

    def assign_policy(
        self, mailbox: Mailbox, lags: tuple[int, ...] | None = None, slowest: int | None = None
    ) -> None:
        """Set-Mailbox -AddressBookPolicy: one write, on the writer; each controller sees it its lag later.

        Args:
            mailbox: the mailbox that is to be isolated.
            lags: microseconds by controller, 0 at the writer; default: seen everywhere at once.
            slowest: the longest of them, where it is known from a write with the same.
        """
        now = self._clock.now
        if lags is None:
            lags = (0,) * self.exchange.controllers
        tenant, link = mailbox.tenant, mailbox.link
        mailbox.link = (tenant.number, now, lags, link)
        if link is None:
            tenant.unlinked -= 1
            if not tenant.unlinked:
                tenant.journal.append((now, ASSIGN_POLICY))
            seen_at = now + (max(lags) if slowest is None else slowest)
            if seen_at > tenant.settled_at:
                tenant.settled_at = seen_at
            return
        tenant.unlinked -= link[0] is None
        note_newest_links(tenant)

    def misreport_policy(self, mailbox: Mailbox) -> None:
        """Set-Mailbox -AddressBookPolicy reports success, and has done nothing."""
        mailbox.is_misreported = True
        mailbox.tenant.journal.append((self._clock.now, "misreport", mailbox.number))

    def sync_mailboxes(self, tenant: Tenant) -> None:
        """New-MoveRequest -SuspendWhenReadyToComplete, run to AutoSuspended."""
        tenant.is_synced = True
        tenant.journal.append((self._clock.now, SYNC_MAILBOXES))

    def close_gate(self, tenant: Tenant) -> None:
        """Refuse every logon of the tenant, on either platform."""
        tenant.is_gate_closed = True
        tenant.journal.append((self._clock.now, CLOSE_GATE))

    def open_gate(self, tenant: Tenant) -> None:
        """Let the tenant log on again."""
        tenant.is_gate_closed = False
        tenant.journal.append((self._clock.now, OPEN_GATE))

    def unhide(self, tenant: Tenant) -> None:
        """Set-MailUser -HiddenFromAddressListsEnabled $false: its recipients stand in the lists from now on."""
        now = self._clock.now
        tenant.journal.append((now, UNHIDE))
        tenant.is_hidden = False
        tenant.directory.show(tenant, now)

    def cut_over(self, tenant: Tenant) -> None:
        """Resume-MoveRequest, completed: the target hosts the mailboxes, unlocked."""
        moves.complete_all(tenant)
        tenant.journal.append((self._clock.now, CUT_OVER))

    def switch_routing(self, tenant: Tenant) -> None:
        """Send the tenant's clients to the target."""
        tenant.is_routed = True
        tenant.journal.append((self._clock.now, SWITCH_ROUTING))

    def generate_oab(self, tenant: Tenant) -> None:
        """Update-OfflineAddressBook, of the tenant's own book."""
        now = self._clock.now
        tenant.journal.append((now, GENERATE_OAB))
        tenant.generate_book(now)

    def wait_replication(self, tenant: Tenant) -> None:
        """The tenant's changes have been seen everywhere, or the wait is over."""
        tenant.journal.append((self._clock.now, WAIT_REPLICATION))

    def verify_isolation(
        self, tenant: Tenant, are_all_controllers: bool = True, are_all_mailboxes: bool = True
    ) -> bool:
        """Get-Mailbox on the controllers asked: does each hold the policy of each mailbox looked at?"""
        tenant.journal.append((self._clock.now, VERIFY_ISOLATION))
        controllers = range(self.exchange.controllers) if are_all_controllers else range(WRITER, WRITER + 1)
        looked_at: Iterable[Mailbox] = tenant.mailboxes if are_all_mailboxes else tenant.mailboxes[:1]
        now = self._clock.now
        return not any(lacks_isolation(mailbox, controllers, now) for mailbox in looked_at)

    def probe(self, tenant: Tenant) -> bool:
        """Log on as the tenant's first mailbox, as a client would, on the writer: is there a foreign row?"""
        tenant.journal.append((self._clock.now, PROBE))
        return self.exchange.shows_strangers(tenant.mailboxes[0])

    def decommission(self, tenant: Tenant) -> None:
        """Remove what the source still held of the tenant."""
        tenant.is_decommissioned = True
        tenant.journal.append((self._clock.now, DECOMMISSION))

    def restart_client_access(self, tenant: Tenant) -> None:
        """Restart the client access services: every session of the platform is cut, whoever's it is."""
        self.exchange.restarts.append(self._clock.now)
        tenant.journal.append((self._clock.now, RESTART_CLIENT_ACCESS))

    def manual(self, tenant: Tenant) -> None:
        """Somebody did something by hand that changes nothing on the platform."""
        tenant.journal.append((self._clock.now, MANUAL))

    def pause(self, tenant: Tenant) -> None:
        """The engineer goes home; the tenant stays as it is until work is resumed."""
        tenant.is_paused = True
        tenant.journal.append((self._clock.now, "pause"))

    def resume(self, tenant: Tenant) -> None:
        """Work on the tenant goes on."""
        tenant.is_paused = False
        tenant.journal.append((self._clock.now, "resume"))

    def freeze(self, tenant: Tenant) -> None:
        """The campaign has stopped; the tenant stays where that met it."""
        tenant.is_frozen = True
        tenant.journal.append((self._clock.now, "freeze"))

    def thaw(self, tenant: Tenant) -> None:
        """Work on the tenant goes on, or has ended."""
        tenant.is_frozen = False
        tenant.journal.append((self._clock.now, "thaw"))

    def mend(self, tenant: Tenant) -> None:
        """A tenant left behind is found: what was cut over is isolated everywhere, then the gate opens."""
        now = self._clock.now
        tenant.journal.append((now, "mend"))
        for mailbox in tenant.mailboxes:
            if mailbox.is_hosted:
                self.assign_policy(mailbox)
        tenant.is_gate_closed = False
