"""The real fake, driven one act at a time: from a world, by an act, to a world.

Worlds are numbered as they are found. The fake is a function of its state, so what became of a world under
an act is remembered, and the fake is asked once.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fakeexchange import snapshot
from fakeexchange.exchange import Session

from ..procedure import Procedure
from .acts import Act
from .clients import Asked, Clients, Kept, kept
from .instance import Instance
from .shell import Came, Effect
from .stage import Stage

Sessions = tuple[Kept, ...]


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
    """One small platform, and every state of it that has been met.

    Args:
        procedure: says how mailboxes come to the target, and what is seen by default.
        acts: what it comes to.
        instance: how large the platform is.
    """

    def __init__(self, procedure: Procedure, acts: list[Act], instance: Instance) -> None:
        stage = Stage.of(procedure, instance)
        shell, movers = stage.shell, stage.movers
        self._clock, self._exchange = stage.clock, stage.exchange
        self._movers, self._clients = movers, stage.clients
        self._effects: list[Effect] = []
        self._came: list[dict[int, tuple[Came, int]]] = []
        self._arrivals: dict[int, list[tuple[snapshot.Unreplicated, int, int]]] = {}
        self._looks: dict[int, Look] = {}
        self._states: list[tuple[snapshot.State, Sessions]] = []
        self._numbers: dict[tuple[snapshot.State, Sessions], int] = {}
        self._open: list[Session] = []
        self._standing = 0
        self.start = self._note()
        self.leaves_something: Callable[[Act], bool] = shell.leaves_something
        self.forward = [[self._add(shell.forward(t, act)) for act in acts] for t in movers]
        self.pretended = [[self._add(shell.pretended(t, act)) for act in acts] for t in movers]
        self.backward = [[self._add(shell.backward(t, act)) for act in acts] for t in movers]
        self.timer = [self._add(shell.opened(t)) for t in movers]
        self.may_go_back = [self._add(shell.may_go_back(t)) for t in movers]
        self.regenerated = self._add(shell.regenerated())
        self.resumed = self._add(shell.resumed(movers))
        masks = range(1 << len(movers))
        self.paused = [self._add(shell.paused([t for t in movers if m >> t.number & 1])) for m in masks]

    def __len__(self) -> int:
        """Worlds met so far."""
        return len(self._states)

    def after(self, world: int, effect: int) -> tuple[Came, int]:
        """What comes of an effect in a world, and the world it leads to."""
        known = self._came[effect]
        found = known.get(world)
        if found is None:
            self._go(world)
            came = self._effects[effect]()
            found = known[world] = came, self._note()
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
                found.append((change, controller, self._note()))
        return found

    def look(self, world: int) -> Look:
        """What clients can do in a world, in a fixed order; stops at the first answer with strangers in it."""
        found = self._looks.get(world)
        if found is None:
            leak, wide = self.clients_in(world).first_leak(self._open)
            stays = tuple((kept(session), self._with(world, kept(session))) for session in wide)
            found = self._looks[world] = Look(leak, stays)
        return found

    def clients_in(self, world: int) -> Clients:
        """The clients, in a world."""
        self._go(world)
        return self._clients

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
        self._open = [self._session(each) for each in sessions] if sessions else []
        self._standing = world

    def _note(self) -> int:
        """The number of the world as it stands now."""
        sessions: Sessions = ()
        if self._open:
            self._open = [session for session in self._open if not self._exchange.is_cut(session)]
            sessions = tuple(map(kept, self._open))
        self._standing = self._number((snapshot.state(self._exchange), sessions))
        return self._standing

    def _session(self, of: Kept) -> Session:
        mailbox = self._movers[of.tenant].mailboxes[of.mailbox]
        return Session(mailbox, of.controller, self._clock.now, of.view, of.open_because)

    def _with(self, world: int, session: Kept) -> int:
        """The world in which a client stays logged on."""
        state, sessions = self._states[world]
        if session in sessions:
            return world
        more = sorted((*sessions, session), key=lambda k: (k.tenant, k.mailbox, k.controller))
        return self._number((state, tuple(more)))

    def _number(self, found: tuple[snapshot.State, Sessions]) -> int:
        number = self._numbers.get(found)
        if number is None:
            number = self._numbers[found] = len(self._states)
            self._states.append(found)
        return number
