"""A normal law cut into cells of equal width: rare shocks are met by design, and weigh as little as they should."""

from typing import Final

import numpy as np

from ..streams import Floats, Ints

SPAN: Final = (-4.0, 6.0)
"""Standard deviations between which a shock is looked at; 1e-9 lies above. A slow night is looked at further out than
a quick one: it is what makes the upper tail."""


def points(cells: Ints, number: int, place: Floats) -> Floats:
    """A shock in each of some cells: all of a night at one place of their cells, so that they are equally far apart.

    The sum over such points is the trapezoid rule, which is exact to 1e-5 for a normal law at nine points; a
    place drawn by chance leaves what is left of its error without a direction.

    Args:
        cells: numbers of cells, from 0, shape (nights, schedules).
        number: how many cells the span is cut into.
        place: where in its cells each night's shocks are, from 0 to 1, shape (nights,).

    Returns:
        Standard deviations, shape (nights, schedules).

    >>> points(np.array([[0, 4]]), 5, np.array([0.5])).tolist()
    [[-3.0, 5.0]]
    """
    least, most = SPAN
    found: Floats = least + (cells + place[:, None]) * ((most - least) / number)
    return found


def weights(shocks: Floats) -> Floats:
    """What each shock of a night counts: the normal density there, a night's summing to 1; shape as the shocks'.

    >>> weights(np.array([[-1.0, 0.0, 1.0]])).round(3).tolist()
    [[0.274, 0.452, 0.274]]
    """
    density = np.exp(-(shocks**2) / 2)
    found: Floats = density / density.sum(axis=-1, keepdims=True)
    return found
