"""What each stop rule would have saved: tenants exposed under it, beside those without any."""

from typing import Any, Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import wording
from . import style
from .bars import name_lanes, say_beside
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "rule": "text",
    "exposed": "number",
    "exposed_low": "number",
    "exposed_high": "number",
}
"""What is read of the rules."""

_ROW_PX: Final = 34
_LOOK: Final = style.Look("#0072B2", "", "o", "-")


@style.house()
def stop_rules(rules: pl.DataFrame, *, procedure: str, tenants: int, seed: int, schedules: int) -> Figure:
    """Expected tenants exposed under each rule, with its interval, and how many fewer than under the first.

    The axis is linear up to 1 and logarithmic above.

    Args:
        rules: one row a rule, the first without any: rule (text); exposed (tenants expected, a mean over schedules)
            with its interval exposed_low, exposed_high (missing where too few schedules carry it).
        procedure: which one is stopped.
        tenants: how many there are.
        seed: the first schedule's.
        schedules: how many there were.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("stop_rules", "rules", rules, COLUMNS)
    rows = list(rules.iter_rows(named=True))
    figure, axes = style.canvas(
        _finding(rows),
        f"{procedure}, isolation step as drawn; {wording.drawn(tenants, seed, schedules)}\n"
        "expected, and 95 % where enough schedules carry it; right: fewer than without any rule",
        style.Margins(left=410, right=170, bottom=70),
        height_px=max(style.HEIGHT_PX, 210 + _ROW_PX * len(rows)),
    )
    if not rows:
        axes.set_axis_off()
        return figure
    _draw(axes, rows)
    return figure


def _draw(axes: Axes, rows: list[dict[str, Any]]) -> None:
    without = rows[0]["exposed"]
    most = max(1.0, *(max(row["exposed"], row["exposed_high"] or 0.0) for row in rows))
    axes.set_xscale("symlog", linthresh=1, linscale=0.5)
    axes.set(xlim=(-0.05, 1.3 * most), ylim=(len(rows) - 0.5, -0.5))
    ticks = [0, *(10**k for k in range(8) if 10**k <= 1.3 * most)]
    axes.set_xticks(ticks, [wording.count(tick) for tick in ticks])
    axes.minorticks_off()
    axes.grid(axis="x", color=style.RULE, linewidth=1)
    axes.set_axisbelow(True)
    axes.set_xlabel("tenants exposed", labelpad=8)
    axes.axvline(without, color=style.BOUND, linestyle=(0, (4, 3)), linewidth=1.5, zorder=1)
    for y, row in enumerate(rows):
        if row["exposed_low"] is not None and row["exposed_high"] is not None:
            ends = [max(0.0, row["exposed_low"]), row["exposed_high"]]
            axes.plot(ends, [y, y], color=_LOOK.colour, linewidth=3, clip_on=False, zorder=2)
        axes.plot(
            [row["exposed"]],
            [y],
            color=_LOOK.colour,
            marker=_LOOK.marker,
            markersize=9,
            clip_on=False,
            zorder=3,
        )
        said = wording.measured(row["exposed"])
        if y and without > 0:
            fewer = 1 - row["exposed"] / without
            said += f" ({'−' if fewer > 0 else '+'}{wording.percent(abs(fewer))})"
        say_beside(axes, y, said)
    name_lanes(axes, range(len(rows)), [row["rule"] for row in rows])


def _finding(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "No rule was run"
    without = rows[0]["exposed"]
    if without == 0:
        return "Nobody is exposed, with a stop rule or without"
    best = min(rows[1:] or rows, key=lambda row: row["exposed"])
    return (
        f"Without a stop rule {wording.measured(without)} tenants are exposed;\n"
        f"with {best['rule']}: {wording.measured(best['exposed'])}"
    )
