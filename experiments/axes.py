"""What is varied of a scenario: a key with its values, or with two ends between which a sample lies.

Places are shares of the way from an axis's first value, or low end, to its last: 0 to 1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from sim.errors import Mistake
from sim.ranges import Range
from sim.units import duration, spoken

Ends = tuple[Any, Any]
"""Low and high, in TOML's types."""
_ENDS: Final = {"low", "high"}
_PATIENCE: Final = 64
"""So many times as many points of a net are looked at for those that differ."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a key.

    Attributes:
        text: as people read it.
        changes: keys of the scenario with what they become; several where the value is a table.
        place: where on its axis it lies.
    """

    text: str
    changes: Mapping[str, Any]
    place: float


@dataclass(frozen=True, slots=True)
class Axis:
    """A key of a scenario and what becomes of it.

    Attributes:
        key: such as "campaign.slots".
        listed: its values; none where there are ends.
        span: its ends; None where values are listed.
    """

    key: str
    listed: tuple[Any, ...]
    span: Range | None = None

    @classmethod
    def of(cls, key: str, values: Any) -> "Axis":
        """The axis of one line under ``[vary]``.

        Raises:
            ValueError: it is neither a list nor two ends.
        """
        if isinstance(values, dict):
            return cls(key, (), _span(key, values))
        if not isinstance(values, (list, tuple)) or not values:
            raise ValueError("a list of values, or ends such as { low = 1, high = 9 }")
        if any(value in values[:i] for i, value in enumerate(values)):
            raise ValueError("values of which none is there twice")
        return cls(key, tuple(values))

    @classmethod
    def mistakes_in(cls, vary: Mapping[str, Any]) -> Iterator[Mistake]:
        """What is wrong under ``[vary]``."""
        for key, values in vary.items():
            try:
                cls.of(key, values)
            except ValueError as error:
                yield Mistake(f"vary.{key}", values, f"expected {error}")

    @property
    def is_listed(self) -> bool:
        """Has it values, and no ends?"""
        return self.span is None

    @property
    def values(self) -> list[Value]:
        """The listed values."""
        last = max(1, len(self.listed) - 1)
        return [_value(self.key, value, i / last) for i, value in enumerate(self.listed)]

    def at(self, share: float) -> Value:
        """The value that a share of a sample, 0 to 1, falls on."""
        if self.span is not None:
            return self._spanned(share)
        return self.values[min(int(share * len(self.listed)), len(self.listed) - 1)]

    def _spanned(self, place: float) -> Value:
        assert self.span is not None
        found = self.span.at(place)
        return _value(self.key, found.get("", found), place, digits=3)


def _span(key: str, ends: Mapping[str, Any]) -> Range:
    if set(ends) != _ENDS:
        raise ValueError("a list of values, or the two ends low and high")
    low, high = (end if isinstance(end, dict) else {"": end} for end in (ends["low"], ends["high"]))
    if low == high or {k: type(v) for k, v in low.items()} != {k: type(v) for k, v in high.items()}:
        raise ValueError("two different ends of one kind")
    found = Range(key, key, low, high, "")
    try:
        found.at(0.5)
    except ValueError as error:
        raise ValueError("ends that are numbers, or have a unit") from error
    return found


def _value(key: str, value: Any, place: float, digits: int = 12) -> Value:
    if isinstance(value, dict):
        # Entries of one law are known by their order; keys of a table have to be named.
        named = [("" if "." in key else f"{name} ") + _text(entry, digits) for name, entry in value.items()]
        entries = ("/" if "." in key else ", ").join(named)
        return Value(entries, {f"{key}.{name}": entry for name, entry in value.items()}, place)
    return Value(_text(value, digits), {key: value}, place)


def _text(value: Any, digits: int) -> str:
    """A value in words.

    >>> _text("123456789 us", 3), _text("gated", 3), _text(True, 3), _text(("Mon", "Tue"), 3), _text(0.123456789, 3)
    ('2.06 min', 'gated', 'true', 'Mon, Tue', '0.123')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.{digits}g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(each, digits) for each in value)
    if isinstance(value, str) and value.endswith(" us"):
        return spoken(duration(value))
    return str(value)


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of values, one an axis.

    Attributes:
        values: in the order of the axes.
    """

    values: tuple[Value, ...] = field(default=())

    @property
    def changes(self) -> dict[str, Any]:
        """What it changes of the scenario."""
        return {key: changed for value in self.values for key, changed in value.changes.items()}


def grid_of(axes: Sequence[Axis]) -> list[Point]:
    """Every combination, the last axis fastest; one point of nothing where there is no axis."""
    return [Point(values) for values in product(*(axis.values for axis in axes))]


def sample_of(axes: Sequence[Axis], many: int) -> list[Point]:
    """So many different combinations, spread evenly; a larger sample begins with a smaller one.

    Fewer where there are not so many, or hardly any more are met.

    Source: Owen, scrambled nets (1998), as SciPy has them, always scrambled the same way.
    """
    from scipy.stats import qmc

    net = qmc.Sobol(len(axes), seed=1)
    found: dict[str, Point] = {}
    for _ in range(_PATIENCE):
        for shares in net.random(1 << (many - 1).bit_length()).tolist():
            point = Point(tuple(axis.at(share) for axis, share in zip(axes, shares, strict=True)))
            if len(found) < many:
                found.setdefault(repr(point.changes), point)
        if len(found) == many:
            break
    return list(found.values())
