"""Which share of the answer's variance each input explains, by itself and with the others."""

from typing import Any, Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import wording
from . import style
from .bars import name_lanes
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "run": "text",
    "input": "text",
    "measure": "text",
    "points": "number",
    "value_low": "text",
    "value_high": "text",
    "first": "number",
    "first_low": "number",
    "first_high": "number",
    "total": "number",
    "total_low": "number",
    "total_high": "number",
}
"""What is read of the indices."""

_PANELS: Final = {"exposed": "log of expected exposed tenants", "at_least": "log of P(exposed ≥ {at:,})"}
_FIRST: Final = style.Look("#0072B2", "", "", "-")
_TOTAL: Final = style.Look("#56B4E9", "//", "", "-")
_ROW_PX: Final = 84
_MOST: Final = 1.15
"""Where the axis of shares ends."""


@style.house()
def sobol(indices: pl.DataFrame, *, run: str, at: int, tenants: int, seed: int) -> Figure:
    """First-order and total indices of each input, for both answers, with their intervals.

    Args:
        indices: one row a run, input and measure ("exposed" or "at_least"): run, input, measure; points (of a
            sample); value_low, value_high (text: the input's ends); first and total (0 to 1), each with its
            interval _low, _high.
        run: which rows are shown: "inputs", or "ridge", where two of them are turned into product and ratio.
        at: so many exposed tenants or more is what the second answer is the probability of.
        tenants: how many there are.
        seed: of the draws.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("sobol", "indices", indices, COLUMNS)
    shown = indices.filter(pl.col("run") == run)
    names = list(dict.fromkeys(shown["input"].to_list()))
    figure, whole = style.canvas(
        _finding(shown),
        _circumstances(shown, tenants, seed),
        style.Margins(left=330, right=40, bottom=64, top=52),
        height_px=max(style.HEIGHT_PX, 240 + _ROW_PX * len(names)),
    )
    if not names:
        whole.set_axis_off()
        return figure
    for k, (axes, measure) in enumerate(
        zip(style.side_by_side(figure, whole, len(_PANELS), 48), _PANELS, strict=True)
    ):
        rows = {row["input"]: row for row in shown.filter(measure=measure).iter_rows(named=True)}
        _draw(axes, [rows[name] for name in names])
        axes.set_title(_PANELS[measure].format(at=at), loc="left", size=style.TEXT_PT, weight="bold", pad=10)
        axes.set_xlabel("share of the variance")
        name_lanes(
            axes, range(len(names)), [_named(rows[name]) for name in names] if k == 0 else [""] * len(names)
        )
    whole.remove()
    return figure


def _draw(axes: Axes, rows: list[dict[str, Any]]) -> None:
    # An interval that reaches further is cut off: no share is above 1.
    axes.set(xlim=(0, _MOST), ylim=(len(rows) - 0.5, -0.5))
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], labels=["0", "0.25", "0.5", "0.75", "1"])
    axes.tick_params(axis="x", labelsize=style.SMALL_PT)
    for y, row in enumerate(rows):
        for at, which, look in ((y - 0.19, "first", _FIRST), (y + 0.19, "total", _TOTAL)):
            axes.barh(
                at,
                max(0.0, row[which]),
                0.34,
                color=look.colour,
                hatch=look.hatch,
                edgecolor=style.PAPER,
                linewidth=0,
            )
            sure = max(0.0, row[f"{which}_low"]), max(0.0, row[f"{which}_high"])
            axes.plot(sure, [at, at], color=style.INK, linewidth=3, clip_on=True, zorder=3)


def _named(row: dict[str, Any]) -> str:
    ends = [row[f"value_{end}"].split(", ")[0] for end in ("low", "high")]
    return f"{row['input']}\n{ends[0]} to {ends[1]}"


def _finding(shown: pl.DataFrame) -> str:
    exposed = shown.filter(measure="exposed").sort("total", descending=True, maintain_order=True)
    if exposed.is_empty():
        return "No two inputs move the answer"
    first = exposed.row(0, named=True)
    interval = f"{wording.share(max(0.0, first['total_low']))} to {wording.share(first['total_high'])}"
    return (
        f"{first['input']} carries most of the doubt:\n{wording.share(first['total'])} of the variance of the log "
        f"of exposed tenants ({interval})"
    )


def _circumstances(shown: pl.DataFrame, tenants: int, seed: int) -> str:
    points = int(shown["points"][0]) if shown.height else 0
    return (
        f"{wording.counted(tenants, 'tenant')}, seed {seed}, {wording.counted(points, 'point')} a sample; each input "
        "uniform between its ends\nplain: by itself (first order); hatched: with the others too (total); black: "
        "interval, 95 %"
    )
