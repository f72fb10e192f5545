"""One mailbox's clients: the probability that each kind, on demand or left on, brings about an event.

Laws are pieces of polynomials between instants that are all known, and exact between them.
"""

import math

import numpy as np

from ..clients import OUTLOOK_CACHED
from ..compiled import inner
from ..streams import Floats
from .events import (
    CONNECTED,
    EVENTS,
    Place,
    of_first_session,
    of_session,
)
from .kit import AUTODISCOVER, MODES, ON_DEMAND, Kit, Left
from .left_on import mean_over_first_tries, of_left_on
from .lengths import of_kind
from .on_demand import first_of_many, integral_over, served
from .panels import clock_of, edges_of
from .pieces import SERVED
from .quadrature import NODES


@inner
def of_mailbox(place: Place, kit: Kit, left: Left, found: Floats) -> None:
    """P(event) of every kind of client in every mode.

    Args:
        place: the mailbox.
        kit: what holds for all.
        left: from when on those come that were left on.
        found: filled, shape (kinds, MODES, EVENTS).
    """
    found[:] = 0.0
    clock = clock_of(place, edges_of(place, kit, left))
    shape = clock.grid.at.shape
    narrow, wide, asks = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for base in range(kit.base.size):
        is_used = False
        for kind in range(kit.base.size):
            is_used |= kit.base[kind] == base and kit.is_needed[kind, ON_DEMAND] != 0
        rates = served(place, clock, kit, base) if is_used else np.zeros(shape)
        for kind in range(kit.base.size):
            is_left_on = kit.is_needed[kind, 1:].any()
            if kit.base[kind] != base and not (is_left_on and kit.base[kind] < 0 and base == 0):
                continue
            session = of_kind(kit.sessions, kind)
            counts, has_book = kit.kinds[kind].counts != 0, kind == OUTLOOK_CACHED
            since = place.capped_from if kit.kinds[kind].is_capped else place.whole_from
            for event in range(kit.first_event, EVENTS):
                if event == CONNECTED and not counts:
                    continue
                for i in range(shape[0]):
                    for k in range(NODES):
                        narrow[i, k] = wide[i, k] = asks[i, k] = 0.0
                        if clock.state[i] != SERVED:
                            continue
                        at = clock.grid.at[i, k]
                        if clock.share[i] > 0.0:
                            _, asks[i, k] = of_session(place, session, event, counts, since, at)
                        wide[i, k] = asks[i, k]
                        if has_book and (clock.share[i] > 0.0 or place.open_until > at):
                            narrow[i, k], wide[i, k] = of_first_session(
                                place, session, kit.downloads, event, counts, at
                            )
                        wide[i, k] *= clock.share[i]
                        asks[i, k] *= clock.share[i]
                        narrow[i, k] *= 1.0 - clock.share[i]
                many = kit.times[kind]
                if kit.is_needed[kind, ON_DEMAND] and kit.base[kind] >= 0:
                    if has_book:
                        found[kind, ON_DEMAND, event] = first_of_many(
                            clock.grid, rates * many, narrow + wide, asks
                        )
                    else:
                        found[kind, ON_DEMAND, event] = -math.expm1(
                            -integral_over(clock.grid, rates * many * wide)
                        )
                if is_left_on:
                    values = of_left_on(place, clock, kit, kind, event, narrow, wide, asks)
                    for mode in range(AUTODISCOVER, MODES):
                        if kit.is_needed[kind, mode]:
                            found[kind, mode, event] = mean_over_first_tries(
                                clock, kit, left, mode, values, place
                            )
