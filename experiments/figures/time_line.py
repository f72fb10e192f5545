"""When each step of one tenant begins, and how long it takes at its median.

The axis is the tenant's night. What is done days before has another clock: it is told in words, beside no bar.
"""

from typing import Any, Final

import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from .. import wording
from . import bars, style
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "step": "text",
    "verb": "text",
    "pass": "text",
    "mark": "text",
    "starts_at_s": "number",
    "ends_at_s": "number",
    "words": "text",
}

_ROW_PX: Final = 38
"""Pixels of a row, at least."""
_AROUND_PX: Final = 190
"""What title, subtitle and axis take."""
_NARROWEST_PX: Final = 4
"""A step of a second beside one of an hour stays visible."""
_ROOM: Final = 1.3
"""The axis is so many nights long: words stand beside a bar that takes all of one."""
_GAP_PX: Final = 14
"""Between a bar, or a timer's mark, and its words."""

_LOOP: Final[dict[str, Any]] = {"hatch": "//", "edgecolor": style.PAPER, "linewidth": 0}
_TIMER: Final[dict[str, Any]] = {
    "marker": "D",
    "markersize": 11,
    "color": bars.ALERT,
    "markeredgecolor": style.INK,
}
_BEFORE: Final = {"campaign": "before the first night, over all tenants", "ahead": "before the night"}


@style.house()
def time_line(steps: pl.DataFrame, *, procedure: str, window: str, tenants: int, mailboxes: int) -> Figure:
    """The steps of one tenant, from the top, over its night.

    Args:
        steps: one row a step, in the order of the procedure; see COLUMNS.
        procedure: what it is called.
        window: how long the isolation step takes, in words.
        tenants: how many there are.
        mailboxes: of the tenant, the mean of them all.

    Raises:
        ValueError: the frame lacks a column, or has another type in one; it names figure, frame and column.
    """
    check("time_line", "steps", steps, COLUMNS)
    marks = steps.to_dicts()
    known = _known(marks)
    night = max((m["ends_at_s"] for m in marks if m["pass"] == "night"), default=0.0)
    figure, axes = bars.page(
        f"{procedure} takes {wording.lasting(night)} of a tenant's night" if marks else "No step was given",
        f"{wording.step(window)}; {wording.counted(mailboxes, 'mailbox', 'mailboxes')}, the mean of"
        f" {wording.counted(tenants, 'tenant')}; every step at its median",
        style.Margins(left=262, right=40, bottom=84, top=0),
        len(marks) * _ROW_PX + _AROUND_PX,
        known,
    )
    # Minutes on the axis; beside the last bar its words have room.
    end = max(night / 60, 1 / 60)
    axes.set(xlim=(0, end * _ROOM), ylim=(max(len(marks), 1) - 0.5, -0.5))
    axes.set_xlabel("minutes since the tenant's night began")
    ticks = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(0, end * _ROOM)
    axes.set_xticks(shown := [t for t in ticks if 0 <= t <= end * _ROOM], [f"{t:,.6g}" for t in shown])
    bars.name_lanes(axes, range(len(marks)), [m["step"] for m in marks])
    px = axes.get_window_extent().width / (end * _ROOM)
    for row, mark in enumerate(marks):
        _draw(axes, mark, row, px)
    return figure


def _draw(axes: Axes, mark: dict[str, Any], row: int, px: float) -> None:
    if mark["pass"] != "night":
        words = f"{_BEFORE[mark['pass']]}: {mark['words']}"
        axes.text(6 / px, row, words, size=style.FLOOR_PT, color=style.QUIET, ha="left", va="center")
        return
    x0, x1 = mark["starts_at_s"] / 60, mark["ends_at_s"] / 60
    bars.lead(axes, row, x0)
    if mark["mark"] == "timer":
        axes.plot(x0, row, zorder=3, **_TIMER)
    else:
        x1 = max(x1, x0 + _NARROWEST_PX / px)
        look = _LOOP if mark["mark"] == "loop" else {}
        axes.barh(row, x1 - x0, 0.62, x0, color=bars.colour(mark["verb"]), zorder=2, **look)
    bars.write_beside(axes, x0, x1, row, mark["words"], gap_px=_GAP_PX)


def _known(marks: list[dict[str, Any]]) -> list[Artist]:
    """What to say of the marks that are there."""
    at_night = [mark for mark in marks if mark["pass"] == "night"]
    isolates = [mark for mark in at_night if bars.colour(mark["verb"]) == bars.ISOLATES]
    kinds = {mark["mark"] for mark in at_night}
    known: list[tuple[bool, Artist]] = [
        (bool(isolates), Patch(facecolor=bars.ISOLATES, label="isolation step")),
        (len(at_night) > len(isolates), Patch(facecolor=bars.STEP, label="other step")),
        ("loop" in kinds, Patch(facecolor=bars.STEP, label="one after the other", **_LOOP)),
        ("timer" in kinds, Line2D([], [], linestyle="none", label="by the clock", **_TIMER)),
    ]
    return [handle for is_there, handle in known if is_there]
