"""The folder of a sweep: which parts are there, what is left, and its end.

A part that is there under its name is whole: it was written under another name first. So the folder itself says
what is done, whenever and however the work was interrupted. The mark says whether the sweep has ended; tables,
figures and page come with it, all at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from sim.errors import InputError

from ..files import mend, move_into, part_of, write_bytes
from ..folders import Kind, read_mark, write_mark
from .parts import Part

PARTS: Final = "parts"
"""Where they are within the folder."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A sweep's folder.

    Attributes:
        folder: the folder.
        parts: all that belong to the sweep, in their order.
    """

    folder: Path
    parts: Sequence[Part]

    @classmethod
    def begin(cls, folder: Path, parts: Sequence[Part], about: dict[str, Any], *, resume: bool) -> "Ledger":
        """A new folder, or with ``resume`` one in which a sweep was interrupted, or is to be enlarged.

        Raises:
            InputError: the folder is something else's, or has a sweep in it that nobody asked to resume.
        """
        mend(folder)
        is_there = (folder / Kind.SWEEP.mark).is_file()
        if is_there and not resume:
            raise InputError(
                "--out",
                f"{folder}: there is a sweep in it; expected --resume to keep what it has computed, or a new name",
            )
        if is_there:
            # One of another format could not be read afterwards.
            read_mark(folder, Kind.SWEEP)
        elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError("--out", f"{folder}: expected a new name, an empty folder, or that of a sweep")
        try:
            (folder / PARTS).mkdir(parents=True, exist_ok=True)
            if not is_there:
                write_mark(folder, Kind.SWEEP, {**about, "is_finished": False})
        except OSError as error:
            raise InputError("--out", f"{folder}: {error.strerror}") from error
        return cls(folder, parts)

    def place(self, part: Part) -> Path:
        """Where a part is kept."""
        return self.folder / PARTS / f"{part.name}.parquet"

    def left(self) -> list[Part]:
        """The parts that are not there, or not whole."""
        return [part for part in self.parts if not self._has(part)]

    def _has(self, part: Part) -> bool:
        try:
            height: int = pl.scan_parquet(self.place(part)).select(pl.len()).collect().item()
        except (OSError, pl.exceptions.PolarsError):
            return False
        return height == part.cells

    def keep(self, part: Part, content: bytes) -> None:
        """Write a part, in one piece.

        Raises:
            InputError: there is no room, or no right to.
        """
        try:
            write_bytes(self.place(part), content)
        except OSError as error:
            raise InputError("--out", f"{self.folder}: {error.strerror}") from error

    def rows(self) -> Iterator[pl.DataFrame]:
        """The rows of every part, in the sweep's order."""
        return (pl.read_parquet(self.place(part)) for part in self.parts)

    def end(self, fill: Callable[[Path], None], about: dict[str, Any]) -> None:
        """Write what the parts come to, and take away what is of no part of this sweep.

        Args:
            fill: is given a folder to write tables and page into, which is marked as finished already.
            about: what ran.
        """
        ours = {self.place(part) for part in self.parts}
        for path in (self.folder / PARTS).iterdir():
            if path not in ours:
                path.unlink()
        with part_of(self.folder, "--out") as part:
            write_mark(part, Kind.SWEEP, {**about, "is_finished": True})
            fill(part)
            # The mark last: until it says so nothing is finished.
            move_into(part, self.folder, last=Kind.SWEEP.mark)
