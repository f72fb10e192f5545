"""What the explorer says of a procedure: cannot leak, or the shortest story in which it does."""

from dataclasses import dataclass

from ..procedure import Procedure
from .clients import Asked
from .instance import Instance
from .model import FAULTS, Happens, Model
from .search import search
from .story import Event, end_of, event_of
from .world import World


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one instance.

    Attributes:
        procedure: what was tried.
        instance: how large the world was.
        faults: how many steps could fail for good, or lie.
        states: how many were met; all there are, where nothing leaks.
        path: the moves that lead to the shortest leak; empty where nothing leaks.
        leak: the answer with strangers in it; None where nothing leaks.
        may_fail_more: every fault that there was can befall at once: one more may make a difference.
    """

    procedure: Procedure
    instance: Instance
    faults: int
    states: int
    path: tuple[Happens, ...]
    leak: Asked | None
    may_fail_more: bool

    @property
    def leaks(self) -> bool:
        """Can some client be given entries of another tenant?"""
        return self.leak is not None

    @property
    def story(self) -> tuple[Event, ...]:
        """The shortest way there, its last event the answer; empty where nothing leaks."""
        if self.leak is None:
            return ()
        return *map(event_of, self.path), end_of(self.leak)


def explore(
    procedure: Procedure,
    instance: Instance = Instance(),  # noqa: B008
    *,
    faults: int = 0,
    world: World | None = None,
) -> Verdict:
    """Try every interleaving of a procedure's steps, clients, replication and hours on a small platform.

    Args:
        procedure: what is tried.
        instance: how large the platform is.
        faults: how many steps may fail for good, or report success to no effect.
        world: where several procedures are tried on one platform: what is known of it already.
    """
    model = Model(procedure, instance, faults, world)
    look = model.world.look
    met = search(model.start, model.moves, lambda node: look(node[0]).leak is not None)
    leak = None if met.end is None else look(met.end[0]).leak
    may_fail_more = leak is not None or any(node[FAULTS] == 0 for node in met.nodes)
    return Verdict(procedure, instance, faults, len(met.nodes), met.path(), leak, may_fail_more)
