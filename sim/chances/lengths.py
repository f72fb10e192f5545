"""How long a session lasts and when it asks: the integrals of both laws, read from tables that are exact to 1e-13.

L is a session's length, lognormal; the ask comes an exponential delay of mean m after the logon, and is lost if the
session has ended. So P(asked within c) is share times the integral of exp(-x / m) / m * P(L > x) from 0 to c.
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from scipy.special import erfc

from ..compiled import compiled, lean
from ..streams import Floats, Ints
from .quadrature import NODES, Grid, Sum, grid_of, summed, until

SIGMAS: Final = 8.5
"""A normal number beyond is not looked at: 1e-17."""
ASKS: Final = 0
DELAY: Final = 1
MEDIAN: Final = 2
SIGMA: Final = 3


class Session(NamedTuple):
    """The laws of one kind's sessions, in microseconds.

    Attributes:
        asks: P(a served session asks).
        delay: the mean until it does.
        median: of its length.
        sigma: likewise.
        delays: over panels of logarithms, the integral of P(the ask is due, the session goes on): of each panel its
            first edge, the integral up to it, and Legendre coefficients; shape (panels + 1, 2 + NODES).
        lasting: likewise of P(it ends, and would not have asked until then).
    """

    asks: float
    delay: float
    median: float
    sigma: float
    delays: Floats
    lasting: Floats


class Sessions(NamedTuple):
    """The same of every kind, in few arrays: compiled code counts each as an argument.

    Attributes:
        laws: asks, delay, median, sigma, in the places ASKS to SIGMA; shape (kinds, 4).
        delays: shape (kinds, most panels + 1, 2 + NODES).
        lasting: likewise.
        sizes: rows of each kind that count, of delays and of lasting; shape (kinds, 2).
    """

    laws: Floats
    delays: Floats
    lasting: Floats
    sizes: Ints


@compiled
def of_kind(sessions: Sessions, kind: int) -> Session:
    """One kind's laws."""
    asks, delay, median, sigma = sessions.laws[kind]
    many, few = sessions.sizes[kind]
    return Session(asks, delay, median, sigma, sessions.delays[kind, :many], sessions.lasting[kind, :few])


def together(sessions: Sequence[Session]) -> Sessions:
    """All kinds' laws."""

    def stacked(tables: list[Floats]) -> Floats:
        found = np.zeros((len(tables), max(len(table) for table in tables), tables[0].shape[1]))
        for row, table in zip(found, tables, strict=True):
            row[: len(table)] = table
        return found

    return Sessions(
        np.array([session[:4] for session in sessions], np.float64),
        stacked([session.delays for session in sessions]),
        stacked([session.lasting for session in sessions]),
        np.array([(len(session.delays), len(session.lasting)) for session in sessions], np.int64),
    )


@lean
def below(x: float, median: float, sigma: float) -> float:
    """P(a lognormal number is no greater than x)."""
    if x <= 0.0:
        return 0.0
    if x == math.inf:
        return 1.0
    if sigma == 0.0:
        return 1.0 if x >= median else 0.0
    return 0.5 * math.erfc(-math.log(x / median) / sigma / math.sqrt(2.0))


@lean
def above(x: float, median: float, sigma: float) -> float:
    """P(a lognormal number is greater than x)."""
    if x <= 0.0:
        return 1.0
    if x == math.inf:
        return 0.0
    if sigma == 0.0:
        return 0.0 if x >= median else 1.0
    return 0.5 * math.erfc(math.log(x / median) / sigma / math.sqrt(2.0))


def session_of(asks: float, delay: float, median: float, sigma: float) -> Session:
    """The tables of a kind's laws."""
    middle = math.log(median)
    spread = max(sigma, 1e-3)
    near = middle + spread * np.arange(-SIGMAS, SIGMAS + 0.25, 0.25)
    wide = np.arange(math.log(delay) - 25.0, max(math.log(delay) + 8.0, near[-1]), 0.25)
    edges = np.unique(np.concatenate((wide, near, [middle])))
    delays = grid_of(edges[edges >= wide[0]])
    x = np.exp(delays.at)
    goes_on = erfc(np.log(x / median) / spread / math.sqrt(2.0)) / 2.0
    lasting = grid_of(near)
    z = (lasting.at - middle) / spread
    density = np.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi) / spread
    unasked = 1.0 + asks * np.expm1(-np.exp(lasting.at) / delay)
    # The integral runs over the logarithm, so the density is times x.
    return Session(
        asks,
        delay,
        median,
        sigma,
        _table(delays, np.exp(-x / delay) / delay * goes_on * x),
        _table(lasting, density * unasked),
    )


def _table(grid: Grid, values: Floats) -> Floats:
    total = summed(grid, values)
    terms = np.vstack((total.terms, np.zeros((1, NODES))))
    return np.column_stack((grid.edges, total.before, terms))


@lean
def _read(table: Floats, x: float) -> float:
    return until(Grid(table[:, 0], table[:, 2:]), Sum(table[:, 1], table[:, 2:]), x)


@lean
def due(delay: float, x: float) -> float:
    """P(an ask that is drawn is due within x), its mean delay being so long."""
    return -math.expm1(-x / delay)


@lean
def asked_within(session: Session, c: float) -> float:
    """P(an ask that is drawn comes within c, and before the session ends)."""
    if c <= 0.0:
        return 0.0
    if session.sigma == 0.0:
        return due(session.delay, min(c, session.median))
    # Before the first panel no session has ended.
    start = math.exp(session.delays[0, 0])
    if c <= start:
        return due(session.delay, c)
    return due(session.delay, start) + _read(session.delays, math.log(c))


@lean
def ended_unasked(session: Session, x: float) -> float:
    """P(the session is no longer than x and did not ask until its end)."""
    if x <= 0.0:
        return 0.0
    if session.sigma == 0.0:
        return 1.0 - session.asks * due(session.delay, session.median) if x >= session.median else 0.0
    return _read(session.lasting, math.log(x))
