"""Instants in logs: UTC, as microseconds since 1970."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

SECOND: Final = 1_000_000
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=512)
def _hour(text: str) -> int:
    """Of ``2016-04-18T22``, or with a space."""
    at = datetime(int(text[:4]), int(text[5:7]), int(text[8:10]), int(text[11:13]), tzinfo=UTC)
    return int(at.timestamp()) * SECOND


@lru_cache(maxsize=4096)
def _sixtieths(text: str) -> int:
    """Of ``59:07``."""
    minute, second = int(text[:2]), int(text[3:5])
    if text[2] != ":" or minute > 59 or second > 59 or len(text) != 5:
        raise ValueError(text)
    return (minute * 60 + second) * SECOND


@lru_cache(maxsize=1024)
def _second(text: str) -> int:
    """Of ``2016-04-18T22:59:07``: many lines share one."""
    if text[13:14] != ":" or text[4:5] != "-":
        raise ValueError(text)
    return _hour(text[:13]) + _sixtieths(text[14:])


def iso(text: str) -> int:
    """Of ``2016-04-18T22:59:07.123Z``, as Exchange writes it.

    Raises:
        ValueError: it is none.

    >>> iso("1970-01-01T00:00:01.250Z"), iso("1970-01-01T00:00:01Z")
    (1250000, 1000000)
    """
    if text[-1:] != "Z":
        raise ValueError(text)
    fraction = text[20:-1]
    if not fraction:
        return _second(text[:-1].rstrip("."))
    if text[19] != "." or not fraction.isdigit() or len(fraction) > 7:
        raise ValueError(text)
    return _second(text[:19]) + int(fraction.ljust(6, "0")[:6])


def date_and_time(date: str, time: str) -> int:
    """Of two fields of IIS: the second in which it was.

    Raises:
        ValueError: they are none.

    >>> date_and_time("1970-01-01", "00:01:00")
    60000000
    """
    if time[2:3] != ":" or date[4:5] != "-" or len(date) != 10:
        raise ValueError(f"{date} {time}")
    return _hour(f"{date} {time[:2]}") + _sixtieths(time[3:])


def told(at: int) -> str:
    """An instant as people read it, in UTC.

    >>> told(1_461_013_147_000_000)
    '2016-04-18 20:59:07Z'
    """
    return datetime.fromtimestamp(at // SECOND, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
