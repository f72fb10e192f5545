"""The sheet of a plan: drawn from its folder alone, so it can be drawn again; a browser prints it as PDF."""

from pathlib import Path
from typing import Any, Final

import polars as pl

from sim.units import SECOND, spoken

from .. import figures, wording
from ..files import write_text
from ..folders import Kind, read_mark
from .drawn import Drawn
from .page import render

SHEET: Final = "sheet.html"


def write_sheet(folder: Path) -> Path:
    """Write ``sheet.html`` into a plan's folder.

    Returns:
        The page: one file that needs no other and no network.

    Raises:
        InputError: the folder holds no plan, or another version wrote it.
    """
    data = read_mark(folder, Kind.PLAN)["plan"]
    path, drawn = folder / SHEET, _drawn(data)
    for each in drawn.values():
        each.save(folder)
    write_text(path, sheet(data, drawn))
    return path


def _drawn(data: dict[str, Any]) -> dict[str, Drawn]:
    """The figure of a plan whose risk allows some isolation steps, and not all."""
    window = data["longest_window"]
    if window is None or window["allowed"] != "up to":
        return {}
    frame = pl.DataFrame(window["looked"])
    figure = figures.allowed(
        frame,
        procedure=data["procedure"],
        risk=data["risk"],
        at=data["at"],
        longest_s=window["window_s"],
        tenants=data["tenants"],
        seeds=data["seeds"],
    )
    caption = (
        "The probability over the whole campaign, by what the isolation step takes; the vertical line is the lower"
        f" end of the interval of where it meets the risk. {len(data['seeds'])} seeds of the exact law."
    )
    return {"allowed": Drawn("allowed", figure, frame, caption)}


def sheet(data: dict[str, Any], drawn: dict[str, Drawn]) -> str:
    """The sheet as HTML."""
    return render(
        "plan.html.j2",
        data,
        drawn,
        step=wording.step(data["window"]),
        chance=_chance,
        expected=_expected,
        percent=wording.percent,
        measured=wording.measured,
        between=wording.between,
        counted=wording.counted,
        lasting=wording.lasting,
        spoken=lambda s: spoken(round(s * SECOND)),
        p=wording.chance,
    )


def _chance(row: dict[str, Any]) -> str:
    """A probability with its interval, for one line of a table."""
    low, high = row.get("p_low", row.get("low")), row.get("p_high", row.get("high"))
    said = wording.chance(row["p"]) if row["p"] else "0 %"
    if low is None or high is None or wording.chance(low) == wording.chance(high):
        return said
    return f"{said} ({wording.chance(low) if low else '0 %'} to {wording.chance(high)})"


def _expected(row: dict[str, Any]) -> str:
    low, high = row["exposed_low"], row["exposed_high"]
    interval = "" if low is None or high is None else f" ({wording.between(low, high)})"
    return f"{wording.measured(row['exposed'])}{interval}"
