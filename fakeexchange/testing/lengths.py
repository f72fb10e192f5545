"""Lengths of time as a test writes them."""

import re
from datetime import timedelta
from typing import Final

_LENGTH: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)\s*")
_MICROSECONDS: Final = {
    "us": 1,
    "ms": 1_000,
    "s": 1_000_000,
    "min": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
}


def microseconds(length: str | timedelta) -> int:
    """Whole microseconds of a length of time.

    Raises:
        ValueError: not one.

    >>> microseconds("30 s"), microseconds("1.5 min"), microseconds(timedelta(seconds=2))
    (30000000, 90000000, 2000000)
    """
    if isinstance(length, timedelta):
        found = round(length / timedelta(microseconds=1))
        if found < 0:
            raise ValueError(f"{length!r}: expected a timedelta that is not negative")
        return found
    told = _LENGTH.fullmatch(length)
    if told is None:
        raise ValueError(f'{length!r}: expected a length of time such as "30 s", "2 min" or "1 h"')
    return round(float(told[1]) * _MICROSECONDS[told[2]])
