"""A calibration as a results folder: its tables, and the ridge as a figure that can be drawn again."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from .. import figures
from ..assumptions import assumptions
from ..files import new_folder
from ..folders import Kind, read_mark, read_tables, write_mark, write_tables
from ..wording import counted, lasting, measured
from .calibration import SCHEDULES, Found
from .described import SENTENCE, described, unknowns

NAME: Final = "ridge"
_KEPT: Final = 0.999
_TABLES: Final = ("plane", "crest", "marks")


def write_folder(found: Found, out: Path, command: str) -> Path:
    """Write the results folder of a calibration.

    Returns:
        The picture.

    Raises:
        InputError: the folder belongs to something else, or cannot be written.
    """
    with new_folder(out, Kind.CALIBRATE.mark) as folder:
        said = described(found)
        write_tables(
            folder,
            {
                "plane": _plane(found),
                "crest": said["ridge"],
                "marks": _marks(found),
                "unknowns": unknowns(found),
                "exposed": [
                    {"assumption": e.assumption, "low": e.low, "high": e.high} for e in found.exposed
                ],
                "assumptions": list(assumptions(found.calibration.scenario)),
            },
        )
        kept = {key: value for key, value in said.items() if key not in ("ridge", "unknowns")}
        write_mark(folder, Kind.CALIBRATE, {"command": command, "about": _about(found), "said": kept})
        drawn = draw_again(folder)
    return out / drawn.name


def draw_again(folder: Path) -> Path:
    """Draw the ridge of a folder from its tables.

    Returns:
        The picture.

    Raises:
        InputError: another version wrote it, or a table is missing.
    """
    about = read_mark(folder, Kind.CALIBRATE)["about"]
    plane, crest, marks = read_tables(folder, *_TABLES)
    figure = figures.ridge(plane, crest, marks, **about)
    caption = (
        f"{SENTENCE} {counted(about['connected'], 'tenant')} of {about['of']:,} connected. Dark and light: the "
        "regions that hold 50 % and 95 % of the posterior, silent failures integrated out. Dashed: what explains the "
        "count best where so many isolation steps fail silently; of a count of 0, the longest window with one chance "
        "in twenty left."
    )
    _, picture, *_ = figures.save(figure, folder / NAME, frame=plane, caption=caption)
    return picture


def _about(found: Found) -> dict[str, Any]:
    calibration = found.calibration
    return {
        "procedure": calibration.scenario.procedure.name,
        "connected": calibration.count.connected,
        "of": calibration.count.tenants,
        "tenants": found.law.scenario.population.tenants,
        "seed": calibration.seed,
        "schedules": SCHEDULES,
    }


def _plane(found: Found) -> list[dict[str, float]]:
    """One row a window and rate: the share of the weight that the least region holding it has.

    What lies beyond all windows and rates inside the region of 99.9 % is left out.
    """
    windows, rates, _ = (unknown.values for unknown in found.posterior.unknowns)
    plane = found.posterior.plane
    is_inside = plane <= max(_KEPT, float(plane.min()))
    kept = (np.flatnonzero(is_inside.any(axis=axis)) for axis in (1, 0))
    of_windows, of_rates = (range(int(places[0]), int(places[-1]) + 1) for places in kept)
    return [
        {
            "window_s": round(float(windows[i]), 3),
            "rate_per_day": round(float(rates[j]), 5),
            "region": round(float(plane[i, j]), 6),
        }
        for i in of_windows
        for j in of_rates
    ]


def _marks(found: Found) -> list[dict[str, Any]]:
    own, count = found.own, found.calibration.count
    took = f"{lasting(own.window_s)}, the median" if own.is_drawn else lasting(own.window_s)
    return [
        {
            "says": f"the scenario as it is ({took}; {own.rate_per_day:.3g} a day):\n"
            f"{measured(own.expected)} of {count.tenants:,} expected",
            "window_s": own.window_s,
            "rate_per_day": own.rate_per_day,
        }
    ]
