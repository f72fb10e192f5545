"""What one night asks of the two platforms: logons, refusals, address-book requests and books sent."""

import datetime
import math
from dataclasses import dataclass
from typing import Final

import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from .. import wording
from . import style
from .frames import Columns, check

COLUMNS: Final[Columns] = {
    "starts_at_s": "number",
    "starts": "time",
    "kind": "text",
    "logons_source": "number",
    "logons_target": "number",
    "refused": "number",
    "requests_source": "number",
    "requests_target": "number",
    "oab_bytes": "number",
}
"""What is read of the load."""

BIN_S: Final = 900
"""Seconds that one row of the frame covers."""
_FROM_H, _HOURS = 18, 18
"""The evening begins at 18:00, and the figure ends at noon."""

_DAY_S: Final = 86_400
_THIS: Final = "#0072B2"
_OPEN: Final = "#E4E4E4"
_CALM_DASH: Final = (0, (2, 1.5))
_WORDS_PX: Final = 38


@dataclass(frozen=True, slots=True)
class _Panel:
    """One small multiple.

    Attributes:
        words: what it counts a minute.
        columns: of the frame, added up.
        kinds: of the clients that count; none: all.
        of: how many counts make one unit of the axis.
    """

    words: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    of: int = 1


_PANELS: Final = (
    _Panel(
        "logons a minute, Outlook and OWA",
        ("logons_source", "logons_target"),
        ("outlook_cached", "outlook_online", "owa"),
    ),
    _Panel("logons a minute, phones and applications", ("logons_source", "logons_target"), ("phone", "ews")),
    _Panel("logons refused a minute", ("refused",)),
    _Panel("address-book requests a minute", ("requests_source", "requests_target")),
    _Panel("MB of offline address books a minute", ("oab_bytes",), of=10**6),
)
_REFUSALS: Final = _PANELS[2]
_BOOKS: Final = _PANELS[4]


@style.house()
def load(
    load: pl.DataFrame,
    *,
    opens_at_s: int,
    closes_at_s: int,
    calm_opens_at_s: int | None,
    procedure: str,
    window: str,
    tenants: int,
    seed: int,
) -> Figure:
    """One night's load from 18:00 to noon, a quarter of an hour a step, over that of a calm evening.

    Args:
        load: one row a quarter of an hour and kind of client: starts_at_s (seconds since 00:00 of the first day),
            starts (the same as local time), kind (text); logons_source, logons_target, refused, requests_source,
            requests_target (how many in the quarter) and oab_bytes (bytes sent).
        opens_at_s: the night to show, seconds since 00:00 of the first day.
        closes_at_s: likewise.
        calm_opens_at_s: the same hour of an evening on which nobody was moved; None: there is none.
        procedure: what was run.
        window: how long the isolation step takes, in words.
        tenants: how many there are.
        seed: the seed of the draw.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("load", "load", load, COLUMNS)
    begins_at_s = opens_at_s // _DAY_S * _DAY_S + min(_FROM_H * 3_600, opens_at_s % _DAY_S // 3_600 * 3_600)
    shown = [_series(load, panel, begins_at_s) for panel in _PANELS]
    figure, whole = style.canvas(
        _finding(shown, load, opens_at_s),
        f"{procedure}, {wording.step(window)}; {wording.draw(tenants, seed)}; local time",
        style.Margins(left=104, right=64, bottom=52, top=70),
    )
    for axes, panel, counts in zip(_split(figure, whole), _PANELS, shown, strict=True):
        calm = []
        if calm_opens_at_s is not None:
            calm = _series(load, panel, begins_at_s + calm_opens_at_s - opens_at_s)
        axes.axvspan(
            (opens_at_s - begins_at_s) / 3_600, (closes_at_s - begins_at_s) / 3_600, color=_OPEN, zorder=0
        )
        _draw(axes, panel.words, counts, calm)
        last = axes
    first_hour = begins_at_s % _DAY_S // 3_600
    last.set_xticks(
        last.get_xticks(), labels=[f"{(first_hour + h) % 24:02}:00" for h in range(0, _HOURS + 1, 2)]
    )
    _explain(figure, whole, load, opens_at_s, calm_opens_at_s)
    whole.remove()
    return figure


def _series(load: pl.DataFrame, panel: _Panel, begins_at_s: int) -> list[float]:
    """Units a minute, one number a quarter of an hour; shorter where the load ends sooner."""
    rows = load.filter(pl.col("starts_at_s").is_between(begins_at_s, begins_at_s + _HOURS * 3_600 - 1))
    if panel.kinds:
        rows = rows.filter(pl.col("kind").is_in(panel.kinds))
    counts = rows.group_by("starts_at_s", maintain_order=True).agg(
        pl.sum_horizontal(panel.columns).sum().alias("count")
    )
    return [count / panel.of / (BIN_S / 60) for count in counts["count"]]


def _split(figure: Figure, whole: Axes) -> list[Axes]:
    """Axes one below the other, a line of words above each."""
    box = whole.get_position()
    gap = _WORDS_PX / figure.bbox.height
    height = (box.height - (len(_PANELS) - 1) * gap) / len(_PANELS)
    return [
        figure.add_axes((box.x0, box.y1 - k * (height + gap) - height, box.width, height))
        for k in range(len(_PANELS))
    ]


def _draw(axes: Axes, words: str, counts: list[float], calm: list[float]) -> None:
    edges = [k * BIN_S / 3_600 for k in range(max(len(counts), len(calm)) + 1)]
    axes.stairs(counts, edges[: len(counts) + 1], baseline=None, color=_THIS, linewidth=2.5, zorder=3)
    if calm:
        axes.stairs(
            calm,
            edges[: len(calm) + 1],
            baseline=None,
            color=style.INK,
            linewidth=1.5,
            linestyle=_CALM_DASH,
            zorder=4,
        )
    most = max([*counts, *calm, 0.0])
    axes.set(xlim=(0, _HOURS), ylim=(0, most * 1.08 or 1))
    axes.set_xticks(range(0, _HOURS + 1, 2), labels=[])
    top = _round(most)
    axes.set_yticks([0, top] if top else [0], labels=["0", rate(top)] if top else ["0"])
    axes.tick_params(labelsize=style.SMALL_PT)
    # The first hour must not touch the 0 of the other axis.
    axes.tick_params(axis="x", pad=9)
    axes.grid(axis="y", color=style.RULE, linewidth=1)
    axes.set_axisbelow(True)
    axes.set_title(words, loc="left", size=style.SMALL_PT, pad=4)


def _round(most: float) -> float:
    """The largest number of one figure that is no greater: where the axis bears a tick."""
    if most <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(most))
    return math.floor(most / power) * power


def rate(value: float) -> str:
    """A number a minute as people read it: whole, or with two figures where it is small.

    >>> rate(1268.93), rate(12.6), rate(0.6648), rate(0)
    ('1,269', '13', '0.66', '0')
    """
    return f"{value:,.0f}" if value >= 1 or value == 0 else f"{value:.2g}"


def _explain(
    figure: Figure, whole: Axes, load: pl.DataFrame, opens_at_s: int, calm_opens_at_s: int | None
) -> None:
    """Say above the panels which line is which."""
    handles: list[Artist] = [
        Line2D([], [], color=_THIS, linewidth=2.5, label=f"night of {_date(load, opens_at_s)}")
    ]
    if calm_opens_at_s is not None:
        words = f"calm: {_date(load, calm_opens_at_s)}, nobody is moved"
        handles.append(Line2D([], [], color=style.INK, linewidth=1.5, linestyle=_CALM_DASH, label=words))
    handles.append(Patch(color=_OPEN, label="the night is open"))
    box = whole.get_position()
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(box.x0, box.y1 + 34 / figure.bbox.height),
        ncols=len(handles),
        frameon=False,
        borderaxespad=0,
        borderpad=0,
        fontsize=style.SMALL_PT,
    )


def _date(load: pl.DataFrame, at_s: int) -> str:
    starts: datetime.datetime = load["starts"][0]
    day = starts + datetime.timedelta(seconds=at_s - int(load["starts_at_s"][0]))
    return f"{day:%a} {day.day} {day:%b}"


def _finding(shown: list[list[float]], load: pl.DataFrame, opens_at_s: int) -> str:
    night = f"the night of {_date(load, opens_at_s)}"
    most = {panel.words: max(counts, default=0.0) for panel, counts in zip(_PANELS, shown, strict=True)}
    refused, megabytes = most[_REFUSALS.words], most[_BOOKS.words]
    books = f"offline address books take up to {rate(megabytes)} MB a minute"
    if not refused:
        return f"No logon is refused in {night};\n{books}"
    return f"Up to {rate(refused)} logons a minute are refused in {night};\n{books}"
