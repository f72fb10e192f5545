"""One tenant's time line as a picture, with its data and caption, in a results folder that can be drawn again."""

from pathlib import Path
from typing import Final

import polars as pl

from sim.procedure import Scope
from sim.scenario import Scenario
from sim.units import SECOND, spoken

from .. import figures
from ..files import new_folder
from ..folders import Kind, read_mark, read_tables, write_mark, write_parquet
from ..wording import AS_DRAWN, counted, lasting
from .runbook import circumstances, remark_on
from .timeline import Row, TimeLine

NAME: Final = "time_line"

_OVER: Final = {
    Scope.CAMPAIGN: ("tenant",),
    Scope.BATCH: ("tenant",),
    Scope.MAILBOX: ("mailbox", "mailboxes"),
}
"""What a step is carried out on, one after the other."""


def draw(scenario: Scenario, line: TimeLine, out: Path) -> Path:
    """Write a results folder with the time line of a scenario's procedure.

    Returns:
        The picture.

    Raises:
        InputError: the folder belongs to something else, or cannot be written.
    """
    procedure, window = scenario.procedure, scenario.window
    remarks = [remark for remark in map(remark_on, line.rows) if remark]
    about = {
        "procedure": procedure.name,
        "window": AS_DRAWN if window is None else spoken(window),
        "tenants": line.tenants,
        "mailboxes": line.mailboxes,
    }
    caption = "\n".join([f"{procedure.name}: {procedure.purpose}", circumstances(line), *remarks])
    with new_folder(out, Kind.PROCEDURES.mark) as folder:
        write_parquet(folder / f"{NAME}.parquet", steps_of(line))
        write_mark(folder, Kind.PROCEDURES, {"about": about, "caption": caption})
        drawn = draw_again(folder)
    return out / drawn.name


def draw_again(folder: Path) -> Path:
    """Draw the time line of a folder from its table.

    Returns:
        The picture.

    Raises:
        InputError: another version wrote it, or its table is missing.
    """
    kept = read_mark(folder, Kind.PROCEDURES)
    (frame,) = read_tables(folder, NAME)
    figure = figures.time_line(frame, **kept["about"])
    _, picture, *_ = figures.save(figure, folder / NAME, frame=frame, caption=kept["caption"])
    return picture


def steps_of(line: TimeLine) -> pl.DataFrame:
    """The frame of the figure: one row a step."""
    return pl.DataFrame(
        [
            {
                "step": f"{row.number}  {row.step.verb}",
                "verb": str(row.step.verb),
                "pass": str(row.part),
                "mark": "timer" if row.takes is None else "loop" if row.times > 1 else "work",
                "starts_at_s": row.starts_at / SECOND,
                "ends_at_s": row.ends_at / SECOND,
                "words": _words(row),
            }
            for row in line.rows
        ]
    )


def _words(row: Row) -> str:
    """How often it is carried out, how long that takes, and what its engineers call it."""
    took = "by the clock" if row.takes is None else lasting(row.takes / SECOND)
    if row.times > 1:
        took = f"{counted(row.times, *_OVER[row.step.scope])} × {took}"
    return f"{took}: {row.step.label}" if row.step.label else took
