"""One tenant's night as a swim lane: steps, who answered, which controller held the policy, and its clients."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from .. import wording
from . import bars, compressed, style
from .client_lanes import ASK, LOGON, REFUSED, draw_clients
from .compressed import Scale
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "group": "text",
    "lane": "text",
    "mark": "text",
    "starts_at_s": "number",
    "ends_at_s": "number",
    "entries": "number",
    "words": "text",
}

_MANY: Final = 12
"""Marks of one lane from which on they share the room of what stands around them."""

_ROWS: Final = {"step": 22, "platform": 26, "controller": 19, "client": 46, "others": 30}
"""Pixels of a lane, by its group."""
_GAP: Final = 12
"""Pixels between two groups."""
_WINDOW_ROW: Final = 30
_AROUND_PX: Final = 220
"""What title and ticks take, with the gaps between groups."""
_WINDOW: Final = "#FBDDC6"
_SERVED: Final = {"source": "#E4E4E4", "nobody": "#8C8C8C", "target": "#56B4E9", "some": "#C7E3F5"}

_BEFELL: Final[dict[str, dict[str, Any]]] = {
    "failed": {"marker": "X", "markersize": 12, "color": bars.ALERT, "markeredgecolor": style.INK},
    "silent": {
        "marker": "o",
        "markersize": 11,
        "markerfacecolor": style.PAPER,
        "markeredgecolor": bars.ALERT,
        "markeredgewidth": 3,
    },
    "mended": {"marker": "P", "markersize": 12, "color": bars.HOLDS, "markeredgecolor": style.INK},
}
"""Signs of what befell a step, or the tenant."""

_TICKED: Final = (
    ("window",),
    ("ask", "download"),
    ("step", "failed", "mended"),
    ("logon", "wide", "session", "holds", "refused"),
)
"""Marks whose ends deserve a tick, the more important ones first."""


@style.house()
def swim_lane(
    lanes: pl.DataFrame,
    *,
    tenant: str,
    procedure: str,
    window: str,
    tenants: int,
    seed: int,
    first_day: date,
) -> Figure:
    """One tenant's steps, platforms, controllers and clients over its night; the window shaded.

    Args:
        lanes: one row a mark, in the order of the lanes: group (window, step, platform, controller, client or
            others), lane, mark, starts_at_s, ends_at_s, entries and words.
        tenant: what it is called.
        procedure: what was run.
        window: how long the isolation step takes, in words.
        tenants: how many there are.
        seed: the seed of the draw.
        first_day: of the campaign.

    Raises:
        ValueError: the frame lacks a column, or has another type in one; it names figure, frame and column.
    """
    check("swim_lane", "lanes", lanes, COLUMNS)
    rows = _rows(lanes)
    wanted = sum(height for _, _, height in rows) + _GAP * len({group for group, _, _ in rows})
    known = _known(lanes)
    figure, axes = bars.page(
        _finding(lanes, tenant),
        f"{procedure}, {wording.step(window)}; {wording.draw(tenants, seed)}",
        style.Margins(left=236, right=52, bottom=92, top=0),
        wanted + _WINDOW_ROW + _AROUND_PX,
        known,
    )
    # Where a lane has many marks they lie between the others': they stretch the axis only where they end.
    many = pl.len().over("group", "lane") > _MANY
    own = lanes.filter(pl.col("group") != "others", ~many)
    ends = lanes.group_by("group", "lane").agg(pl.col("starts_at_s").min(), pl.col("ends_at_s").max())
    scale = Scale.of(
        [*own["starts_at_s"], *own["ends_at_s"], *sorted([*ends["starts_at_s"], *ends["ends_at_s"]])]
    )
    box = axes.get_window_extent()
    heights = _placed(rows, box.height - _WINDOW_ROW, wanted)
    axes.set(xlim=scale.limits, ylim=(0, box.height))
    _frame(axes, rows, heights)
    _windows(axes, lanes, scale, box.height)
    px = box.width / (scale.limits[1] - scale.limits[0])
    for group, lane, _ in rows:
        marks = lanes.filter(pl.col("group") == group, pl.col("lane") == lane).to_dicts()
        _DRAW[group](axes, marks, scale, heights[group, lane], px)
    compressed.write_ticks(axes, scale, _instants(own), first_day)
    return figure


def _rows(lanes: pl.DataFrame) -> list[tuple[str, str, int]]:
    """Group, lane and pixels of each lane, from the top."""
    found = []
    for group, height in _ROWS.items():
        of_group = lanes.filter(pl.col("group") == group)["lane"].unique(maintain_order=True)
        found += [(group, lane, height) for lane in of_group]
    return found


def _placed(
    rows: Sequence[tuple[str, str, int]], room: float, wanted: float
) -> dict[tuple[str, str], tuple[float, float]]:
    """Middle and height of each lane, in pixels from the bottom; what room is left is shared out."""
    stretch = max(1.0, min(1.4, room / wanted))
    found, y = {}, room
    before = None
    for group, lane, height in rows:
        y -= _GAP * stretch if group != before else 0
        found[group, lane] = (y - height * stretch / 2, height * stretch)
        y -= height * stretch
        before = group
    return found


def _frame(
    axes: Axes, rows: Sequence[tuple[str, str, int]], heights: dict[tuple[str, str], tuple[float, float]]
) -> None:
    middles = [heights[group, lane][0] for group, lane, _ in rows]
    bars.name_lanes(axes, middles, [lane for _, lane, _ in rows])
    for (group, _, _), middle in zip(rows, middles, strict=True):
        if group in ("client", "others"):
            axes.axhline(middle, color=style.QUIET, linewidth=1, zorder=1)


def _windows(axes: Axes, lanes: pl.DataFrame, scale: Scale, top: float) -> None:
    windows = lanes.filter(pl.col("group") == "window").to_dicts()
    longest = max(windows, key=lambda w: w["ends_at_s"] - w["starts_at_s"], default=None)
    for each in windows:
        x0, x1 = scale(each["starts_at_s"]), scale(each["ends_at_s"])
        axes.axvspan(x0, x1, color=_WINDOW, linewidth=0, zorder=0)
        for x in (x0, x1):
            axes.axvline(x, color=bars.ALERT, linewidth=1.5, linestyle=(0, (4, 3)), zorder=1.5)
        if each is longest:
            lasted = wording.lasting(sum(w["ends_at_s"] - w["starts_at_s"] for w in windows))
            axes.text(
                (x0 + x1) / 2,
                top - _WINDOW_ROW / 2,
                f"window: {lasted}" if len(windows) == 1 else f"{len(windows)} windows: {lasted}",
                size=style.TEXT_PT,
                weight="bold",
                color=style.INK,
                ha="center",
                va="center",
                path_effects=bars.HALO,
            )


def _draw_steps(
    axes: Axes, marks: list[dict[str, Any]], scale: Scale, at: tuple[float, float], px: float
) -> None:
    middle, height = at
    begins = scale(marks[0]["starts_at_s"])
    bars.lead(axes, middle, begins)
    for mark in marks:
        x0, x1 = scale(mark["starts_at_s"]), scale(mark["ends_at_s"])
        if mark["mark"] in ("step", "failed"):
            colour = style.RULE if mark["mark"] == "failed" else bars.colour(mark["lane"])
            axes.barh(middle, x1 - x0, height * 0.72, x0, color=colour, zorder=3)
        if mark["mark"] in _BEFELL:
            axes.plot(x1, middle, linestyle="none", zorder=4, **_BEFELL[mark["mark"]])
    has_sign = marks[-1]["mark"] in _BEFELL
    ends = scale(max(mark["ends_at_s"] for mark in marks))
    bars.write_beside(axes, begins, ends, middle, _lasted(marks), gap_px=14 if has_sign else 6)


def _lasted(marks: list[dict[str, Any]]) -> str:
    """How often a step was carried out and how long that took, and how long it was tried in vain."""
    told = [mark["words"] for mark in marks if mark["words"]]
    for kind, how in (("step", ""), ("failed", "failed after ")):
        lasted = [
            mark["ends_at_s"] - mark["starts_at_s"]
            for mark in marks
            if (mark["mark"], mark["words"]) == (kind, "")
        ]
        times = f"{len(lasted)} times, " if len(lasted) > 1 else ""
        told += [f"{times}{how}{wording.lasting(sum(lasted))}"] if lasted else []
    return "; ".join(told)


def _draw_platform(
    axes: Axes, marks: list[dict[str, Any]], scale: Scale, at: tuple[float, float], px: float
) -> None:
    middle, height = at
    for mark in marks:
        x0, x1 = scale(mark["starts_at_s"]), scale(mark["ends_at_s"])
        colour = _SERVED[mark["mark"]]
        axes.barh(middle, x1 - x0, height * 0.86, x0, color=colour, edgecolor=style.PAPER, zorder=3)
        if (x1 - x0) * px > bars.width_px(mark["words"]):
            axes.text(
                (x0 + x1) / 2,
                middle,
                mark["words"],
                size=style.FLOOR_PT,
                color=style.ink_on(colour),
                ha="center",
                va="center",
                zorder=4,
            )


def _draw_controllers(
    axes: Axes, marks: list[dict[str, Any]], scale: Scale, at: tuple[float, float], px: float
) -> None:
    middle, height = at
    for mark in marks:
        x0, x1 = scale(mark["starts_at_s"]), scale(mark["ends_at_s"])
        if mark["mark"] == "holds":
            axes.barh(middle, x1 - x0, height * 0.5, x0, color=bars.HOLDS, zorder=3)
        else:
            axes.barh(
                middle,
                x1 - x0,
                height * 0.5,
                x0,
                facecolor=style.PAPER,
                edgecolor=bars.ALERT,
                hatch="///",
                linewidth=1.5,
                zorder=3,
            )


_DRAW: Final = {
    "step": _draw_steps,
    "platform": _draw_platform,
    "controller": _draw_controllers,
    "client": draw_clients,
    "others": draw_clients,
}


def _instants(lanes: pl.DataFrame) -> list[float]:
    """Those that deserve a tick."""
    found: list[float] = []
    for marks in _TICKED:
        of = lanes.filter(pl.col("mark").is_in(marks))
        found += [*of["starts_at_s"], *of["ends_at_s"]]
    return found


def _known(lanes: pl.DataFrame) -> list[Artist]:
    """What to say of the marks that are there."""
    known: dict[str, Artist] = {
        "logon": Line2D([], [], linestyle="none", label="logs on", **LOGON),
        "ask": Line2D([], [], linestyle="none", label="asks", **ASK),
        "download": Patch(facecolor=bars.ALERT, edgecolor=style.INK, label="downloads a book"),
        "refused": Line2D([], [], linestyle="none", label="refused", **REFUSED),
        "wide": Line2D([], [], color=bars.ALERT, linewidth=4, label="may read everybody"),
        "open": Patch(facecolor=style.PAPER, edgecolor=bars.ALERT, hatch="///", label="no policy yet"),
        "holds": Patch(facecolor=bars.HOLDS, label="holds the policy"),
        "failed": Line2D([], [], linestyle="none", label="fails", **_BEFELL["failed"]),
        "silent": Line2D([], [], linestyle="none", label="done in name only", **_BEFELL["silent"]),
    }
    there = set(lanes["mark"])
    return [handle for mark, handle in known.items() if mark in there]


def _finding(lanes: pl.DataFrame, tenant: str) -> str:
    windows = lanes.filter(pl.col("group") == "window")
    lasted = float((windows["ends_at_s"] - windows["starts_at_s"]).sum())
    window = f"its window was open for {wording.lasting(lasted)}" if lasted else "it had no window"
    failed = lanes.filter(pl.col("mark") == "failed")["lane"]
    if failed.len():
        window = f"{failed[-1]} failed, {window}"
    shown = lanes.filter(pl.col("entries") > 0).sort("ends_at_s", maintain_order=True)
    if shown.height:
        entries = int(shown["entries"][0])
        what = wording.counted(entries, "entry", "entries")
        return f"{tenant} received {what} of strangers at {wording.clock(shown['ends_at_s'][0])};\n{window}"
    return f"{tenant} was shown nothing of others;\n{window}"
