"""Orderings that differ only in steps that no leak depends on are one class, and have one verdict.

Whether an ordering leaks depends on when a mailbox becomes reachable, when it is isolated, and what is waited for or
checked in between. The other steps prepare, copy or clear away: they take time, which the explorer throws away.
That they bear on no verdict is a claim: it is checked on orderings drawn from all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from ..procedure import Move, Procedure
from ..words import Verb
from .choice import Ordering, all_orders, procedure_of
from .partial_order import PartialOrder

CRITICAL: Final = (
    Verb.CUT_OVER,
    Verb.SWITCH_ROUTING,
    Verb.ASSIGN_POLICY,
    Verb.WAIT_REPLICATION,
    Verb.VERIFY_ISOLATION,
    Verb.CLOSE_GATE,
    Verb.OPEN_GATE,
)
"""The verbs that a leak may depend on."""


@dataclass(frozen=True)
class OrderingClass:
    """All orderings of the same steps that agree on the order of the critical ones.

    Attributes:
        move: how mailboxes come to the target.
        critical: the critical steps, in their order.
        order: the technical order with that of the critical steps: its extensions are the members.
    """

    move: Move
    critical: Ordering
    order: PartialOrder[Verb]

    @cached_property
    def members(self) -> int:
        """How many orderings it has."""
        return self.order.count

    @property
    def first(self) -> Procedure:
        """Its first member."""
        return procedure_of(self.order.at(0), self.move)

    def has(self, earlier: Verb, later: Verb) -> bool:
        """Has every member both steps, in this order?"""
        verbs = self.critical
        return earlier in verbs and later in verbs and verbs.index(earlier) < verbs.index(later)

    def __str__(self) -> str:
        """The critical steps in their order."""
        return ", ".join(self.critical)


def critical_of(ordering: Ordering) -> Ordering:
    """The critical steps of an ordering, in their order: what says which class it belongs to."""
    return tuple(verb for verb in ordering if verb in CRITICAL)


def classes(move: Move) -> Iterator[OrderingClass]:
    """Every class, those with the fewest steps first."""
    for order in all_orders(move):
        critical = tuple(verb for verb in CRITICAL if verb in order.elements)
        pairs = frozenset((a, b) for a in critical for b in critical if order.has(a, b))
        for chain in PartialOrder(critical, pairs):
            yield OrderingClass(move, chain, order.under(pairwise(chain)))
