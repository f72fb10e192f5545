"""Gauss and Legendre on panels: exact for the polynomials that piecewise laws are made of, and 1e-12 for the rest."""

from typing import Final, NamedTuple

import numpy as np

from ..compiled import compiled, lean
from ..streams import Floats

NODES: Final = 8
"""A panel's nodes: polynomials of degree 15 are integrated exactly, of degree 7 found again exactly."""


def _legendre(nodes: int) -> tuple[Floats, Floats, Floats]:
    """Nodes and weights on [-1, 1], and the matrix from values at the nodes to Legendre coefficients."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    degree = np.arange(nodes)
    values = np.polynomial.legendre.legvander(x, nodes - 1)
    return x, w, (values * w[:, None]).T * (degree + 0.5)[:, None]


X, W, _TO_LEGENDRE = _legendre(NODES)
"""Nodes and weights on [-1, 1]."""


class Grid(NamedTuple):
    """Consecutive panels.

    Attributes:
        edges: of the panels, in order, shape (panels + 1,).
        at: their nodes, shape (panels, NODES).
    """

    edges: Floats
    at: Floats


class Sum(NamedTuple):
    """A function's integral from the first edge on, which can be read anywhere.

    Attributes:
        before: up to each edge, shape (panels + 1,).
        terms: the function's Legendre coefficients, shape (panels, NODES).
    """

    before: Floats
    terms: Floats


@compiled
def grid_of(edges: Floats) -> Grid:
    """The grid with these edges."""
    at = np.empty((edges.size - 1, NODES))
    for i in range(edges.size - 1):
        middle, half = (edges[i] + edges[i + 1]) / 2.0, (edges[i + 1] - edges[i]) / 2.0
        for k in range(NODES):
            at[i, k] = middle + half * X[k]
    return Grid(edges, at)


@compiled
def summed(grid: Grid, values: Floats) -> Sum:
    """The integral of a function given at a grid's nodes."""
    edges = grid.edges
    before = np.zeros(edges.size)
    terms = np.zeros(values.shape)
    for i in range(edges.size - 1):
        for n in range(NODES):
            total = 0.0
            for k in range(NODES):
                total += _TO_LEGENDRE[n, k] * values[i, k]
            terms[i, n] = total
        # The mean over a panel is its first coefficient.
        before[i + 1] = before[i] + terms[i, 0] * (edges[i + 1] - edges[i])
    return Sum(before, terms)


@lean
def until(grid: Grid, total: Sum, at: float) -> float:
    """The integral up to an instant."""
    edges = grid.edges
    if at <= edges[0]:
        return 0.0
    if at >= edges[edges.size - 1]:
        return float(total.before[edges.size - 1])
    i = panel_of(edges, at)
    half = (edges[i + 1] - edges[i]) / 2.0
    x = (at - edges[i]) / half - 1.0
    # The integral of P(n) from -1 is (P(n + 1) - P(n - 1)) / (2 n + 1), that of P(0) is x + 1.
    earlier, this = 1.0, x
    found = total.terms[i, 0] * (x + 1.0)
    for n in range(1, NODES):
        later = ((2 * n + 1) * x * this - n * earlier) / (n + 1)
        found += total.terms[i, n] * (later - earlier) / (2 * n + 1)
        earlier, this = this, later
    return float(total.before[i] + half * found)


@lean
def panel_of(edges: Floats, at: float) -> int:
    """The panel that holds an instant; the first or the last where none does."""
    low, high = 0, edges.size - 2
    while low < high:
        middle = (low + high + 1) // 2
        if edges[middle] <= at:
            low = middle
        else:
            high = middle - 1
    return low


@compiled
def apart(instants: Floats) -> Floats:
    """In order, and of those that are all but one only one."""
    inside = np.sort(instants)
    size = 0
    for at in inside:
        if size == 0 or at > inside[size - 1] + 0.5:
            inside[size] = at
            size += 1
    return inside[:size].copy()


@compiled
def ordered(edges: Floats, many: int, first: float, last: float, least: float) -> Floats:
    """Edges in order between two instants, both included, none nearer to the one before it than so much."""
    inside = np.sort(edges[:many])
    found = np.empty(many + 2)
    found[0] = first
    size = 1
    for at in inside:
        if at > found[size - 1] + least and at < last - least:
            found[size] = at
            size += 1
    found[size] = last
    return found[: size + 1].copy()
