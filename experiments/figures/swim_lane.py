"""One tenant's night as a swim lane: steps, who answered, which controller held the policy, and its clients.

Minutes of work stand beside hours of a session, so the axis is compressed: between two neighbouring instants
it is as long as a logarithm of the time between them, and every step stays visible. Ticks say the local time.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import Any, Final

import numpy as np
import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from . import style, wording
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

_SHORTEST: Final = 0.6
"""Length of the axis between two instants that are next to one another, where ten seconds get 3.2."""

_MANY: Final = 12
"""Marks of one lane from which on they share the room of what stands around them."""

_ROWS: Final = {"step": 22, "platform": 26, "controller": 19, "client": 46, "others": 30}
"""Pixels of a lane, by its group."""
_GAP: Final = 12
"""Pixels between two groups."""
_WINDOW_ROW: Final = 30
_AROUND_PX: Final = 270
"""What title, legend and ticks take, with the gaps between groups."""
_TICK_PX: Final = 92
"""What the label of a tick takes."""
_CHARACTER: Final = 0.62
"""Width of a character in em, with some to spare."""

_WINDOW: Final = "#FBDDC6"
_STEP: Final = "#0072B2"
_QUIET_STEP: Final = "#7FB2D6"
_HOLDS: Final = "#009E73"
_OPEN: Final = "#D55E00"
_SERVED: Final = {"source": "#E4E4E4", "nobody": "#8C8C8C", "target": "#56B4E9", "some": "#C7E3F5"}

_HALO: Final = [withStroke(linewidth=3, foreground=style.PAPER)]
"""Around words that an edge of the window may cross."""

_LOGON: Final[dict[str, Any]] = {"marker": "o", "markersize": 9, "color": style.INK}
_ASK: Final[dict[str, Any]] = {"marker": "D", "markersize": 11, "color": _OPEN, "markeredgecolor": style.INK}
_REFUSED: Final[dict[str, Any]] = {"marker": "x", "markersize": 9, "color": style.INK, "markeredgewidth": 2.5}


@dataclass(frozen=True, slots=True)
class _Scale:
    """The compressed axis: a place for each instant that matters, and straight lines between them.

    Attributes:
        instants: seconds since 00:00 of the first day, in order.
        places: of them on the axis.
    """

    instants: Sequence[float]
    places: Sequence[float]

    @classmethod
    def of(cls, instants: Iterable[float]) -> "_Scale":
        """A scale on which each gap is as long as a logarithm of its time."""
        ordered = sorted(set(instants))
        gaps = (_SHORTEST + math.log2(1 + (b - a) / 2) for a, b in pairwise(ordered))
        return cls(ordered, list(accumulate(gaps, initial=0.0)))

    @property
    def length(self) -> float:
        """Of the axis."""
        return max(self.places[-1], 1.0)

    def __call__(self, at: float) -> float:
        return float(np.interp(at, self.instants, self.places))


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
    figure, axes = style.canvas(
        _finding(lanes, tenant),
        f"{procedure}, isolation step takes {window}; {wording.draw(tenants, seed)}",
        style.Margins(left=236, right=52, bottom=92, top=50),
        height_px=max(style.HEIGHT_PX, wanted + _WINDOW_ROW + _AROUND_PX),
    )
    # Where a lane has many marks they lie between the others': they stretch the axis only where they end.
    many = pl.len().over("group", "lane") > _MANY
    own = lanes.filter(pl.col("group") != "others", ~many)
    ends = lanes.group_by("group", "lane").agg(pl.col("starts_at_s").min(), pl.col("ends_at_s").max())
    scale = _Scale.of(
        [*own["starts_at_s"], *own["ends_at_s"], *sorted([*ends["starts_at_s"], *ends["ends_at_s"]])]
    )
    box = axes.get_window_extent()
    heights = _placed(rows, box.height - _WINDOW_ROW, wanted)
    axes.set(xlim=(-0.01 * scale.length, scale.length * 1.01), ylim=(0, box.height))
    _frame(axes, rows, heights)
    _windows(axes, lanes, scale, box.height)
    px = box.width / (1.02 * scale.length)
    for group, lane, _ in rows:
        marks = lanes.filter(pl.col("group") == group, pl.col("lane") == lane).to_dicts()
        _DRAW[group](axes, marks, scale, heights[group, lane], px)
    _ticks(axes, own, scale, px, first_day)
    _explain(figure, axes, lanes)
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
    names = [lane for _, lane, _ in rows]
    axes.set_yticks([heights[group, lane][0] for group, lane, _ in rows], names)
    axes.tick_params(axis="y", length=0, pad=8, labelsize=style.SMALL_PT)
    for spine in ("left", "bottom"):
        axes.spines[spine].set_visible(spine == "bottom")
    for group, lane, _ in rows:
        if group in ("client", "others"):
            axes.axhline(heights[group, lane][0], color=style.QUIET, linewidth=1, zorder=1)


def _windows(axes: Axes, lanes: pl.DataFrame, scale: _Scale, top: float) -> None:
    windows = lanes.filter(pl.col("group") == "window").to_dicts()
    longest = max(windows, key=lambda w: w["ends_at_s"] - w["starts_at_s"], default=None)
    for each in windows:
        x0, x1 = scale(each["starts_at_s"]), scale(each["ends_at_s"])
        axes.axvspan(x0, x1, color=_WINDOW, linewidth=0, zorder=0)
        for x in (x0, x1):
            axes.axvline(x, color=_OPEN, linewidth=1.5, linestyle=(0, (4, 3)), zorder=1.5)
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
                path_effects=_HALO,
            )


def _draw_steps(
    axes: Axes, marks: list[dict[str, Any]], scale: _Scale, at: tuple[float, float], px: float
) -> None:
    middle, height = at
    # A line leads the eye from the name to the bar.
    begins = scale(marks[0]["starts_at_s"])
    axes.plot([axes.get_xlim()[0], begins], [middle] * 2, color=style.RULE, linewidth=1, zorder=1)
    for mark in marks:
        x0, x1 = scale(mark["starts_at_s"]), scale(mark["ends_at_s"])
        if mark["mark"] == "failed":
            axes.plot(x0, middle, linestyle="none", zorder=4, **_REFUSED)
            continue
        colour = _STEP if mark["lane"] == "assign_policy" else _QUIET_STEP
        axes.barh(middle, x1 - x0, height * 0.72, x0, color=colour, zorder=3)
    lasted = wording.lasting(sum(mark["ends_at_s"] - mark["starts_at_s"] for mark in marks))
    words = lasted if len(marks) == 1 else f"{len(marks)} times, {lasted}"
    _beside(axes, begins, scale(marks[-1]["ends_at_s"]), middle, words, px)


def _draw_platform(
    axes: Axes, marks: list[dict[str, Any]], scale: _Scale, at: tuple[float, float], px: float
) -> None:
    middle, height = at
    for mark in marks:
        x0, x1 = scale(mark["starts_at_s"]), scale(mark["ends_at_s"])
        colour = _SERVED[mark["mark"]]
        axes.barh(middle, x1 - x0, height * 0.86, x0, color=colour, edgecolor=style.PAPER, zorder=3)
        if (x1 - x0) * px > _wide(mark["words"], style.FLOOR_PT):
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
    axes: Axes, marks: list[dict[str, Any]], scale: _Scale, at: tuple[float, float], px: float
) -> None:
    middle, height = at
    for mark in marks:
        x0, x1 = scale(mark["starts_at_s"]), scale(mark["ends_at_s"])
        if mark["mark"] == "holds":
            axes.barh(middle, x1 - x0, height * 0.5, x0, color=_HOLDS, zorder=3)
        else:
            axes.barh(
                middle,
                x1 - x0,
                height * 0.5,
                x0,
                facecolor=style.PAPER,
                edgecolor=_OPEN,
                hatch="///",
                linewidth=1.5,
                zorder=3,
            )


def _draw_clients(
    axes: Axes, marks: list[dict[str, Any]], scale: _Scale, at: tuple[float, float], px: float
) -> None:
    middle, height = at
    for mark in marks:
        x0, x1 = scale(mark["starts_at_s"]), scale(mark["ends_at_s"])
        if mark["mark"] in ("wide", "session"):
            colour = _OPEN if mark["mark"] == "wide" else _HOLDS
            wide = 5 if mark["mark"] == "wide" else 2.5
            axes.plot([x0, x1], [middle] * 2, color=colour, linewidth=wide, solid_capstyle="butt", zorder=2)
        elif mark["mark"] == "logon":
            axes.plot(x0, middle, linestyle="none", zorder=5, **_LOGON)
        elif mark["mark"] == "refused":
            axes.plot(x0, middle, linestyle="none", zorder=5, **_REFUSED)
        elif mark["mark"] == "ask":
            axes.plot(x0, middle, linestyle="none", zorder=6, **_ASK)
        else:
            _draw_download(axes, mark, x0, x1, middle, px)
    taken = -math.inf
    for mark in marks:
        words = "" if mark["group"] == "others" else _told(mark)
        if words:
            wide = _wide(words, style.FLOOR_PT, is_bold=True) / px
            low, high = axes.get_xlim()
            left = min(max(scale(mark["ends_at_s"]) - wide / 2, low), high - wide)
            # Where two would touch, the first is written; the story has both.
            if left >= taken:
                _write_above(axes, words, left, middle + height * 0.37)
                taken = left + wide + 8 / px


def _draw_download(axes: Axes, mark: dict[str, Any], x0: float, x1: float, middle: float, px: float) -> None:
    is_foreign = bool(mark["entries"])
    # A book of one entry is there in an instant: it is drawn no narrower than can be seen.
    width = max(x1 - x0, 8 / px)
    axes.barh(
        middle,
        width,
        16,
        x0,
        facecolor=_OPEN if is_foreign else style.PAPER if mark["mark"] == "lost" else _HOLDS,
        edgecolor=style.INK,
        linewidth=1.2,
        linestyle="--" if mark["mark"] == "lost" else "-",
        zorder=4,
    )


def _told(mark: dict[str, Any]) -> str:
    """What stands beside a mark: the entries received, or that they were replaced."""
    if mark["mark"] == "lost":
        return "download lost"
    if mark["entries"]:
        return wording.counted(mark["entries"], "entry", "entries")
    return "replaced" if mark["words"] else ""


def _write_above(axes: Axes, words: str, x: float, y: float) -> None:
    axes.text(
        x,
        y,
        words,
        size=style.FLOOR_PT,
        weight="bold",
        ha="left",
        va="center",
        zorder=6,
        path_effects=_HALO,
    )


def _beside(axes: Axes, x0: float, x1: float, y: float, words: str, px: float) -> None:
    """Write right of a bar, or left of it where the axes end."""
    is_right = (axes.get_xlim()[1] - x1) * px > _wide(words, style.FLOOR_PT) + 8
    axes.text(
        x1 + 6 / px if is_right else x0 - 6 / px,
        y,
        words,
        size=style.FLOOR_PT,
        color=style.INK,
        ha="left" if is_right else "right",
        va="center",
        zorder=4,
        path_effects=_HALO,
    )


def _wide(words: str, size: float, is_bold: bool = False) -> float:
    """Pixels that a text takes at most."""
    return len(words) * size * style.PT * (_CHARACTER * (1.12 if is_bold else 1))


_DRAW: Final = {
    "step": _draw_steps,
    "platform": _draw_platform,
    "controller": _draw_controllers,
    "client": _draw_clients,
    "others": _draw_clients,
}


def _ticks(axes: Axes, lanes: pl.DataFrame, scale: _Scale, px: float, first_day: date) -> None:
    """The local time of as many instants as have room, those that matter most first."""
    taken: list[float] = []
    for wanted in (
        ("window",),
        ("ask", "download"),
        ("step",),
        ("logon", "wide", "session", "holds", "refused"),
    ):
        of = lanes.filter(pl.col("mark").is_in(wanted))
        for at in [*of["starts_at_s"], *of["ends_at_s"]]:
            if all(abs(scale(at) - scale(other)) * px >= _TICK_PX for other in taken):
                taken.append(at)
    taken.sort()
    labels = [wording.clock(at) for at in taken]
    days = [wording.day(first_day, at) for at in taken]
    for k, day in enumerate(days):
        if k == 0 or day != days[k - 1]:
            labels[k] += f"\n{day}"
    axes.set_xticks([scale(at) for at in taken], labels=labels)
    axes.tick_params(axis="x", labelsize=style.FLOOR_PT)
    figure = axes.get_figure(root=True)
    assert figure is not None
    axes.annotate(
        "local time; a gap is drawn as long as the logarithm of its length",
        xy=(0.5, 12 / figure.bbox.height),
        xycoords=("axes fraction", "figure fraction"),
        size=style.SMALL_PT,
        color=style.QUIET,
        ha="center",
        va="bottom",
        annotation_clip=False,
    )


def _explain(figure: Figure, axes: Axes, lanes: pl.DataFrame) -> None:
    """Say above the lanes which mark is which, of those that are there."""
    known: dict[str, Artist] = {
        "logon": Line2D([], [], linestyle="none", label="logs on", **_LOGON),
        "ask": Line2D([], [], linestyle="none", label="asks", **_ASK),
        "download": Patch(facecolor=_OPEN, edgecolor=style.INK, label="downloads a book"),
        "refused": Line2D([], [], linestyle="none", label="refused", **_REFUSED),
        "wide": Line2D([], [], color=_OPEN, linewidth=4, label="may read everybody"),
        "open": Patch(facecolor=style.PAPER, edgecolor=_OPEN, hatch="///", label="no policy yet"),
        "holds": Patch(facecolor=_HOLDS, label="holds the policy"),
    }
    there = set(lanes["mark"])
    handles = [handle for mark, handle in known.items() if mark in there]
    box = axes.get_position()
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(24 / figure.bbox.width, box.y1 + 12 / figure.bbox.height),
        ncols=len(handles),
        frameon=False,
        borderaxespad=0,
        borderpad=0,
        handletextpad=0.5,
        columnspacing=1.3,
        fontsize=style.SMALL_PT,
    )


def _finding(lanes: pl.DataFrame, tenant: str) -> str:
    windows = lanes.filter(pl.col("group") == "window")
    lasted = float((windows["ends_at_s"] - windows["starts_at_s"]).sum())
    window = f"its window was open for {wording.lasting(lasted)}" if lasted else "it had no window"
    shown = lanes.filter(pl.col("entries") > 0).sort("ends_at_s", maintain_order=True)
    if shown.height:
        entries = int(shown["entries"][0])
        what = wording.counted(entries, "entry", "entries")
        return f"{tenant} received {what} of strangers at {wording.clock(shown['ends_at_s'][0])};\n{window}"
    return f"{tenant} was shown nothing of others;\n{window}"
