"""The search: breadth first, one thread, a fixed order of moves, so that the shortest story is always the same.

A state is looked at when it is first met. States are met in the order of their distance, so the first one
in which a client is given strangers is the end of a shortest story.
"""

from dataclasses import dataclass

from .model import Happens, Model, Node
from .world import Asked


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to.

    Attributes:
        states: how many were met.
        path: the moves that lead to a leak, in order; empty where there is none.
        leak: the answer with strangers in it; None: there is none.
    """

    states: int
    path: tuple[Happens, ...]
    leak: Asked | None


def search(model: Model) -> Found:
    """The shortest way to a leak, or every state without one."""
    start = model.start
    came: dict[Node, tuple[Node, Happens] | None] = {start: None}
    look, moves = model.world.look, model.moves
    leak = look(start[0]).leak
    if leak is not None:
        return Found(1, (), leak)
    frontier = [start]
    while frontier:
        beyond: list[Node] = []
        for node in frontier:
            for happens, then in moves(node):
                if then in came:
                    continue
                came[then] = node, happens
                leak = look(then[0]).leak
                if leak is not None:
                    return Found(len(came), _path(came, then), leak)
                beyond.append(then)
        frontier = beyond
    return Found(len(came), (), None)


def _path(came: dict[Node, tuple[Node, Happens] | None], node: Node) -> tuple[Happens, ...]:
    path: list[Happens] = []
    before = came[node]
    while before is not None:
        node, happens = before
        path.append(happens)
        before = came[node]
    return tuple(reversed(path))
