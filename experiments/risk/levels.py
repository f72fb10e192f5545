"""The numbers K that are told where nobody names any: some that everybody asks for, and where the law bends."""

from math import floor, log10
from typing import Final

import numpy as np

from sim.mixing.design import LEAST
from sim.streams import Floats

from ..figures.april_2016 import CONNECTED

ALWAYS: Final = (1, 10, 100, CONNECTED)
BENDS: Final = (0.5, 0.05, 1e-3, 1e-6)
"""Probabilities at which the law is looked at."""
DOTS: Final = 80
"""Numbers that a curve is drawn through."""


def levels(curve: Floats) -> list[int]:
    """The numbers that are told of a law.

    Args:
        curve: P(at least k), k = 0, 1 ... K.

    >>> levels(np.array([1.0, 1.0, 0.9, 0.4, 0.0]))
    [1, 3, 4, 10, 100, 521]
    """
    bends = {_round(int(np.argmax(curve < p))) for p in BENDS if (curve < p).any()}
    return sorted({*ALWAYS, *(k for k in bends if k)})


def drawn(curve: Floats) -> list[int]:
    """The numbers that a curve is drawn through: some where it is flat, most of them where it falls, and its bends.

    >>> drawn(np.array([1.0, 1.0, 0.9, 0.4, 0.0]))
    [1, 2, 3]
    """
    last = int((curve >= LEAST).sum()) - 1
    if last < 1:
        return []
    first = max(1, int((curve > 0.999).sum()) - 1)
    rising, falling = np.geomspace(1, first, 10), np.linspace(first, last, DOTS)
    # A title names the last number that is still so likely.
    bends = {int((curve >= p).sum()) - 1 for p in BENDS} - {0}
    return sorted({round(k) for k in (*rising.tolist(), *falling.tolist())} | bends)


def _round(number: int) -> int:
    """To two figures.

    >>> _round(7), _round(634), _round(4892)
    (7, 630, 4900)
    """
    return number if number < 100 else round(number, 1 - floor(log10(number)))
