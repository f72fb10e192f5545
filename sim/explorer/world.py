"""The real fake, driven one act at a time: from a world, by an act, to a world.

Worlds are numbered as they are found. The fake is a function of its state, so what became of a world under
an act is remembered, and the fake is asked once. Nothing here knows what a verb does or who may see what:
verbs are the administrator's, answers come through the front door.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from fakeexchange import snapshot
from fakeexchange.admin import Admin, AdminError
from fakeexchange.backout import Backout
from fakeexchange.clock import ManualClock
from fakeexchange.directory import Directory, Mailbox, Tenant
from fakeexchange.exchange import Exchange, Session
from fakeexchange.replication import WRITER
from fakeexchange.visibility import Refused, View

from ..procedure import Move, Procedure
from ..words import NEVER, Cause, Channel, Verb
from .acts import Act
from .instance import Instance

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


@dataclass(frozen=True, slots=True)
class Kept:
    """A session that a client keeps open, because it may read strangers."""

    tenant: int
    mailbox: int
    controller: int
    view: View
    open_because: Cause


@dataclass(frozen=True, slots=True)
class Asked:
    """What one client did, and what it was given.

    Attributes:
        tenant: its number.
        mailbox: its number within the tenant.
        controller: the domain controller that answered.
        channel: the way it read.
        in_open_session: it had logged on earlier.
        foreign: entries of others in the answer.
        of: the tenants whose entries those are.
        cause: why they were in it.
    """

    tenant: int
    mailbox: int
    controller: int
    channel: Channel
    in_open_session: bool
    foreign: int
    of: tuple[int, ...]
    cause: Cause


@dataclass(frozen=True, slots=True)
class Look:
    """What clients can do in a world: the first answer with strangers in it, and worlds in which one stays on."""

    leak: Asked | None
    stays: tuple[tuple[Kept, int], ...]


Effect = Callable[[], Came]
Sessions = tuple[Kept, ...]


class World:
    """One small platform, and every state of it that has been met.

    Args:
        procedure: says how mailboxes come to the target, and what is seen by default.
        acts: what it comes to.
        instance: how large the platform is.
    """

    def __init__(self, procedure: Procedure, acts: list[Act], instance: Instance) -> None:
        sizes = [(number, instance.mailboxes, 0) for number in range(instance.movers + instance.earlier)]
        self._clock = ManualClock()
        self._exchange = Exchange(
            self._clock,
            Directory(sizes),
            instance.controllers,
            procedure.default_lists == "denied",
            instance.are_sources_redirecting,
            procedure.move is Move.PRECREATED,
        )
        self._admin = Admin(self._exchange)
        self._backout = Backout(self._exchange)
        self._lags = (0, *[NEVER] * (instance.controllers - 1))
        self._instance = instance
        self._movers = self._exchange.directory.tenants[: instance.movers]
        self._effects: list[Effect] = []
        self._came: list[dict[int, tuple[Came, int]]] = []
        self._arrivals: dict[int, list[tuple[snapshot.Unreplicated, int, int]]] = {}
        self._looks: dict[int, Look] = {}
        self._states: list[tuple[snapshot.State, Sessions]] = []
        self._numbers: dict[tuple[snapshot.State, Sessions], int] = {}
        self._open: list[Session] = []
        for tenant in self._exchange.directory.tenants[instance.movers :]:
            self._settle(tenant)
        self._exchange.regenerate_default_book()
        self._standing = self.start = self._number()
        self.forward = [[self._add(self._forward(t, act)) for act in acts] for t in self._movers]
        self.pretended = [[self._add(self._pretended(t, act)) for act in acts] for t in self._movers]
        self.backward = [[self._add(self._backward(t, act)) for act in acts] for t in self._movers]
        self.timer = [self._add(self._opened(t)) for t in self._movers]
        self.may_go_back = [self._add(self._returnable(t)) for t in self._movers]
        self.regenerated = self._add(self._regenerated)
        self.paused = [self._add(self._paused(mask)) for mask in range(1 << instance.movers)]
        self.resumed = self._add(self._resumed)

    def __len__(self) -> int:
        """Worlds met so far."""
        return len(self._states)

    def leaves_something(self, act: Act) -> bool:
        """Is there anything of an act to take back?"""
        return self._backout.leaves_something(act.step.verb)

    def after(self, world: int, effect: int) -> tuple[Came, int]:
        """What comes of an effect in a world, and the world it leads to."""
        known = self._came[effect]
        found = known.get(world)
        if found is None:
            self._go(world)
            came = self._effects[effect]()
            found = known[world] = came, self._number()
        return found

    def arrivals(self, world: int) -> list[tuple[snapshot.Unreplicated, int, int]]:
        """Each change under way in a world: the change, a controller it may reach next, the world then."""
        found = self._arrivals.get(world)
        if found is None:
            self._go(world)
            found = self._arrivals[world] = []
            for change, controller in snapshot.pending(self._exchange):
                self._go(world)
                snapshot.replicate(self._exchange, change, controller)
                found.append((change, controller, self._number()))
        return found

    def look(self, world: int) -> Look:
        """What clients can do in a world, in a fixed order; stops at the first answer with strangers in it."""
        found = self._looks.get(world)
        if found is None:
            found = self._looks[world] = self._look(world)
        return found

    def _add(self, effect: Effect) -> int:
        self._effects.append(effect)
        self._came.append({})
        return len(self._effects) - 1

    def _go(self, world: int) -> None:
        """Bring the fake to a world; time goes on, so that what has arrived counts as seen."""
        self._clock.now += 1
        if world == self._standing:
            return
        (state, sessions), (standing, _) = self._states[world], self._states[self._standing]
        snapshot.restore(self._exchange, state, standing)
        now = self._clock.now
        self._open = [
            Session(self._movers[k.tenant].mailboxes[k.mailbox], k.controller, now, k.view, k.open_because)
            for k in sessions
        ]
        self._standing = world

    def _number(self) -> int:
        """The number of the world as it stands now."""
        if self._open:
            self._open = [session for session in self._open if not self._exchange.is_cut(session)]
        found = snapshot.state(self._exchange), tuple(map(_kept, self._open)) if self._open else ()
        number = self._numbers.get(found)
        if number is None:
            number = self._numbers[found] = len(self._states)
            self._states.append(found)
        self._standing = number
        return number

    def _settle(self, tenant: Tenant) -> None:
        for verb in RESIDENT_STEPS:
            getattr(self._admin, verb)(tenant)
        for mailbox in tenant.mailboxes:
            self._admin.assign_policy(mailbox)

    def _forward(self, tenant: Tenant, act: Act) -> Effect:
        step, admin = act.step, self._admin
        verb = step.verb
        if act.is_looped:
            return self._on_mailbox(tenant.mailboxes[act.mailbox or 0], verb)
        if act.mailbox is not None:
            mailbox = tenant.mailboxes[act.mailbox]

            def do() -> Came:
                admin.assign_policy(mailbox, self._lags)
                return Came.DONE

        elif verb is Verb.WAIT_REPLICATION and step.duration is None:

            def do() -> Came:
                if tenant.settled_at > self._clock.now:
                    return Came.BLOCKED
                admin.wait_replication(tenant)
                return Came.DONE

        elif verb is Verb.VERIFY_ISOLATION:

            def do() -> Came:
                is_passed = admin.verify_isolation(tenant, step.controllers == "all", step.mailboxes == "all")
                return Came.DONE if is_passed else Came.FAILED

        elif verb is Verb.PROVISION:

            def do() -> Came:
                admin.provision(tenant, step.hidden)
                return Came.DONE

        else:
            effect = getattr(admin, verb)

            def do() -> Came:
                effect(tenant)
                if verb is Verb.CUT_OVER:
                    self._lose_policies(tenant.mailboxes)
                return Came.DONE

        if not act.begins_step:
            return do

        def begin() -> Came:
            try:
                admin.begin(verb, tenant)
            except AdminError:
                return Came.REFUSED
            return do()

        return begin

    def _on_mailbox(self, mailbox: Mailbox, verb: Verb) -> Effect:
        is_met = self._admin.requirement_of_mailbox(verb)
        lags = self._lags if verb is Verb.ASSIGN_POLICY else None

        def do() -> Came:
            if not is_met(mailbox):
                return Came.REFUSED
            self._admin.carry_out_on(mailbox, verb, lags)
            if verb is Verb.CUT_OVER:
                self._lose_policies([mailbox])
            return Came.DONE

        return do

    def _lose_policies(self, mailboxes: list[Mailbox]) -> None:
        if self._instance.are_policies_lost_at_cut_over:
            for mailbox in mailboxes:
                self._backout.remove_policy(mailbox)

    def _pretended(self, tenant: Tenant, act: Act) -> Effect:
        """The step reports success, and has done nothing."""

        def do() -> Came:
            if act.step.verb is Verb.ASSIGN_POLICY:
                self._admin.misreport_policy(tenant.mailboxes[act.mailbox or 0])
            return Came.DONE

        return do

    def _backward(self, tenant: Tenant, act: Act) -> Effect:
        verb, backout = act.step.verb, self._backout

        def do() -> Came:
            if act.mailbox is None:
                backout.undo(verb, tenant)
            else:
                lags = self._lags if verb is Verb.ASSIGN_POLICY else None
                backout.undo_on(tenant.mailboxes[act.mailbox], verb, lags)
            return Came.DONE

        return do

    def _opened(self, tenant: Tenant) -> Effect:
        def do() -> Came:
            self._admin.open_gate(tenant)
            return Came.DONE

        return do

    def _returnable(self, tenant: Tenant) -> Effect:
        return lambda: Came.REFUSED if tenant.is_decommissioned else Came.DONE

    def _regenerated(self) -> Came:
        self._exchange.regenerate_default_book()
        return Came.DONE

    def _paused(self, mask: int) -> Effect:
        def do() -> Came:
            for tenant in self._movers:
                if mask >> tenant.number & 1:
                    self._admin.pause(tenant)
            return Came.DONE

        return do

    def _resumed(self) -> Came:
        for tenant in self._movers:
            if tenant.is_paused:
                self._admin.resume(tenant)
        return Came.DONE

    def _look(self, world: int) -> Look:
        self._go(world)
        exchange, controllers = self._exchange, range(WRITER, self._exchange.controllers)
        for session in self._open:
            leak = self._leak(session, is_open=True)
            if leak is not None:
                return Look(leak, ())
        wide: list[Session] = []
        for tenant in self._movers:
            for mailbox in tenant.mailboxes:
                for controller in controllers:
                    found = exchange.connect(mailbox, controller)
                    if isinstance(found, Refused):
                        continue
                    leak = self._leak(found, is_open=False)
                    if leak is not None:
                        return Look(leak, ())
                    # Told of nobody yet, it may be later.
                    if found.is_wide:
                        wide.append(found)
        return Look(None, tuple((_kept(session), self._with(world, session)) for session in wide))

    def _leak(self, session: Session, is_open: bool) -> Asked | None:
        """What a session is given: online, then as a book; None where there are no strangers in it."""
        exchange = self._exchange
        answer = exchange.ask(session, Channel.NSPI)
        if not answer.has_foreign:
            download = exchange.start_download(session)
            if download is None:
                return None
            answer = exchange.finish_download(download)
            if not answer.has_foreign:
                return None
        mailbox = session.mailbox
        tenant = mailbox.tenant
        owners = tenant.directory.owners
        return Asked(
            tenant.number,
            mailbox.number,
            session.controller,
            answer.channel,
            is_open,
            answer.foreign_mailboxes + answer.foreign_lists,
            tuple(sorted({owners[r].number for r in answer.recipients()} - {tenant.number})),
            Cause(answer.cause),
        )

    def _with(self, world: int, session: Session) -> int:
        """The world in which a client stays logged on."""
        kept, (state, sessions) = _kept(session), self._states[world]
        if kept in sessions:
            return world
        found = state, tuple(sorted((*sessions, kept), key=lambda k: (k.tenant, k.mailbox, k.controller)))
        number = self._numbers.get(found)
        if number is None:
            number = self._numbers[found] = len(self._states)
            self._states.append(found)
        return number


def _kept(session: Session) -> Kept:
    mailbox = session.mailbox
    return Kept(mailbox.tenant.number, mailbox.number, session.controller, session.view, session.open_because)
