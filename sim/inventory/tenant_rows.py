"""Files with a row a tenant: the lab's own, whose columns may be shares and orders, and panels' reports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from ..errors import ABSENT, InputError, Mistake
from . import cells
from .cells import UNKNOWN, Decimal
from .layout import Layout, places
from .sheet import Sheet
from .summary import SHOWN, FileSummary, Refusal

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

    @property
    def many(self) -> int:
        """How many tenants there are."""
        return len(self.columns["tenant"])


def read_tenant_rows(sheet: Sheet, layout: Layout, kinds: tuple[str, ...]) -> TenantRows:
    """The tenants of a file.

    Raises:
        InputError: a header that cannot be read; of a strict layout, broken rows as well.
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
    mistakes: list[Mistake] = []
    earlier: dict[str, int] = {}
    tenant = there[layout.keys[0].casefold()]
    for line, row in sheet.rows():
        found.summary.rows += 1
        values, wrong = _row(line, row, header, readers, widths)
        if not wrong and values[tenant] in earlier:
            # The name itself stays untold: it is a customer's.
            told = f"expected another name: line {earlier[values[tenant]]} has this one"
            wrong = [Mistake(f"line {line}, {header[tenant]}", ABSENT, told)]
        if wrong and not layout.strict:
            reasons = "; ".join(f"{_column(each.key)}{each.expected}" for each in wrong)
            found.summary.refused.append(Refusal(line, reasons))
            continue
        mistakes += wrong
        if not wrong:
            earlier[values[tenant]] = line
            for column, value in zip(lists, values, strict=True):
                column.append(value)
    if mistakes:
        more = [f"and {len(mistakes) - SHOWN} more"] if len(mistakes) > SHOWN else []
        raise InputError(sheet.path, *mistakes[:SHOWN], *more)
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
    line: int, row: list[str], header: list[str], readers: list[Callable[[str], Any]], widths: set[int]
) -> tuple[list[Any], list[Mistake]]:
    """A row's values, and what is wrong with it."""
    if len(row) not in widths:
        told = f"expected {max(widths)} cells, and there are {len(row)}"
        return [], [Mistake(f"line {line}", ABSENT, told)]
    values: list[Any] = []
    wrong: list[Mistake] = []
    for name, read, cell in zip(header, readers, row, strict=False):
        try:
            values.append(read(cell.strip()))
        except ValueError as error:
            values.append(UNKNOWN)
            wrong.append(Mistake(f"line {line}, {name}", cell.strip(), f"expected {error}"))
    return values, wrong


def _column(key: str) -> str:
    _, _, column = key.partition(", ")
    return f"{column}: " if column else ""


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
    if not cell.isdecimal() or not least <= int(cell) <= most:
        raise ValueError(f"a whole number, {least} to {most}")
    return int(cell)


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
