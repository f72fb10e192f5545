"""How likely at least so many exposed tenants are: the whole law, its tail on logarithmic axes."""

from dataclasses import dataclass
from math import log10
from typing import Any, Final, Literal

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import wording
from . import april_2016, style
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "procedure": "text",
    "window": "text",
    "tenants": "number",
    "seed": "number",
    "schedules": "number",
    "of": "text",
    "at_least": "number",
    "p": "number",
    "low": "number",
    "high": "number",
}
"""What is read of the law."""
OF_CRUDE: Final[Columns] = {"at_least": "number", "share": "number"}
"""And of the campaigns that were counted."""
FLOOR: Final = 1e-8
"""The axis ends there."""
_CERTAIN: Final = 0.999
_WRITTEN_AT: Final = 1e-5
"""What a line is stands beside it at this probability, or as near as it comes."""


@dataclass(frozen=True, slots=True)
class _Side:
    """On which of its sides a line is named."""

    align: Literal["left", "right"]
    offset_pt: float


_LEFT: Final = _Side("right", -14)
_RIGHT: Final = _Side("left", 14)
_DASHES: Final = {"campaign": "-", "worst night": "--"}
_NAME: Final = 0.15
"""Share of the axis that a name takes."""


@style.house()
def exceedance(law: pl.DataFrame, crude: pl.DataFrame, *, campaigns: int) -> Figure:
    """P(at least K tenants exposed) over K, of the campaign and its worst night, each in its band.

    Both axes are logarithmic. A line ends where too few schedules carry it; dots are campaigns that were counted.

    Args:
        law: one row a number: procedure, window, of ("campaign" or "worst night"; text); tenants, seed, schedules;
            at_least (tenants); p, low, high (0 to 1; missing: not told).
        crude: one row a number that was met: at_least (tenants), share (0 to 1).
        campaigns: how many were counted.

    Raises:
        ValueError: a frame lacks a column.
    """
    check("exceedance", "law", law, COLUMNS)
    check("exceedance", "crude", crude, OF_CRUDE)
    told = law.filter(pl.col("p").is_not_null() & (pl.col("p") >= FLOOR))
    figure, axes = style.canvas(
        _finding(law, told),
        _circumstances(law, crude, campaigns),
        style.Margins(left=130, right=150, bottom=92, top=46),
    )
    if told.is_empty():
        axes.set_axis_off()
        return figure
    procedure, tenants = told["procedure"][0], told["tenants"][0]
    mark = april_2016.connected_among(tenants)
    seen = crude.filter(pl.col("share") >= FLOOR)
    _scale(axes, _bend(told), float(max(*told["at_least"], *seen["at_least"], 2)))
    for of in _DASHES:
        rows = told.filter(pl.col("of") == of).sort("at_least")
        if rows.height:
            _draw(axes, rows, style.look(procedure).colour, of, mark)
    axes.plot(
        seen["at_least"],
        seen["share"],
        linestyle="",
        marker="o",
        markersize=6,
        markerfacecolor=style.PAPER,
        markeredgecolor=style.INK,
        markeredgewidth=1.5,
        zorder=4,
    )
    if axes.get_xlim()[0] <= mark <= axes.get_xlim()[1]:
        april_2016.draw(axes, tenants, lift_pt=4)
    return figure


def _bend(told: pl.DataFrame) -> float:
    """Where the first of the lines begins to fall: what lies below tells nothing."""
    certain = told.filter(pl.col("p") >= _CERTAIN).group_by("of").agg(pl.col("at_least").max())
    return float(min(certain["at_least"])) if certain.height == told["of"].n_unique() else 1.0


def _scale(axes: Axes, least: float, most: float) -> None:
    left, right = max(1.0, 0.7 * least), most * 1.08
    axes.set(xscale="log", yscale="log", xlim=(left, right), ylim=(FLOOR, 1.4))
    ticks = [k * 10**n for n in range(8) for k in (1, 2, 3, 5, 7) if left <= k * 10**n <= right]
    # Of a law over several powers of ten, fewer.
    shown = ticks if len(ticks) <= 10 else [k for k in ticks if str(k)[0] in "125"]
    axes.set_xticks(shown, [wording.count(k) for k in shown])
    powers = range(round(log10(FLOOR)), 1)
    axes.set_yticks([10.0**n for n in powers], [_power(n) for n in powers])
    axes.minorticks_off()
    axes.grid(color=style.RULE, linewidth=1)
    axes.set_axisbelow(True)
    axes.set_xlabel("K, tenants exposed", labelpad=8)
    axes.set_ylabel("probability of K or more", labelpad=8)


def _power(n: int) -> str:
    """A power of ten as an axis has it.

    >>> _power(0), _power(-2), _power(-6)
    ('1', '1 %', '1e-6')
    """
    return {0: "1", -1: "10 %", -2: "1 %"}.get(n, f"1e{n}")


def _draw(axes: Axes, rows: pl.DataFrame, colour: str, of: str, mark: float) -> None:
    """Draw one line in its band, and write what it is beside it."""
    k, p = rows["at_least"].to_list(), rows["p"].to_list()
    low = [max(at, FLOOR / 10) for at in rows["low"].to_list()]
    axes.fill_between(k, low, rows["high"].to_list(), color=colour, alpha=0.25, linewidth=0, zorder=2)
    axes.plot(k, p, color=colour, linestyle=_DASHES[of], linewidth=2.5, zorder=3)
    place = min(range(len(p)), key=lambda i: abs(log10(p[i]) - log10(_WRITTEN_AT)))
    left, right = axes.get_xlim()
    # The number of 2016 has a line of its own: a name does not stand across it.
    is_crossed = 0 < log10(mark / k[place]) < _NAME * log10(right / left)
    side = _LEFT if of == "worst night" or is_crossed else _RIGHT
    axes.annotate(
        of,
        xy=(k[place], p[place]),
        xytext=(side.offset_pt, 0),
        textcoords="offset points",
        ha=side.align,
        va="center",
        size=style.TEXT_PT,
        annotation_clip=False,
    )


def _finding(law: pl.DataFrame, told: pl.DataFrame) -> str:
    if law.is_empty():
        return "No law was found"
    procedure = law["procedure"][0]
    rows = told.filter(pl.col("of") == "campaign").sort("at_least")
    if rows.is_empty():
        return f"{procedure}: no tenant can be exposed under any schedule drawn"
    half, rare = (_first_under(rows, p) for p in (0.5, 1e-3))
    if half is None:
        return f"{procedure} exposes anybody with probability {wording.probability(rows['p'][0])}"
    exceeds = "" if rare is None else f", and {wording.count(rare)} or more once in a thousand campaigns"
    return f"{procedure} exposes {wording.count(half)} tenants or more in every second campaign{exceeds}"


def _first_under(rows: pl.DataFrame, p: float) -> int | None:
    """The last number that is still that likely, if the law starts above it and falls below it."""
    likely = rows.filter(pl.col("p") >= p)
    return None if likely.is_empty() or likely.height == rows.height else int(likely["at_least"][-1])


def _circumstances(law: pl.DataFrame, crude: pl.DataFrame, campaigns: int) -> str:
    if law.is_empty():
        return wording.counted(campaigns, "campaign") + " counted"
    row: dict[str, Any] = law.row(0, named=True)
    dots = f"; dots: share of {wording.counted(campaigns, 'campaign')}" if crude.height else ""
    return (
        f"{wording.step(row['window'])}; {wording.drawn(row['tenants'], row['seed'], row['schedules'])}\n"
        f"line: the law; band: 95 %{dots}"
    )
