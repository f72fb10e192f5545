"""Rows of dots, one a schedule, and the words beside them."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from . import style

STRIP: Final = 0.6
"""Height of a procedure's dots, where a row has 1."""
_LEADING: Final = 1.45
"""Points from line to line, for one of the letters'."""
MANY_DOTS: Final = 3_000
"""From so many dots on they are drawn as one picture: as shapes they would swell the page."""


def scatter(axes: Axes, y: float, numbers: Sequence[float], procedure: str, *, is_picture: bool) -> None:
    """Draw one number a schedule as dots of a procedure's row."""
    axes.scatter(
        numbers,
        y + STRIP * (_spread_evenly(len(numbers)) - 0.5),
        s=22,
        color=style.look(procedure).colour,
        alpha=0.6,
        linewidth=0,
        clip_on=False,
        rasterized=is_picture,
        zorder=2,
    )


def write_beside(axes: Axes, y: float, number: str, *details: str) -> None:
    """Write right of a row what it comes to: a number, and below it what to know of it, a line each."""
    up = (style.TEXT_PT + len(details) * style.FLOOR_PT) * _LEADING / 2
    for k, text in enumerate((number, *details)):
        size = style.FLOOR_PT if k else style.TEXT_PT
        up -= size * _LEADING / 2
        axes.annotate(
            text,
            xy=(1, y),
            xycoords=("axes fraction", "data"),
            xytext=(12, up),
            textcoords="offset points",
            size=size,
            weight="normal" if k else "bold",
            ha="left",
            va="center",
            annotation_clip=False,
        )
        up -= size * _LEADING / 2


def _spread_evenly(number: int) -> Any:
    """Numbers between 0 and 1 in which neighbours lie apart: multiples of the golden ratio, without its wholes."""
    return (np.arange(number) * 0.6180339887498949 + 0.5) % 1
