"""What every figure looks like: the one place that knows fonts, sizes and colours.

A procedure keeps its colour, hatch, marker and dash in every figure and page. Colours are those of Okabe and
Ito, cividis shows magnitude, and nothing is told by colour alone. Keep every text at FLOOR_PT or more.
"""

import textwrap
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from matplotlib import colormaps
from matplotlib import style as matplotlib_style
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

WIDTH_PX: Final = 1280
HEIGHT_PX: Final = 720
DPI: Final = 100
PT: Final = DPI / 72
"""Pixels a point."""

HEADLINE_PT: Final = 20
TEXT_PT: Final = 15
SMALL_PT: Final = 13
FLOOR_PT: Final = 12

INK: Final = "#1a1a1a"
BLACK: Final = "#000000"
"""Ink on a coloured ground: INK would not stand out enough from the middle greys."""
QUIET: Final = "#595959"
PAPER: Final = "#ffffff"
RULE: Final = "#d9d9d9"
NOT_RUN: Final = "#c4c4c4"
BOUND: Final = "#595959"
"""The mark of what OVH counted in 2016."""

MAGNITUDE: Final = colormaps["cividis"].resampled(256)
"""The colours of magnitude, dark for few."""

HOUSE: Final[dict[str, Any]] = {
    "font.family": ["DejaVu Sans"],
    "font.size": TEXT_PT,
    "axes.titlesize": TEXT_PT,
    "axes.labelsize": TEXT_PT,
    "xtick.labelsize": TEXT_PT,
    "ytick.labelsize": TEXT_PT,
    "legend.fontsize": TEXT_PT,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 1.5,
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "figure.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "gallab",
}


@contextmanager
def house() -> Iterator[None]:
    """The house style for as long as it lasts, whatever the reader's own settings; also a decorator."""
    with matplotlib_style.context(["default", HOUSE]):
        yield


@dataclass(frozen=True, slots=True)
class Look:
    """How one thing is drawn: a colour, and what tells it apart without one."""

    colour: str
    hatch: str
    marker: str
    dash: str | tuple[int, tuple[float, ...]]


_DASHES: Final = ("-", "--", ":", "-.", (0, (6, 1.5, 1, 1.5, 1, 1.5)), (0, (1, 1)), (0, (8, 3)))

PROCEDURES: Final[dict[str, Look]] = {
    "ovh-2016": Look("#D55E00", "", "o", _DASHES[0]),
    "batch-late": Look("#E69F00", "//", "s", _DASHES[1]),
    "isolate-unreplicated": Look("#56B4E9", "..", "^", _DASHES[3]),
    "deny-by-default": Look("#CC79A7", "xx", "D", _DASHES[2]),
    "gated": Look("#0072B2", "\\\\", "v", _DASHES[6]),
    "reroute-last": Look("#000000", "++", "P", _DASHES[5]),
    "isolate-first": Look("#009E73", "--", "X", _DASHES[4]),
    "gated-on-timer": Look("#0072B2", "oo", "<", _DASHES[2]),
    "hidden-first": Look("#CC79A7", "||", ">", _DASHES[1]),
    "probe-and-stop": Look("#E69F00", "\\\\", "p", _DASHES[3]),
    "solidcp": Look("#009E73", "**", "h", _DASHES[2]),
    "cloudpanel": Look("#56B4E9", "//", "d", _DASHES[5]),
}

CAUSES: Final[dict[str, Look]] = {
    "not_assigned": Look("#D55E00", "", "o", "-"),
    "not_replicated": Look("#56B4E9", "..", "s", "-"),
    "silent_failure": Look("#CC79A7", "xx", "^", "-"),
    "paused": Look("#009E73", "--", "D", "-"),
    "in_flight_stop": Look("#B3B3B3", "||", "v", "-"),
    "wide_session": Look("#E69F00", "//", "P", "-"),
    "oab": Look("#0072B2", "\\\\", "X", "-"),
}
"""Every cause of a foreign row, in the order in which it is stacked."""


def look(procedure: str) -> Look:
    """How a procedure is drawn; one that is not built in gets a grey look of its own, by its name.

    >>> look("ovh-2016").colour, look("mine") == look("mine")
    ('#D55E00', True)
    """
    if procedure in PROCEDURES:
        return PROCEDURES[procedure]
    looks = list(PROCEDURES.values())
    name = zlib.crc32(procedure.encode())
    return Look("#7F7F7F", looks[name % 7].hatch, looks[name // 7 % 7].marker, _DASHES[name // 49 % 7])


def ink_on(colour: Any) -> str:
    """The text colour that is read best on a ground, by relative luminance.

    >>> ink_on("#000000") == PAPER, ink_on("#F0E442") == BLACK
    (True, True)

    Source: WCAG 2.2, relative luminance and contrast ratio.
    """
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    # White and black stand out equally, by 4.6, where 1.05 / (L + .05) = (L + .05) / .05.
    return PAPER if luminance < 0.179 else BLACK


@dataclass(frozen=True, slots=True)
class Margins:
    """Pixels kept free around the axes, under the title."""

    left: int
    right: int
    bottom: int
    top: int = 24


def canvas(
    title: str, subtitle: str, margins: Margins, *, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX
) -> tuple[Figure, Axes]:
    """A figure with its finding as title, its circumstances as subtitle, and one pair of axes below.

    The finding is the figure's label too: what stands for it where it cannot be seen.
    """
    figure = Figure(figsize=(width_px / DPI, height_px / DPI), dpi=DPI)
    figure.set_label(" ".join(title.split()))
    top = _write_head(figure, title, subtitle, width_px, height_px) + margins.top
    axes = figure.add_axes(
        (
            margins.left / width_px,
            margins.bottom / height_px,
            (width_px - margins.left - margins.right) / width_px,
            (height_px - top - margins.bottom) / height_px,
        )
    )
    return figure, axes


def side_by_side(figure: Figure, whole: Axes, many: int, gap_px: float) -> list[Axes]:
    """Axes one beside the other, in the place of one pair."""
    box = whole.get_position()
    gap = gap_px / figure.bbox.width
    width = (box.width - (many - 1) * gap) / many
    return [figure.add_axes((box.x0 + k * (width + gap), box.y0, width, box.height)) for k in range(many)]


def _write_head(figure: Figure, title: str, subtitle: str, width_px: int, height_px: int) -> float:
    """Write title and subtitle; how many pixels from the top they take."""
    left, y = 24, 18.0
    # A character's width in em, measured, with some to spare: bold, then plain.
    for text, size, weight, colour, em in (
        (title, HEADLINE_PT, "bold", INK, 0.68),
        (subtitle, TEXT_PT, "normal", QUIET, 0.6),
    ):
        room = int((width_px - 2 * left) / (em * size * PT))
        lines = [line for part in text.splitlines() for line in textwrap.wrap(part, room)]
        figure.text(
            left / width_px,
            1 - y / height_px,
            "\n".join(lines),
            size=size,
            weight=weight,
            color=colour,
            va="top",
            ha="left",
            linespacing=1.25,
        )
        y += len(lines) * 1.32 * size * PT + 6
    return y


def set_signed_ticks(axis: Axis, least: float, most: float) -> None:
    """Ticks at whole numbers between two, of which one may be below 0, each with its sign."""
    ticks = [tick for tick in MaxNLocator(6, integer=True).tick_values(least, most) if least <= tick <= most]
    axis.set_ticks(ticks, labels=[f"{tick:+,.0f}".replace("-", "−") if tick else "0" for tick in ticks])


def set_whole_ticks(axis: Axis, most: float) -> None:
    """Ticks at whole numbers from 0 to the most there is, with thousands separators."""
    ticks = [tick for tick in MaxNLocator(6, integer=True).tick_values(0, most) if tick <= most]
    axis.set_ticks(ticks, labels=[f"{tick:,.0f}" for tick in ticks])
