"""A compressed axis of time: minutes of work beside hours of a session, and every step stays visible.

Between two neighbouring instants the axis is as long as a logarithm of the time between them. Ticks say the
local time.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
from matplotlib.axes import Axes

from .. import wording
from . import style

_SHORTEST: Final = 0.6
"""Length of the axis between two instants that are next to one another, where ten seconds get 3.2."""
_TICK_PX: Final = 92
"""What the label of a tick takes."""
_BESIDE: Final = 0.01
"""Of the axis' length, left free at both ends."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A place for each instant that matters, and straight lines between them.

    Attributes:
        instants: seconds since 00:00 of the first day, in order.
        places: of them on the axis.
    """

    instants: Sequence[float]
    places: Sequence[float]

    @classmethod
    def of(cls, instants: Iterable[float]) -> "Scale":
        """A scale on which each gap is as long as a logarithm of its time."""
        ordered = sorted(set(instants))
        gaps = (_SHORTEST + math.log2(1 + (b - a) / 2) for a, b in pairwise(ordered))
        return cls(ordered, list(accumulate(gaps, initial=0.0)))

    @property
    def limits(self) -> tuple[float, float]:
        """Of the axes."""
        length = max(self.places[-1], 1.0)
        return -_BESIDE * length, (1 + _BESIDE) * length

    def __call__(self, at: float) -> float:
        """The place of an instant."""
        return float(np.interp(at, self.instants, self.places))


def write_ticks(axes: Axes, scale: Scale, wanted: Iterable[float], first_day: date) -> None:
    """Write the local time of as many instants as have room, those that come first before others."""
    low, high = scale.limits
    px = axes.get_window_extent().width / (high - low)
    taken: list[float] = []
    for at in wanted:
        if all(abs(scale(at) - scale(other)) * px >= _TICK_PX for other in taken):
            taken.append(at)
    taken.sort()
    labels = [wording.clock(at) for at in taken]
    days = [wording.day(first_day, at) for at in taken]
    for k, day in enumerate(days):
        if k == 0 or day != days[k - 1]:
            labels[k] += f"\n{day}"
    axes.set_xticks([scale(at) for at in taken], labels=labels)
    axes.tick_params(axis="x", labelsize=style.FLOOR_PT)
    figure = axes.get_figure(root=True)
    assert figure is not None
    axes.annotate(
        "local time; a gap is drawn as long as the logarithm of its length",
        xy=(0.5, 12 / figure.bbox.height),
        xycoords=("axes fraction", "figure fraction"),
        size=style.SMALL_PT,
        color=style.QUIET,
        ha="center",
        va="bottom",
        annotation_clip=False,
    )
