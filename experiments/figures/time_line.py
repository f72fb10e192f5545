"""When each step of one tenant begins, and how long it takes at its median.

The axis is the tenant's night. What is done days before has another clock: it is told in words, beside no bar.
"""

from typing import Any, Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from . import style, wording
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
_AROUND_PX: Final = 240
"""What title, subtitle and axis take."""
_NARROWEST_PX: Final = 4
"""A step of a second beside one of an hour stays visible."""
_ROOM: Final = 1.24
"""The axis is so many nights long: words stand beside a bar that takes all of one."""
_CHARACTER: Final = 0.62
"""Width of a character in em, with some to spare."""

_STEP: Final = "#7FB2D6"
_ISOLATES: Final = "#0072B2"
_TIMER: Final = "#D55E00"
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
    night = max((m["ends_at_s"] for m in marks if m["pass"] == "night"), default=0.0)
    figure, axes = style.canvas(
        f"{procedure} takes {wording.lasting(night)} of a tenant's night" if marks else "No step was given",
        f"{wording.step(window)}; {wording.counted(mailboxes, 'mailbox', 'mailboxes')}, the mean of"
        f" {wording.counted(tenants, 'tenant')}; every step at its median",
        style.Margins(left=262, right=40, bottom=84, top=24),
        height_px=max(style.HEIGHT_PX, len(marks) * _ROW_PX + _AROUND_PX),
    )
    # Minutes on the axis; beside the last bar its words have room.
    end = max(night / 60, 1 / 60)
    axes.set(xlim=(0, end * _ROOM), ylim=(max(len(marks), 1) - 0.5, -0.5))
    axes.set_xlabel("minutes since the tenant's night began")
    ticks = [tick for tick in MaxNLocator(6).tick_values(0, end * _ROOM) if 0 <= tick <= end * _ROOM]
    axes.set_xticks(ticks, labels=[f"{tick:,.6g}" for tick in ticks])
    axes.set_yticks(range(len(marks)), [m["step"] for m in marks])
    axes.tick_params(axis="y", length=0, labelsize=style.SMALL_PT)
    axes.spines["left"].set_visible(False)
    px = axes.get_window_extent().width / (end * _ROOM)
    for row, mark in enumerate(marks):
        axes.axhline(row, color=style.RULE, linewidth=1, zorder=0)
        _draw(axes, mark, row, px)
    return figure


def _draw(axes: Axes, mark: dict[str, Any], row: int, px: float) -> None:
    if mark["pass"] != "night":
        _write(axes, 6 / px, row, f"{_BEFORE[mark['pass']]}: {mark['words']}", colour=style.QUIET)
        return
    x0, x1 = mark["starts_at_s"] / 60, mark["ends_at_s"] / 60
    if mark["mark"] == "timer":
        axes.plot(x0, row, marker="D", markersize=11, color=_TIMER, markeredgecolor=style.INK, zorder=3)
    else:
        axes.barh(
            row,
            max(x1 - x0, _NARROWEST_PX / px),
            0.62,
            x0,
            color=_ISOLATES if mark["verb"] == "assign_policy" else _STEP,
            edgecolor=style.PAPER,
            linewidth=0,
            hatch="//" if mark["mark"] == "loop" else None,
            zorder=2,
        )
    room = (axes.get_xlim()[1] - x1) * px
    is_right = room > len(mark["words"]) * style.FLOOR_PT * style.PT * _CHARACTER + 20
    beside = x1 + 12 / px if is_right else x0 - 12 / px
    _write(axes, beside, row, mark["words"], side="left" if is_right else "right")


def _write(
    axes: Axes, x: float, row: int, words: str, *, colour: str = style.INK, side: str = "left"
) -> None:
    axes.text(
        x,
        row,
        words,
        size=style.FLOOR_PT,
        color=colour,
        ha=side,
        va="center",
        zorder=4,
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1},
    )
