"""How long a session lasts and when it asks: the integrals of both laws, read from tables that are exact to 1e-13.

L is a session's length, lognormal; the ask comes an exponential delay of mean m after the logon, and is lost if the
session has ended. So P(asked within c) is share times the integral of exp(-x / m) / m * P(L > x) from 0 to c.
"""

import math
from typing import Final, NamedTuple

import numpy as np

from ..compiled import compiled
from ..streams import Floats
from .quadrature import NODES, Grid, Sum, grid_of, summed, until

FOREVER: Final = math.inf
SIGMAS: Final = 8.5
"""A normal number beyond is not looked at: 1e-17."""


class Session(NamedTuple):
    """The laws of one kind's sessions, in microseconds.

    Attributes:
        asks: P(a served session asks).
        delay: the mean until it does.
        median, sigma: of its length.
        delays: panels of logarithms, and the integral of P(the ask is due, the session goes on) over them.
        lasting: likewise of P(it ends, and would not have asked until then).
        grids: theirs.
        least: the shortest length in the tables; below it a length has no share, and a delay one that is linear.
    """

    asks: float
    delay: float
    median: float
    sigma: float
    delays: Sum
    delay_grid: Grid
    lasting: Sum
    lasting_grid: Grid


@compiled
def below(x: float, median: float, sigma: float) -> float:
    """P(a lognormal number is no greater than x)."""
    if x <= 0.0:
        return 0.0
    if x == math.inf:
        return 1.0
    if sigma == 0.0:
        return 1.0 if x >= median else 0.0
    return 0.5 * math.erfc(-math.log(x / median) / sigma / math.sqrt(2.0))


@compiled
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
    delays = grid_of(edges[(edges >= wide[0])])
    x = np.exp(delays.at)
    goes_on = np.vectorize(lambda y: above(y, median, sigma))(x)
    # The integral runs over the logarithm, so the density is times x.
    of_delays = summed(delays, np.exp(-x / delay) / delay * goes_on * x)
    lasting = grid_of(near)
    z = (lasting.at - middle) / spread
    density = np.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi) / spread
    of_lasting = summed(lasting, density * (1.0 + asks * np.expm1(-np.exp(lasting.at) / delay)))
    return Session(asks, delay, median, sigma, of_delays, delays, of_lasting, lasting)


@compiled
def due(session: Session, x: float) -> float:
    """P(an ask that is drawn is due within x)."""
    return -math.expm1(-x / session.delay)


@compiled
def asked_within(session: Session, c: float) -> float:
    """P(an ask that is drawn comes within c, and before the session ends)."""
    if c <= 0.0:
        return 0.0
    if session.sigma == 0.0:
        return due(session, min(c, session.median))
    first = session.delay_grid.edges[0]
    # Before the first panel no session has ended, and the law is its own mean.
    start = math.exp(first)
    if c <= start:
        return due(session, c)
    return due(session, start) + until(session.delay_grid, session.delays, math.log(c))


@compiled
def ended_unasked(session: Session, x: float) -> float:
    """P(the session is no longer than x and did not ask until its end)."""
    if x <= 0.0:
        return 0.0
    if session.sigma == 0.0:
        return 1.0 - session.asks * due(session, session.median) if x >= session.median else 0.0
    return until(session.lasting_grid, session.lasting, math.log(x))
