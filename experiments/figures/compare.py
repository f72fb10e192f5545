"""By how much procedures differ from the first one, schedule by schedule."""

from typing import Any, Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import wording
from . import style
from .frames import Columns, check
from .strips import MANY_DOTS, STRIP, scatter, write_beside

COLUMNS: Final[Columns] = {
    "procedure": "text",
    "reference": "text",
    "measure": "text",
    "tenants": "number",
    "seed": "number",
    "schedules": "number",
    "difference": "number",
    "difference_low": "number",
    "difference_high": "number",
    "unpaired_low": "number",
    "unpaired_high": "number",
    "expected_difference": "number",
    "expected_difference_low": "number",
    "expected_difference_high": "number",
}
"""What is read of differences."""
OF_PAIRED: Final[Columns] = {"procedure": "text", "exposed": "number"}
"""And of paired."""

_INTERVALS: Final = (
    ("expected_difference", 5, style.INK),
    ("difference", 3, style.QUIET),
    ("unpaired", 3, style.NOT_RUN),
)
"""The intervals of a row, from the top: of the estimate, of the counts, of counts that are not paired."""
_APART = 0.08
_ROW_PX = 144
_FEW_ROWS = 2.5


@style.house()
def compare(differences: pl.DataFrame, paired: pl.DataFrame, *, window: str, level: str = "95 %") -> Figure:
    """How many tenants more each procedure exposes than the first one, a dot a schedule that both met.

    Under a row lie three intervals: of the estimate, which has the clients' chance taken out; of the mean of the
    counts; and the one that schedules of each procedure's own would give for it.

    Args:
        differences: one row a procedure other than the first, and measure: procedure, reference, measure (text;
            "exposed" is shown); tenants, seed, schedules; expected_difference, its interval
            expected_difference_low, expected_difference_high; of the counts difference, its interval
            difference_low, difference_high, the interval without pairing unpaired_low, unpaired_high (tenants;
            missing where there is none).
        paired: one row a procedure and schedule: procedure (text), exposed (tenants more than the first).
        window: what the isolation step takes, in words.
        level: at which the intervals are, in words.

    Raises:
        ValueError: a frame lacks a column.
    """
    check("compare", "differences", differences, COLUMNS)
    check("compare", "paired", paired, OF_PAIRED)
    shown = differences.filter(pl.col("measure") == "exposed")
    figure, axes = style.canvas(
        _finding(shown),
        _circumstances(shown, window, level),
        style.Margins(left=256, right=320, bottom=84, top=46),
        height_px=max(style.HEIGHT_PX, 260 + _ROW_PX * shown.height),
    )
    _scale(axes, shown, paired)
    is_picture = paired.height > MANY_DOTS
    for y, row in enumerate(shown.iter_rows(named=True)):
        numbers = paired.filter(pl.col("procedure") == row["procedure"])["exposed"].to_list()
        scatter(axes, y, numbers, row["procedure"], is_picture=is_picture)
        _draw_intervals(axes, y, row)
        write_beside(axes, y, *_told(row))
    return figure


def _scale(axes: Axes, shown: pl.DataFrame, paired: pl.DataFrame) -> None:
    met = [0, *paired["exposed"]]
    room = 0.04 * max(1, max(met) - min(met))
    # Few rows keep their height: dots spread over half the figure would look like more of them.
    spare = max(0.0, _FEW_ROWS - shown.height) / 2
    axes.set(xlim=(min(met) - room, max(met) + room), ylim=(shown.height - 0.4 + spare, -0.5 - spare))
    style.set_signed_ticks(axes.xaxis, min(met), max(met))
    axes.set_yticks(range(shown.height), shown["procedure"].to_list())
    axes.tick_params(axis="y", length=0, pad=8)
    axes.grid(axis="x", color=style.RULE, linewidth=1)
    axes.set_axisbelow(True)
    axes.set_xlabel("tenants exposed, more or fewer in the same schedule", labelpad=8)
    axes.axvline(0, color=style.INK, linewidth=1.5, zorder=1)
    if shown.height:
        axes.annotate(
            f"as many as {shown['reference'][0]}",
            xy=(0, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 6),
            textcoords="offset points",
            size=style.SMALL_PT,
            ha="left" if max(met) > -min(met) else "right",
            va="bottom",
        )


def _draw_intervals(axes: Axes, y: int, row: dict[str, Any]) -> None:
    under = y + STRIP / 2 + 0.07
    for place, (what, width, colour) in enumerate(_INTERVALS):
        low, high = row[f"{what}_low"], row[f"{what}_high"]
        if low is not None and high is not None:
            at = [under + place * _APART] * 2
            axes.plot([low, high], at, color=colour, linewidth=width, solid_capstyle="butt", zorder=3)
    x = row["expected_difference"]
    axes.plot([x, x], [y - STRIP / 2 - 0.06, under], color=style.INK, linewidth=2, clip_on=False, zorder=3)


def _told(row: dict[str, Any]) -> list[str]:
    """What stands beside a row: the estimate, its interval, and what the counts alone would tell."""
    number = wording.measured(row["expected_difference"], "+")
    told = [number, "no interval: too few differ, or all alike"]
    if row["expected_difference_low"] is not None:
        low, high = row["expected_difference_low"], row["expected_difference_high"]
        told = [number, wording.between(low, high, "+")]
    if row["difference_low"] is not None:
        told.append(f"seen {wording.between(row['difference_low'], row['difference_high'], '+')}")
        told.append(f"unpaired {wording.between(row['unpaired_low'], row['unpaired_high'], '+')}")
    return told


def _finding(shown: pl.DataFrame) -> str:
    if shown.is_empty():
        return "Nothing was compared"
    by_size = shown.sort(pl.col("expected_difference").abs(), descending=True, maintain_order=True)
    row = by_size.row(0, named=True)
    if row["expected_difference"] == 0:
        return f"No procedure exposes more tenants than {row['reference']}, or fewer, on average"
    more = "more" if row["expected_difference"] > 0 else "fewer"
    interval = ""
    if row["expected_difference_low"] is not None:
        ends = sorted(abs(row[f"expected_difference_{end}"]) for end in ("low", "high"))
        if row["expected_difference_low"] * row["expected_difference_high"] > 0:
            interval = f" ({wording.between(*ends)})"
    return (
        f"{row['procedure']} exposes {wording.measured(abs(row['expected_difference']))} tenants {more}\n"
        f"than {row['reference']}, on average{interval}"
    )


def _circumstances(shown: pl.DataFrame, window: str, level: str) -> str:
    if shown.is_empty():
        return wording.step(window)
    drawn = wording.drawn(shown["tenants"][0], shown["seed"][0], int(shown["schedules"][0]))
    return (
        f"{wording.step(window)}; {drawn}\ndot: one schedule; black: the estimate and its interval, {level}; "
        "dark grey: of the counts; light grey: unpaired"
    )
