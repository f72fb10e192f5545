"""An inventory: one's own tenants, an entry each, whatever files they came from."""

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from ..errors import InputError, Mistake
from ..streams import Floats, Ints
from .cells import UNKNOWN
from .summary import Summary

__all__ = ["UNKNOWN", "Inventory"]

Dates = Literal["day-first", "month-first"]

_DATE: Final = re.compile(
    r"(\d{4}|\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{1,2})(?:,?[ T]+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AP]M)?)?",
    re.IGNORECASE,
)
_ONE_PLACE: Final = "expected one of two: a day or a month comes first; a map says which: dates = "


@dataclass(frozen=True)
class Inventory:
    """One's own tenants, an entry each, in the order of the file.

    Attributes:
        names: what the file calls them.
        mailboxes: how many each has.
        hidden: how many of them, the last ones, stand in no address list.
        lists: distribution lists, or UNKNOWN.
        size: bytes of all its mailboxes, or UNKNOWN.
        largest: bytes of its largest mailbox, or UNKNOWN.
        shares: share of mailboxes with a seat of each kind, or NaN; shape (tenants, kinds).
        orders: further columns by name, as text.
        digest: names the files by their content.
        summary: what was read, and what was refused.
        first: where a tenant's mailboxes begin in ``allowed``; None: no row was a mailbox.
        allowed: kinds of clients a mailbox may have, a bit each from the lowest; tenant after tenant.
        source: names the files in errors.
        dates: how columns of dates are written; None: as they tell themselves.
    """

    names: tuple[str, ...]
    mailboxes: Ints
    hidden: Ints
    lists: Ints
    size: Ints
    largest: Ints
    shares: Floats
    orders: dict[str, tuple[str, ...]]
    digest: str
    summary: Summary
    first: Ints | None = None
    allowed: npt.NDArray[np.uint8] | None = None
    source: str = ""
    dates: Dates | None = None

    def ordered_by(self, column: str) -> Ints:
        """Each tenant's rank by a column: by number or date where every entry is one, else by the alphabet.

        Raises:
            InputError: dates that do not tell the day from the month.
        """
        values = self.orders[column]
        try:
            key: Any = np.array([float(value) for value in values])
        except ValueError:
            key = np.array(values)
            if (found := self._dates(column)) is not None:
                key = np.array(found)
        return np.unique(key, return_inverse=True)[1].astype(np.int64)

    def _dates(self, column: str) -> list[int] | None:
        """A column's dates, each a number that sorts, an empty cell's first; None: some are no dates."""
        values = self.orders[column]
        found = [_DATE.fullmatch(value) for value in values]
        if not any(found) or any(value and match is None for value, match in zip(values, found, strict=True)):
            return None
        open_ones = [match for match in found if match is not None and len(match[1]) != 4]
        day_first = self._day_first(column, open_ones)
        return [-1 if match is None else _sortable(match, day_first) for match in found]

    def _day_first(self, column: str, dates: list[re.Match[str]]) -> bool:
        """Whether dates that end in the year begin with the day: as is said, or as one of them shows."""
        if not dates or self.dates is not None:
            return self.dates == "day-first"
        days = any(int(date[1]) > 12 for date in dates), any(int(date[3]) > 12 for date in dates)
        if days[0] == days[1]:
            raise InputError(
                self.source, Mistake(column, dates[0][0], _ONE_PLACE + '"day-first" or "month-first"')
            )
        return days[0]


def _sortable(date: re.Match[str], day_first: bool) -> int:
    first, _, second, third, hour, minute, second_of, half = date.groups(default="")
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    else:
        day, month = (int(first), int(second)) if day_first else (int(second), int(first))
        year = int(third) + (2000 if len(third) < 4 else 0)
    hours = int(hour or 0) % 12 + 12 * (half.upper() == "PM") if half else int(hour or 0)
    return ((((year * 13 + month) * 32 + day) * 25 + hours) * 60 + int(minute or 0)) * 60 + int(
        second_of or 0
    )
