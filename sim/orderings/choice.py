"""The steps an ordering is made of: those that every migration needs, with and without each optional part."""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from typing import Final

from ..procedure import Move, Procedure, Step, needs
from ..words import Verb
from .partial_order import PartialOrder

NEEDED: Final = (
    Verb.PROVISION,
    Verb.BUILD_ADDRESS_LISTS,
    Verb.CREATE_POLICY,
    Verb.SYNC_MAILBOXES,
    Verb.CUT_OVER,
    Verb.SWITCH_ROUTING,
    Verb.ASSIGN_POLICY,
    Verb.GENERATE_OAB,
    Verb.DECOMMISSION,
)
"""Every ordering has each of them once."""
OPTIONAL: Final = (
    (Verb.WAIT_REPLICATION,),
    (Verb.VERIFY_ISOLATION,),
    (Verb.CLOSE_GATE, Verb.OPEN_GATE),
)
"""Parts that an ordering has or has not; a gate is closed and opened, or is not there."""

Ordering = tuple[Verb, ...]
"""Verbs from the first to the last."""


def technical_order(verbs: Sequence[Verb], move: Move) -> PartialOrder[Verb]:
    """What an engineer could carry out, of these verbs."""
    pairs = frozenset((need, verb) for verb in verbs for need in needs(verb, move))
    return PartialOrder(tuple(verbs), pairs)


def all_orders(move: Move) -> Iterator[PartialOrder[Verb]]:
    """The technical order of the needed steps, without and with each optional part, the shortest first."""
    for number in range(len(OPTIONAL) + 1):
        for parts in combinations(OPTIONAL, number):
            yield technical_order((*NEEDED, *chain.from_iterable(parts)), move)


def procedure_of(ordering: Ordering, move: Move) -> Procedure:
    """An ordering as a procedure, each step as the platform does it; its name says the order."""
    return Procedure(name=", ".join(ordering), move=move, steps=tuple(Step(verb=verb) for verb in ordering))
