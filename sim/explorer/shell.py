"""The administrator's shell on the fake: what each act of a procedure, or its undoing, calls.

Nothing here knows what a verb does: verbs are the fake's own. A change reaches the writer alone, and others when it
is replicated to them by hand.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import partial
from typing import Final

from fakeexchange.admin import Admin
from fakeexchange.backout import Backout
from fakeexchange.directory import Mailbox, Tenant
from fakeexchange.errors import AdminError
from fakeexchange.exchange import Exchange

from ..words import NEVER, Verb
from .acts import Act

RESIDENT_STEPS: Final = (
    Verb.PROVISION,
    Verb.BUILD_ADDRESS_LISTS,
    Verb.CREATE_POLICY,
    Verb.SYNC_MAILBOXES,
    Verb.CUT_OVER,
    Verb.SWITCH_ROUTING,
    Verb.GENERATE_OAB,
    Verb.DECOMMISSION,
)
"""What was done for a tenant that lives on the target already, its policies assigned and seen everywhere."""


class Came(IntEnum):
    """What came of an act."""

    DONE = 0
    REFUSED = 1
    """What the step requires is not there."""
    FAILED = 2
    """A check has found a mailbox open."""
    BLOCKED = 3
    """It waits."""


Effect = Callable[[], Came]


class Shell:
    """One administrator, who goes forward and back.

    Args:
        exchange: the fake.
        are_policies_lost: a cut-over takes the policy off a mailbox that had one.
    """

    def __init__(self, exchange: Exchange, are_policies_lost: bool) -> None:
        self._exchange = exchange
        self._admin = Admin(exchange)
        self._backout = Backout(exchange)
        self._lags = (0, *[NEVER] * (exchange.controllers - 1))
        self._are_policies_lost = are_policies_lost

    def settle(self, tenant: Tenant) -> None:
        """Bring a tenant to where an earlier one is."""
        for verb in RESIDENT_STEPS:
            getattr(self._admin, verb)(tenant)
        for mailbox in tenant.mailboxes:
            self._admin.assign_policy(mailbox)

    def leaves_something(self, act: Act) -> bool:
        """Is there anything of an act to take back?"""
        return self._backout.leaves_something(act.step.verb)

    def forward(self, tenant: Tenant, act: Act) -> Effect:
        """An act, begun and ended."""
        verb = act.step.verb
        if act.is_looped:
            return self._on_mailbox(tenant.mailboxes[act.mailbox or 0], verb)
        do = self._whole(tenant, act)
        if not act.begins_step:
            return do

        def begin() -> Came:
            try:
                self._admin.begin(verb, tenant)
            except AdminError:
                return Came.REFUSED
            return do()

        return begin

    def pretended(self, tenant: Tenant, act: Act) -> Effect:
        """The step reports success, and has done nothing."""

        def do() -> Came:
            if act.step.verb is Verb.ASSIGN_POLICY:
                self._admin.misreport_policy(tenant.mailboxes[act.mailbox or 0])
            return Came.DONE

        return do

    def backward(self, tenant: Tenant, act: Act) -> Effect:
        """An act is taken back."""
        verb, backout = act.step.verb, self._backout

        def do() -> Came:
            if act.mailbox is None:
                backout.undo(verb, tenant)
            else:
                lags = self._lags if verb is Verb.ASSIGN_POLICY else None
                backout.undo_on(tenant.mailboxes[act.mailbox], verb, lags)
            return Came.DONE

        return do

    def opened(self, tenant: Tenant) -> Effect:
        """A timer opens a gate."""
        return _done(partial(self._admin.open_gate, tenant))

    def may_go_back(self, tenant: Tenant) -> Effect:
        """Is there a way back?"""
        return lambda: Came.REFUSED if tenant.is_decommissioned else Came.DONE

    def paused(self, tenants: Sequence[Tenant]) -> Effect:
        """The engineers go home."""

        def do() -> Came:
            for tenant in tenants:
                self._admin.pause(tenant)
            return Came.DONE

        return do

    def resumed(self, tenants: Sequence[Tenant]) -> Effect:
        """They are back."""

        def do() -> Came:
            for tenant in tenants:
                if tenant.is_paused:
                    self._admin.resume(tenant)
            return Came.DONE

        return do

    def regenerated(self) -> Effect:
        """The mailbox assistant makes the default OAB anew."""
        return _done(self._exchange.regenerate_default_book)

    def _whole(self, tenant: Tenant, act: Act) -> Effect:
        step, admin = act.step, self._admin
        verb = step.verb
        if act.mailbox is not None:
            mailbox = tenant.mailboxes[act.mailbox]
            return _done(partial(admin.assign_policy, mailbox, self._lags))
        if verb is Verb.PROVISION:
            return _done(partial(admin.provision, tenant, step.hidden))
        if verb is Verb.VERIFY_ISOLATION:
            asked = step.controllers == "all", step.mailboxes == "all"
            return lambda: Came.DONE if admin.verify_isolation(tenant, *asked) else Came.FAILED
        carry_out = getattr(admin, verb)

        def do() -> Came:
            # A wait with a duration promises nothing: it is over whether all has arrived or not.
            is_wait = verb is Verb.WAIT_REPLICATION and step.duration is None
            if is_wait and tenant.settled_at > self._exchange.clock.now:
                return Came.BLOCKED
            carry_out(tenant)
            if verb is Verb.CUT_OVER and self._are_policies_lost:
                self._lose_policies(tenant.mailboxes)
            return Came.DONE

        return do

    def _on_mailbox(self, mailbox: Mailbox, verb: Verb) -> Effect:
        is_met = self._admin.requirement_of_mailbox(verb)
        lags = self._lags if verb is Verb.ASSIGN_POLICY else None

        def do() -> Came:
            if not is_met(mailbox):
                return Came.REFUSED
            self._admin.carry_out_on(mailbox, verb, lags)
            if verb is Verb.CUT_OVER and self._are_policies_lost:
                self._lose_policies([mailbox])
            return Came.DONE

        return do

    def _lose_policies(self, mailboxes: Sequence[Mailbox]) -> None:
        for mailbox in mailboxes:
            self._backout.remove_policy(mailbox)


def _done(carry_out: Callable[[], None]) -> Effect:
    """What takes effect whenever it is carried out."""

    def do() -> Came:
        carry_out()
        return Came.DONE

    return do
