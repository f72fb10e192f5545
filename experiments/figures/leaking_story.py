"""The shortest story in which a procedure leaks: who did what, one below the other, and the answer crossed."""

import textwrap
from typing import Any, Final

import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from . import bars, style
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "lane": "text",
    "action": "text",
    "words": "text",
    "mark": "text",
    "is_open": "number",
}

_ROW_PX: Final = 34
"""Pixels of an event of one line."""
_LINE_PX: Final = 21
"""Of each further line of its words."""
_AROUND_PX: Final = 150
_LANE_PX: Final = 128
"""From lane to lane."""
_WORDS_PX: Final = 14
"""Between the last lane and the words."""
_HEAD_PX: Final = 40
"""The lanes' names."""
_WINDOW: Final = "#FBDDC6"

_MARKS: Final[dict[str, dict[str, Any]]] = {
    "event": {"marker": "o", "markersize": 11, "color": bars.ISOLATES, "markeredgecolor": style.INK},
    "fault": {
        "marker": "o",
        "markersize": 12,
        "markerfacecolor": style.PAPER,
        "markeredgecolor": bars.ALERT,
        "markeredgewidth": 3,
    },
    "leak": {"marker": "X", "markersize": 17, "color": bars.ALERT, "markeredgecolor": style.INK},
}
_LABELS: Final = {
    "event": "happens",
    "fault": "goes wrong",
    "leak": "a client is given strangers",
}


@style.house()
def leaking_story(events: pl.DataFrame, *, title: str, subtitle: str, controllers: int) -> Figure:
    """A story from the top down, a lane for each who acts.

    Args:
        events: one row an event, in order; see COLUMNS. ``mark`` is event, fault or leak.
        title: the verdict.
        subtitle: what was searched.
        controllers: domain controllers there are; each has a lane, whether it acts or not.

    Raises:
        ValueError: the frame lacks a column, or has another type in one; it names figure, frame and column.
    """
    check("leaking_story", "events", events, COLUMNS)
    marks = events.to_dicts()
    lanes = _lanes(marks, controllers)
    room = style.WIDTH_PX - 60 - _LANE_PX * len(lanes) - _WORDS_PX
    per_line = int(room / (style.SMALL_PT * style.PT * 0.6))
    texts = [textwrap.wrap(f"{mark['action']}: {mark['words']}", per_line) for mark in marks]
    heights = [_ROW_PX + _LINE_PX * (len(lines) - 1) for lines in texts]
    known = _known(marks)
    figure, axes = bars.page(
        title if marks else "No event was given",
        subtitle,
        style.Margins(left=30, right=30, bottom=20, top=0),
        sum(heights) + _AROUND_PX,
        known,
    )
    box = axes.get_window_extent()
    # One unit is one pixel, downwards.
    axes.set(xlim=(0, box.width), ylim=(box.height, 0))
    axes.set_axis_off()
    if marks:
        room_px = min(1.4, (box.height - _HEAD_PX) / sum(heights))
        _draw(axes, marks, texts, [high * room_px for high in heights], lanes)
    return figure


def _draw(
    axes: Axes, marks: list[dict[str, Any]], texts: list[list[str]], heights: list[float], lanes: list[str]
) -> None:
    places = {lane: (i + 0.5) * _LANE_PX for i, lane in enumerate(lanes)}
    bottom = _HEAD_PX + sum(heights)
    for lane, x in places.items():
        axes.plot([x, x], [_HEAD_PX - 8, bottom], color=style.RULE, linewidth=2, zorder=1)
        axes.text(x, _HEAD_PX / 2, lane, size=style.SMALL_PT, weight="bold", ha="center", va="center")
    top = float(_HEAD_PX)
    for number, (mark, lines, height) in enumerate(zip(marks, texts, heights, strict=True), 1):
        middle = top + height / 2
        if mark["is_open"]:
            axes.barh(middle, len(lanes) * _LANE_PX, height, 0, color=_WINDOW, zorder=0)
        x = places[mark["lane"]]
        axes.plot(x, middle, linestyle="none", zorder=3, **_MARKS[mark["mark"]])
        axes.text(0, middle, str(number), size=style.FLOOR_PT, color=style.QUIET, ha="left", va="center")
        axes.text(
            len(lanes) * _LANE_PX + _WORDS_PX,
            middle,
            "\n".join(lines),
            size=style.SMALL_PT,
            weight="bold" if mark["mark"] == "leak" else "normal",
            ha="left",
            va="center",
            linespacing=1.2,
        )
        top += height


def _lanes(marks: list[dict[str, Any]], controllers: int) -> list[str]:
    """Who acts, from the left: operator, clock, controllers, clients."""
    there = dict.fromkeys(mark["lane"] for mark in marks)
    clients = [lane for lane in there if lane.startswith("client")]
    clock = [lane for lane in there if lane == "clock"]
    return ["operator", *clock, *(f"controller {i + 1}" for i in range(controllers)), *clients]


def _known(marks: list[dict[str, Any]]) -> list[Artist]:
    """What to say of the marks that are there."""
    there = {mark["mark"] for mark in marks}
    known: list[Artist] = [
        Line2D([], [], linestyle="none", label=label, **_MARKS[mark])
        for mark, label in _LABELS.items()
        if mark in there
    ]
    if any(mark["is_open"] for mark in marks):
        known.append(Patch(facecolor=_WINDOW, label="window: served, and not isolated"))
    return known
