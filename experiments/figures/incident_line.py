"""What an inquiry found, over time: windows open, who connected, who received and how sure that is, copies kept."""

from datetime import UTC, datetime, timedelta
from typing import Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import wording
from . import style
from .frames import Columns, check

COLUMNS: Final[Columns] = {"lane": "text", "at_s": "number", "until_s": "number"}
"""What is read of the events."""
OF_WINDOWS: Final[Columns] = {"at_s": "number", "open": "number"}
"""What is read of the windows."""

LANES: Final = {
    "connected": ("connected\nin its window", style.Look("#56B4E9", "", "|", "-")),
    "possible": ("possible", style.Look("#999999", "", "o", "-")),
    "inferred": ("inferred\nfrom bytes", style.Look("#E69F00", "", "^", "-")),
    "proven": ("proven\nby a whole book", style.Look("#D55E00", "", "X", "-")),
    "kept": ("foreign copy\non a client", style.Look("#0072B2", "", "_", "-")),
    "missing": ("logs missing", style.Look("#000000", "", "s", "-")),
}
"""Rows, from the top, and how each is drawn."""
_SHARE: Final = 0.32
"""Of the height, for the windows above."""


@style.house()
def incident_line(
    events: pl.DataFrame, windows: pl.DataFrame, *, finding: str, circumstances: str, begins: str
) -> Figure:
    """Windows open at a time above, and below a row a class with a mark a tenant.

    Args:
        events: one row an event: lane (one of LANES), at_s and until_s (missing: a moment), seconds since ``begins``.
        windows: tenants whose window may have been open from at_s on.
        finding: the title.
        circumstances: the subtitle.
        begins: ISO 8601, UTC: the instant that seconds are counted from.

    Raises:
        ValueError: a frame lacks a column.
    """
    check("incident_line", "events", events, COLUMNS)
    check("incident_line", "windows", windows, OF_WINDOWS)
    figure, whole = style.canvas(finding, circumstances, style.Margins(left=220, right=120, bottom=96))
    box = whole.get_position()
    whole.remove()
    cut = box.height * _SHARE
    top = figure.add_axes((box.x0, box.y1 - cut, box.width, cut))
    rows = figure.add_axes((box.x0, box.y0, box.width, box.height - cut - 0.03), sharex=top)
    _draw_windows(top, windows)
    _draw_rows(rows, events)
    _draw_hours(rows, events, windows, datetime.fromisoformat(begins).astimezone(UTC))
    top.tick_params(axis="x", labelbottom=False, length=0)
    return figure


def _draw_windows(axes: Axes, windows: pl.DataFrame) -> None:
    at, many = windows["at_s"].to_list(), windows["open"].to_list()
    axes.fill_between(at, many, step="post", color=style.RULE, linewidth=0)
    axes.plot(at, many, drawstyle="steps-post", color=style.QUIET, linewidth=1)
    most = max(many, default=0)
    axes.set_ylim(0, max(1, most * 1.15))
    style.set_whole_ticks(axes.yaxis, max(1, most))
    axes.set_ylabel("tenants\npossibly open", labelpad=8)
    axes.spines["bottom"].set_visible(False)


def _draw_rows(axes: Axes, events: pl.DataFrame) -> None:
    axes.set_ylim(len(LANES) - 0.4, -0.6)
    axes.set_yticks(range(len(LANES)), [words for words, _ in LANES.values()])
    axes.tick_params(axis="y", length=0, labelsize=style.SMALL_PT)
    for y, (lane, (_, look)) in enumerate(LANES.items()):
        axes.axhline(y, color=style.RULE, linewidth=1, zorder=0)
        mine = events.filter(pl.col("lane") == lane)
        for at, until in mine.select("at_s", "until_s").iter_rows():
            if until is not None:
                axes.plot(
                    [at, until], [y, y], color=look.colour, linewidth=5, alpha=0.35, solid_capstyle="butt"
                )
        moments = mine.filter(pl.col("until_s").is_null())["at_s"].to_list()
        axes.plot(
            moments,
            [y] * len(moments),
            look.marker,
            color=look.colour,
            markersize=10,
            markeredgewidth=1.5,
            markerfacecolor="none" if lane == "possible" else look.colour,
            linestyle="none",
        )
        axes.annotate(
            wording.count(mine.height),
            (1.0, y),
            xycoords=("axes fraction", "data"),
            xytext=(14, 0),
            textcoords="offset points",
            va="center",
            annotation_clip=False,
        )
    axes.spines["left"].set_visible(False)


def _draw_hours(axes: Axes, events: pl.DataFrame, windows: pl.DataFrame, begins: datetime) -> None:
    instants = [
        at
        for at in (*events["at_s"].to_list(), *events["until_s"].to_list(), *windows["at_s"].to_list())
        if at is not None
    ]
    first, last = min(instants, default=0.0), max(instants, default=3600.0)
    margin = max(600.0, 0.02 * (last - first))
    axes.set_xlim(first - margin, last + margin)
    hours = next((h for h in (1, 2, 3, 6, 12, 24, 48, 96, 168) if (last - first) / 3600 / h <= 8), 336)
    tick = begins.replace(minute=0, second=0, microsecond=0)
    tick = tick.replace(hour=tick.hour // min(hours, 24) * min(hours, 24) if hours < 24 else 0)
    ticks: list[float] = []
    labels: list[str] = []
    while (at := (tick - begins).total_seconds()) <= last + margin:
        if at >= first - margin:
            ticks.append(at)
            is_day = tick.hour == 0 or not labels
            labels.append(f"{tick:%H:%M}\n{tick:%a} {tick.day} {tick:%b}" if is_day else f"{tick:%H:%M}")
        tick += timedelta(hours=hours)
    axes.set_xticks(ticks, labels, size=style.SMALL_PT)
    axes.set_xlabel("UTC, as the servers log it", labelpad=6)
