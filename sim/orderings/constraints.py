"""The smallest additions to the technical order under which no ordering leaks: the sentence a hoster takes home.

A constraint says that an ordering has two steps, one before the other. Sets of them are tried by size. One that
forbids all that another of its size or a smaller one forbids, and more, is no news. What is found rests on the
verdicts that come in, and on nothing else.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from ..words import Verb
from .classes import CRITICAL, OrderingClass

Constraint = tuple[Verb, Verb]
"""One step before another, both there."""

MOST: Final = 3
"""Constraints in a set: what needs more is no rule that an engineer keeps in mind."""


def smallest_safe(
    classes: Sequence[OrderingClass], leaking: Sequence[bool], most: int = MOST
) -> list[frozenset[Constraint]]:
    """The sets of constraints under which no class leaks, each of which allows what no smaller one does.

    Args:
        classes: all classes of one move.
        leaking: whether each leaks, in the same order.
        most: the largest set looked at.

    Returns:
        The smallest first, each with at least one class left.
    """
    leaks = sum(1 << k for k, is_leaking in enumerate(leaking) if is_leaking)
    pairs = [(a, b) for a in CRITICAL for b in CRITICAL if a is not b]
    kept = {pair: bits for pair in pairs if (bits := _kept(classes, pair))}
    found: dict[frozenset[Constraint], int] = {}
    for size in range(most + 1):
        safe = {}
        for chosen in combinations(kept, size):
            left = (1 << len(classes)) - 1
            for pair in chosen:
                left &= kept[pair]
            if left and not left & leaks and not any(left | more == more for more in found.values()):
                safe[frozenset(chosen)] = left
        found |= {
            chosen: left
            for chosen, left in safe.items()
            if not any(left | more == more != left for more in safe.values())
        }
    return list(found)


def _kept(classes: Sequence[OrderingClass], pair: Constraint) -> int:
    """The bits of the classes that keep a constraint."""
    return sum(1 << k for k, one in enumerate(classes) if one.has(*pair))
