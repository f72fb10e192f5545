"""Files with a row a mailbox: what each row says of one mailbox; who its tenant is, is settled in joining."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import compress, islice
from typing import Any, Final

from ..errors import ABSENT, InputError, Mistake
from . import cells
from .cells import UNKNOWN, EitherWayError, Remembered
from .layout import DOMAIN_OF, Layout, places
from .sheet import Sheet
from .summary import FileSummary, Refusal

_PART: Final = 1 << 8
"""Rows read at a time: so few that the garbage collector has nothing to look through."""
SEATLESS: Final = ("shared", "room", "equipment", "disabled")
"""Kinds of mailboxes that are seen, and that nobody logs on to."""
LEFT_OUT: Final = {
    "system": "mailboxes of the system itself",
    "archive": "archives",
    "disconnected": "disconnected mailboxes",
}
"""Kinds of rows that are no mailbox of a tenant's, in words."""


@dataclass(slots=True)
class MailboxRows:
    """Mailboxes of one file, or more about them, a column a field.

    Attributes:
        lines: where each stands.
        keys: what might tell tenants apart, by column.
        identities: what names it, by what it names it with; empty: the row does not say. A later one says less
            surely which mailbox it is, and more plainly whose.
        sizes: bytes, or UNKNOWN.
        kinds: of each, a MailboxKind.
        allowed: kinds of clients it may have, a bit each from the lowest.
        hidden: whether it is hidden from address lists.
        left_out: rows that are not among them, by their kind, of LEFT_OUT.
    """

    summary: FileSummary
    lines: list[int] = field(default_factory=list)
    keys: dict[str, list[str]] = field(default_factory=dict)
    identities: dict[str, list[str]] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    allowed: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def name(self, place: int) -> str:
        """What a row says of whose it is."""
        return next((texts[place] for texts in reversed(self.identities.values()) if texts[place]), "")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that is read: its name, its place, and how."""

    name: str
    place: int
    read: Callable[[str], Any]

    def of(self, rows: list[list[str]]) -> list[Any]:
        """What it says in each row."""
        place = self.place
        return list(map(self.read, [row[place] for row in rows]))


@dataclass(frozen=True, slots=True)
class _Read:
    """What columns say of some mailboxes."""

    sizes: list[int]
    kinds: list[str]
    allowed: list[int]
    hidden: list[bool]

    def kept(self, kept: list[bool]) -> "_Read":
        """Some of them."""
        return _Read(
            list(compress(self.sizes, kept)),
            list(compress(self.kinds, kept)),
            list(compress(self.allowed, kept)),
            list(compress(self.hidden, kept)),
        )


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a file that say something of a mailbox, and the clients that each protocol is needed for."""

    size: _Column | None
    kind: _Column | None
    enabled: _Column | None
    disabled: _Column | None
    account: _Column | None
    hidden: _Column | None
    archive: _Column | None
    disconnected: _Column | None
    protocols: tuple[tuple[_Column, int], ...]

    @property
    def all(self) -> list[_Column]:
        """Those that are there."""
        logs_on = (self.kind, self.enabled, self.disabled, self.account)
        single = (self.size, *logs_on, self.hidden, self.archive, self.disconnected)
        return [*filter(None, single), *(column for column, _ in self.protocols)]

    def of(self, rows: list[list[str]], everything: int) -> _Read:
        """What they say in each row; a column at a time, for that is several times as fast.

        Raises:
            ValueError: a cell that cannot be read.
        """
        many = len(rows)
        sizes = [UNKNOWN] * many if self.size is None else self.size.of(rows)
        kinds = ["user"] * many if self.kind is None else self.kind.of(rows)
        for column, off in ((self.enabled, False), (self.disabled, True), (self.account, True)):
            if column is not None:
                flags = column.of(rows)
                kinds = [
                    "disabled" if flag is off and kind == "user" else kind
                    for kind, flag in zip(kinds, flags, strict=True)
                ]
        for column, kind in ((self.archive, "archive"), (self.disconnected, "disconnected")):
            if column is not None:
                kinds = [
                    kind if is_so else other for other, is_so in zip(kinds, column.of(rows), strict=True)
                ]
        allowed = [everything] * many
        for column, clients in self.protocols:
            flags = column.of(rows)
            allowed = [a & ~clients if flag is False else a for a, flag in zip(allowed, flags, strict=True)]
        allowed = [0 if kind in SEATLESS else a for kind, a in zip(kinds, allowed, strict=True)]
        hidden = [False] * many if self.hidden is None else [h is True for h in self.hidden.of(rows)]
        return _Read(sizes, kinds, allowed, hidden)


def read_mailbox_rows(sheet: Sheet, layout: Layout, kinds: tuple[str, ...]) -> MailboxRows:
    """The mailboxes of a file; a row that cannot be read is refused by itself.

    Raises:
        InputError: no column that tells tenants apart, or a number that can be read in two ways.
    """
    found = MailboxRows(FileSummary(sheet.path, layout.name))
    there = places(sheet.header)
    used: set[int] = set()

    def at(column: str | None) -> int | None:
        name = "" if column is None else column.strip().casefold()
        place = there.get(name)
        if column is None or place is None:
            return None
        if sum(each.casefold() == name for each in sheet.header) > 1:
            told = f'expected the column "{column}" once'
            raise InputError(sheet.path, Mistake(f"line {sheet.header_line}", ABSENT, told))
        used.add(place)
        return place

    keys = _texts({key: at(key.removeprefix(DOMAIN_OF)) for key in layout.keys}, found.keys)
    identities = _texts({name: at(column) for name, column in layout.identity.items()}, found.identities)
    sizes = Remembered(partial(cells.size, unit=layout.size_unit, decimal=layout.decimal))
    size = _column(sheet, at(layout.size), sizes.__getitem__)
    words = {word.casefold(): kind for word, kind in layout.kinds.items()}
    kind = _column(sheet, at(layout.kind), Remembered(partial(_kind, words=words)).__getitem__)
    flag = Remembered(cells.flag).__getitem__
    enabled, disabled = (_column(sheet, at(name), flag) for name in (layout.enabled, layout.disabled))
    account = _column(sheet, at(layout.account), Remembered(cells.is_disabled).__getitem__)
    hidden = _column(sheet, at(layout.hidden), flag)
    archive = _column(sheet, at(layout.archive), flag)
    disconnected = _column(sheet, at(layout.disconnected), str.strip)
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
    columns = _Columns(
        size, kind, enabled, disabled, account, hidden, archive, disconnected, tuple(protocols)
    )
    naming = [place for _, place, _ in (*reversed(identities), *keys)]
    rows = sheet.rows()
    while part := list(islice(rows, _PART)):
        found.summary.rows += len(part)
        good, read = _good_rows(part, len(sheet.header), columns, everything, found.summary, naming)
        if not LEFT_OUT.keys().isdisjoint(read.kinds):
            kept = [of_kind not in LEFT_OUT for of_kind in read.kinds]
            found.left_out.update(of_kind for of_kind in read.kinds if of_kind in LEFT_OUT)
            good, read = list(compress(good, kept)), read.kept(kept)
        for key, place, texts in keys:
            cells_of = [row[place].strip() for _, row in good]
            is_address = key.startswith(DOMAIN_OF)
            texts += [cell.rpartition("@")[2].casefold() for cell in cells_of] if is_address else cells_of
        for _, place, texts in identities:
            texts += [row[place].strip().casefold() for _, row in good]
        found.lines += [line for line, _ in good]
        found.sizes += read.sizes
        found.kinds += read.kinds
        found.allowed += read.allowed
        found.hidden += read.hidden
    found.summary.refused.sort(key=lambda refusal: refusal.line)
    found.summary.used = [name for place, name in enumerate(sheet.header) if place in used]
    found.summary.ignored = [name for place, name in enumerate(sheet.header) if place not in used]
    return found


def _texts(at: dict[str, int | None], into: dict[str, list[str]]) -> list[tuple[str, int, list[str]]]:
    """Columns kept as text, those that are there: each with its place and the list it goes into."""
    return [(name, place, into.setdefault(name, [])) for name, place in at.items() if place is not None]


def _column(sheet: Sheet, place: int | None, read: Callable[[str], Any]) -> _Column | None:
    return None if place is None else _Column(sheet.header[place], place, read)


def _good_rows(
    part: list[tuple[int, list[str]]],
    width: int,
    columns: _Columns,
    everything: int,
    summary: FileSummary,
    naming: list[int],
) -> tuple[list[tuple[int, list[str]]], _Read]:
    """The rows that can be read, and what they say; the others are refused, each with its reason.

    Raises:
        InputError: a number that can be read in two ways.
    """
    good = [(line, row) for line, row in part if len(row) == width]
    for line, row in part if len(good) < len(part) else ():
        if len(row) != width:
            told = f"expected {width} cells, and there are {len(row)}"
            summary.refused.append(Refusal(line, told, _name(row, naming)))
    try:
        return good, columns.of([row for _, row in good], everything)
    except ValueError:
        reasons = [_first_mistake(row, columns) for _, row in good]
    for (line, row), (name, error) in zip(good, reasons, strict=True):
        if isinstance(error, EitherWayError):
            raise InputError(summary.path, f"line {line}, {name}: expected {error}") from error
        if error is not None:
            summary.refused.append(Refusal(line, f"{name}: expected {error}", _name(row, naming)))
    good = [row for row, (_, error) in zip(good, reasons, strict=True) if error is None]
    return good, columns.of([row for _, row in good], everything)


def _name(row: list[str], naming: list[int]) -> str:
    """What a row says of whom it is, by the first column that does."""
    return next((row[place].strip() for place in naming if place < len(row) and row[place].strip()), "")


def _first_mistake(row: list[str], columns: _Columns) -> tuple[str, ValueError | None]:
    """The column that cannot be read and why; what stands there stays untold: shifted, it may be a name."""
    for column in columns.all:
        try:
            column.read(row[column.place])
        except ValueError as error:
            return column.name, error
    return "", None


def _kind(cell: str, words: Mapping[str, str]) -> str:
    found = words.get(cell.strip().casefold())
    if found is None:
        raise ValueError("a kind of mailbox that the layout knows; a map says more: kinds = { ... }")
    return found
