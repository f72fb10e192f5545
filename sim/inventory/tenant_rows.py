"""Files with a row a tenant: the lab's own, whose columns may be shares and orders, and panels' reports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from ..errors import ABSENT, InputError, Mistake
from ..units import whole
from . import cells
from .cells import UNKNOWN, Decimal, EitherWayError
from .layout import Layout, places
from .sheet import Sheet
from .summary import FileSummary, Refusal

MOST_MAILBOXES: Final = 100_000


@dataclass(slots=True)
class TenantRows:
    """Tenants of one file, a column a field.

    Attributes:
        columns: ``tenant``, ``mailboxes`` and, where the file has them, ``lists``, ``size``, ``largest``.
        shares: of a client kind, 0 to 1 or NaN.
        orders: further columns, as text.
    """

    summary: FileSummary
    columns: dict[str, list[Any]] = field(default_factory=dict)
    shares: dict[str, list[float]] = field(default_factory=dict)
    orders: dict[str, list[str]] = field(default_factory=dict)


def read_tenant_rows(sheet: Sheet, layout: Layout, kinds: tuple[str, ...]) -> TenantRows:
    """The tenants of a file; a row that cannot be read is refused by itself.

    Raises:
        InputError: a header that cannot be read, or a number that can be read in two ways.
    """
    header = list(sheet.header)
    _check_header(sheet, layout, header)
    there = places(header)
    fused = there.get(layout.fused.casefold(), len(header)) if layout.fused else len(header)
    fields = _fields(layout, there)
    found = TenantRows(FileSummary(sheet.path, layout.name))
    readers = [_reader(fields.get(place), name, layout, kinds) for place, name in enumerate(header[:fused])]
    lists: list[list[Any]] = [[] for _ in readers]
    widths = {len(header)} if fused == len(header) else {len(header), len(header) - 1}
    earlier: dict[str, int] = {}
    tenant = there[layout.keys[0].casefold()]
    for line, row in sheet.rows():
        found.summary.rows += 1
        try:
            values, wrong = _row(row, header, readers, widths)
        except EitherWayError as error:
            raise InputError(sheet.path, f"line {line}, {error}") from error
        if not wrong and values[tenant] in earlier:
            wrong = [f"{header[tenant]}: expected another name: line {earlier[values[tenant]]} has this one"]
        if wrong:
            name = row[tenant].strip() if tenant < len(row) else ""
            found.summary.refused.append(Refusal(line, "; ".join(wrong), name))
            continue
        earlier[values[tenant]] = line
        for column, value in zip(lists, values, strict=True):
            column.append(value)
    for place, (name, values) in enumerate(zip(header, lists, strict=False)):
        if place in fields:
            found.columns[fields[place]] = values
        elif name in kinds:
            found.shares[name] = values
        else:
            found.orders[name] = values
    found.summary.used = header[:fused]
    found.summary.ignored = header[fused:]
    return found


def _fields(layout: Layout, there: dict[str, int]) -> dict[int, str]:
    """What stands in a column, by its place, where the layout says so."""
    named = {"tenant": layout.keys[0]} | {
        key: column for key in ("mailboxes", "lists", "size", "largest") if (column := getattr(layout, key))
    }
    return {there[column.casefold()]: key for key, column in named.items() if column.casefold() in there}


def _check_header(sheet: Sheet, layout: Layout, header: list[str]) -> None:
    there = places(header)
    mistakes: list[Mistake | str] = [
        Mistake(f"line {sheet.header_line}", ABSENT, f'expected a column "{name}"')
        for name in (layout.keys[0], str(layout.mailboxes))
        if name.casefold() not in there
    ]
    twice = sorted({name for name in header if header.count(name) > 1})
    mistakes += [
        Mistake(f"line {sheet.header_line}", ABSENT, f'expected the column "{name}" once') for name in twice
    ]
    if "" in header:
        mistakes.append(Mistake(f"line {sheet.header_line}", ABSENT, "expected a name over every column"))
    if mistakes:
        raise InputError(sheet.path, *mistakes)


def _row(
    row: list[str], header: list[str], readers: list[Callable[[str], Any]], widths: set[int]
) -> tuple[list[Any], list[str]]:
    """A row's values, and what is wrong with it; what stands there stays untold: shifted, it may be a name.

    Raises:
        EitherWayError: a number that can be read in two ways, and its column.
    """
    if len(row) not in widths:
        return [], [f"expected {max(widths)} cells, and there are {len(row)}"]
    values: list[Any] = []
    wrong: list[str] = []
    for name, read, cell in zip(header, readers, row, strict=False):
        try:
            values.append(read(cell.strip()))
        except EitherWayError as error:
            raise EitherWayError(f"{name}: expected {error}") from error
        except ValueError as error:
            values.append(UNKNOWN)
            wrong.append(f"{name}: expected {error}")
    return values, wrong


def _reader(
    field_name: str | None, name: str, layout: Layout, kinds: tuple[str, ...]
) -> Callable[[str], Any]:
    """How a cell of a column is read."""
    if field_name in ("size", "largest"):
        return partial(cells.size, unit=layout.size_unit, decimal=layout.decimal)
    if field_name is None:
        return partial(_share, decimal=layout.decimal) if name in kinds else str
    return {"tenant": _name, "mailboxes": _mailboxes, "lists": _lists}[field_name]


def _name(cell: str) -> str:
    if not cell:
        raise ValueError("a name")
    return cell


def _between(cell: str, least: int, most: int) -> int:
    number = whole(cell)
    if number is None or not least <= number <= most:
        raise ValueError(f"a whole number, {least} to {most}")
    return number


def _mailboxes(cell: str) -> int:
    return _between(cell, 1, MOST_MAILBOXES)


def _lists(cell: str) -> int:
    return _between(cell, 0, MOST_MAILBOXES) if cell else UNKNOWN


def _share(cell: str, decimal: Decimal | None = None) -> float:
    if not cell:
        return float("nan")
    try:
        # A share has no thousands: a comma in it stands before decimals.
        found = float(cell.replace(",", ".") if decimal != "." else cell)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise ValueError("a share, 0 to 1")
    return found
