"""How the number of exposed tenants grows, night after night, by procedure."""

from typing import Any, Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import wording
from . import april_2016, style
from .frames import Columns, check, spread
from .labels import Label, write_at_ends

COLUMNS: Final[Columns] = {"procedure": "text", "window": "text", "night": "number"}
"""What is read of nights, however many schedules there were."""
OF_ONE: Final[Columns] = {"cumulative": "number"}
"""And of one."""
OF_MANY: Final[Columns] = spread("cumulative")
"""And of many."""


@style.house()
def exposure_over_nights(
    nights: pl.DataFrame, *, window: str, tenants: int, seed: int, schedules: int = 1
) -> Figure:
    """Tenants exposed so far, one line a procedure, with what OVH counted in 2016 as a mark.

    Of many schedules the line is their median, night by night, in a band from their 5 to their 95 %.

    The axis is linear up to 1 and logarithmic above, so that a procedure which exposes nobody stays visible.

    Args:
        nights: one row a procedure, window and night: procedure, window (text), night (its number, from 1) and
            cumulative (tenants), or of many schedules cumulative_median, _q05, _q95, _max (tenants).
        window: the length of the isolation step to show.
        tenants: how many there are.
        seed: the seed of the draw, or of the first.
        schedules: how many there were.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("exposure_over_nights", "nights", nights, {**COLUMNS, **(OF_ONE if schedules == 1 else OF_MANY)})
    shown = nights.filter(pl.col("window") == window)
    column = "cumulative" if schedules == 1 else "cumulative_median"
    circumstances = f"{wording.step(window)}; {wording.drawn(tenants, seed, schedules)}"
    if schedules > 1:
        circumstances += f"\nline: their median; band: {wording.middle(schedules)}"
    figure, axes = style.canvas(
        _finding(shown, schedules),
        circumstances,
        style.Margins(left=110, right=370, bottom=84),
    )
    lines = {name: group for (name,), group in shown.group_by("procedure", maintain_order=True)}
    last = max([1, *shown["night"]])
    mark = april_2016.connected_among(tenants)
    _scale(axes, last, max([mark, *(float(g[column][-1]) for g in lines.values())]))
    if schedules > 1:
        for name, group in lines.items():
            _draw_band(axes, str(name), group)
    labels = [_draw(axes, str(name), group, column, k, last) for k, (name, group) in enumerate(lines.items())]
    axes.axhline(mark, color=style.BOUND, linestyle=(0, (4, 3)), linewidth=1.5, zorder=1)
    write_at_ends(axes, [*labels, Label(april_2016.mark(tenants), last, mark, style.BOUND)])
    return figure


def _scale(axes: Axes, last: int, most: float) -> None:
    axes.set_yscale("symlog", linthresh=1, linscale=0.5)
    # A little below zero: a line along zero would else be cut in half.
    axes.set(xlim=(0, last), ylim=(-0.12, 2 * most))
    ticks = [0, *(10**k for k in range(8) if 10**k <= 2 * most)]
    axes.set_yticks(ticks, [wording.count(tick) for tick in ticks])
    axes.minorticks_off()
    axes.grid(axis="y", color=style.RULE, linewidth=1)
    axes.set_axisbelow(True)
    axes.set_xlabel("night of the calendar; closing nights follow the planned ones", labelpad=8)
    axes.set_ylabel("tenants exposed so far", labelpad=8)
    style.set_whole_ticks(axes.xaxis, last)


def _draw_band(axes: Axes, procedure: str, group: pl.DataFrame) -> None:
    axes.fill_between(
        [0, *group["night"]],
        [0, *group["cumulative_q05"]],
        [0, *group["cumulative_q95"]],
        color=style.look(procedure).colour,
        alpha=0.25,
        linewidth=0,
        zorder=2,
    )


def _draw(axes: Axes, procedure: str, group: pl.DataFrame, column: str, place: int, last: int) -> Label:
    """Draw one line, thin from the end of its own campaign on; what to write at its end."""
    look = style.look(procedure)
    x: list[Any] = [0, *group["night"]]
    y: list[Any] = [0, *group[column]]
    step = max(1, len(x) // 6)
    axes.plot(
        x,
        y,
        color=look.colour,
        linestyle=look.dash,
        linewidth=2.5,
        marker=look.marker,
        markersize=8,
        # Lines that coincide, as many do at zero, show their markers in turn.
        markevery=(min(place * max(1, step // 6) + 1, len(x) - 1), step),
        clip_on=False,
        zorder=3,
    )
    axes.plot([x[-1], last], [y[-1]] * 2, color=look.colour, linewidth=1, clip_on=False, zorder=2)
    return Label(f"{procedure}: {wording.count(y[-1])}", last, y[-1], look.colour)


def _finding(shown: pl.DataFrame, schedules: int) -> str:
    last = pl.col("^(cumulative.*|night)$").last()
    ends = shown.group_by("procedure", maintain_order=True).agg(last)
    if ends.is_empty():
        return "No night was run"
    column = "cumulative" if schedules == 1 else "cumulative_median"
    worst = ends.sort(column, descending=True, maintain_order=True).row(0, named=True)
    opened = shown.filter(pl.col("procedure") == worst["procedure"]).height
    nights = wording.counted(opened, "night")
    if worst[column] == 0:
        return f"Nobody was seen exposed in {nights}"
    tenants = wording.counted(worst[column], "tenant")
    if schedules == 1:
        spared = wording.spared(ends["cumulative"].to_list())
        return f"{worst['procedure']} exposes {tenants} in {nights};\n{spared}"
    spared = wording.spared(ends["cumulative_max"].to_list(), schedules)
    return f"{worst['procedure']} exposes a median of {tenants} by its last night;\n{spared}"
