"""The real fake, driven one act at a time: from a world, by an act, to a world.

The fake is a function of its state, so what became of a tenant's part of a world under an act is remembered, and the
fake is asked once. That nothing else of the world has changed then is looked at each time it is asked.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from fakeexchange import snapshot
from fakeexchange.directory import Tenant
from fakeexchange.exchange import Session

from ..procedure import Procedure
from .acts import Act
from .clients import Asked, Clients, Kept, kept
from .instance import Instance
from .register import NOBODY, Part, Register, Sessions
from .shell import Came, Effect
from .stage import Stage

Arrival = tuple[snapshot.Unreplicated, int, int]
"""A change under way, a controller that it may reach next, and the world then."""


@dataclass(frozen=True, slots=True)
class Look:
    """What clients can do in a world.

    Attributes:
        leak: the first answer with strangers in it.
        stays: where there is none, worlds in which a client stays logged on who may be given strangers later.
    """

    leak: Asked | None
    stays: tuple[tuple[Kept, int], ...]


class World:
    """One small platform, and every state of it that has been met, under one procedure or several.

    Args:
        procedure: says how mailboxes come to the target, and what is seen by default.
        instance: how large the platform is.
    """

    def __init__(self, procedure: Procedure, instance: Instance) -> None:
        self._for = _platform_of(procedure, instance)
        stage = Stage.of(procedure, instance)
        self._shell, self._movers, self._clients = stage.shell, stage.movers, stage.clients
        self._clock, self._exchange = stage.clock, stage.exchange
        self._effects: list[tuple[int, Effect]] = []
        self._numbers: dict[Hashable, int] = {}
        self._came: list[dict[int, tuple[Came, int]]] = []
        self._came_of_part: list[dict[Part, tuple[Came, Part]]] = []
        self._arrivals: dict[int, list[Arrival]] = {}
        self._arrivals_of_part: list[dict[Part, list[tuple[snapshot.Unreplicated, int, Part]]]]
        self._arrivals_of_part = [{} for _ in self._movers]
        self._looks: dict[int, Look] = {}
        self._looks_of_part: list[dict[Part, tuple[Asked | None, tuple[Kept, ...]]]]
        self._looks_of_part = [{} for _ in self._movers]
        self._register = Register()
        self._open: list[Session] = []
        self._standing = 0
        self.start = self._note()
        self.leaves_something: Callable[[Act], bool] = self._shell.leaves_something

    def serves(self, procedure: Procedure, instance: Instance) -> bool:
        """Would a procedure be tried on the same platform?"""
        return self._for == _platform_of(procedure, instance)

    def forward(self, tenant: int, act: Act) -> int:
        """The number of an act's effect on a mover, for ``after``."""
        return self._of_act("forward", self._shell.forward, tenant, act)

    def pretended(self, tenant: int, act: Act) -> int:
        """Likewise, where the step lies."""
        return self._of_act("pretended", self._shell.pretended, tenant, act)

    def backward(self, tenant: int, act: Act) -> int:
        """Likewise, where it is taken back."""
        return self._of_act("backward", self._shell.backward, tenant, act)

    def timer(self, tenant: int) -> int:
        """Likewise, where a timer opens the mover's gate."""
        mover = self._movers[tenant]
        return self._add(("timer", tenant), tenant, lambda: self._shell.opened(mover))

    def may_go_back(self, tenant: int) -> int:
        """Likewise, of asking whether there is a way back."""
        mover = self._movers[tenant]
        return self._add(("may_go_back", tenant), tenant, lambda: self._shell.may_go_back(mover))

    def paused(self, tenant: int) -> int:
        """Likewise, where the engineers go home."""
        mover = self._movers[tenant]
        return self._add(("paused", tenant), tenant, lambda: self._shell.paused([mover]))

    def resumed(self, tenant: int) -> int:
        """Likewise, where they are back."""
        mover = self._movers[tenant]
        return self._add(("resumed", tenant), tenant, lambda: self._shell.resumed([mover]))

    def regenerated(self) -> int:
        """Likewise, where the default OAB is made anew."""
        return self._add("regenerated", NOBODY, self._shell.regenerated)

    def after(self, world: int, effect: int) -> tuple[Came, int]:
        """What comes of an effect in a world, and the world it leads to."""
        known = self._came[effect]
        found = known.get(world)
        if found is None:
            found = known[world] = self._after(world, effect)
        return found

    def arrivals(self, world: int) -> list[Arrival]:
        """Each change under way in a world: the change, a controller it may reach next, the world then."""
        found = self._arrivals.get(world)
        if found is None:
            found = self._arrivals[world] = []
            for t in range(len(self._movers)):
                found += self._arrivals_of(world, t)
        return found

    def look(self, world: int) -> Look:
        """What clients can do in a world, in a fixed order; stops at the first answer with strangers in it."""
        found = self._looks.get(world)
        if found is None:
            found = self._looks[world] = self._look(world)
        return found

    def clients_in(self, world: int) -> Clients:
        """The clients, in a world."""
        self._go(world)
        return self._clients

    def _after(self, world: int, effect: int) -> tuple[Came, int]:
        tenant, carry_out = self._effects[effect]
        register = self._register
        if register.has_sessions(world):
            # A session may end with what is done to somebody else.
            self._go(world)
            came = carry_out()
            return came, self._note()
        known, part = self._came_of_part[effect], register.part(world, tenant)
        met = known.get(part)
        if met is not None:
            came, then = met
            return came, register.replaced(world, tenant, then)
        self._go(world)
        came = carry_out()
        after = self._note()
        known[part] = came, self._part_after(world, tenant, after)
        return came, after

    def _arrivals_of(self, world: int, tenant: int) -> list[Arrival]:
        """Those of one tenant."""
        known, part = self._arrivals_of_part[tenant], self._register.part(world, tenant)
        met = known.get(part)
        if met is None:
            self._go(world)
            met = known[part] = []
            for change, controller in snapshot.pending(self._exchange):
                if change.tenant == tenant:
                    self._go(world)
                    snapshot.replicate(self._exchange, change, controller)
                    met.append((change, controller, self._part_after(world, tenant, self._note())))
        replaced = self._register.replaced
        return [(change, controller, replaced(world, tenant, then)) for change, controller, then in met]

    def _look(self, world: int) -> Look:
        if self._register.has_sessions(world):
            leak, wide = self.clients_in(world).first_leak(self._movers, self._open)
            return self._looked(world, leak, map(kept, wide))
        found: list[Kept] = []
        for t, tenant in enumerate(self._movers):
            known, part = self._looks_of_part[t], self._register.part(world, t)
            met = known.get(part)
            if met is None:
                leak, wide = self.clients_in(world).first_leak([tenant])
                met = known[part] = leak, tuple(map(kept, wide))
            if met[0] is not None:
                return Look(met[0], ())
            found += met[1]
        return self._looked(world, None, found)

    def _looked(self, world: int, leak: Asked | None, wide: Iterable[Kept]) -> Look:
        return Look(leak, tuple((each, self._with(world, each)) for each in wide))

    def _part_after(self, world: int, tenant: int, after: int) -> Part:
        """The part that has become another one.

        Raises:
            AssertionError: something else has, too: what is remembered of parts would be wrong.
        """
        part = self._register.part(after, tenant)
        assert self._register.replaced(world, tenant, part) == after, f"more has changed than tenant {tenant}"
        return part

    def _of_act(self, kind: str, effect: Callable[[Tenant, Act], Effect], tenant: int, act: Act) -> int:
        # Acts of different procedures that call the same on the fake are one.
        key = kind, tenant, act.step, act.mailbox, act.begins_step
        return self._add(key, tenant, lambda: effect(self._movers[tenant], act))

    def _add(self, key: Hashable, tenant: int, effect: Callable[[], Effect]) -> int:
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._effects)
            self._effects.append((tenant, effect()))
            self._came.append({})
            self._came_of_part.append({})
        return found

    def _go(self, world: int) -> None:
        """Bring the fake to a world; time goes on, so that what has arrived counts as seen."""
        self._clock.now += 1
        if world == self._standing:
            return
        register = self._register
        snapshot.restore(self._exchange, register.state(world), register.state(self._standing))
        self._open = [self._session(each) for each in register.sessions(world)]
        self._standing = world

    def _note(self) -> int:
        """The number of the world as it stands now."""
        sessions: Sessions = ()
        if self._open:
            self._open = [session for session in self._open if not self._exchange.is_cut(session)]
            sessions = tuple(map(kept, self._open))
        self._standing = self._register.note(snapshot.state(self._exchange), sessions)
        return self._standing

    def _session(self, of: Kept) -> Session:
        mailbox = self._movers[of.tenant].mailboxes[of.mailbox]
        return Session(mailbox, of.controller, self._clock.now, of.view, of.open_because)

    def _with(self, world: int, session: Kept) -> int:
        """The world in which a client stays logged on."""
        sessions = self._register.sessions(world)
        if session in sessions:
            return world
        more = sorted((*sessions, session), key=lambda k: (k.tenant, k.mailbox, k.controller))
        return self._register.with_sessions(world, tuple(more))


def _platform_of(procedure: Procedure, instance: Instance) -> Hashable:
    """All of both that the platform is set up from."""
    sizes = instance.movers, instance.earlier, instance.mailboxes, instance.controllers
    negated = instance.are_sources_redirecting, instance.are_policies_lost_at_cut_over
    return procedure.move, procedure.default_lists, *sizes, *negated
