"""How the number of exposed tenants grows, night after night, by procedure."""

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import april_2016, style, wording
from .labels import Label, write_at_ends


@style.house()
def exposure_over_nights(nights: pl.DataFrame, *, window: str, tenants: int, seed: int) -> Figure:
    """Tenants exposed so far, one line a procedure, with what OVH counted in 2016 as a mark.

    The axis is linear up to 1 and logarithmic above, so that a procedure which exposes nobody stays visible.

    Args:
        nights: one row a procedure, window and night: procedure, window, night, cumulative.
        window: the length of the isolation step to show.
        tenants: how many there are.
        seed: the seed of the draw.
    """
    shown = nights.filter(pl.col("window") == window)
    figure, axes = style.canvas(
        _finding(shown),
        f"isolation step takes {window}; {wording.draw(tenants, seed)}",
        style.Margins(left=110, right=370, bottom=84),
    )
    lines = {name: group for (name,), group in shown.group_by("procedure", maintain_order=True)}
    last = max([1, *shown["night"]])
    mark = april_2016.connected_among(tenants)
    _scale(axes, last, max([mark, *(float(g["cumulative"][-1]) for g in lines.values())]))
    labels = [_draw(axes, str(name), group, k, last) for k, (name, group) in enumerate(lines.items())]
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


def _draw(axes: Axes, procedure: str, group: pl.DataFrame, place: int, last: int) -> Label:
    """Draw one line, thin from the end of its own campaign on; what to write at its end."""
    look = style.look(procedure)
    x: list[Any] = [0, *group["night"]]
    y: list[Any] = [0, *group["cumulative"]]
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


def _finding(shown: pl.DataFrame) -> str:
    ends = shown.group_by("procedure", maintain_order=True).agg(pl.col("cumulative", "night").last())
    if ends.is_empty():
        return "No night was run"
    worst = ends.sort("cumulative", descending=True, maintain_order=True).row(0, named=True)
    opened = shown.filter(pl.col("procedure") == worst["procedure"]).height
    nights = wording.counted(opened, "night")
    if worst["cumulative"] == 0:
        return f"Nobody was seen exposed in {nights}"
    return (
        f"{worst['procedure']} exposes {wording.counted(worst['cumulative'], 'tenant')} in {nights};\n"
        f"{wording.spared(ends['cumulative'].to_list())}"
    )
