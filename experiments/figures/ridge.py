"""What a count leaves of window and connection rate: a ridge, not one answer."""

import math
from typing import Final

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from . import style, wording
from .frames import Columns, check

OF_PLANE: Final[Columns] = {"window_s": "number", "rate_per_day": "number", "region": "number"}
"""What is read of plane."""
OF_RIDGE: Final[Columns] = {"window_s": "number", "rate_per_day": "number", "silent_share": "number"}
"""What is read of ridge."""
OF_MARKS: Final[Columns] = {"says": "text", "window_s": "number", "rate_per_day": "number"}
"""What is read of marks."""

_REGIONS: Final = ((0.95, "#9CC9E3"), (0.5, "#0072B2"))
"""Shares of the weight, and the colours of the regions that hold them, from the outside in."""
_TICKS_S: Final = {
    1: "1 s", 3: "3 s", 10: "10 s", 30: "30 s", 60: "1 min", 180: "3 min", 600: "10 min", 1_800: "30 min",
    3_600: "1 h", 10_800: "3 h", 36_000: "10 h",
}  # fmt: skip
_TICKS_A_DAY: Final = (0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32)
_ROOM: Final = 0.35
"""Free room around what is shown, in the logarithm."""


@style.house()
def ridge(
    plane: pl.DataFrame,
    ridge: pl.DataFrame,
    marks: pl.DataFrame,
    *,
    procedure: str,
    connected: int,
    of: int,
    tenants: int,
    seed: int,
    schedules: int,
) -> Figure:
    """The regions of window and rate that hold 50 % and 95 % of the posterior, and the crest for some silent shares.

    Args:
        plane: one row a window and rate of a grid: window_s (what the isolation step takes, seconds), rate_per_day
            (connections a mailbox-day), region (0 to 1: the share of the weight in the least region that holds it).
        ridge: points of the crest: window_s, rate_per_day, and silent_share (0 to 1), one line a share.
        marks: what to mark: says (text), window_s, rate_per_day.
        procedure: its name.
        connected: tenants that were counted.
        of: tenants that had been migrated.
        tenants: of the slice of the campaign that the law was asked about.
        seed: of the first schedule.
        schedules: that were mixed over.

    Raises:
        ValueError: a frame lacks a column.
    """
    for name, frame, columns in (("plane", plane, OF_PLANE), ("ridge", ridge, OF_RIDGE), ("marks", marks, OF_MARKS)):
        check("ridge", name, frame, columns)
    figure, axes = style.canvas(
        f"{connected:,} connected of {of:,}: the figure fixes the product, not the factors.\n"
        "It is a ridge, not one answer",
        f"{procedure}; {wording.drawn(tenants, seed, schedules)}\n"
        "shaded: where 50 % and 95 % of the posterior lie; dashed: best at one share of silent failures",
        style.Margins(left=110, right=40, bottom=80),
    )
    axes.set_xlabel("isolation step takes")
    axes.set_ylabel("connections a mailbox-day")
    if plane.is_empty():
        return figure
    _shade(axes, plane)
    _frame(axes, plane, marks)
    _lines(axes, ridge)
    for mark in marks.iter_rows(named=True):
        _mark(axes, mark, style.look(procedure))
    return figure


def _shade(axes: Axes, plane: pl.DataFrame) -> None:
    windows = plane["window_s"].unique().sort().to_numpy()
    rates = plane["rate_per_day"].unique().sort().to_numpy()
    region = plane.sort("window_s", "rate_per_day")["region"].to_numpy().reshape(windows.size, rates.size).T
    x, y = np.log(windows), np.log(rates)
    for share, colour in _REGIONS:
        axes.contourf(x, y, region, levels=[-1.0, share], colors=[colour])
        axes.contour(x, y, region, levels=[share], colors=[style.INK], linewidths=1.2)
    for share, colour in _REGIONS:
        inside = plane.filter(pl.col("region") <= share)
        if not inside.is_empty():
            lowest = inside.sort("rate_per_day", "window_s").row(0, named=True)
            axes.annotate(
                f"{share:.0%}".replace("%", " %"),
                xy=(math.log(lowest["window_s"]), math.log(lowest["rate_per_day"])),
                xytext=(4, -14 if share > 0.9 else 0),
                textcoords="offset points",
                size=style.TEXT_PT,
                weight="bold",
                color=style.ink_on(colour) if share < 0.9 else style.INK,
                va="center",
            )


def _frame(axes: Axes, plane: pl.DataFrame, marks: pl.DataFrame) -> None:
    shown = pl.concat(
        [
            plane.filter(pl.col("region") <= _REGIONS[0][0]).select("window_s", "rate_per_day"),
            marks.select("window_s", "rate_per_day"),
        ],
        how="vertical_relaxed",
    )
    for column, axis, limits in (
        ("window_s", axes.xaxis, axes.set_xlim),
        ("rate_per_day", axes.yaxis, axes.set_ylim),
    ):
        values = np.log(shown[column].to_numpy())
        low, high = float(values.min()) - _ROOM, float(values.max()) + _ROOM
        limits(low, high)
        ticks = _TICKS_S if column == "window_s" else {tick: f"{tick:g}" for tick in _TICKS_A_DAY}
        kept = {math.log(at): text for at, text in ticks.items() if low <= math.log(at) <= high}
        axis.set_major_locator(FixedLocator(list(kept)))
        axis.set_ticklabels(list(kept.values()))
        axis.set_minor_locator(NullLocator())
    axes.grid(color=style.RULE, linewidth=0.8)
    axes.set_axisbelow(True)


def _lines(axes: Axes, ridge: pl.DataFrame) -> None:
    low, high = axes.get_ylim()
    left, right = axes.get_xlim()
    for (share,), line in ridge.sort("rate_per_day").group_by("silent_share", maintain_order=True):
        x, y = np.log(line["window_s"].to_numpy()), np.log(line["rate_per_day"].to_numpy())
        inside = (y >= low) & (y <= high) & (x >= left) & (x <= right)
        if inside.sum() < 2:
            continue
        axes.plot(x, y, color=style.QUIET, linewidth=1.2, linestyle="--")
        axes.annotate(
            wording.percent(float(str(share))),
            xy=(x[inside][-1], y[inside][-1]),
            xytext=(0, 4),
            textcoords="offset points",
            size=style.FLOOR_PT,
            color=style.QUIET,
            ha="center",
            va="bottom",
        )


def _mark(axes: Axes, mark: dict[str, float | str], look: style.Look) -> None:
    x, y = math.log(float(mark["window_s"])), math.log(float(mark["rate_per_day"]))
    left, right = axes.get_xlim()
    axes.plot([x], [y], look.marker, color=look.colour, markersize=13, markeredgecolor=style.INK, zorder=4)
    is_left = x < (left + right) / 2
    axes.annotate(
        str(mark["says"]),
        xy=(x, y),
        xytext=(14 if is_left else -14, 0),
        textcoords="offset points",
        size=style.SMALL_PT,
        ha="left" if is_left else "right",
        va="center",
        zorder=5,
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 2},
    )
