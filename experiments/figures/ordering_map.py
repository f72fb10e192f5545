"""Every class of orderings: what it may expose above, what cannot leak below, what each costs from left to right."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from .. import wording
from . import style
from .frames import Columns, check
from .labels import Label, write_at_ends

OF_CLASSES: Final[Columns] = {
    "window": "text",
    "orderings": "number",
    "leaks": "number",
    "exposed_least": "number",
    "exposed_greatest": "number",
    "downtime_p99_s_least": "number",
    "downtime_p99_s_greatest": "number",
    "nights_least": "number",
}
"""What is read of classes."""
OF_PROCEDURES: Final[Columns] = {
    "procedure": "text",
    "window": "text",
    "leaks": "number",
    "exposed": "number",
    "downtime_p99_s": "number",
}
"""What is read of procedures."""

_FLOOR: Final = 0.1
"""Expected tenants under which nothing is told apart."""
_BAND: Final = (0.004, 0.04)
"""Where, on the scale of tenants, what cannot leak stands: below everything that can."""
_SAFE: Final = "#009E73"
_UNSAFE: Final = "#D55E00"
_SEEN: Final = 1.2
"""A bar's end is at least so many times its beginning."""
_HALF: Final = 0.4
"""Half a column's width, where columns are 1 apart."""


@style.house()
def ordering_map(
    classes: pl.DataFrame, named: pl.DataFrame, *, tenants: int, seed: int, off_by: str = ""
) -> Figure:
    """Risk against cost of every class of orderings, a column a window, safe and unsafe apart.

    Args:
        classes: one row a class and window: window (text); orderings, its members; leaks (1: it can, 0: it is proved
            that it cannot); expected tenants exposed_least and exposed_greatest over its members;
            downtime_p99_s_least, downtime_p99_s_greatest (seconds); nights_least.
        named: one row a procedure and window: procedure, window (text); leaks; exposed (tenants expected);
            downtime_p99_s (seconds).
        tenants: in all.
        seed: of the one schedule.
        off_by: how far off expected numbers may be, in words; empty where all tenants were looked at.

    Raises:
        ValueError: a frame lacks a column.
    """
    check("ordering_map", "classes", classes, OF_CLASSES)
    check("ordering_map", "named", named, OF_PROCEDURES)
    windows = list(dict.fromkeys(classes["window"]))
    cost = _Cost(classes, windows)
    figure, axes = style.canvas(
        _finding(classes, windows, tenants),
        f"{wording.draw(tenants, seed)}; a bar: a class of orderings, from the member that exposes least to the one "
        f"that exposes most{f' ({off_by})' if off_by else ''}; a dot: one that cannot leak, higher where it takes "
        "more nights; within a column from left to right: downtime (p99), the class with least first",
        style.Margins(left=132, right=276, bottom=84),
        height_px=840,
    )
    most = max([10.0, *classes["exposed_greatest"], *named["exposed"]])
    axes.set(yscale="log", ylim=(_BAND[0] / 2, most * 2), xlim=(-0.5, len(windows) - 0.5))
    axes.axhspan(_BAND[0] / 2, math.sqrt(_BAND[1] * _FLOOR), color=_SAFE, alpha=0.12, linewidth=0)
    nights = _Nights(classes)
    for column, window in enumerate(windows):
        _draw_classes(axes, classes.filter(pl.col("window") == window), column, cost, nights)
    _draw_named(axes, named, windows, cost)
    _name_axes(axes, windows, most)
    return figure


class _Cost:
    """Where in a column a downtime stands: by how many of that column's classes cost less.

    Downtimes themselves would not do: under a long window they are either some minutes or an hour.
    """

    def __init__(self, classes: pl.DataFrame, windows: Sequence[str]) -> None:
        self._sorted = [
            sorted(classes.filter(pl.col("window") == window)["downtime_p99_s_least"].to_list())
            for window in windows
        ]

    def place(self, column: int, downtime: float) -> float:
        found = self._sorted[column]
        share = bisect_left(found, downtime) / max(1, len(found) - 1)
        return column + _HALF * (2.0 * min(1.0, share) - 1.0)


class _Nights:
    """How high in the band of what cannot leak a number of nights stands."""

    def __init__(self, classes: pl.DataFrame) -> None:
        self._least, self._greatest = min(classes["nights_least"]), max(classes["nights_least"])

    def place(self, nights: float) -> float:
        share = (nights - self._least) / max(1, self._greatest - self._least)
        return math.exp(math.log(_BAND[0]) + share * math.log(_BAND[1] / _BAND[0]))


def _draw_classes(axes: Axes, classes: pl.DataFrame, column: int, cost: _Cost, nights: _Nights) -> None:
    """All classes under one window: what can leak as bars, what cannot as dots."""
    places = [cost.place(column, downtime) for downtime in classes["downtime_p99_s_least"]]
    rows = list(zip(places, classes.iter_rows(named=True), strict=True))
    safe = [(x, nights.place(row["nights_least"])) for x, row in rows if not row["leaks"]]
    if safe:
        axes.plot(*zip(*safe, strict=True), "o", color=_SAFE, markersize=4, alpha=0.5, mew=0)
    leaking = [
        (x, *_ends(max(_FLOOR, row["exposed_least"]), max(_FLOOR, row["exposed_greatest"])))
        for x, row in rows
        if row["leaks"]
    ]
    if leaking:
        axes.vlines(*zip(*leaking, strict=True), color=_UNSAFE, linewidth=1.6, alpha=0.3)


def _ends(least: float, greatest: float) -> tuple[float, float]:
    """Where a bar begins and ends: one of members that are all alike is still seen."""
    middle, half = math.sqrt(least * greatest), math.sqrt(max(greatest / least, _SEEN))
    return max(_FLOOR, middle / half), middle * half


def _draw_named(axes: Axes, named: pl.DataFrame, windows: Sequence[str], cost: _Cost) -> None:
    """The procedures that ship: one line each over the windows, its name at its end."""
    labels = []
    middle = math.sqrt(_BAND[0] * _BAND[1])
    for (name,), of_one in named.group_by(["procedure"], maintain_order=True):
        rows = sorted(of_one.iter_rows(named=True), key=lambda row: windows.index(row["window"]))
        look = style.look(str(name))
        x = [cost.place(windows.index(row["window"]), row["downtime_p99_s"]) for row in rows]
        y = [max(_FLOOR, row["exposed"]) if row["leaks"] else middle for row in rows]
        axes.plot(
            x,
            y,
            color=look.colour,
            linewidth=1.5,
            marker=look.marker,
            markersize=9,
            mec=style.PAPER,
            zorder=4,
        )
        labels.append(Label(str(name), x[-1], y[-1], look.colour))
    write_at_ends(axes, labels)


def _name_axes(axes: Axes, windows: Sequence[str], most: float) -> None:
    axes.set_xticks(range(len(windows)), windows)
    axes.set_xlabel("isolation step takes")
    axes.set_ylabel("tenants exposed, expected")
    ticks = [_FLOOR, *(10.0**k for k in range(math.ceil(math.log10(most)) + 1))]
    axes.set_yticks([math.sqrt(_BAND[0] * _BAND[1]), *ticks], minor=False)
    axes.yaxis.set_major_formatter(FuncFormatter(_tick))
    axes.set_yticks([], minor=True)
    for column in range(len(windows) - 1):
        axes.axvline(column + 0.5, color=style.RULE, linewidth=1)


def _tick(value: float, _: int) -> str:
    if value < _FLOOR:
        return "cannot\nleak"
    return f"≤ {_FLOOR:g}" if value == _FLOOR else wording.count(value)


def _finding(classes: pl.DataFrame, windows: Sequence[str], tenants: int) -> str:
    of_one = classes.filter(pl.col("window") == windows[0])
    safe = int(of_one.filter(pl.col("leaks") == 0)["orderings"].sum())
    every = int(of_one["orderings"].sum())
    most = wording.measured(max([0.0, *classes["exposed_greatest"]]))
    return (
        f"{safe:,} of {every:,} orderings cannot leak;\nthe others expose up to {most} of {tenants:,} tenants"
    )
