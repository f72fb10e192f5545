"""How the number of exposed tenants varies from schedule to schedule, by procedure."""

from typing import Any, Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import wording
from . import april_2016, style
from .frames import Columns, check, spread
from .strips import MANY_DOTS, STRIP, scatter, write_beside

COLUMNS: Final[Columns] = {
    "procedure": "text",
    "window": "text",
    "tenants": "number",
    "seed": "number",
    "schedules": "number",
    **spread("exposed"),
    "any_exposed_share_high": "number",
}
"""What is read of cells."""
OF_REPLICATIONS: Final[Columns] = {"procedure": "text", "window": "text", "exposed": "number"}
"""And of replications."""


@style.house()
def schedules(cells: pl.DataFrame, replications: pl.DataFrame, *, window: str) -> Figure:
    """Exposed tenants, one dot a schedule and one row a procedure, with the median and the middle of them.

    The axis is linear up to 1 and logarithmic above: a schedule that exposes nobody stays visible.

    Args:
        cells: one row a cell: procedure, window (text); tenants, seed, schedules; exposed_median, _q05, _q95,
            _max (tenants); any_exposed_share_high (0 to 1).
        replications: one row a cell and schedule: procedure, window (text), exposed (tenants).
        window: the length of the isolation step to show.

    Raises:
        ValueError: a frame lacks a column.
    """
    check("schedules", "cells", cells, COLUMNS)
    check("schedules", "replications", replications, OF_REPLICATIONS)
    shown = cells.filter(pl.col("window") == window)
    figure, axes = style.canvas(
        _finding(shown),
        _circumstances(shown, window),
        style.Margins(left=256, right=250, bottom=84, top=46),
        height_px=max(style.HEIGHT_PX, 230 + 64 * shown.height),
    )
    tenants = int(shown["tenants"][0]) if shown.height else april_2016.CUSTOMERS
    mark = april_2016.connected_among(tenants)
    _scale(axes, shown["procedure"].to_list(), max([mark, *shown["exposed_max"]]))
    is_picture = shown.height * max([0, *shown["schedules"]]) > MANY_DOTS
    for y, row in enumerate(shown.iter_rows(named=True)):
        of_row = (pl.col("procedure") == row["procedure"]) & (pl.col("window") == window)
        _draw(axes, y, row, replications.filter(of_row)["exposed"].to_list(), is_picture=is_picture)
    april_2016.draw(axes, tenants, lift_pt=6)
    return figure


def _scale(axes: Axes, procedures: list[str], most: float) -> None:
    axes.set_xscale("symlog", linthresh=1, linscale=0.5)
    axes.set(xlim=(-0.12, 2 * most), ylim=(max(1, len(procedures)) - 0.5, -0.5))
    ticks = [0, *(10**k for k in range(8) if 10**k <= 2 * most)]
    axes.set_xticks(ticks, [wording.count(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_yticks(range(len(procedures)), procedures)
    axes.tick_params(axis="y", length=0, pad=8)
    axes.grid(axis="x", color=style.RULE, linewidth=1)
    axes.set_axisbelow(True)
    axes.set_xlabel("tenants exposed in one campaign", labelpad=8)


def _draw(axes: Axes, y: int, row: dict[str, Any], exposed: list[int], *, is_picture: bool) -> None:
    scatter(axes, y, exposed, row["procedure"], is_picture=is_picture)
    if row["exposed_max"]:
        x, under = row["exposed_median"], y + STRIP / 2 + 0.09
        axes.plot(
            [row["exposed_q05"], row["exposed_q95"]], [under] * 2, color=style.INK, linewidth=4, zorder=3
        )
        axes.plot(
            [x, x], [y - STRIP / 2 - 0.06, under], color=style.INK, linewidth=2.5, clip_on=False, zorder=3
        )
    write_beside(axes, y, *_told(row))


def _told(row: dict[str, Any]) -> tuple[str, str]:
    """What stands beside a row: its median, and where the middle of its schedules lies."""
    if row["exposed_max"] == 0:
        return "0 seen", wording.any_below(row["any_exposed_share_high"])
    middle = f"{wording.count(row['exposed_q05'])} to {wording.count(row['exposed_q95'])}"
    return wording.count(row["exposed_median"]), middle


def _finding(shown: pl.DataFrame) -> str:
    if shown.is_empty():
        return "No cell was run"
    worst = shown.sort("exposed_median", "exposed_max", descending=True, maintain_order=True).row(
        0, named=True
    )
    schedules = wording.counted(worst["schedules"], "schedule")
    if worst["exposed_max"] == 0:
        return f"Nobody was seen exposed in {schedules}"
    low, high = wording.count(worst["exposed_q05"]), wording.count(worst["exposed_q95"])
    where = "9 of 10 schedules" if worst["schedules"] >= wording.ENOUGH_FOR_QUANTILES else schedules
    return (
        f"{worst['procedure']} exposes {low} to {high} tenants in {where};\n"
        f"{wording.spared(shown['exposed_max'].to_list(), worst['schedules'])}"
    )


def _circumstances(shown: pl.DataFrame, window: str) -> str:
    if shown.is_empty():
        return wording.step(window)
    number = int(shown["schedules"][0])
    drawn = wording.drawn(shown["tenants"][0], shown["seed"][0], number)
    told = f"dot: one of them; mark: median; bar: {wording.middle(number)}"
    any_seen = "; any: share of campaigns that expose somebody; <: upper bound, 95 %"
    return f"{wording.step(window)}; {drawn}\n{told}" + (any_seen if min(shown["exposed_max"]) == 0 else "")
