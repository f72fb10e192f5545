"""Where each default comes from, and between which values it may really lie: read from ``defaults.toml`` itself.

Right above a value stands its source, and above that, line by line, its ranges::

    # range: 0.05 .. 0.56; high: LBNL-46930; low: assumption
    # range base: "60 s" .. "300 s"; assumption
    # range: { autodiscover = 0.05, restart = 0.93 } .. { prompt = 0.2, restart = 0.48 }; assumption

The first is of a value, the second of one entry of a table, the third of entries that move together. Ends are TOML. A
line that looks like a range and cannot be read is an error: none is silently lost.
"""

import math
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from . import units
from .defaults import defaults, text
from .scenario import TABLES

LOGARITHMIC: Final = 3.0
"""Ends that are so many times apart, or more, are equally likely to be off by the same factor."""

_TABLE = re.compile(r"\[(\w+)\]")
_KEY = re.compile(r"(\w+) = ")
_LIKE_A_RANGE = re.compile(r"#\s*range\b|.*\s\.\.\s")
_RANGE = re.compile(r"# range(?: (\w+))?: (.+) \.\. (.+?); (.+)")


class Basis(StrEnum):
    """What a value rests on."""

    MEASURED = "measured"
    SOURCED = "sourced"
    ASSUMED = "assumed"
    SET_HERE = "set here"


@dataclass(frozen=True, slots=True)
class Range:
    """How low and how high an input may really be.

    Attributes:
        key: what it is called: "clients.follow", or "clients.asks.owa" of one entry.
        of: the key of the scenario it belongs to: "clients.asks".
        low: its low values by entry, in TOML's types; the entry of a plain value is "".
        high: likewise.
        source: where the two ends come from, or "assumption".
    """

    key: str
    of: str
    low: Mapping[str, Any]
    high: Mapping[str, Any]
    source: str

    @property
    def basis(self) -> Basis:
        """What its ends rest on."""
        return basis_of(self.source)

    @property
    def is_logarithmic(self) -> bool:
        """Do places between the ends follow the logarithm: are all ends positive, and far apart?"""
        ends = [(_number(self.low[entry]), _number(self.high[entry])) for entry in self.low]
        return all(min(a, b) > 0 and max(a, b) >= LOGARITHMIC * min(a, b) for a, b in ends)

    def at(self, place: float) -> dict[str, Any]:
        """The values by entry, as a scenario takes them.

        Args:
            place: 0 for the low ends, 1 for the high ones, and between; on the logarithm's scale where the ends
                are far apart.
        """
        if place in (0.0, 1.0):
            return dict(self.high if place else self.low)
        return {
            entry: _between(self.low[entry], self.high[entry], place, self.is_logarithmic)
            for entry in self.low
        }

    @property
    def span(self) -> float:
        """The logarithm of what the high end is in the low one; of the first entry, the others moving with it."""
        return math.log(_number(_first(self.high)) / _number(_first(self.low)))

    def place_of(self, value: Any) -> float:
        """The place of a value on the logarithm's scale; below 0 or above 1 where it lies beyond the ends.

        Args:
            value: the whole value of the scenario's key.
        """
        entry = next(iter(self.low))
        return math.log(_number(value[entry] if entry else value) / _number(self.low[entry])) / self.span

    def laid_over(self, value: Any, place: float) -> Any:
        """The whole value of the scenario's key with this input at a place.

        Args:
            value: what it is otherwise; the entries that do not move stay.
            place: as ``at`` takes it.
        """
        moved = self.at(place)
        if "" in moved:
            return moved[""]
        return {**(value if isinstance(value, dict) else {}), **moved}


@dataclass(frozen=True, slots=True)
class Default:
    """One key of the defaults.

    Attributes:
        key: table and key: "clients.asks".
        value: in TOML's types.
        source: the line above it.
        ranges: those above that; none: it is not varied.
    """

    key: str
    value: Any
    source: str
    ranges: tuple[Range, ...]

    @property
    def basis(self) -> Basis:
        """What it rests on."""
        return basis_of(self.source)

    @property
    def is_number(self) -> bool:
        """Is there a number in it, with or without a unit, that could be another one?"""
        return _has_number(self.value)


def factor_of(value: Any, other: Any) -> float | None:
    """How many times another value one is, to six digits; None: one of them is no number, or nothing.

    >>> factor_of("1.15/d", "2.3/d"), factor_of("60 s", "2 min"), factor_of("no", 1), factor_of(1, 0.0)
    (0.5, 0.5, None, None)
    """
    try:
        a, b = _number(value), _number(other)
    except ValueError:
        return None
    return round(a / b, 6) if a and b else None


def basis_of(source: str) -> Basis:
    """What a source says that a value rests on; where a part of it is assumed, all of it is.

    >>> str(basis_of("assumption: off")), str(basis_of("Microsoft KB3211279: every 60 min after a success"))
    ('assumed', 'sourced')
    """
    if "assumption" in source:
        return Basis.ASSUMED
    return Basis.MEASURED if source.startswith(("own count", "the same count")) else Basis.SOURCED


@cache
def described(release: str | None = None) -> tuple[Default, ...]:
    """Every key of the defaults, in the file's order; of those of a release, what came later stands last.

    Raises:
        ValueError: a line that looks like a range is none, or stands above nothing.
    """
    now = tuple(read(text(), defaults()))
    if release is None:
        return now
    then = tuple(read(text(release), defaults(release)))
    known = {default.key for default in then}
    return *then, *(default for default in now if default.key not in known)


def read(text: str, values: Mapping[str, Mapping[str, Any]]) -> Iterator[Default]:
    """Every key of a text like ``defaults.toml``.

    Args:
        text: the file.
        values: its keys, as TOML reads them.

    Raises:
        ValueError: as ``described`` says.
    """
    table, comments = "", list[str]()
    for line in text.splitlines():
        if line.startswith("#"):
            comments.append(line)
            continue
        if (match := _KEY.match(line)) and table in TABLES:
            name = match[1]
            yield _described(f"{table}.{name}", values[table][name], comments)
        else:
            _refuse_lost(comments)
            if match := _TABLE.fullmatch(line):
                table = match[1]
        comments = []
    _refuse_lost(comments)


def _described(key: str, value: Any, comments: list[str]) -> Default:
    source = next((line for line in reversed(comments) if not _LIKE_A_RANGE.match(line)), "")
    ranges = tuple(_range(key, value, line) for line in comments if _LIKE_A_RANGE.match(line))
    return Default(key, value, source.removeprefix("#").strip(), ranges)


def _range(key: str, value: Any, line: str) -> Range:
    expected = f'{line}: expected "# range [ENTRY]: LOW .. HIGH; SOURCE" above {key}'
    match = _RANGE.fullmatch(line)
    if match is None:
        raise ValueError(expected)
    entry, *ends, source = match.groups()
    try:
        low, high = (tomllib.loads(f"x = {end}")["x"] for end in ends)
        if entry is not None:
            value[entry]
            return Range(f"{key}.{entry}", key, {entry: low}, {entry: high}, source)
        low, high = _entries(low, high, value), _entries(high, low, value)
        for end in (*low.values(), *high.values()):
            _number(end)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{expected} ({error})") from error
    return Range(key, key, low, high, source)


def _entries(end: Any, other: Any, value: Any) -> dict[str, Any]:
    """One end by entry: an entry that only the other end moves stays as the value has it."""
    moved = {**(other if isinstance(other, dict) else {}), **(end if isinstance(end, dict) else {})}
    if not moved:
        return {"": end}
    if not isinstance(end, dict):
        return dict.fromkeys(moved, end)
    return {entry: end[entry] if entry in end else value[entry] for entry in sorted(moved)}


def _refuse_lost(comments: list[str]) -> None:
    for line in comments:
        if _LIKE_A_RANGE.match(line):
            raise ValueError(f"{line}: a range above no value")


_UNITS: Final[tuple[tuple[Callable[[object], float], Callable[[float], str]], ...]] = (
    (units.duration, lambda us: f"{round(us)} us"),
    (units.size, lambda size_bytes: f"{round(size_bytes)} B"),
    (units.bytes_per_hour, lambda rate: f"{rate:.3f} B/h"),
    (units.per_day, lambda rate: f"{rate:.9f}/d"),
)
"""Readers of what has a unit, and how it is written again."""


def _first(ends: Mapping[str, Any]) -> Any:
    return next(iter(ends.values()))


def _between(low: Any, high: Any, place: float, is_logarithmic: bool) -> Any:
    a, b = _number(low), _number(high)
    found = a * (b / a) ** place if is_logarithmic else a + (b - a) * place
    if isinstance(low, str):
        return _written(low)(found)
    return round(found) if isinstance(low, int) and isinstance(high, int) else found


def _number(value: Any) -> float:
    """The number in a value.

    Raises:
        ValueError: there is none.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    for reading, _ in _UNITS:
        try:
            return float(reading(value))
        except ValueError:
            continue
    raise ValueError(f"{value!r} is no number")


def _written(value: str) -> Callable[[float], str]:
    for reading, writing in _UNITS:
        try:
            reading(value)
        except ValueError:
            continue
        return writing
    raise ValueError(f"{value!r} is no number")


def _has_number(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_number, value.values()))
    if isinstance(value, list):
        return any(map(_has_number, value))
    try:
        _number(value)
    except ValueError:
        return isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value) is not None
    return True
