"""What clients did, on their lanes of a swim lane: logons, sessions, requests, downloads, refusals."""

import math
from typing import Any, Final

from matplotlib.axes import Axes

from .. import wording
from . import bars, style
from .compressed import Scale

LOGON: Final[dict[str, Any]] = {"marker": "o", "markersize": 9, "color": style.INK}
ASK: Final[dict[str, Any]] = {
    "marker": "D",
    "markersize": 11,
    "color": bars.ALERT,
    "markeredgecolor": style.INK,
}
REFUSED: Final[dict[str, Any]] = {"marker": "x", "markersize": 9, "color": style.INK, "markeredgewidth": 2.5}


def draw_clients(
    axes: Axes, marks: list[dict[str, Any]], scale: Scale, at: tuple[float, float], px: float
) -> None:
    """Draw the marks of one client, or of all further ones.

    Args:
        axes: where.
        marks: of the lane, in the order in which they are told.
        scale: places of instants.
        at: middle and height of the lane, in pixels.
        px: pixels of one unit of the axis.
    """
    middle, height = at
    for mark in marks:
        x0, x1 = scale(mark["starts_at_s"]), scale(mark["ends_at_s"])
        if mark["mark"] in ("wide", "session"):
            colour = bars.ALERT if mark["mark"] == "wide" else bars.HOLDS
            wide = 5 if mark["mark"] == "wide" else 2.5
            axes.plot([x0, x1], [middle] * 2, color=colour, linewidth=wide, solid_capstyle="butt", zorder=2)
        elif mark["mark"] == "logon":
            axes.plot(x0, middle, linestyle="none", zorder=5, **LOGON)
        elif mark["mark"] == "refused":
            axes.plot(x0, middle, linestyle="none", zorder=5, **REFUSED)
        elif mark["mark"] == "ask":
            axes.plot(x0, middle, linestyle="none", zorder=6, **ASK)
        elif mark["mark"] == "refusals":
            axes.plot([x0, x1], [middle] * 2, color=style.INK, linewidth=5, linestyle=(0, (0.6, 0.9)))
        else:
            _draw_download(axes, mark, x0, x1, middle, px)
    taken = -math.inf
    for mark in marks:
        words = "" if mark["group"] == "others" and mark["mark"] != "refusals" else _told(mark)
        if words:
            wide = bars.width_px(words, is_bold=True) / px
            low, high = axes.get_xlim()
            left = min(max(scale(mark["ends_at_s"]) - wide / 2, low), high - wide)
            # Where two would touch, the first is written; the story has both.
            if left >= taken:
                _write_above(axes, words, left, middle + height * 0.37)
                taken = left + wide + 8 / px


def _draw_download(axes: Axes, mark: dict[str, Any], x0: float, x1: float, middle: float, px: float) -> None:
    is_foreign = bool(mark["entries"])
    # A book of one entry is there in an instant: it is drawn no narrower than can be seen.
    width = max(x1 - x0, 8 / px)
    axes.barh(
        middle,
        width,
        16,
        x0,
        facecolor=bars.ALERT if is_foreign else style.PAPER if mark["mark"] == "lost" else bars.HOLDS,
        edgecolor=style.INK,
        linewidth=1.2,
        linestyle="--" if mark["mark"] == "lost" else "-",
        zorder=4,
    )


def _told(mark: dict[str, Any]) -> str:
    """What stands beside a mark: the entries received, that they were replaced, or how many were refused."""
    if mark["mark"] == "lost":
        return "download lost"
    if mark["entries"]:
        return wording.counted(mark["entries"], "entry", "entries")
    return str(mark["words"])


def _write_above(axes: Axes, words: str, x: float, y: float) -> None:
    axes.text(
        x,
        y,
        words,
        size=style.FLOOR_PT,
        weight="bold",
        ha="left",
        va="center",
        zorder=6,
        path_effects=bars.HALO,
    )
