"""Numbers with units, as people write them, and back: the only place that knows units.

Time is a whole number of microseconds, sizes are bytes, rates are per hour or per day as the name says.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pint import UnitRegistry

MICROSECOND: Final = 1
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY

LONGEST: Final = 2**44
"""No duration is longer (203 days): its product with a shock stays below 2**63."""

_MOST_FIGURES: Final = 18
"""Of a whole number: it stays below 2**63."""

# Pint evaluates arithmetic, so only a number, a unit and one optional "per" unit may reach it.
_QUANTITY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*(?:/\s*([A-Za-z]+))?\s*")


@cache
def _registry() -> "UnitRegistry[float]":
    from pint import UnitRegistry

    registry: UnitRegistry[float] = UnitRegistry(None)
    for line in (
        "micro- = 1e-6 = u-",
        "milli- = 1e-3 = m-",
        "kilo- = 1e3 = k-",
        "mega- = 1e6 = M-",
        "giga- = 1e9 = G-",
        "tera- = 1e12 = T-",
        "second = [time] = s",
        "minute = 60 * second = min",
        "hour = 60 * minute = h",
        "day = 24 * hour = d",
        "week = 7 * day = w",
        "byte = [size] = B",
        "connection = [count] = conn",
    ):
        registry.define(line)
    return registry


def _magnitude(text: object, unit: str, expected: str) -> float:
    if not isinstance(text, str) or (match := _QUANTITY.fullmatch(text)) is None:
        raise ValueError(expected)
    number, of, per = match.groups()
    factor = _factor(of, per, unit)
    if factor is None:
        raise ValueError(expected)
    return float(number) * factor


@cache
def _factor(of: str, per: str | None, unit: str) -> float | None:
    """How many of a unit one of another is, or one a third; None: it is none of its kind."""
    registry = _registry()
    from pint.errors import PintError

    try:
        # A bare "/d" counts connections.
        measured = registry.Unit(of or "connection")
        if per:
            measured = measured / registry.Unit(per)
        return float(registry.Quantity(1.0, measured).to(unit).magnitude)
    except PintError:
        return None


def duration(text: object) -> int:
    """Microseconds of a duration.

    Raises:
        ValueError: not a duration; the message says what was expected.

    >>> duration("2 min"), duration("0.5 s"), duration("7 d")
    (120000000, 500000, 604800000000)
    """
    expected = 'a duration such as "90 s", "2 min" or "7 d"'
    us = _magnitude(text, "second", expected) * SECOND
    if us > 100 * 365 * DAY:
        raise ValueError(f"{expected}, of a century at most")
    return round(us)


def size(text: object) -> int:
    """Bytes of a size; prefixes are decimal.

    >>> size("0.8 GB")
    800000000
    """
    expected = 'a size such as "40 GB"'
    size_bytes = _magnitude(text, "byte", expected)
    if size_bytes > 1e18:
        raise ValueError(f"{expected}, of an exabyte at most")
    return round(size_bytes)


def bytes_per_hour(text: object) -> float:
    """Bytes per hour of a transfer rate.

    >>> bytes_per_hour("0.6 GB/h")
    600000000.0
    """
    return _magnitude(text, "byte/hour", 'a transfer rate such as "0.6 GB/h"')


def per_day(text: object) -> float:
    """Connections per day of a rate.

    >>> per_day("96/d"), per_day("2/h")
    (96.0, 48.0)
    """
    return _magnitude(text, "connection/day", 'a rate such as "2.0/d"')


def time_of_day(text: object) -> int:
    """Microseconds since midnight of a time of day.

    >>> time_of_day("07:00") == 7 * HOUR
    True
    """
    match = re.fullmatch(r"(\d\d):(\d\d)", text) if isinstance(text, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError('a time of day such as "22:00"')
    return int(match[1]) * HOUR + int(match[2]) * MINUTE


def time_zone(name: str) -> str:
    """The name of a time zone that this machine knows.

    Raises:
        ValueError: there is none of that name; the message says what was expected.

    >>> time_zone("Europe/Paris")
    'Europe/Paris'
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    # A name such as "Europe" is a folder of the database, one with dots in it no key at all.
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        raise ValueError('a time zone of the IANA database such as "Europe/Paris"') from error
    return name


def spoken(us: int) -> str:
    """A duration as people say it: the largest unit that keeps it short, three figures at most.

    >>> spoken(120_000_000), spoken(1), spoken(5_400_000_000), spoken(0)
    ('2 min', '1 us', '1.5 h', '0 s')
    """
    if us == 0:
        return "0 s"
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"), (1_000, "ms")):
        if us >= unit:
            return f"{us / unit:.3g} {name}"
    return f"{us} us"


def written(us: int) -> str:
    """A duration as a file has it, exactly: a whole number of the largest unit that it is one of.

    >>> written(90_000_000), written(1_500_000), written(7_200_000_000), written(0)
    ('90 s', '1500 ms', '2 h', '0 s')
    """
    units = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"), (1_000, "ms"), (MICROSECOND, "us"))
    if us == 0:
        return "0 s"
    return next(f"{us // unit} {name}" for unit, name in units if us % unit == 0)


def whole(text: str) -> int | None:
    """A whole number in figures, as it stands in a cell; None: it is none, or has more figures than any count.

    >>> whole("042"), whole("-1"), whole("²"), whole("9" * 19)
    (42, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_FIGURES else None


def seconds(us: int) -> str:
    """Seconds of a whole number of microseconds, exactly.

    >>> seconds(90_000_001), seconds(5_000_000)
    ('90.000001', '5.000000')
    """
    return f"{us // SECOND}.{us % SECOND:06d}"
