"""From a few values of the campaign's shock to all of them.

A campaign's shock moves every night at once, so a law that is narrow beside what the shock does to its mean would
show a ripple if it were summed over a few nodes. Between two nodes the law is therefore interpolated, by its
logarithm and a cubic through the four nearest: of Poisson laws, or of normal ones of one variance, even a straight
line gives the law in between, its mean on the way from one to the other by equal factors, as a shock moves it. The
sum over points between the nodes is the trapezoid rule, whose error falls exponentially with their number.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, sqrt
from typing import Final

import numpy as np

from ..streams import Floats
from ..tail import survival
from .strata import SPAN

SPREAD: Final = 0.7
"""Points are no further apart than so many of the law's standard deviations: the rule then errs by under 1e-9."""
NEAREST: Final = 4
"""Nodes that a law between two of them is found from."""
MOST: Final = 64
"""Points between two nodes at most."""


def nodes_of(number: int) -> Floats:
    """Values of the campaign's shock, in standard deviations, from end to end of the span; of one, none of it."""
    return np.linspace(*SPAN, number) if number > 1 else np.zeros(1)


def blended(nodes: Floats, laws: Sequence[Floats]) -> Floats:
    """P(at least k) over all values of the shock, and what each node has to say in it.

    Args:
        nodes: values of the shock, equally far apart, shape (nodes,).
        laws: P(0, 1, 2 ...) at each.

    Returns:
        Shape (nodes, K + 1): its sum over nodes is P(at least 0, 1, 2 ... K).

    >>> blended(np.zeros(1), [np.array([0.75, 0.25])]).tolist()
    [[1.0, 0.25]]
    """
    found = np.zeros((len(laws), max(law.size for law in laws)))
    if len(laws) == 1:
        found[0] = survival(laws[0])
        return found
    parts = _parts(nodes, laws)
    points = np.linspace(nodes[0], nodes[-1], (nodes.size - 1) * parts + 1)
    weights = np.exp(-(points**2) / 2)
    weights /= weights.sum()
    for q in range(len(laws) - 1):
        for i, law in enumerate(_between(laws, q, parts)):
            tail = weights[q * parts + i] * survival(law)
            found[q, : law.size] += (1 - i / parts) * tail
            found[q + 1, : law.size] += i / parts * tail
    last = laws[-1]
    found[-1, : last.size] += weights[-1] * survival(last)
    return found


def _between(laws: Sequence[Floats], q: int, parts: int) -> Iterator[Floats]:
    """The q-th law, and those on the way to the next, without it."""
    yield laws[q]
    first = max(0, min(q - 1, len(laws) - NEAREST))
    near = laws[first : first + NEAREST]
    size = min(law.size for law in near)
    with np.errstate(divide="ignore"):
        logs = np.log([law[:size] for law in near])
    is_there = np.isfinite(logs).all(axis=0)
    for i in range(1, parts):
        law = np.zeros(size)
        law[is_there] = np.exp(_through(q - first + i / parts, len(near)) @ logs[:, is_there])
        mass = law.sum()
        # Laws with little in common, such as that of nobody, are mixed.
        yield law / mass if size > 1 and mass > _LEAST else _mixed(laws[q], laws[q + 1], i / parts)


def _through(at: float, nodes: int) -> Floats:
    """Lagrange's weights of so many nodes, at 0, 1, 2 ..., for the polynomial through all of them.

    >>> _through(0.5, 2).tolist(), _through(1.5, 4).tolist()
    ([0.5, 0.5], [-0.0625, 0.5625, 0.5625, -0.0625])
    """
    of = np.arange(nodes)
    return np.array([np.prod([(at - j) / (i - j) for j in of if j != i]) for i in of])


_LEAST: Final = 1e-12


def _mixed(first: Floats, second: Floats, share: float) -> Floats:
    found = np.zeros(max(first.size, second.size))
    found[: first.size] = (1 - share) * first
    found[: second.size] += share * second
    return found


def _parts(nodes: Floats, laws: Sequence[Floats]) -> int:
    """Into how many parts the way between two nodes is cut."""
    moments = [_moments(law) for law in laws]
    most = 1.0
    for (mean, spread), (next_mean, next_spread) in pairwise(moments):
        if narrow := min(spread, next_spread):
            most = max(most, abs(next_mean - mean) / (SPREAD * narrow))
    # The normal weight itself asks for points less than a standard deviation apart.
    return min(MOST, ceil(float(max(most, (nodes[1] - nodes[0]) / SPREAD))))


def _moments(law: Floats) -> tuple[float, float]:
    k = np.arange(law.size)
    mean = float((k * law).sum())
    return mean, sqrt(max(0.0, float(((k - mean) ** 2 * law).sum())))
