"""The search: breadth first, one thread, a fixed order of moves, so that the shortest story is always the same.

A state is looked at when it is first met. States are met in the order of their distance, so the first one
that is wanted is the end of a shortest way.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)
Move = TypeVar("Move")


@dataclass(frozen=True, slots=True)
class Met(Generic[Node, Move]):
    """What a search has met.

    Attributes:
        nodes: every one, with the one before it and the move from there; None: the start.
        end: the first that was wanted; None: there is none.
    """

    nodes: dict[Node, tuple[Node, Move] | None]
    end: Node | None

    def path(self) -> tuple[Move, ...]:
        """The moves to the end, in order; none where there is no end."""
        found: list[Move] = []
        before = None if self.end is None else self.nodes[self.end]
        while before is not None:
            node, move = before
            found.append(move)
            before = self.nodes[node]
        return tuple(reversed(found))


def search(
    start: Node, moves: Callable[[Node], Iterable[tuple[Move, Node]]], is_wanted: Callable[[Node], bool]
) -> Met[Node, Move]:
    """The shortest way to a node that is wanted, or every node there is.

    >>> search(1, lambda n: [("+1", n + 1), ("x2", 2 * n)], lambda n: n == 10).path()
    ('+1', 'x2', '+1', 'x2')
    """
    met: dict[Node, tuple[Node, Move] | None] = {start: None}
    if is_wanted(start):
        return Met(met, start)
    frontier = [start]
    while frontier:
        beyond: list[Node] = []
        for node in frontier:
            for move, then in moves(node):
                if then in met:
                    continue
                met[then] = node, move
                if is_wanted(then):
                    return Met(met, then)
                beyond.append(then)
        frontier = beyond
    return Met(met, None)
