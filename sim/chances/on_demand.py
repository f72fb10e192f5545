"""Clients on demand: their visits, those that are served, and what comes of them.

Who connects on demand comes by a Poisson process, and each visit leads to one served logon at most, so the served
logons are a Poisson process too: thinned by refusals, and displaced by the tries that follow them.
"""

import math

import numpy as np

from ..compiled import inner
from ..streams import Floats
from .events import (
    Place,
)
from .kit import Kit
from .panels import Clock, rate_at
from .pieces import REFUSED, SERVED
from .quadrature import NODES, Grid, Sum, W, summed, until


@inner
def visits(place: Place, clock: Clock, kit: Kit, kind: int) -> Floats:
    """Connections a microsecond that are tried for the first time, shape (panels, NODES)."""
    edges = clock.grid.edges
    found = np.empty((edges.size - 1, NODES))
    for i in range(edges.size - 1):
        found[i] = rate_at(place, kit, kind, (edges[i] + edges[i + 1]) / 2.0)
    return found


@inner
def served(place: Place, clock: Clock, kit: Kit, kind: int) -> Floats:
    """Connections a microsecond that are served, at once or after refusals, likewise; 0 where none is."""
    rules, grid = place.rules, clock.grid
    now = visits(place, clock, kit, kind)
    found = np.zeros(now.shape)
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    for tries in range(rules.retries + 1):
        for i in range(clock.state.size):
            if clock.state[i] == SERVED:
                found[i] += now[i]
            if clock.state[i] != REFUSED:
                now[i] = 0.0
        if tries == rules.retries or not now.any():
            break
        total = summed(grid, now)
        for i in range(clock.state.size):
            for k in range(NODES):
                at = grid.at[i, k]
                now[i, k] = (until(grid, total, at - low) - until(grid, total, at - high)) / (high - low)
    return found


@inner
def shown_to_visits(place: Place, clock: Clock, kit: Kit, kind: int, chance: Floats) -> Sum:
    """Events that visits from an instant on are expected to bring about, each with the tries that follow it.

    Args:
        place: the mailbox.
        clock: its clients' grid.
        kit: what holds for all.
        kind: index into KINDS: of the rate.
        chance: P(event) of a visit served at a node, shape (panels, NODES).
    """
    rules, grid = place.rules, clock.grid
    now = chance.copy()
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    for i in range(clock.state.size):
        if clock.state[i] != SERVED:
            now[i] = 0.0
    if clock.is_refused_later:
        for _ in range(rules.retries):
            total = summed(grid, now)
            for i in range(clock.state.size):
                if clock.state[i] == REFUSED:
                    for k in range(NODES):
                        at = grid.at[i, k]
                        now[i, k] = (until(grid, total, at + high) - until(grid, total, at + low)) / (
                            high - low
                        )
    return summed(grid, now * visits(place, clock, kit, kind))


@inner
def integral_over(grid: Grid, values: Floats) -> float:
    """The integral of what is known at a grid's nodes, shape (panels, NODES)."""
    found = 0.0
    for i in range(values.shape[0]):
        half = (grid.edges[i + 1] - grid.edges[i]) / 2.0
        for k in range(NODES):
            found += half * W[k] * values[i, k]
    return found


@inner
def first_of_many(grid: Grid, rates: Floats, chance: Floats, later: Floats) -> float:
    """P(event) where the first served logon brings it about with one chance, and any later one with another."""
    before, after = summed(grid, rates), summed(grid, rates * later)
    last = after.before[after.before.size - 1]
    values = np.empty(rates.shape)
    for i in range(rates.shape[0]):
        for k in range(NODES):
            values[i, k] = 0.0
            if rates[i, k] > 0.0:
                at = grid.at[i, k]
                none_yet = math.exp(-until(grid, before, at))
                further = -math.expm1(-(last - until(grid, after, at)))
                values[i, k] = rates[i, k] * none_yet * (chance[i, k] + (1.0 - chance[i, k]) * further)
    return integral_over(grid, values)
