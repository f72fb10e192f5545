"""Room for what is found out of one tenant, and its mailboxes' clients put together."""

import math
from typing import NamedTuple

from ..compiled import lean
from ..streams import Codes, Floats, Ints
from .events import EVENTS
from .kit import MODES, ON_DEMAND, Kit
from .pieces import Pieces
from .scene import Seating
from .usual import Ends


class Work(NamedTuple):
    """Room for one tenant's numbers.

    Attributes:
        told: see ``kernel.shown.query``.
        of_clients: of one mailbox, shape (kinds, MODES, EVENTS).
        exponents: logarithms of the probabilities that none of a tenant's clients brings an event about.
        ends: see ``usual``.
        at: rates of first tries as steps, of each kind and mode, and of each kind while a gate is closed before all
            that, shape (kinds + MODES + kinds, MOST_STEPS).
        by: likewise.
        sizes: how many steps each has.
        came: visits of each kind that the gate refused and that come again before any is served, shape (kinds,).
        chances: see ``clients.Kit``, of the book that is met.
        isolated: instants at which a tenant's controllers isolate a mailbox, in order.
        entries: of the book that is met.
        led: room for ``afterwards``, shape (EVENTS,).
        nothing: no mailbox at all.
    """

    told: Codes
    of_clients: Floats
    exponents: Floats
    ends: Ends
    at: Floats
    by: Floats
    sizes: Ints
    came: Floats
    chances: Floats
    isolated: Ints
    entries: Floats
    led: Floats
    nothing: Pieces


@lean
def add(kit: Kit, seating: Seating, p: int, k: int, work: Work) -> None:
    """One mailbox more: the logarithm of the probability that none of its clients brings an event about."""
    of_clients, exponents = work.of_clients, work.exponents
    row = p if seating.shares.shape[0] > 1 else 0
    allowed = seating.allowed[seating.first[p] + k - 1] if seating.allowed.size > 0 else -1
    for kind in range(of_clients.shape[0]):
        share = seating.shares[row, kind]
        if share == 0.0 or not allowed >> kind & 1:
            continue
        left_on = seating.left_on[kind]
        for event in range(kit.first_event, EVENTS):
            chance = (1.0 - left_on) * of_clients[kind, ON_DEMAND, event]
            for mode in range(1, MODES):
                chance += left_on * seating.follow[mode] * of_clients[kind, mode, event]
            exponents[event] += math.log1p(-min(share * chance, 1.0))
