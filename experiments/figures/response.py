"""How exposed tenants move along each key of a sweep."""

import re
from collections.abc import Sequence
from typing import Any, Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import wording
from . import style
from .frames import Columns, check
from .labels import Label, write_at_ends

COLUMNS: Final[Columns] = {
    "key": "text",
    "value": "text",
    "place": "number",
    "procedure": "text",
    "exposed_mean": "number",
    "exposed_mean_low": "number",
    "exposed_mean_high": "number",
    "exposed_least": "number",
    "exposed_most": "number",
}
"""What is read of effects."""
STEP: Final = "isolation step takes"
"""The key of the lengths of the isolation step."""
_AT_THE_END: Final = 0.05
"""A mark whose place is under it stands at an end of its panel."""
SHOWN: Final = 6
"""Keys at most: those that move the answer most."""
_ACROSS: Final = 3
_PANEL_PX: Final = 400
_LETTERS: Final = 9
"""A value that is longer is folded under its mark."""


@style.house()
def response(effects: pl.DataFrame, *, tenants: int, seed: int, schedules: int, points: int) -> Figure:
    """Exposed tenants along each varied key, one panel a key, one line a procedure; those that move most first.

    A line is the mean over all cells that share a value and over the schedules, a whisker its interval (95 %); the
    shade reaches from the lowest to the highest cell. The axis is linear up to 1 and logarithmic above.

    Args:
        effects: one row a key, value and procedure: key, value, procedure (text); place (0 to 1 along the axis);
            exposed_mean with exposed_mean_low, exposed_mean_high (tenants; both missing where there is no interval);
            exposed_least, exposed_most (tenants).
        tenants: how many there are; of several sizes the largest.
        seed: the first one.
        schedules: how many there are.
        points: combinations of values.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("response", "effects", effects, COLUMNS)
    keys = ranked(effects)
    shown = keys[:SHOWN]
    rows = max(1, -(-len(shown) // _ACROSS))
    figure, whole = style.canvas(
        _finding(effects, keys),
        f"{wording.drawn(tenants, seed, schedules)}; {wording.counted(points, 'point')}\n"
        "line: mean over all cells with that value; whisker: interval, 95 %; shade: lowest to highest cell",
        style.Margins(left=110, right=270, bottom=104, top=44),
        height_px=max(style.HEIGHT_PX, 250 + _PANEL_PX * rows),
    )
    if not shown:
        whole.set_axis_off()
        return figure
    panels = _panels(figure, whole, len(shown), rows)
    most = float(max(effects["exposed_most"]))
    for k, (axes, key) in enumerate(zip(panels, shown, strict=True)):
        of_key = effects.filter(pl.col("key") == key)
        _scale(axes, of_key, key, most, is_first=k % _ACROSS == 0)
        labels = [
            _draw(axes, str(name), group, step)
            for step, ((name,), group) in enumerate(of_key.group_by("procedure", maintain_order=True))
        ]
        if k == min(_ACROSS, len(shown)) - 1:
            write_at_ends(axes, labels)
    return figure


def ranked(effects: pl.DataFrame) -> list[str]:
    """The keys, those first along which the means of some procedure lie furthest apart."""
    means = effects.group_by("key", "procedure", maintain_order=True).agg(
        apart=pl.col("exposed_mean").max() - pl.col("exposed_mean").min()
    )
    furthest = means.group_by("key", maintain_order=True).agg(pl.col("apart").max())
    return furthest.sort("apart", descending=True, maintain_order=True)["key"].to_list()


def _panels(figure: Figure, whole: Axes, many: int, rows: int) -> list[Axes]:
    """As many axes as keys, in rows, in the place of one pair."""
    if rows == 1:
        found = style.side_by_side(figure, whole, many, 28)
        whole.remove()
        return found
    box = whole.get_position()
    gap = 140 / figure.bbox.height
    height = (box.height - (rows - 1) * gap) / rows
    found = []
    for row in range(rows):
        strip = figure.add_axes((box.x0, box.y1 - (row + 1) * height - row * gap, box.width, height))
        found += style.side_by_side(figure, strip, _ACROSS, 28)
        strip.remove()
    whole.remove()
    for spare in found[many:]:
        spare.remove()
    return found[:many]


def _scale(axes: Axes, of_key: pl.DataFrame, key: str, most: float, *, is_first: bool) -> None:
    axes.set_yscale("symlog", linthresh=1, linscale=0.5)
    axes.set(xlim=(-0.06, 1.06), ylim=(-0.12, 2 * max(1.0, most)))
    ticks = [0, *(10**k for k in range(8) if 10**k <= 2 * most)]
    axes.set_yticks(ticks, [wording.count(tick) if is_first else "" for tick in ticks])
    axes.minorticks_off()
    axes.grid(axis="y", color=style.RULE, linewidth=1)
    axes.set_axisbelow(True)
    marks = of_key.unique("place", maintain_order=True)
    kept = _kept(marks["place"].to_list())
    values = marks["value"].to_list()
    axes.set_xticks(
        [marks["place"][i] for i in kept], [_folded(values[i]) for i in kept], size=style.FLOOR_PT
    )
    if len(kept) > 1 and marks["place"][0] < _AT_THE_END:
        # Words at the ends would reach into the next panel; those of bands stand further in.
        first, *_, last = axes.get_xticklabels()
        first.set_horizontalalignment("left")
        last.set_horizontalalignment("right")
    axes.set_title(key, size=style.SMALL_PT, weight="bold", loc="left", pad=10)
    if is_first:
        axes.set_ylabel("tenants exposed", labelpad=8)


def _kept(places: Sequence[float]) -> list[int]:
    """Which of an axis's marks have room for their words: at most three, the ends among them.

    >>> _kept([0.0, 0.5, 1.0]), _kept([0.1, 0.3, 0.5, 0.7, 0.9]), _kept([0.0, 1.0])
    ([0, 1, 2], [0, 2, 4], [0, 1])
    """
    last = len(places) - 1
    return list(range(last + 1)) if last < 3 else [0, (last + 1) // 2, last]


def _folded(text: str) -> str:
    r"""A value on as many lines as it needs under its mark, the ends of a band each on its own.

    >>> _folded("10 min"), _folded("0.1 to 0.26"), _folded("smallest-first"), _folded("0.04/0.1/0.84")
    ('10 min', '0.1\nto 0.26', 'smallest-\nfirst', '0.04/0.1/\n0.84')
    """
    head, to, tail = text.partition(" to ")
    return "\n".join(line for part in ([head, f"to {tail}"] if to else [head]) for line in _lines(part))


def _lines(text: str) -> list[str]:
    """The text cut after slashes, hyphens and spaces, each line as long as has room."""
    lines = [""]
    for piece in re.findall(r"[^/\s-]+[/\s-]*|[/\s-]+", text):
        if lines[-1] and len(lines[-1] + piece.rstrip()) > _LETTERS:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _draw(axes: Axes, procedure: str, group: pl.DataFrame, step: int) -> Label:
    look = style.look(procedure)
    x, y = group["place"].to_list(), group["exposed_mean"].to_list()
    axes.fill_between(
        x, group["exposed_least"], group["exposed_most"], color=look.colour, alpha=0.12, linewidth=0, zorder=1
    )
    for at, row in zip(x, group.iter_rows(named=True), strict=True):
        if row["exposed_mean_high"] is not None:
            # Whiskers of several procedures stand beside each other.
            beside = at + 0.012 * (step % 5 - 2)
            sure = row["exposed_mean_low"], row["exposed_mean_high"]
            axes.plot([beside] * 2, sure, color=look.colour, linewidth=3, alpha=0.7, zorder=2)
    axes.plot(
        x,
        y,
        color=look.colour,
        linestyle=look.dash,
        linewidth=2.5,
        marker=look.marker,
        markersize=8,
        clip_on=False,
        zorder=3,
    )
    return Label(f"{procedure}", x[-1], y[-1], look.colour)


def _finding(effects: pl.DataFrame, keys: Sequence[str]) -> str:
    if effects.is_empty():
        return "Nothing was varied"
    if max(effects["exposed_most"]) == 0:
        return "Nobody was seen exposed at any point"
    low, high = ends(effects, keys[0])
    if low["exposed_mean"] == high["exposed_mean"]:
        return f"No key moves the answer: {wording.measured(high['exposed_mean'])} tenants exposed on average"
    what = "The isolation step" if keys[0] == STEP else keys[0]
    return (
        f"{what} moves the answer most:\n{high['procedure']} exposes {wording.measured(low['exposed_mean'])} "
        f"tenants on average at {low['value']}, {wording.measured(high['exposed_mean'])} at {high['value']}"
    )


def ends(effects: pl.DataFrame, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Along a key the lowest and the highest mean of the procedure that it moves furthest."""
    of_key = effects.filter(pl.col("key") == key).sort("exposed_mean", maintain_order=True)
    groups = [group for _, group in of_key.group_by("procedure", maintain_order=True)]
    widest = max(groups, key=lambda group: float(group["exposed_mean"][-1] - group["exposed_mean"][0]))
    return widest.row(0, named=True), widest.row(-1, named=True)
