"""How well logs tell: of the tenants that were exposed, which class forensics put them in, log by log."""

from typing import Any, Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from .. import wording
from . import style
from .bars import name_lanes, say_beside
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "cell": "text",
    "exposed": "number",
    "proven": "number",
    "inferred": "number",
    "possible": "number",
    "excluded": "number",
    "named": "number",
    "named_wrongly": "number",
}
"""What is read of the cells."""
CLASSES: Final = {
    "proven": ("proven", style.Look("#D55E00", "", "", "-")),
    "inferred": ("inferred", style.Look("#E69F00", "//", "", "-")),
    "possible": ("possible", style.Look("#BFBFBF", "..", "", "-")),
    "excluded": ("missed: called excluded", style.Look("#000000", "", "", "-")),
}


@style.house()
def logs_tell(cells: pl.DataFrame, *, tenants: int, seed: int, window: str) -> Figure:
    """A bar a cell: the exposed tenants by class; right: how many were named, and how many of those wrongly.

    Args:
        cells: one row a cell: its name; tenants exposed; of these proven, inferred, possible, excluded; tenants named
            (proven or inferred) and how many of them were not exposed.
        tenants: how many there are.
        seed: of the draws.
        window: what the isolation step takes.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("logs_tell", "cells", cells, COLUMNS)
    rows = list(cells.iter_rows(named=True))
    figure, axes = style.canvas(
        _finding(rows),
        f"{wording.draw(tenants, seed)}; isolation step takes {window}; bytes fitted under another seed\n"
        "share of the tenants that were exposed; right: tenants named, and of these wrongly",
        style.Margins(left=440, right=190, bottom=110),
        height_px=max(style.HEIGHT_PX, 290 + 46 * len(rows)),
    )
    _draw(axes, rows)
    return figure


def _draw(axes: Axes, rows: list[dict[str, Any]]) -> None:
    axes.set(xlim=(0, 1), ylim=(len(rows) - 0.5, -0.5))
    for y, row in enumerate(rows):
        left = 0.0
        for name, (_, look) in CLASSES.items():
            width = row[name] / row["exposed"] if row["exposed"] else 0.0
            if not width:
                continue
            axes.barh(
                y, width, left=left, height=0.62, color=look.colour, hatch=look.hatch, edgecolor=style.PAPER
            )
            if width > 0.05:
                axes.text(
                    left + width / 2,
                    y,
                    wording.count(row[name]),
                    ha="center",
                    va="center",
                    color=style.ink_on(look.colour),
                    size=style.SMALL_PT,
                    bbox={"facecolor": look.colour, "edgecolor": "none", "pad": 1.5},
                )
            left += width
        said = f"{wording.count(row['named'])}, {wording.count(row['named_wrongly'])}"
        if not row["exposed"]:
            axes.text(0.01, y, "nobody was exposed", va="center", color=style.QUIET, size=style.SMALL_PT)
        say_beside(axes, y, said)
    name_lanes(axes, range(len(rows)), [row["cell"] for row in rows])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.set_xlabel("of the tenants that were exposed", labelpad=6)
    handles = [
        Patch(facecolor=look.colour, hatch=look.hatch, edgecolor=style.PAPER, label=words)
        for words, look in CLASSES.values()
    ]
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(-0.45, -0.09),
        ncols=4,
        frameon=False,
        fontsize=style.SMALL_PT,
        columnspacing=1.2,
    )


def _finding(rows: list[dict[str, Any]]) -> str:
    whole = [row for row in rows if "whole logs" in row["cell"]]
    exposed = sum(row["exposed"] for row in whole)
    if not exposed:
        return "Nobody was exposed: there is nothing to tell"
    named = sum(row["proven"] + row["inferred"] for row in whole)
    worst = min(
        (row for row in rows if row["exposed"]),
        key=lambda row: (row["proven"] + row["inferred"]) / row["exposed"],
    )
    share = (worst["proven"] + worst["inferred"]) / worst["exposed"]
    return (
        f"Whole logs name {named:,} of {exposed:,} exposed tenants;\n"
        f"at worst ({worst['cell']}) {wording.percent(share)} of them"
    )
