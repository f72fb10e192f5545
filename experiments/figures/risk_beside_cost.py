"""What fewer exposed tenants are paid with: risk beside cost, one row a procedure."""

from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import wording
from . import style
from .frames import Columns, check

_OF_EACH: Final = ("mean", "mean_low", "mean_high", "mean_se", "max")


@dataclass(frozen=True, slots=True)
class _Panel:
    """One column of the figure.

    Attributes:
        name: of the number in the frame.
        words: what it is, and its unit.
        of: how many of the frame's unit make one of the panel's.
    """

    name: str
    words: str
    of: int = 1


_RISK: Final = _Panel("exposed_expected", "tenants exposed")
_PANELS: Final = (
    _RISK,
    _Panel("nights", "nights"),
    _Panel("refused_logons", "logons refused"),
    _Panel("downtime_p99_s", "downtime p99, min", 60),
)

COLUMNS: Final[Columns] = {
    "procedure": "text",
    "tenants": "number",
    "seed": "number",
    "schedules": "number",
    **{f"{panel.name}_{what}": "number" for panel in _PANELS for what in _OF_EACH},
    "exposed_max": "number",
    "any_exposed_share_high": "number",
    "dominated_by": "text",
}
"""What is read of procedures."""

_GAP_PX = 26
_ROW_PX = 92
_BAR = 0.3
"""Height of a bar, where a row has 1: the words stand above it."""


@style.house()
def risk_beside_cost(procedures: pl.DataFrame, *, window: str, level: str = "95 %") -> Figure:
    """Exposed tenants, nights, refused logons and downtime of each procedure: means with their intervals.

    A procedure that another one dominates is grey, and says by which.

    Args:
        procedures: one row a procedure, the first one the one that others are compared to: procedure (text);
            tenants, seed, schedules; and of exposed_expected (tenants), nights, refused_logons and downtime_p99_s
            (seconds) each _mean, its interval _mean_low, _mean_high (missing where there is none), its standard
            error _mean_se, and _max; exposed_max (tenants seen); any_exposed_share_high (0 to 1); dominated_by
            (text; missing where nothing dominates it).
        window: what the isolation step takes, in words.
        level: at which the intervals are, in words.

    Raises:
        ValueError: the frame lacks a column.
    """
    check("risk_beside_cost", "procedures", procedures, COLUMNS)
    figure, whole = style.canvas(
        _finding(procedures),
        _circumstances(procedures, window, level),
        style.Margins(left=256, right=30, bottom=40, top=52),
        height_px=max(style.HEIGHT_PX, 200 + _ROW_PX * procedures.height),
    )
    rows = list(procedures.iter_rows(named=True))
    for k, (axes, panel) in enumerate(
        zip(style.side_by_side(figure, whole, len(_PANELS), _GAP_PX), _PANELS, strict=True)
    ):
        _draw(axes, panel, rows)
        axes.set_yticks(range(len(rows)), [_name(row) for row in rows] if k == 0 else [])
        for label, row in zip(axes.get_yticklabels(), rows, strict=False):
            label.set(size=style.SMALL_PT if row["dominated_by"] else style.TEXT_PT, color=_ink(row))
    whole.remove()
    return figure


def _draw(axes: Axes, panel: _Panel, rows: list[dict[str, Any]]) -> None:
    most = max((row[f"{panel.name}_mean_high"] or row[f"{panel.name}_mean"] for row in rows), default=0)
    axes.set(xlim=(0, most / panel.of or 1), ylim=(max(1, len(rows)) - 0.5, -0.5))
    axes.set_title(panel.words, loc="left", size=style.TEXT_PT, weight="bold", pad=10)
    axes.tick_params(length=0, pad=8)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for y, row in enumerate(rows):
        look = style.look(row["procedure"])
        axes.barh(
            y + 0.18,
            row[f"{panel.name}_mean"] / panel.of,
            _BAR,
            color=style.NOT_RUN if row["dominated_by"] else look.colour,
            hatch=look.hatch,
            edgecolor=style.PAPER,
            linewidth=0,
        )
        if row[f"{panel.name}_mean_high"] is not None:
            ends = [row[f"{panel.name}_mean_{end}"] / panel.of for end in ("low", "high")]
            axes.plot(ends, [y + 0.18] * 2, color=_ink(row), linewidth=3, clip_on=False, zorder=3)
        number, detail = _told(row, panel)
        told = axes.annotate(
            number,
            xy=(0, y - 0.16),
            xytext=(3, 0),
            textcoords="offset points",
            size=style.TEXT_PT,
            weight="bold",
            color=_ink(row),
            va="center",
        )
        axes.annotate(
            detail,
            xy=(1, 0.5),
            xycoords=told,
            xytext=(6, 0),
            textcoords="offset points",
            size=style.FLOOR_PT,
            color=_ink(row),
            va="center",
            annotation_clip=False,
        )


def _name(row: dict[str, Any]) -> str:
    return (
        f"{row['procedure']}\ndominated by\n{row['dominated_by']}"
        if row["dominated_by"]
        else row["procedure"]
    )


def _ink(row: dict[str, Any]) -> str:
    return style.QUIET if row["dominated_by"] else style.INK


def _told(row: dict[str, Any], panel: _Panel) -> tuple[str, str]:
    """A number, and half its interval or why there is none."""
    if panel is _RISK and not row["exposed_max"] and not row["exposed_expected_max"]:
        return "0 seen", wording.any_below(row["any_exposed_share_high"])
    mean, high = row[f"{panel.name}_mean"], row[f"{panel.name}_mean_high"]
    number = wording.measured(mean / panel.of)
    if high is not None:
        return number, f"± {wording.measured((high - mean) / panel.of)}"
    return number, "in each schedule" if row[f"{panel.name}_mean_se"] == 0 else "too rare for ±"


def _finding(procedures: pl.DataFrame) -> str:
    if procedures.is_empty():
        return "No procedure was run"
    first = procedures.row(0, named=True)
    # Of those that expose as few, one that no other dominates.
    safest = procedures.sort(
        "exposed_expected_mean", pl.col("dominated_by").is_not_null(), maintain_order=True
    ).row(0, named=True)
    is_none = not safest["exposed_max"] and not safest["exposed_expected_max"]
    seen = "0 seen" if is_none else f"a mean of {wording.measured(safest['exposed_expected_mean'])}"
    if safest["procedure"] == first["procedure"]:
        return f"{first['procedure']} exposes fewest tenants ({seen}):\nno other procedure buys anything here"
    logons = safest["refused_logons_mean"] - first["refused_logons_mean"]
    nights = safest["nights_mean"] - first["nights_mean"]
    return (
        f"{safest['procedure']} exposes fewest tenants ({seen});\nbeside {first['procedure']}: "
        f"{wording.more(nights, 'nights')}, {wording.more(logons, 'refused logons')}"
    )


def _circumstances(procedures: pl.DataFrame, window: str, level: str) -> str:
    if procedures.is_empty():
        return wording.step(window)
    drawn = wording.drawn(procedures["tenants"][0], procedures["seed"][0], int(procedures["schedules"][0]))
    return (
        f"{wording.step(window)}; {drawn}\nbar: mean; black and ±: its interval, {level}; any: campaigns that expose "
        "somebody, 95 %; grey: another is as good in exposed, nights and downtime, and better in one"
    )
