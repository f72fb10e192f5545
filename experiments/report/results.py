"""A results folder of a study, read back: what ran, and the tables that came out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from ..folders import Kind, read_mark, read_tables
from ..stories.picture import Picture
from .assumed import assumed

_FAVOURITE_WINDOW = "2 min"


@dataclass(frozen=True, slots=True)
class Results:
    """A study's results.

    Attributes:
        about: what ran: name, purpose, seed, tenants, command, windows, procedures and so on.
        cells: one row a procedure and window that was run.
        nights: one row a procedure, window and night.
        variants: one row a changed assumption, the first with none changed; may be empty.
        replications: one row a cell or variant, and schedule.
        assumptions: one row a key of the scenario, see ``assumed``.
        picture: the night of the first tenant exposed; None where none was.
    """

    about: dict[str, Any]
    cells: pl.DataFrame
    nights: pl.DataFrame
    variants: pl.DataFrame
    replications: pl.DataFrame
    assumptions: list[dict[str, Any]]
    picture: Picture | None

    @classmethod
    def read(cls, folder: Path) -> "Results":
        """The results in a folder.

        Raises:
            InputError: a file of it is missing, or another version wrote it.
        """
        about = read_mark(folder, Kind.STUDY)
        names = ("cells", "nights", "variants", "replications")
        tables = dict(zip(names, read_tables(folder, *names), strict=True))
        return cls(about, **tables, assumptions=assumed(folder), picture=Picture.read(folder))

    @property
    def procedures(self) -> list[str]:
        """Names of the procedures, in the order of the study."""
        return [procedure["name"] for procedure in self.about["procedures"]]

    @property
    def reference_window(self) -> str:
        """The length of the isolation step at which procedures are compared: 2 min, or the middle one."""
        windows: list[str] = self.about["windows"]
        return _FAVOURITE_WINDOW if _FAVOURITE_WINDOW in windows else windows[len(windows) // 2]

    @property
    def schedules(self) -> int:
        """How many schedules every cell was run under."""
        return int(self.about["schedules"])

    def cell(self, procedure: str, window: str) -> dict[str, Any] | None:
        """One cell; None if it was not run."""
        found = self.cells.filter(pl.col("procedure") == procedure, pl.col("window") == window)
        return found.row(0, named=True) if found.height else None
