"""Cells as exporters write them: numbers with points or commas, sizes in brackets, flags in words."""

import re
from collections.abc import Callable
from typing import Final, Literal, TypeVar

from .. import units

UNKNOWN: Final = -1
"""In place of a number that a row leaves empty."""

Decimal = Literal[".", ","]
"""What stands before a number's decimals."""

UNITS: Final = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "KB": 10**3, "MB": 10**6, "GB": 10**9}
"""Bytes of a unit that a header names for a whole column."""

T = TypeVar("T")

# Exchange: ByteQuantifiedSize.ToString() is "6.1 GB (6,512,255,010 bytes)"; groups are the culture's.
_IN_BYTES = re.compile(r"\(\s*(\d[\d.,'’\s]*?)\s*bytes\s*\)\s*\Z", re.IGNORECASE)
_NUMBER = re.compile(r"(\d[\d.,\s]*)(.*)", re.DOTALL)
_BLANKS = re.compile(r"\s")
_EITHER_WAY = re.compile(r"[1-9]\d{0,2},\d{3}")
_ACCOUNT_FLAGS = re.compile(r"\d+|[a-z]+(?:\s*,\s*[a-z]+)*", re.IGNORECASE)
_DISABLED_BIT: Final = 2
_NO_SIZE: Final = ("", "unlimited")
_FLAGS: Final = {
    "true": True,
    "enabled": True,
    "yes": True,
    "1": True,
    "false": False,
    "disabled": False,
    "no": False,
    "0": False,
}


class EitherWayError(ValueError):
    """A number that may be read in two ways."""


class Remembered(dict[str, T]):
    """What cells mean, each text read once: columns of few words cost a look-up a row."""

    def __init__(self, read: Callable[[str], T]) -> None:
        self._read = read

    def __missing__(self, cell: str) -> T:
        """Read a text that is new."""
        found = self[cell] = self._read(cell)
        return found


def with_point(number: str, decimal: Decimal | None = None) -> str:
    """A number's text with a decimal point and without groups.

    Raises:
        EitherWayError: one comma before three figures, and nothing says whether it groups them.
        ValueError: points and commas in no order.

    >>> with_point("1234,56"), with_point("1.234,56"), with_point("1,234,567"), with_point("0.523")
    ('1234.56', '1234.56', '1234567', '0.523')
    >>> with_point("1,234", decimal=",")
    '1.234'
    """
    number = _BLANKS.sub("", number)
    if decimal is None:
        decimal = _decimal_of(number)
    group = "," if decimal == "." else "."
    whole, _, decimals = number.partition(decimal)
    if group in decimals or decimal in decimals:
        raise ValueError("a number")
    if group in whole:
        first, *groups = whole.split(group)
        if not 1 <= len(first) <= 3 or any(len(figures) != 3 for figures in groups):
            raise ValueError("a number")
        whole = first + "".join(groups)
    return f"{whole}.{decimals}" if decimals else whole


def _decimal_of(number: str) -> Decimal:
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return "." if number.rindex(".") > number.rindex(",") else ","
    if _EITHER_WAY.fullmatch(number):
        raise EitherWayError('a number that can be read in one way: a map says which, decimal = "," or "."')
    return "," if commas == 1 or points > 1 else "."


def size(cell: str, unit: str | None = None, decimal: Decimal | None = None) -> int:
    """Bytes of a size; UNKNOWN where the cell is empty or says Unlimited.

    Args:
        cell: with its unit, or in bytes within brackets, which then count alone.
        unit: of a bare number, a key of UNITS; None: a bare number is refused.
        decimal: what stands before decimals; None: as the number itself tells.

    >>> size("6.1 GB (6,512,255,010 bytes)"), size("6,1 GB (6.512.255.010 bytes)"), size("Unlimited")
    (6512255010, 6512255010, -1)
    >>> size("0,8 GB"), size("1,50", unit="MiB")
    (800000000, 1572864)
    """
    in_bytes = _IN_BYTES.search(cell)
    if in_bytes is not None:
        found = units.whole(re.sub(r"\D", "", in_bytes[1]))
        if found is None:
            raise ValueError('a size such as "40 GB"')
        return found
    text = cell.strip()
    if text.casefold() in _NO_SIZE:
        return UNKNOWN
    match = _NUMBER.fullmatch(text)
    if match is None or (not match[2] and unit is None):
        raise ValueError('a size such as "40 GB"')
    number = with_point(match[1], decimal)
    return units.size(f"{number} {match[2]}") if match[2] else round(float(number) * UNITS[str(unit)])


def flag(cell: str) -> bool | None:
    """True or false, in an exporter's words; None where the cell is empty.

    >>> flag("Enabled"), flag("False"), flag("")
    (True, False, None)
    """
    text = cell.strip().casefold()
    if not text:
        return None
    if text not in _FLAGS:
        raise ValueError("True or False, or Enabled or Disabled")
    return _FLAGS[text]


def is_disabled(cell: str) -> bool | None:
    """Whether an account's flags, by name or as a number, say that it is disabled; None where the cell is empty.

    Source: Microsoft, ADS_USER_FLAG_ENUM: ADS_UF_ACCOUNTDISABLE is 2.

    >>> is_disabled("None"), is_disabled("AccountDisabled, NormalAccount"), is_disabled("514"), is_disabled("")
    (False, True, True, None)
    """
    text = cell.strip()
    if not text:
        return None
    if _ACCOUNT_FLAGS.fullmatch(text) is None:
        raise ValueError("None, AccountDisabled or other flags of an account")
    if (number := units.whole(text)) is not None:
        return bool(number & _DISABLED_BIT)
    return "accountdisabled" in (word.strip().casefold() for word in text.split(","))
