"""An inventory: one's own tenants, a row each, from a CSV file.

Columns: ``tenant`` (a name, unlike every other) and ``mailboxes``; and, as far as they are known, ``lists``,
``size`` (of all its mailboxes together, "40 GB"), ``largest`` (of its largest one), and for each kind of client
the share of its mailboxes that have a seat of it, 0 to 1. Any other column is kept as an order to migrate by.
What a row leaves empty is drawn as for a made-up tenant.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from . import units
from .errors import ABSENT, InputError, Mistake
from .streams import Floats, Ints

UNKNOWN: Final = -1
"""In place of a number that a row leaves empty."""
SHOWN: Final = 5
"""So many broken rows are told; of more, how many."""
MOST_MAILBOXES: Final = 100_000


@dataclass(frozen=True)
class Inventory:
    """One's own tenants, an entry each, in the order of the file.

    Attributes:
        names: what the file calls them.
        mailboxes: how many each has.
        lists: distribution lists, or UNKNOWN.
        size: bytes of all its mailboxes, or UNKNOWN.
        largest: bytes of its largest mailbox, or UNKNOWN.
        shares: share of mailboxes with a seat of each kind, or NaN; shape (tenants, kinds).
        orders: further columns by name, as text.
        digest: names the file by its content.
    """

    names: tuple[str, ...]
    mailboxes: Ints
    lists: Ints
    size: Ints
    largest: Ints
    shares: Floats
    orders: dict[str, tuple[str, ...]]
    digest: str

    def ordered_by(self, column: str) -> Ints:
        """Each tenant's rank by a column: by number where every entry is one, else by the alphabet."""
        values = self.orders[column]
        try:
            key: Any = np.array([float(value) for value in values])
        except ValueError:
            key = np.array(values)
        return np.unique(key, return_inverse=True)[1].astype(np.int64)


def read_inventory(path: str, kinds: tuple[str, ...]) -> Inventory:
    """The tenants of a CSV file.

    Raises:
        InputError: no such file, no such column, or broken rows, each with its line.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(path, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise InputError(path, "expected UTF-8 text") from error
    return _parsed(path, text, kinds)


@cache
def _parsed(path: str, text: str, kinds: tuple[str, ...]) -> Inventory:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(path, header)
        columns: dict[str, list[Any]] = {name: [] for name in header}
        mistakes = [
            mistake
            for cells in reader
            if any(cells)
            for mistake in _row(reader.line_num, cells, header, kinds, columns)
        ]
    except csv.Error as error:
        raise InputError(path, f"line {reader.line_num}: expected CSV: {error}") from error
    if mistakes:
        more = [f"and {len(mistakes) - SHOWN} more"] if len(mistakes) > SHOWN else []
        raise InputError(path, *mistakes[:SHOWN], *more)
    many = len(columns["tenant"])
    if not many:
        raise InputError(path, "expected at least one tenant below the header")

    def numbers(name: str) -> Ints:
        return np.array(columns.get(name, [UNKNOWN] * many), np.int64)

    return Inventory(
        names=tuple(columns["tenant"]),
        mailboxes=numbers("mailboxes"),
        lists=numbers("lists"),
        size=numbers("size"),
        largest=numbers("largest"),
        shares=np.array([columns.get(kind, [np.nan] * many) for kind in kinds], np.float64).T.copy(),
        orders={name: tuple(columns[name]) for name in header if name not in (*KNOWN, *kinds)},
        digest=hashlib.sha256(text.encode()).hexdigest()[:12],
    )


def _delimiter(path: str, text: str) -> str:
    header = text.split("\n", 1)[0]
    found = [sign for sign in ",;\t" if sign in header]
    if len(found) > 1:
        raise InputError(
            path, "line 1: expected commas, semicolons or tabs between columns, and one of them alone"
        )
    return found[0] if found else ","


def _check_header(path: str, header: list[str]) -> None:
    mistakes: list[Mistake | str] = [
        Mistake("line 1", ABSENT, f'expected a column "{name}"')
        for name in ("tenant", "mailboxes")
        if name not in header
    ]
    twice = sorted({name for name in header if header.count(name) > 1})
    mistakes += [Mistake("line 1", ABSENT, f'expected the column "{name}" once') for name in twice]
    if "" in header:
        mistakes.append(Mistake("line 1", ABSENT, "expected a name over every column"))
    if mistakes:
        raise InputError(path, *mistakes)


def _row(
    line: int, cells: list[str], header: list[str], kinds: tuple[str, ...], columns: dict[str, list[Any]]
) -> Iterator[Mistake]:
    """Read one row into the columns; what is wrong with it."""
    if len(cells) != len(header):
        yield Mistake(f"line {line}", ABSENT, f"expected {len(header)} cells, and there are {len(cells)}")
        return
    for name, cell in zip(header, (cell.strip() for cell in cells), strict=True):
        read = _share if name in kinds else KNOWN.get(name, str)
        try:
            columns[name].append(read(cell))
        except ValueError as error:
            columns[name].append(UNKNOWN)
            yield Mistake(f"line {line}, {name}", cell, f"expected {error}")
    # A dictionary of what came before: a list would be searched as often as it is long.
    earlier = columns.setdefault("", [{}])[0]
    name = columns["tenant"][-1]
    if name in earlier:
        yield Mistake(
            f"line {line}, tenant", name, f"expected another name: line {earlier[name]} has this one"
        )
    earlier.setdefault(name, line)


def _name(cell: str) -> str:
    if not cell:
        raise ValueError("a name")
    return cell


def _between(cell: str, least: int, most: int) -> int:
    if not cell.isdecimal() or not least <= int(cell) <= most:
        raise ValueError(f"a whole number, {least} to {most}")
    return int(cell)


def _mailboxes(cell: str) -> int:
    return _between(cell, 1, MOST_MAILBOXES)


def _lists(cell: str) -> int:
    return _between(cell, 0, MOST_MAILBOXES) if cell else UNKNOWN


def _bytes(cell: str) -> int:
    return units.size(cell) if cell else UNKNOWN


def _share(cell: str) -> float:
    if not cell:
        return float("nan")
    try:
        found = float(cell)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise ValueError("a share, 0 to 1")
    return found


KNOWN: Final[dict[str, Callable[[str], Any]]] = {
    "tenant": _name,
    "mailboxes": _mailboxes,
    "lists": _lists,
    "size": _bytes,
    "largest": _bytes,
}
"""What the file says of a tenant itself, and how a cell is read."""
