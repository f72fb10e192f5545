"""Which results folders there are, how one is known, and the tables in it.

A folder is known by its mark, a JSON file that says what ran.

A kind's format is raised whenever its tables or its mark change so that an older folder cannot be read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from sim.errors import ABSENT, InputError, Mistake

from .files import write_bytes, write_text


class Kind(StrEnum):
    """What ran into a folder: the command's name."""

    STUDY = "study"
    COMPARE = "compare"
    CALIBRATE = "calibrate"
    RUN = "run"
    STORY = "story"
    PROCEDURES = "procedures"
    ORDERINGS = "orderings"
    RISK = "risk"
    SENSITIVITY = "sensitivity"
    SWEEP = "sweep"
    VERIFY = "verify"
    PLAN = "plan"
    FORENSICS = "forensics"
    SCORING = "scoring"
    MEASURED = "measured"

    @property
    def mark(self) -> str:
        """The file by which a folder of this kind is known."""
        return f"{self}.json"

    @property
    def layout(self) -> int:
        """The one format of it that this version reads and writes."""
        return _FORMATS[self]


_FORMATS = {
    Kind.STUDY: 3,
    Kind.COMPARE: 2,
    Kind.CALIBRATE: 1,
    Kind.RUN: 1,
    Kind.STORY: 1,
    Kind.PROCEDURES: 1,
    Kind.ORDERINGS: 1,
    Kind.RISK: 1,
    Kind.SENSITIVITY: 1,
    Kind.SWEEP: 1,
    Kind.VERIFY: 1,
    Kind.PLAN: 1,
    Kind.FORENSICS: 1,
    Kind.SCORING: 1,
    Kind.MEASURED: 1,
}


class Mark(dict[str, Any]):
    """What a mark says; to ask for what is not in it is an error of the file."""

    def __init__(self, path: Path, about: dict[str, Any]) -> None:
        super().__init__(about)
        self._path = path

    def __missing__(self, key: str) -> Any:
        raise InputError(str(self._path), Mistake(key, ABSENT, "expected as gallab writes it; it is missing"))


def kind_of(folder: Path) -> Kind:
    """What ran into a folder.

    Raises:
        InputError: nothing that is known here.
    """
    for kind in Kind:
        if (folder / kind.mark).is_file():
            return kind
    *others, last = (kind.mark for kind in Kind)
    raise InputError(
        str(folder), f"expected a results folder: there is no {', '.join(others)} or {last} in it"
    )


def write_mark(folder: Path, kind: Kind, about: dict[str, Any]) -> None:
    """Say in a folder what ran."""
    marked = {"kind": str(kind), "format": kind.layout, **about}
    write_text(folder / kind.mark, json.dumps(marked, indent=1, ensure_ascii=False) + "\n")


def read_mark(folder: Path, kind: Kind) -> dict[str, Any]:
    """What ran into a folder of a kind.

    Raises:
        InputError: the folder is another's, or of a version that is not read here.
    """
    path = folder / kind.mark
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(str(folder), f"expected a results folder: {kind.mark} is missing") from error
    except ValueError as error:
        raise InputError(str(path), f"expected JSON as gallab {kind} writes it") from error
    found = about.get("format") if isinstance(about, dict) else None
    if found != kind.layout:
        raise InputError(
            str(path),
            Mistake(
                "format", found, f"expected {kind.layout}: another version of gallab wrote it; run it again"
            ),
        )
    return Mark(path, about)


def write_tables(folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Tables by name, from their rows, as Parquet and CSV."""
    for name, rows in tables.items():
        frame = pl.DataFrame(rows, infer_schema_length=None)
        write_parquet(folder / f"{name}.parquet", frame)
        write_text(folder / f"{name}.csv", frame.write_csv())


def write_parquet(path: Path, frame: pl.DataFrame) -> None:
    """A table as Parquet, in one piece."""
    content = BytesIO()
    frame.write_parquet(content)
    write_bytes(path, content.getvalue())


def read_tables(folder: Path, *names: str) -> Iterator[pl.DataFrame]:
    """Tables of a folder, by their names.

    Raises:
        InputError: one is missing, or damaged.
    """
    for name in names:
        path = folder / f"{name}.parquet"
        if not path.is_file():
            raise InputError(str(folder), f"expected a results folder: {path.name} is missing")
        try:
            frame = pl.read_parquet(path)
        except pl.exceptions.PolarsError as error:
            raise InputError(
                str(path), "expected a table as gallab writes it: the file is damaged"
            ) from error
        yield frame
