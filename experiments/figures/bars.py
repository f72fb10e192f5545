"""Lanes below each other, with bars over time: what the time line and the swim lane have in common.

A lane has its name left of the axes and a line that leads the eye to its first bar; words stand beside its last
one. What a mark means is said above the lanes, of the marks that are there.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from . import style

STEP: Final = "#7FB2D6"
ISOLATES: Final = "#0072B2"
"""The isolation step."""
HOLDS: Final = "#009E73"
"""All is well."""
ALERT: Final = "#D55E00"
"""What deserves to be looked at first."""
HALO: Final = [withStroke(linewidth=3, foreground=style.PAPER)]
"""Around words that an edge may cross."""

_LEFT_PX: Final = 24
_LEGEND_PX: Final = 32
"""Of a line that explains marks; a mark with the gaps around it takes twice as much."""
_CHARACTER: Final = 0.62
"""Width of a character in em, with some to spare."""
_BOLD: Final = 1.12
"""How much wider it is in bold."""


def page(
    title: str, subtitle: str, margins: style.Margins, height_px: float, known: Sequence[Artist]
) -> tuple[Figure, Axes]:
    """A figure that grows with its lanes: as high as a page, or as they need, its marks explained above them.

    Args:
        title: the finding.
        subtitle: what it is of.
        margins: around the lanes; what explaining the marks takes comes on top of the upper one.
        height_px: of all else.
        known: what to say of the marks that are there.
    """
    explained = legend_px(known)
    figure, axes = style.canvas(
        title,
        subtitle,
        replace(margins, top=margins.top + explained),
        height_px=max(style.HEIGHT_PX, round(height_px + explained)),
    )
    _explain(figure, axes, known)
    return figure, axes


def name_lanes(axes: Axes, heights: Sequence[float], names: Sequence[str]) -> None:
    """Write the lanes' names left of the axes."""
    axes.set_yticks(heights, names)
    axes.tick_params(axis="y", length=0, pad=8, labelsize=style.SMALL_PT)
    axes.spines["left"].set_visible(False)


def say_beside(axes: Axes, y: float, words: str) -> None:
    """Write right of the axes what a lane comes to."""
    axes.annotate(
        words,
        (1.0, y),
        xycoords=("axes fraction", "data"),
        xytext=(14, 0),
        textcoords="offset points",
        va="center",
        size=style.SMALL_PT,
        annotation_clip=False,
    )


def colour(verb: str) -> str:
    """The colour of a step's bar."""
    return ISOLATES if verb == "assign_policy" else STEP


def lead(axes: Axes, y: float, x: float) -> None:
    """Lead the eye from a lane's name to where its first bar begins."""
    axes.plot([axes.get_xlim()[0], x], [y, y], color=style.RULE, linewidth=1, zorder=1)


def write_beside(axes: Axes, x0: float, x1: float, y: float, words: str, *, gap_px: float = 6) -> None:
    """Write right of a bar from x0 to x1, or left of it where the axes end."""
    low, high = axes.get_xlim()
    px = axes.get_window_extent().width / (high - low)
    is_right = (high - x1) * px > width_px(words) + gap_px + 2
    axes.text(
        x1 + gap_px / px if is_right else x0 - gap_px / px,
        y,
        words,
        size=style.FLOOR_PT,
        ha="left" if is_right else "right",
        va="center",
        zorder=4,
        path_effects=HALO,
    )


def width_px(words: str, *, is_bold: bool = False) -> float:
    """Pixels that words of the smallest size take at most."""
    return len(words) * style.FLOOR_PT * style.PT * _CHARACTER * (_BOLD if is_bold else 1)


def legend_px(handles: Sequence[Artist]) -> int:
    """Pixels that explaining marks takes above the lanes."""
    return _LEGEND_PX * -(-len(handles) // _columns(handles)) + 18 if handles else 18


def _explain(figure: Figure, axes: Axes, handles: Sequence[Artist]) -> None:
    """Say above the lanes which mark is which, in as many lines as it takes."""
    box = axes.get_position()
    figure.legend(
        handles=list(handles),
        loc="lower left",
        bbox_to_anchor=(_LEFT_PX / figure.bbox.width, box.y1 + 12 / figure.bbox.height),
        ncols=_columns(handles),
        frameon=False,
        borderaxespad=0,
        borderpad=0,
        handletextpad=0.5,
        columnspacing=1.3,
        fontsize=style.SMALL_PT,
    )


def _columns(handles: Sequence[Artist]) -> int:
    """How many marks are explained in a line, so that the widest of them have room."""
    widths = np.array([_entry_px(handle) for handle in handles])
    for columns in range(len(handles), 1, -1):
        # So Matplotlib fills them: column after column, each as wide as its widest entry.
        if sum(part.max() for part in np.array_split(widths, columns)) <= style.WIDTH_PX - 2 * _LEFT_PX:
            return columns
    return 1


def _entry_px(handle: Artist) -> float:
    return 2 * _LEGEND_PX + len(str(handle.get_label())) * style.SMALL_PT * style.PT * _CHARACTER
