"""How far the answer moves when one input goes from its low end to its high one: a bar an input."""

import math
from typing import Any, Final, Literal, overload

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from .. import wording
from . import style
from .bars import HALO, name_lanes
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "input": "text",
    "end": "text",
    "value": "text",
    "exposed": "number",
    "exposed_low": "number",
    "exposed_high": "number",
    "p": "number",
    "p_low": "number",
    "p_high": "number",
}
"""What is read of the tornado's table."""

Measure = Literal["exposed", "p"]
SHOWN: Final = 12
"""Inputs of which there is a bar."""

_LOW: Final = style.Look("#56B4E9", "", "", "-")
_HIGH: Final = style.Look("#E69F00", "//", "", "-")
_ROW_PX: Final = 50
_LINES: Final = 2
"""Entries of a value that have room beside a bar."""
_TEXT_PX: Final = 230
"""Room for the words beside a bar's end."""


@style.house()
def tornado(
    tornado: pl.DataFrame,
    *,
    measure: Measure,
    own: float,
    at: int,
    tenants: int,
    seed: int,
    schedules: int,
) -> Figure:
    """The answer at both ends of each input, and the scenario's own between them.

    Args:
        tornado: one row an input and end ("low" or "high"), the input that moves the answer most first: input, end,
            value (text: what the input is there); exposed (expected tenants) and p (probability of at least so many),
            each with its interval _low, _high, missing where there is none.
        measure: which of the two answers is shown.
        own: that answer of the scenario as it is.
        at: so many exposed tenants or more is what p is the probability of.
        tenants: how many there are.
        seed: the first one.
        schedules: how many there are.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("tornado", "tornado", tornado, COLUMNS)
    rows = _bars(tornado, measure, own)
    figure, axes = style.canvas(
        _finding(rows, measure, own, at),
        f"{'Expected exposed tenants' if measure == 'exposed' else f'Probability of {at:,} exposed tenants or more'}"
        f"; {wording.drawn(tenants, seed, schedules)}\n"
        "plain: an input at its low end, hatched: its high one; beside: its value; black: 95 %",
        style.Margins(left=330, right=40, bottom=64),
        height_px=max(style.HEIGHT_PX, 200 + _ROW_PX * len(rows)),
    )
    if not rows:
        axes.set_axis_off()
        return figure
    own = _shown(own, measure)
    _scale(axes, rows, measure, own)
    for y, (_, ends) in enumerate(rows):
        for look, end in zip((_LOW, _HIGH), ends, strict=True):
            _draw(axes, y, end, own, look, measure)
        less, more = sorted(ends, key=lambda end: float(end[measure]))
        reach = [own, *(end[name] for end in ends for name in (measure, f"{measure}_low", f"{measure}_high"))]
        # An interval that runs out of the axes leaves no room: words stand on it then.
        low, high = axes.get_xlim()
        known = [x for x in reach if x is not None and low < x < high] or [low]
        _write(axes, y, less, min(known), measure, is_right=False)
        _write(axes, y, more, max(known), measure, is_right=True)
    axes.axvline(own, color=style.INK, linewidth=2, zorder=3)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    name_lanes(axes, range(len(rows)), [name for name, _ in rows])
    axes.set_xlabel("tenants" if measure == "exposed" else "probability")
    return figure


def _bars(
    tornado: pl.DataFrame, measure: Measure, own: float
) -> list[tuple[str, tuple[dict[str, Any], dict[str, Any]]]]:
    """Inputs that move this answer, with their two ends; those that move it most first."""

    def swing(ends: tuple[dict[str, Any], dict[str, Any]]) -> float:
        seen = [_shown(own, measure), *(float(end[measure]) for end in ends)]
        # A probability is told by its size: there one in a million is not nothing.
        sizes = seen if measure == "exposed" else [math.log(p) for p in seen]
        return max(sizes) - min(sizes)

    found = []
    for name in dict.fromkeys(tornado["input"].to_list()):
        by_end = {row["end"]: row for row in tornado.filter(pl.col("input") == name).iter_rows(named=True)}
        for row in by_end.values():
            row["told"] = _told(row[measure], measure)
            row |= {key: _shown(row[key], measure) for key in (measure, f"{measure}_low", f"{measure}_high")}
        ends = by_end["low"], by_end["high"]
        if ends[0][measure] != ends[1][measure]:
            found.append((name, ends))
    return sorted(found, key=lambda bar: -swing(bar[1]))[:SHOWN]


def _scale(axes: Axes, rows: list[Any], measure: Measure, own: float) -> None:
    """A logarithmic axis with room for the words on both sides."""
    seen = [value for _, ends in rows for end in ends if (value := end[measure]) > 0]
    # Room for intervals too, but for what would be 0 on this axis.
    seen += [
        x
        for _, ends in rows
        for end in ends
        if (x := end[f"{measure}_low"] or 0.0) > min(seen, default=1) / 3
    ]
    low, high = min([*seen, own or min(seen)]), max([*seen, own])
    width = axes.get_window_extent().width
    share = _TEXT_PX / width
    around = max(high / low, 1.05) ** (share / (1 - 2 * share))
    axes.set_xscale("log")
    axes.set_xlim(low / around, high * around)
    few = high * around / (low / around) < 100
    locator = LogLocator(subs=(1, 2, 5) if few else (1,), numticks=7 if measure == "exposed" else 5)
    # Beyond what was met there are words alone, and no probability is above 1.
    ticks = [tick for tick in locator.tick_values(low, high) if low / 1.2 <= tick <= high * 1.2]
    axes.set_xticks(ticks, labels=[_tick(tick, measure) for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.tick_params(axis="x", labelsize=style.SMALL_PT)


def _draw(axes: Axes, y: int, end: dict[str, Any], own: float, look: style.Look, measure: Measure) -> None:
    """The bar of one end, with its interval."""
    least = axes.get_xlim()[0]
    value, start = max(float(end[measure]), least), max(own, least)
    axes.barh(
        y,
        abs(value - start),
        0.62,
        # From the lesser end on: what is far less than the other is lost where it is added to it.
        left=min(value, start),
        color=look.colour,
        hatch=look.hatch,
        edgecolor=style.PAPER,
        linewidth=0,
        zorder=2,
    )
    if end[f"{measure}_high"] is not None:
        sure = max(end[f"{measure}_low"], least), end[f"{measure}_high"]
        axes.plot(sure, [y, y], color=style.INK, linewidth=3, zorder=4, clip_on=True)


def _write(
    axes: Axes, y: int, end: dict[str, Any], outermost: float, measure: Measure, *, is_right: bool
) -> None:
    """What an input is at an end, and the answer there: beyond both bars and their intervals."""
    entries = end["value"].split(", ")
    value = ",\n".join(entries if len(entries) <= _LINES else [*entries[: _LINES - 1], "and more"])
    axes.annotate(
        f"{value}: {end['told']}",
        xy=(outermost, y),
        xytext=(6 if is_right else -6, 0),
        textcoords="offset points",
        size=style.FLOOR_PT,
        ha="left" if is_right else "right",
        va="center",
        linespacing=1.05,
        zorder=5,
        path_effects=HALO,
    )


@overload
def _shown(number: float, measure: Measure) -> float: ...
@overload
def _shown(number: float | None, measure: Measure) -> float | None: ...
def _shown(number: float | None, measure: Measure) -> float | None:
    """What is drawn of a number: what is too small to be told apart ends where telling does."""
    return number if number is None or measure == "exposed" else max(number, wording.LEAST_CHANCE)


def _told(number: float, measure: Measure) -> str:
    return wording.measured(number) if measure == "exposed" else wording.chance(number)


def _tick(number: float, measure: Measure) -> str:
    return f"{number:,g}" if measure == "exposed" else wording.chance(number)


def _finding(rows: list[Any], measure: Measure, own: float, at: int) -> str:
    if not rows:
        return "No input moves the answer"
    name, ends = rows[0]
    low, high = sorted(ends, key=lambda end: float(end[measure]))
    moved, here = f"{low['told']} to {high['told']}", _told(own, measure)
    if measure == "exposed":
        return f"{name} moves the answer most:\n{moved} tenants expected to be exposed, {here} as it is"
    return (
        f"{name} moves the tail most: {at:,} exposed or more\nwith a probability of {moved}, {here} as it is"
    )
