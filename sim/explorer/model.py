"""What can happen next: from a state of the small world, every move, in a fixed order.

Time is thrown away. A state is the world's number, the hours, and for each tenant how far its procedure has
come; a retry, or a wait that has not ended, changes none of it and is no move.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from ..procedure import Procedure
from ..words import Verb
from .acts import Act, acts_of
from .instance import Instance
from .shell import Came
from .world import World

Platform = tuple[list[tuple["Happens", int]], list[tuple["Happens", int]], list[tuple["Happens", int]]]
"""Moves that are nobody's step, each with the world then: a change arrives, the default OAB is made anew, a client
stays logged on."""
Node = tuple[int, ...]
"""The world's number; nights ended and begun; whether the campaign has been stopped; faults left; and a code
for each mover."""
HOURS: Final = 4
"""Entries of a node that stand before those of the tenants."""
FAULTS: Final = 3
"""Where a node has the faults left."""


class Mode(IntEnum):
    """What a tenant's procedure is doing."""

    RUNS = 0
    HALTED = 1
    GOES_BACK = 2
    OUT = 3


# By name: in Python 3.11 a member of an Enum costs ten times as much as an attribute of it.
RUNS, HALTED, GOES_BACK, OUT = Mode
DONE, REFUSED, FAILED, _ = Came


class Kind(StrEnum):
    """What a move is."""

    STEP = "step"
    REFUSED = "refused"
    CHECK_FAILED = "check_failed"
    FAILS = "fails"
    LIES = "lies"
    UNDONE = "undone"
    TIMER = "timer"
    REPLICATED = "replicated"
    REGENERATED = "regenerated"
    NIGHT_ENDS = "night_ends"
    NIGHT_BEGINS = "night_begins"
    STOPPED = "stopped"
    STAYS = "stays"


STEP = Kind.STEP


@dataclass(frozen=True, slots=True)
class Happens:
    """One move, as a story tells it.

    Attributes:
        kind: what it is.
        tenant: the mover that it is about; None: all of them.
        act: of the procedure.
        mailbox: the number of the only mailbox that it is about.
        controller: what a change has reached, or who has answered.
        age: of the change that has arrived: 0 for the newest.
        paused: the movers that stand still from now on, a bit each.
    """

    kind: Kind
    tenant: int | None = None
    act: Act | None = None
    mailbox: int | None = None
    controller: int | None = None
    age: int = 0
    paused: int = 0


def code(done: int, mode: Mode, is_armed: bool) -> int:
    """A tenant's part of a node.

    Args:
        done: acts behind it; going back: acts not taken back yet.
        mode: what its procedure is doing.
        is_armed: a timer runs that will open its gate.
    """
    return done << 3 | mode << 1 | is_armed


class Model:
    """The moves of one procedure in one instance.

    Args:
        procedure: whose moves they are.
        instance: how large the world is.
        faults: how many steps may fail for good, or report success to no effect.
        world: the platform, with what is known of it from procedures tried before; None: one of its own.

    Raises:
        ValueError: that is another platform.
    """

    def __init__(
        self, procedure: Procedure, instance: Instance, faults: int, world: World | None = None
    ) -> None:
        self.procedure = procedure
        self.instance = instance
        self.acts = acts_of(procedure, instance.mailboxes)
        self.world = world = World(procedure, instance) if world is None else world
        if not world.serves(procedure, instance):
            raise ValueError("a world of another platform")
        movers = self._movers = range(instance.movers)
        self.start: Node = (world.start, 0, 0, faults, *[code(0, RUNS, False)] * instance.movers)
        self._has_timer = any(step.on is not None for step in procedure.steps)
        presync = procedure.presync_end
        self._night_from = sum(act.place < presync for act in self.acts)
        self._back_from = [self._skipping(done) for done in range(len(self.acts) + 1)]
        self._steps = [[Happens(STEP, t, act, act.mailbox) for act in self.acts] for t in movers]
        self._arms = [self._has_timer and act.step.verb is Verb.CLOSE_GATE for act in self.acts]
        self._forward = [[world.forward(t, act) for act in self.acts] for t in movers]
        self._pretended = [[world.pretended(t, act) for act in self.acts] for t in movers] if faults else []
        self._backward = [[world.backward(t, act) for act in self.acts] for t in movers]
        self._timer = [world.timer(t) for t in movers]
        self._may_go_back = [world.may_go_back(t) for t in movers]
        self._paused = [world.paused(t) for t in movers]
        self._resumed = [world.resumed(t) for t in movers]
        self._regenerated = world.regenerated()
        self._cache: dict[tuple[Kind, int | None, int | None], Happens] = {}
        self._of_platform: dict[int, Platform] = {}

    def moves(self, node: Node) -> list[tuple[Happens, Node]]:
        """Every move from a node and where it leads, in the order in which a story prefers them."""
        found: list[tuple[Happens, Node]] = []
        for t in self._movers:
            self._of_tenant(node, t, found)
        world, rest = node[0], node[1:]
        arrives, regenerates, stays = self._of_platform.get(world) or self._by_itself(world)
        for happens, then in arrives:
            found.append((happens, (then, *rest)))
        if self._has_timer:
            self._of_timers(node, found)
        for happens, then in regenerates:
            found.append((happens, (then, *rest)))
        self._of_hours(node, found)
        for happens, then in stays:
            found.append((happens, (then, *rest)))
        return found

    def _by_itself(self, world: int) -> "Platform":
        """What may happen in a world whatever the movers' procedures are doing."""
        arrives = [
            (Happens(Kind.REPLICATED, change.tenant, None, change.mailbox, controller, change.age), then)
            for change, controller, then in self.world.arrivals(world)
        ]
        _, then = self.world.after(world, self._regenerated)
        regenerates = [(self._happens(Kind.REGENERATED), then)] if then != world else []
        stays = [
            (Happens(Kind.STAYS, kept.tenant, None, kept.mailbox, kept.controller), then)
            for kept, then in self.world.look(world).stays
            if then != world
        ]
        found = self._of_platform[world] = arrives, regenerates, stays
        return found

    def _of_timers(self, node: Node, found: list[tuple[Happens, Node]]) -> None:
        for t in self._movers:
            if node[HOURS + t] & 1:
                _, then = self.world.after(node[0], self._timer[t])
                found.append((self._happens(Kind.TIMER, t), _with(node, t, node[HOURS + t] & ~1, then)))

    def is_finished(self, node: Node, tenant: int) -> bool:
        """Has a tenant been brought through its whole procedure?"""
        return node[HOURS + tenant] >> 1 == code(len(self.acts), RUNS, False) >> 1

    def _of_tenant(self, node: Node, t: int, found: list[tuple[Happens, Node]]) -> None:
        own = node[HOURS + t]
        mode, done = own >> 1 & 3, own >> 3
        if mode == RUNS:
            if done < len(self.acts):
                self._go_on(node, t, done, own & 1, found)
        elif mode == GOES_BACK:
            at = self._taken_back(done)
            _, then = self.world.after(node[0], self._backward[t][at])
            left = self._back_from[done - 1]
            mode = GOES_BACK if left else OUT
            happens = self._happens(Kind.UNDONE, t, at)
            found.append((happens, _with(node, t, code(left, mode, bool(own & 1)), then)))

    def _go_on(self, node: Node, t: int, done: int, armed: int, found: list[tuple[Happens, Node]]) -> None:
        act, world, faults = self.acts[done], node[0], node[3]
        if node[1] & 1 and act.begins_run and done >= self._night_from:
            return
        if act.waits_for_all and self._is_ahead(node, done):
            return
        came, then = self.world.after(world, self._forward[t][done])
        if came is REFUSED:
            found.append((self._happens(Kind.REFUSED, t, done), self._given_up(node, t, done, armed)))
            return
        honest: Node = ()
        if came is DONE:
            is_armed = bool(armed) or self._arms[done]
            honest = _with(node, t, code(done + 1, RUNS, is_armed), then)
            found.append((self._steps[t][done], honest))
        elif came is FAILED:
            found.append((self._happens(Kind.CHECK_FAILED, t, done), self._given_up(node, t, done, armed)))
        if not faults:
            return
        less = (*node[:3], faults - 1, *node[HOURS:])
        if act.begins_step and self.instance.are_steps_failing:
            found.append((self._happens(Kind.FAILS, t, done), self._given_up(less, t, done, armed)))
        if not self.instance.are_steps_lying:
            return
        _, then = self.world.after(world, self._pretended[t][done])
        lie = _with(less, t, code(done + 1, RUNS, bool(armed)), then)
        # Where doing nothing is all that the step does, there is nothing to pretend.
        if (lie[0], lie[HOURS:]) != (honest[:1] and honest[0], honest[HOURS:]):
            found.append((self._happens(Kind.LIES, t, done), lie))

    def _given_up(self, node: Node, t: int, done: int, armed: int) -> Node:
        """What a step's ``on_fail`` makes of a tenant."""
        act = self.acts[done]
        if act.step.on_fail == "skip":
            return _with(node, t, code(done + act.length, RUNS, bool(armed)), node[0])
        if act.step.on_fail == "rollback":
            return self._turned(node, t, done)
        return _with(node, t, code(done, HALTED, bool(armed)), node[0])

    def _turned(self, node: Node, t: int, done: int) -> Node:
        """A tenant goes back, or halts where nothing leads back any more."""
        armed = bool(node[HOURS + t] & 1)
        came, _ = self.world.after(node[0], self._may_go_back[t])
        if came is REFUSED:
            return _with(node, t, code(done, HALTED, armed), node[0])
        left = self._back_from[done]
        return _with(node, t, code(left, GOES_BACK if left else OUT, armed), node[0])

    def _of_hours(self, node: Node, found: list[tuple[Happens, Node]]) -> None:
        nights, stops = node[1], node[2]
        if nights & 1:
            then = self._on_each(node[0], self._resumed)
            found.append((self._happens(Kind.NIGHT_BEGINS), (then, nights + 1, *node[2:])))
        may_end, may_stop = not nights & 1 and nights < 2 * self.instance.nights, stops < self.instance.stops
        if not may_end and not may_stop:
            return
        running = [
            (t, own >> 3)
            for t, own in enumerate(node[HOURS:])
            if own >> 1 & 3 == RUNS and own >> 3 < len(self.acts)
        ]
        begun = [(t, done) for t, done in running if done > self._night_from]
        if begun and may_end and self._may_pause(running):
            mask = sum(1 << t for t, _ in begun)
            then = self._on_each(node[0], [self._paused[t] for t, _ in begun])
            found.append((Happens(Kind.NIGHT_ENDS, paused=mask), (then, nights + 1, *node[2:])))
        if begun and may_stop and all(self.acts[d].begins_step for _, d in running):
            after = (*node[:2], stops + 1, *node[3:])
            for t, done in running:
                if done > self._night_from:
                    after = self._turned(after, t, done)
                else:
                    after = _with(after, t, code(done, HALTED, bool(after[HOURS + t] & 1)), after[0])
            found.append((self._happens(Kind.STOPPED), after))

    def _on_each(self, world: int, effects: Sequence[int]) -> int:
        """The world after several effects."""
        for effect in effects:
            _, world = self.world.after(world, effect)
        return world

    def _may_pause(self, running: list[tuple[int, int]]) -> bool:
        return all(self.acts[done].begins_run for _, done in running)

    def _is_ahead(self, node: Node, done: int) -> bool:
        """Is some tenant that is still at work not as far?"""
        return any(own >> 1 & 3 == RUNS and own >> 3 < done for own in node[HOURS:])

    def _skipping(self, done: int) -> int:
        """Acts to take back, those left out at the end that leave nothing behind."""
        while done and not self.world.leaves_something(self.acts[done - 1]):
            done -= 1
        return done

    def _taken_back(self, done: int) -> int:
        """The act that is taken back next: the last one; but of policies that a step wrote, the first."""
        act = self.acts[done - 1]
        if act.mailbox is None or act.is_looped:
            return done - 1
        first = done - 1 - act.mailbox
        return first + self.instance.mailboxes - 1 - act.mailbox

    def _happens(self, kind: Kind, tenant: int | None = None, act: int | None = None) -> Happens:
        key = kind, tenant, act
        found = self._cache.get(key)
        if found is None:
            of = None if act is None else self.acts[act]
            found = self._cache[key] = Happens(kind, tenant, of, None if of is None else of.mailbox)
        return found


def _with(node: Node, t: int, own: int, world: int) -> Node:
    """A node in which a tenant has gone on."""
    at = HOURS + t
    return (world, *node[1:at], own, *node[at + 1 :])
