"""What a count leaves of window and connection rate: a ridge, not one answer."""

import math
from typing import Final

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from .. import wording
from . import style
from .frames import Columns, check
from .labels import Label, write_at_ends

OF_PLANE: Final[Columns] = {"window_s": "number", "rate_per_day": "number", "region": "number"}
"""What is read of plane."""
OF_CREST: Final[Columns] = {"window_s": "number", "rate_per_day": "number", "silent_share": "number"}
"""What is read of crest."""
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
_BELOW: Final = 0.8


@style.house()
def ridge(
    plane: pl.DataFrame,
    crest: pl.DataFrame,
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
        crest: points on top of it: window_s, rate_per_day, and silent_share (0 to 1), one line a share.
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
    for name, frame, columns in (
        ("plane", plane, OF_PLANE),
        ("crest", crest, OF_CREST),
        ("marks", marks, OF_MARKS),
    ):
        check("ridge", name, frame, columns)
    figure, axes = style.canvas(
        _finding(connected, of),
        f"{procedure}; {wording.drawn(tenants, seed, schedules)}\n"
        f"dark and light: 50 % and 95 % of the posterior; dashed: {_dashed(connected)}, by silent share",
        style.Margins(left=110, right=220, bottom=80),
    )
    axes.set_xlabel("isolation step takes")
    axes.set_ylabel("connections a mailbox-day")
    if plane.is_empty():
        return figure
    _shade(axes, plane)
    _frame(axes, plane, marks)
    _lines(axes, crest)
    for mark in marks.iter_rows(named=True):
        _mark(axes, mark, style.look(procedure))
    return figure


def _finding(connected: int, of: int) -> str:
    if connected:
        return (
            f"{wording.count(connected)} of {wording.count(of)} connected fix the product, not the factors:\n"
            "a ridge, not one answer"
        )
    return f"0 of {wording.count(of)} connected: a bound on the product,\nnot on window or rate by itself"


def _dashed(connected: int) -> str:
    return "the crest" if connected else "longest not ruled out"


def _shade(axes: Axes, plane: pl.DataFrame) -> None:
    windows = plane["window_s"].unique().sort().to_numpy()
    rates = plane["rate_per_day"].unique().sort().to_numpy()
    region = plane.sort("window_s", "rate_per_day")["region"].to_numpy().reshape(windows.size, rates.size).T
    x, y = np.log(windows), np.log(rates)
    for share, colour in _REGIONS:
        axes.contourf(x, y, region, levels=[-1.0, share], colors=[colour])
        axes.contour(x, y, region, levels=[share], colors=[style.INK], linewidths=1.2)


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
        # Below the region stands what the mark says.
        low = float(values.min()) - (_ROOM if axis is axes.xaxis else _BELOW)
        high = float(values.max()) + _ROOM
        limits(low, high)
        ticks = _TICKS_S if column == "window_s" else {tick: f"{tick:g}" for tick in _TICKS_A_DAY}
        kept = {math.log(at): text for at, text in ticks.items() if low <= math.log(at) <= high}
        axis.set_major_locator(FixedLocator(list(kept)))
        axis.set_ticklabels(list(kept.values()))
        axis.set_minor_locator(NullLocator())
    axes.grid(color=style.RULE, linewidth=0.8)
    axes.set_axisbelow(True)


def _lines(axes: Axes, crest: pl.DataFrame) -> None:
    low, high = axes.get_ylim()
    left, right = axes.get_xlim()
    ends = []
    for (share,), line in crest.sort("rate_per_day").group_by("silent_share", maintain_order=True):
        x, y = np.log(line["window_s"].to_numpy()), np.log(line["rate_per_day"].to_numpy())
        inside = (y >= low) & (y <= high) & (x >= left) & (x <= right)
        if inside.sum() < 2:
            continue
        axes.plot(x, y, color=style.INK, linewidth=1.2, linestyle="--")
        says = wording.percent(float(str(share))) if share else "none"
        last = int(np.flatnonzero(inside)[0])
        ends.append(Label(f"{says} silent", float(x[last]), float(y[last]), style.QUIET))
    write_at_ends(axes, ends)


def _mark(axes: Axes, mark: dict[str, float | str], look: style.Look) -> None:
    x, y = math.log(float(mark["window_s"])), math.log(float(mark["rate_per_day"]))
    axes.plot([x], [y], look.marker, color=look.colour, markersize=13, markeredgecolor=style.INK, zorder=4)
    # Few windows and few connections: that corner is the emptiest.
    axes.annotate(
        str(mark["says"]),
        xy=(x, y),
        xytext=(0.015, 0.03),
        textcoords="axes fraction",
        size=style.SMALL_PT,
        ha="left",
        va="bottom",
        zorder=5,
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 2},
        arrowprops={
            "arrowstyle": "-",
            "color": style.INK,
            "linewidth": 1.2,
            "shrinkB": 7,
            "relpos": (0.1, 1),
        },
    )
