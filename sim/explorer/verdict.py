"""What the explorer says of a procedure: cannot leak, or the shortest story in which it does."""

from dataclasses import dataclass

from ..procedure import Procedure
from .instance import Instance
from .model import Model
from .search import search
from .story import Event, end_of, event_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one instance.

    Attributes:
        leaks: some client can be given entries of another tenant.
        states: how many were met; all there are, where nothing leaks.
        story: the shortest way there, its last event the answer; empty where nothing leaks.
        instance: how large the world was.
        faults: how many steps could fail for good, or lie.
    """

    leaks: bool
    states: int
    story: tuple[Event, ...]
    instance: Instance
    faults: int


def explore(procedure: Procedure, instance: Instance = Instance(), *, faults: int = 0) -> Verdict:  # noqa: B008
    """Try every interleaving of a procedure's steps, clients, replication and hours on a small platform.

    Args:
        procedure: what is tried.
        instance: how large the platform is.
        faults: how many steps may fail for good, or report success to no effect.
    """
    found = search(Model(procedure, instance, faults))
    if found.leak is None:
        return Verdict(False, found.states, (), instance, faults)
    story = *[event_of(happens, instance) for happens in found.path], end_of(found.leak)
    return Verdict(True, found.states, story, instance, faults)
