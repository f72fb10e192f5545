"""How long an isolation step a risk allows: the probability over its length, and where the two meet."""

from collections.abc import Sequence
from typing import Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import wording
from . import style
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "window_s": "number",
    "p": "number",
    "p_least": "number",
    "p_most": "number",
}
"""What is read of the lengths that were looked at."""
FLOOR: Final = 1e-6
"""The axis ends there."""
_STEPS: Final = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800)


@style.house()
def allowed(
    looked: pl.DataFrame,
    *,
    procedure: str,
    risk: float,
    at: int,
    longest_s: float | None,
    tenants: int,
    seeds: Sequence[int],
) -> Figure:
    """P(at least K tenants exposed) over the length of the isolation step, and the longest that keeps a risk.

    Both axes are logarithmic; a step of no time is left out.

    Args:
        looked: one row a length: window_s (seconds), p (0 to 1, the mean of the seeds that were looked at there),
            p_least, p_most (the least and the greatest of them).
        procedure: which one it is of.
        risk: the probability that may be run.
        at: the number K.
        longest_s: the longest step that keeps it, seconds; None: none does.
        tenants: how many there are.
        seeds: of the law.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("allowed", "looked", looked, COLUMNS)
    rows = looked.filter((pl.col("window_s") >= 0.01) & (pl.col("p") >= FLOOR)).sort("window_s")
    figure, axes = style.canvas(
        "No length was looked at" if rows.is_empty() else _finding(procedure, risk, at, longest_s),
        f"{wording.counted(tenants, 'tenant')}, seeds {seeds[0]} to {seeds[-1]}; bars: the least and the greatest",
        style.Margins(left=120, right=150, bottom=92, top=40),
    )
    if rows.is_empty():
        axes.set_axis_off()
        return figure
    lengths, lowest = rows["window_s"].to_list(), min(risk, *rows["p"].to_list())
    _scale(axes, min(lengths), max(lengths), lowest)
    look = style.look(procedure)
    axes.vlines(
        rows["window_s"].to_list(),
        [max(FLOOR, low) for low in rows["p_least"].to_list()],
        rows["p_most"].to_list(),
        color=look.colour,
        linewidth=3,
    )
    axes.plot(rows["window_s"], rows["p"], color=look.colour, marker=look.marker, markersize=8, linewidth=2)
    axes.axhline(risk, color=style.INK, linestyle=(0, (4, 3)), linewidth=1.5)
    axes.annotate(
        f"{wording.chance(risk)} may\nbe run",
        (1.0, risk),
        xycoords=("axes fraction", "data"),
        xytext=(12, 0),
        textcoords="offset points",
        va="center",
        size=style.SMALL_PT,
    )
    if longest_s is not None:
        axes.axvline(longest_s, color=style.INK, linestyle=(0, (4, 3)), linewidth=1.5)
    return figure


def _scale(axes: Axes, least: float, most: float, lowest: float) -> None:
    floor = max(FLOOR, lowest / 3)
    axes.set(xscale="log", yscale="log", xlim=(0.8 * least, 1.25 * most), ylim=(floor, 1.4))
    shown = [second for second in _STEPS if 0.8 * least <= second <= 1.25 * most]
    # From a second to a night: every other one.
    shown = shown if len(shown) <= 9 else shown[::2]
    axes.set_xticks(shown, [_short(second) for second in shown])
    levels = {1.0: "1", 0.1: "0.1", 0.01: "0.01", 1e-3: "1e-3", 1e-4: "1e-4", 1e-5: "1e-5", 1e-6: "1e-6"}
    above = [level for level in levels if level >= floor]
    axes.set_yticks(above, [levels[level] for level in above])
    axes.minorticks_off()
    axes.grid(color=style.RULE, linewidth=1)
    axes.set_axisbelow(True)
    axes.set_xlabel("isolation step takes", labelpad=8)
    axes.set_ylabel("probability over the campaign", labelpad=8)


def _short(second: int) -> str:
    """A round length on an axis.

    >>> _short(30), _short(120), _short(7_200)
    ('30 s', '2 min', '2 h')
    """
    if second >= 3_600:
        return f"{second // 3_600} h"
    return f"{second // 60} min" if second >= 60 else f"{second} s"


def _finding(procedure: str, risk: float, at: int, longest_s: float | None) -> str:
    who = "a tenant exposed" if at == 1 else f"{wording.count(at)} tenants or more exposed"
    if longest_s is None:
        return f"{procedure}: no isolation step keeps the risk of {who} at {wording.chance(risk)}"
    return (
        f"{procedure}: an isolation step of {wording.lasting(longest_s)} at most\n"
        f"keeps the risk of {who} at {wording.chance(risk)}"
    )
