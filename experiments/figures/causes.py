"""Why tenants were exposed, by procedure."""

import textwrap
from typing import Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from .. import wording
from . import style
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "procedure": "text",
    "window": "text",
    "tenants": "number",
    "seed": "number",
    "exposed": "number",
    **dict.fromkeys(style.CAUSES, "number"),
}
"""What is read of cells."""

_BAR_SHARE = 0.5
"""Share of the axes' width that the longest bar takes: the rest is for the words at its end."""

_LEGEND_COLUMNS = 3
_MOST_NAMED = 3
"""How many parts find room in words: the largest ones."""


@style.house()
def causes(cells: pl.DataFrame, *, window: str) -> Figure:
    """Exposed tenants by the cause of their first foreign row, one bar a procedure.

    A part too short for its number has it at the bar's end, in words.

    Args:
        cells: one row a cell: procedure, window (text); tenants, seed; exposed (tenants) and how many of them by
            the cause of their first foreign row, one column a cause.
        window: the length of the isolation step to show.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("causes", "cells", cells, COLUMNS)
    shown = cells.filter(pl.col("window") == window)
    present = [cause for cause in style.CAUSES if shown[cause].sum() > 0]
    legend_rows = -(-len(present) // _LEGEND_COLUMNS)
    figure, axes = style.canvas(
        _finding(shown),
        _circumstances(shown, window),
        style.Margins(left=270, right=40, bottom=84, top=24 + 32 * legend_rows),
        height_px=max(style.HEIGHT_PX, 190 + 32 * legend_rows + 66 * shown.height),
    )
    most = max([1, *shown["exposed"]])
    axes.set(xlim=(0, most / _BAR_SHARE), ylim=(max(1, shown.height) - 0.5, -0.5))
    for y, row in enumerate(shown.iter_rows(named=True)):
        counts = {cause: int(row[cause]) for cause in present if row[cause]}
        _draw_bar(axes, y, int(row["exposed"]), counts)
    _label(axes, shown["procedure"].to_list(), most)
    _write_legend(axes, present)
    return figure


def _draw_bar(axes: Axes, y: int, exposed: int, counts: dict[str, int]) -> None:
    px_each = axes.get_window_extent().width / axes.get_xlim()[1]
    left, outside = 0, {}
    for cause, number in counts.items():
        look = style.CAUSES[cause]
        axes.barh(
            y,
            number,
            0.62,
            left=left,
            color=look.colour,
            hatch=look.hatch,
            edgecolor=style.PAPER,
            linewidth=0,
        )
        text = wording.count(number)
        if number * px_each > (len(text) + 1.5) * 0.64 * style.TEXT_PT * style.PT:
            _write_inside(axes, left + number / 2, y, text)
        else:
            outside[cause] = number
        left += number
    _write_total(axes, y, exposed, outside, is_whole=len(outside) == len(counts))


def _write_inside(axes: Axes, x: float, y: float, text: str) -> None:
    # On a hatch no text colour is good enough: the number brings its own ground.
    ground = {"facecolor": style.PAPER, "edgecolor": "none", "boxstyle": "round,pad=0.2"}
    axes.text(x, y, text, size=style.TEXT_PT, color=style.INK, ha="center", va="center", bbox=ground)


def _write_total(axes: Axes, y: int, exposed: int, outside: dict[str, int], *, is_whole: bool) -> None:
    """Write a bar's total at its end, and after it the parts too short for a number of their own."""
    total = axes.annotate(
        wording.count(exposed) if exposed else "0 seen",
        (exposed, y),
        xytext=(8, 0),
        textcoords="offset points",
        size=style.TEXT_PT,
        weight="bold",
        ha="left",
        va="center",
    )
    if not outside:
        return
    # A line may break between parts only: a number stays with its words.
    parts = ", ".join(part.replace(" ", "\u00a0") for part in _named(outside))
    box = axes.get_window_extent()
    room = box.width - exposed * box.width / axes.get_xlim()[1] - 100
    axes.annotate(
        textwrap.fill(
            parts if is_whole else f"incl. {parts}", int(room / (0.58 * style.FLOOR_PT * style.PT))
        ),
        (1, 0.5),
        xycoords=total,
        xytext=(10, 0),
        textcoords="offset points",
        size=style.FLOOR_PT,
        linespacing=1.1,
        ha="left",
        va="center",
    )


def _named(counts: dict[str, int]) -> list[str]:
    """The largest parts by name, the others as one.

    >>> _named({"not_assigned": 1, "paused": 2, "oab": 3, "wide_session": 4})
    ['session opened too early 4', 'offline address book 3', 'paused at dawn 2', 'other 1']
    """
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    named = [f"{wording.CAUSES[cause]} {wording.count(number)}" for cause, number in ordered[:_MOST_NAMED]]
    others = sum(number for _, number in ordered[_MOST_NAMED:])
    return [*named, f"other {wording.count(others)}"] if others else named


def _label(axes: Axes, procedures: list[str], most: int) -> None:
    axes.set_yticks(range(len(procedures)), procedures)
    axes.tick_params(axis="y", length=0, pad=8)
    style.set_whole_ticks(axes.xaxis, most)
    axes.set_xlabel("tenants exposed", labelpad=8, x=_BAR_SHARE / 2)
    axes.spines["bottom"].set_bounds(0, most)


def _write_legend(axes: Axes, present: list[str]) -> None:
    patches = [
        Patch(
            facecolor=style.CAUSES[cause].colour,
            hatch=style.CAUSES[cause].hatch,
            edgecolor=style.PAPER,
            linewidth=0,
            label=wording.CAUSES[cause],
        )
        for cause in present
    ]
    if patches:
        axes.legend(
            handles=patches,
            ncols=_LEGEND_COLUMNS,
            loc="lower left",
            bbox_to_anchor=(0, 1.01),
            frameon=False,
            borderaxespad=0,
            handlelength=2,
            handleheight=1.1,
        )


def _finding(shown: pl.DataFrame) -> str:
    if shown.is_empty():
        return "No cell was run"
    worst = shown.sort("exposed", descending=True, maintain_order=True).row(0, named=True)
    if worst["exposed"] == 0:
        return "Nobody was seen exposed, so there is no cause to show"
    cause = max(style.CAUSES, key=lambda name: int(worst[name]))
    return (
        f"{worst['procedure']} exposes {wording.counted(worst['exposed'], 'tenant')};\n"
        f"commonest cause: {wording.CAUSES[cause]} ({wording.count(worst[cause])})"
    )


def _circumstances(shown: pl.DataFrame, window: str) -> str:
    if shown.is_empty():
        return wording.step(window)
    drawn = wording.draw(shown["tenants"][0], shown["seed"][0])
    return f"{wording.step(window)}; {drawn}"
