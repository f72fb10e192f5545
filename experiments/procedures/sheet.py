"""A runbook's file, read: its lines, each with the cells that are known by their headings.

A heading of ``runbook`` is known as it stands, any other by ``headings.toml``. Nothing is said here of what a line
means.
"""

import csv
import io
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from sim.errors import InputError

from .runbook import COLUMNS


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a runbook.

    Attributes:
        number: of the line in the file, from 1.
        cells: by column, those that are empty left out.
        unit: what a bare number counts in its column of durations; empty: nobody knows.
    """

    number: int
    cells: dict[str, str]
    unit: str

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_sheet(path: Path) -> list[Line]:
    """The lines of a runbook below its header, those that are empty left out.

    Raises:
        InputError: no such file, not CSV, or no column that says what to do.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise InputError(str(path), "expected UTF-8 text") from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text), strict=True)
    try:
        header = [" ".join(name.lower().split()) for name in next(reader, [])]
        columns = [_column(name) for name in header]
        _check(path, header, columns)
        unit = next((units[name] for name in header if name in (units := headings()["bare_numbers"])), "")
        return [
            Line(reader.line_num, cells, unit)
            for row in reader
            if (cells := {c: cell for c, cell in zip(columns, row, strict=False) if c and cell.strip()})
        ]
    except csv.Error as error:
        raise InputError(str(path), f"line {reader.line_num}: expected CSV: {error}") from error


@cache
def headings() -> dict[str, Any]:
    """The tables of ``headings.toml``."""
    file = resources.files("experiments") / "procedures" / "headings.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _column(heading: str) -> str:
    if heading in COLUMNS:
        return heading
    known = headings()["columns"].items()
    return next((column for column, names in known if heading in names), "")


def _delimiter(path: Path, text: str) -> str:
    header = text.split("\n", 1)[0]
    found = [sign for sign in ",;\t" if sign in header]
    if len(found) > 1:
        raise InputError(
            str(path), "line 1: expected commas, semicolons or tabs between columns, and one of them alone"
        )
    return found[0] if found else ","


def _check(path: Path, header: list[str], columns: list[str]) -> None:
    if "step" not in columns and "command" not in columns:
        known = ", ".join(f'"{name}"' for name in headings()["columns"]["step"])
        raise InputError(str(path), f'line 1: expected a column that says what to do: {known} or "command"')
    for column in columns:
        if column and columns.count(column) > 1:
            twice = [name for name, of in zip(header, columns, strict=True) if of == column]
            raise InputError(
                str(path), f"line 1: expected one column for {column}; there are " + " and ".join(twice)
            )
