"""Linear extensions of a partial order: counted, numbered, drawn, the cheapest found, none of the others visited.

What is left to place is a set of elements with everything that must follow them, so the number of ways to go on
depends on the set alone: one addition for each such set and each element that may come next gives the exact count.
Source: Kahn and Kim, "Entropy and sorting", J. Comput. Syst. Sci. 51 (1995), on counting over down-sets.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

E = TypeVar("E")


@dataclass(frozen=True)
class PartialOrder(Generic[E]):
    """Elements, some of which must stand before others.

    Attributes:
        elements: each once; the order in which they are tried.
        before: pairs (earlier, later); what follows from them need not be said.

    >>> order = PartialOrder(("a", "b", "c"), frozenset({("a", "c")}))
    >>> order.count, list(order)
    (3, [('a', 'b', 'c'), ('a', 'c', 'b'), ('b', 'a', 'c')])
    """

    elements: tuple[E, ...]
    before: frozenset[tuple[E, E]]

    def under(self, further: Iterable[tuple[E, E]]) -> "PartialOrder[E]":
        """The same elements with further pairs; it may be that nothing keeps all of them."""
        return PartialOrder(self.elements, self.before | frozenset(further))

    def has(self, earlier: E, later: E) -> bool:
        """Does the order say, or does it follow, that one stands before another?"""
        return bool(self._below[self.elements.index(later)] >> self.elements.index(earlier) & 1)

    @property
    def count(self) -> int:
        """How many linear extensions there are, exactly."""
        return self._ways(0)

    def __iter__(self) -> Iterator[tuple[E, ...]]:
        """Every linear extension, in the order of their numbers."""
        return (self.at(number) for number in range(self.count))

    def at(self, number: int) -> tuple[E, ...]:
        """One linear extension by its number, 0 .. count - 1.

        Raises:
            IndexError: there are not so many.
        """
        if not 0 <= number < self.count:
            raise IndexError(number)
        placed = 0
        found: list[E] = []
        while len(found) < len(self.elements):
            for k in self._next(placed):
                ways = self._ways(placed | 1 << k)
                if number < ways:
                    placed |= 1 << k
                    found.append(self.elements[k])
                    break
                number -= ways
        return tuple(found)

    def drawn(self, uniforms: Sequence[float]) -> list[tuple[E, ...]]:
        """One linear extension for each number in [0, 1): all equally likely where those are uniform."""
        return [self.at(int(uniform * self.count)) for uniform in uniforms]

    def least(self, cost: Callable[[frozenset[E], E], float]) -> tuple[E, ...]:
        """The linear extension whose cost is least; of equal ones the first.

        Args:
            cost: of placing an element after some others, whose own order does not count; costs add up.

        Raises:
            IndexError: there is none.
        """
        if not self.count:
            raise IndexError("no extension")
        known: dict[int, tuple[float, int]] = {(1 << len(self.elements)) - 1: (0.0, 0)}

        def way(placed: int) -> float:
            if placed not in known:
                already = frozenset(e for k, e in enumerate(self.elements) if placed >> k & 1)
                known[placed] = min(
                    (cost(already, self.elements[k]) + way(placed | 1 << k), k) for k in self._next(placed)
                )
            return known[placed][0]

        way(0)
        placed = 0
        found: list[E] = []
        while len(found) < len(self.elements):
            k = known[placed][1]
            placed |= 1 << k
            found.append(self.elements[k])
        return tuple(found)

    @cached_property
    def _needs(self) -> tuple[int, ...]:
        """By element, the bits of those that must stand before it, as said."""
        place = {element: k for k, element in enumerate(self.elements)}
        found = [0] * len(self.elements)
        for earlier, later in self.before:
            found[place[later]] |= 1 << place[earlier]
        return tuple(found)

    @cached_property
    def _below(self) -> tuple[int, ...]:
        """The same, with what follows."""
        found = list(self._needs)
        for middle in range(len(found)):
            for k, bits in enumerate(found):
                if bits >> middle & 1:
                    found[k] = bits | found[middle]
        return tuple(found)

    @cached_property
    def _known(self) -> dict[int, int]:
        return {(1 << len(self.elements)) - 1: 1}

    def _next(self, placed: int) -> list[int]:
        return [k for k, needs in enumerate(self._needs) if not placed >> k & 1 and needs & placed == needs]

    def _ways(self, placed: int) -> int:
        """How many ways there are to go on from a set of placed elements."""
        if placed not in self._known:
            self._known[placed] = sum(self._ways(placed | 1 << k) for k in self._next(placed))
        return self._known[placed]
