"""Tenants exposed by procedure and by what the isolation step takes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .. import wording
from . import style
from .frames import Columns, check, spread

COLUMNS: Final[Columns] = {
    "procedure": "text",
    "window": "text",
    "tenants": "number",
    "seed": "number",
    "schedules": "number",
}
"""What is read of cells, however many schedules there were."""
OF_ONE: Final[Columns] = {"exposed": "number", "exposed_low": "number", "exposed_high": "number"}
"""And of one."""
OF_MANY: Final[Columns] = {
    **spread("exposed"),
    "any_exposed_share": "number",
    "any_exposed_share_high": "number",
}
"""And of many."""

_ROOMY = 6
"""Columns up to which an interval fits into a cell beside its number."""


@style.house()
def heatmap(
    cells: pl.DataFrame,
    *,
    procedures: Sequence[str] = (),
    windows: Sequence[str] = (),
    proved: Collection[str] = frozenset(),
) -> Figure:
    """Tenants exposed in every cell of a study, on a logarithmic scale of colours.

    Of many schedules a cell says the median and where the middle of them lies; of one, what it came to.
    Three kinds of nothing look different, and none of them has a colour of the scale: hatched, proved to be
    zero; white, none seen; grey, not run.

    Args:
        cells: one row a cell that was run: procedure, window (text); tenants, seed, schedules; of one schedule
            exposed and its interval exposed_low, exposed_high (tenants), of many exposed_median, _q05, _q95, _max
            (tenants), any_exposed_share and its upper bound any_exposed_share_high (0 to 1).
        procedures: rows from the top; default: those of the frame, in its order.
        windows: columns from the left; likewise.
        proved: procedures of which it is proved that they cannot expose anybody.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("heatmap", "cells", cells, COLUMNS)
    if not cells.is_empty():
        check("heatmap", "cells", cells, OF_ONE if _schedules(cells) == 1 else OF_MANY)
    rows = list(procedures or dict.fromkeys(cells["procedure"]))
    columns = list(windows or dict.fromkeys(cells["window"]))
    found = {(row["procedure"], row["window"]): row for row in cells.iter_rows(named=True)}
    figure, axes = style.canvas(
        _finding(cells),
        _circumstances(cells, proved),
        style.Margins(left=256, right=140, bottom=84),
        width_px=max(style.WIDTH_PX, 420 + 120 * len(columns)),
        height_px=max(style.HEIGHT_PX, 200 + 58 * len(rows)),
    )
    scale = LogNorm(1, max([10, *_shown(cells)]))
    for y, procedure in enumerate(rows):
        for x, window in enumerate(columns):
            row = found.get((procedure, window))
            cell = _cell(row, procedure in proved, scale, is_roomy=len(columns) <= _ROOMY)
            _draw(axes, x, y, cell)
    _label(axes, rows, columns)
    _draw_scale(figure, axes, scale)
    return figure


@dataclass(frozen=True, slots=True)
class _Cell:
    ground: Any
    ink: str
    text: str
    detail: str = ""
    hatch: str = ""


def _cell(row: dict[str, Any] | None, is_proved: bool, scale: LogNorm, *, is_roomy: bool) -> _Cell:
    if is_proved:
        return _Cell(style.PAPER, style.INK, "proved 0", hatch="//")
    if row is None:
        return _Cell(style.NOT_RUN, style.INK, "not run")
    return _one_draw(row, scale, is_roomy) if row["schedules"] == 1 else _many(row, scale, is_roomy)


def _one_draw(row: dict[str, Any], scale: LogNorm, is_roomy: bool) -> _Cell:
    if row["exposed"] == 0:
        return _Cell(style.PAPER, style.INK, "0 seen", f"({wording.below(row['exposed_high'])}, 95 %)")
    ground = style.MAGNITUDE(float(scale(row["exposed"])))
    detail = wording.interval(row["exposed_low"], row["exposed_high"], between="–") if is_roomy else ""
    return _Cell(ground, style.ink_on(ground), wording.count(row["exposed"]), detail)


def _many(row: dict[str, Any], scale: LogNorm, is_roomy: bool) -> _Cell:
    if row["exposed_max"] == 0:
        return _Cell(style.PAPER, style.INK, "0 seen", wording.any_below(row["any_exposed_share_high"]))
    # Somebody was exposed, if only in a few schedules: that is not nothing, and has the first colour.
    ground = style.MAGNITUDE(float(scale(max(1, row["exposed_median"]))))
    detail = ""
    if row["exposed_median"] == 0:
        detail = f"any: {wording.percent(row['any_exposed_share'])}"
    elif is_roomy:
        detail = f"{wording.count(row['exposed_q05'])}–{wording.count(row['exposed_q95'])}"
    return _Cell(ground, style.ink_on(ground), wording.count(row["exposed_median"]), detail)


def _draw(axes: Axes, x: int, y: int, cell: _Cell) -> None:
    axes.add_patch(
        Rectangle(
            (x - 0.5, y - 0.5),
            1,
            1,
            facecolor=cell.ground,
            edgecolor=style.QUIET if cell.hatch else style.RULE,
            hatch=cell.hatch,
            linewidth=1,
        )
    )
    lift = 0.17 if cell.detail else 0.0
    # A hatch runs through text that has no ground of its own.
    ground = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 2} if cell.hatch else None
    axes.text(
        x,
        y - lift,
        cell.text,
        size=style.TEXT_PT + 1,
        color=cell.ink,
        weight="bold",
        ha="center",
        va="center",
        bbox=ground,
    )
    if cell.detail:
        axes.text(x, y + 0.22, cell.detail, size=style.FLOOR_PT, color=cell.ink, ha="center", va="center")


def _label(axes: Axes, rows: list[str], columns: list[str]) -> None:
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5))
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0, pad=8)
    axes.spines[:].set_visible(False)
    axes.set_xlabel("isolation step takes", labelpad=8)


def _draw_scale(figure: Figure, axes: Axes, scale: LogNorm) -> None:
    box = axes.get_position()
    width = figure.get_figwidth() * style.DPI
    bar = figure.add_axes((box.x1 + 22 / width, box.y0, 20 / width, box.height))
    figure.colorbar(ScalarMappable(scale, style.MAGNITUDE), cax=bar)
    bar.minorticks_off()
    ticks = [10**k for k in range(8) if 10**k <= (scale.vmax or 10)]
    bar.set_yticks(ticks, [wording.count(tick) for tick in ticks])
    bar.set_ylabel("tenants exposed (log)", size=style.SMALL_PT)
    bar.tick_params(labelsize=style.SMALL_PT)


def _schedules(cells: pl.DataFrame) -> int:
    return int(cells["schedules"][0])


def _shown(cells: pl.DataFrame) -> list[int]:
    """The number of every cell."""
    if cells.is_empty():
        return []
    return cells["exposed" if _schedules(cells) == 1 else "exposed_median"].to_list()


def _finding(cells: pl.DataFrame) -> str:
    if cells.is_empty():
        return "No cell was run"
    schedules = _schedules(cells)
    seen = "exposed" if schedules == 1 else "exposed_max"
    most = cells.group_by("procedure", maintain_order=True).agg(pl.col(seen).max())
    if max(most[seen]) == 0:
        return "Nobody was seen exposed under any procedure"
    worst = cells.row(int(pl.Series(_shown(cells)).arg_max() or 0), named=True)
    spared = wording.spared(most[seen].to_list(), schedules)
    if schedules == 1:
        return f"{worst['procedure']} exposes up to {wording.counted(worst['exposed'], 'tenant')};\n{spared}"
    return (
        f"{worst['procedure']} exposes a median of {wording.counted(worst['exposed_median'], 'tenant')} "
        f"at {worst['window']};\n{spared}"
    )


def _circumstances(cells: pl.DataFrame, proved: Collection[str]) -> str:
    if cells.is_empty():
        return ""
    schedules = _schedules(cells)
    drawn = wording.drawn(cells["tenants"][0], cells["seed"][0], schedules)
    if schedules == 1:
        return f"{drawn}; small: given this schedule, 95 %"
    circumstances = f"{drawn}; bold: their median; small: {wording.middle(schedules)}"
    if 0 in _shown(cells.filter(~pl.col("procedure").is_in(list(proved)))):
        circumstances += "\nany: share of campaigns that expose somebody; <: upper bound, 95 %"
    return circumstances
