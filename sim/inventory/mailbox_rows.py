"""Files with a row a mailbox: what each row says of one mailbox; who its tenant is, is settled in joining."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from ..errors import ABSENT, InputError, Mistake
from . import cells
from .cells import UNKNOWN, EitherWayError, Remembered
from .layout import DOMAIN_OF, Layout, places
from .sheet import Sheet
from .summary import FileSummary, Refusal

SEATLESS: Final = ("shared", "room", "equipment", "disabled")
"""Kinds of mailboxes that are seen, and that nobody logs on to."""


@dataclass(slots=True)
class MailboxRows:
    """Mailboxes of one file, or more about them, a column a field.

    Attributes:
        lines: where each stands.
        keys: what might tell tenants apart, by column.
        identities: what names it, by what it names it with; empty: the row does not say.
        sizes: bytes, or UNKNOWN.
        kinds: of each, a MailboxKind; a system's mailboxes are left out.
        allowed: kinds of clients it may have, a bit each from the lowest.
        hidden: whether it is hidden from address lists.
        system: how many were left out.
    """

    summary: FileSummary
    lines: list[int] = field(default_factory=list)
    keys: dict[str, list[str]] = field(default_factory=dict)
    identities: dict[str, list[str]] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    allowed: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    system: int = 0


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that is read: its name, its place, and how."""

    name: str
    place: int
    read: Callable[[str], Any]

    def of(self, row: list[str]) -> Any:
        """What it says in a row."""
        return self.read(row[self.place])


def read_mailbox_rows(sheet: Sheet, layout: Layout, kinds: tuple[str, ...]) -> MailboxRows:
    """The mailboxes of a file; a row that cannot be read is refused by itself.

    Raises:
        InputError: no column that tells tenants apart, or a number that can be read in two ways.
    """
    found = MailboxRows(FileSummary(sheet.path, layout.name))
    there = places(sheet.header)
    used: set[int] = set()

    def at(column: str | None) -> int | None:
        place = None if column is None else there.get(column.strip().casefold())
        used.update(() if place is None else (place,))
        return place

    keys = _texts({key: at(key.removeprefix(DOMAIN_OF)) for key in layout.keys}, found.keys)
    identities = _texts({name: at(column) for name, column in layout.identity.items()}, found.identities)
    size = _column(sheet, at(layout.size), partial(cells.size, unit=layout.size_unit, decimal=layout.decimal))
    words = {word.casefold(): kind for word, kind in layout.kinds.items()}
    kind = _column(sheet, at(layout.kind), Remembered(partial(_kind, words=words)).__getitem__)
    flag = Remembered(cells.flag).__getitem__
    enabled, disabled = (_column(sheet, at(name), flag) for name in (layout.enabled, layout.disabled))
    hidden = _column(sheet, at(layout.hidden), flag)
    everything = (1 << len(kinds)) - 1
    protocols = [
        (column, sum(1 << kinds.index(client) for client in clients))
        for name, clients in layout.protocols.items()
        if (column := _column(sheet, at(name), flag)) is not None
    ]
    if layout.rows == "mailboxes" and not keys:
        expected = " or ".join(f'"{key}"' for key in layout.keys)
        told = f"expected a column that tells tenants apart: {expected}"
        raise InputError(sheet.path, Mistake(f"line {sheet.header_line}", ABSENT, told))
    if layout.rows == "details" and not identities:
        expected = " or ".join(f'"{name}"' for name in layout.identity.values())
        told = f"expected a column that names mailboxes: {expected}"
        raise InputError(sheet.path, Mistake(f"line {sheet.header_line}", ABSENT, told))
    width = len(sheet.header)
    for line, row in sheet.rows():
        found.summary.rows += 1
        if len(row) != width:
            told = f"expected {width} cells, and there are {len(row)}"
            found.summary.refused.append(Refusal(line, told))
            continue
        try:
            size_bytes = UNKNOWN if size is None else size.of(row)
            of_kind = "user" if kind is None else kind.of(row)
            is_hidden = hidden is not None and hidden.of(row) is True
            is_off = (enabled is not None and enabled.of(row) is False) or (
                disabled is not None and disabled.of(row) is True
            )
            allowed = everything
            for column, clients in protocols:
                if column.of(row) is False:
                    allowed &= ~clients
        except EitherWayError as error:
            raise InputError(sheet.path, f"line {line}, {layout.size}: expected {error}") from error
        except ValueError:
            columns = (size, kind, hidden, enabled, disabled, *(column for column, _ in protocols))
            found.summary.refused.append(Refusal(line, _first_mistake(row, columns)))
            continue
        if of_kind == "user" and is_off:
            of_kind = "disabled"
        if of_kind == "system":
            found.system += 1
            continue
        for key, place, texts in keys:
            cell = row[place].strip()
            texts.append(cell.rpartition("@")[2].casefold() if key.startswith(DOMAIN_OF) else cell)
        for _, place, texts in identities:
            texts.append(row[place].strip().casefold())
        found.lines.append(line)
        found.sizes.append(size_bytes)
        found.kinds.append(of_kind)
        found.allowed.append(0 if of_kind in SEATLESS else allowed)
        found.hidden.append(is_hidden)
    found.summary.used = [name for place, name in enumerate(sheet.header) if place in used]
    found.summary.ignored = [name for place, name in enumerate(sheet.header) if place not in used]
    return found


def _texts(at: dict[str, int | None], into: dict[str, list[str]]) -> list[tuple[str, int, list[str]]]:
    """Columns kept as text, those that are there: each with its place and the list it goes into."""
    return [(name, place, into.setdefault(name, [])) for name, place in at.items() if place is not None]


def _column(sheet: Sheet, place: int | None, read: Callable[[str], Any]) -> _Column | None:
    return None if place is None else _Column(sheet.header[place], place, read)


def _first_mistake(row: list[str], columns: tuple[_Column | None, ...]) -> str:
    """Why a row is refused; what stands in the cell stays untold: in a shifted row it may be a name."""
    for column in filter(None, columns):
        try:
            column.of(row)
        except ValueError as error:
            return f"{column.name}: expected {error}"
    return "expected otherwise"


def _kind(cell: str, words: Mapping[str, str]) -> str:
    found = words.get(cell.strip().casefold())
    if found is None:
        raise ValueError("a kind of mailbox that the layout knows; a map says more: kinds = { ... }")
    return found
