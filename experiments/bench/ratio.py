"""A row of the benchmark: what stands against what, how far it should be, and how far it is.

A row says which way it counts. *Within* divides ours by theirs, and less is better; *faster* divides theirs by
ours, and more is better; so does *share*, of what can hardly be more than all. It is judged by the median of its
repetitions, at full size alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Any, Final

from .trial import Pair, Trial

TENANTS: Final = 130_000
"""The size at which a row is judged."""


class Direction(StrEnum):
    """Which way a ratio counts."""

    WITHIN = "within"
    FASTER = "faster"
    SHARE = "share"


class Reached(StrEnum):
    """How far a ratio is."""

    AIM = "aim"
    AT_LEAST = "at least"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Goal:
    """How far a ratio should be: at least so far, and better still.

    Attributes:
        direction: which way it counts.
        at_least: what is asked for.
        aim: what is hoped for.
        unit: what the ratio is a number of.
    """

    direction: Direction
    at_least: float
    aim: float
    unit: str = "x"

    def ratio(self, pair: Pair) -> float:
        """One repetition's ratio."""
        ours, theirs = pair
        return ours / theirs if self.direction is Direction.WITHIN else theirs / ours

    def reached(self, ratio: float) -> Reached:
        """How far a ratio is.

        >>> Goal(Direction.WITHIN, 2.5, 1.7).reached(2.0)
        <Reached.AT_LEAST: 'at least'>
        """
        for bound, name in ((self.aim, Reached.AIM), (self.at_least, Reached.AT_LEAST)):
            if ratio <= bound if self.direction is Direction.WITHIN else ratio >= bound:
                return name
        return Reached.MISSED

    def words(self, bound: float) -> str:
        """One of its two bounds, in words.

        >>> Goal(Direction.FASTER, 60, 150).words(60)
        '60x faster'
        """
        if self.direction is Direction.SHARE:
            return f"{bound:g} of it"
        number = f"{bound:g}{self.unit if self.unit == 'x' else f' {self.unit}'}"
        return f"within {number}" if self.direction is Direction.WITHIN else f"{number} faster"


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured.

    Attributes:
        pairs: ours and theirs, one pair a repetition.
        note: what else a reader has to know: how many of what, and how often.
    """

    pairs: tuple[Pair, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        key: names it.
        what: our side.
        against: their side.
        goal: how far the ratio should be.
        measure: runs both.
        is_scaled: a trial of fewer tenants makes it smaller, and then it is not judged.
    """

    key: str
    what: str
    against: str
    goal: Goal
    measure: Callable[[Trial], Measured]
    is_scaled: bool = True

    def described(self) -> dict[str, Any]:
        """What it is, for programs."""
        goal = self.goal
        return {
            "key": self.key,
            "what": self.what,
            "against": self.against,
            "direction": str(goal.direction),
            "unit": goal.unit,
            "at_least": goal.at_least,
            "aim": goal.aim,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """A row and its ratio.

    Attributes:
        row: the row.
        ratio: the median of its repetitions.
        low: the least of them.
        high: the greatest of them.
        repeats: how many there were.
        reached: how far the median is; None: not judged.
        note: see Measured.
    """

    row: Row
    ratio: float
    low: float
    high: float
    repeats: int
    reached: Reached | None
    note: str

    @classmethod
    def of(cls, row: Row, measured: Measured, tenants: int) -> "Result":
        """What a row's measurement with so many tenants comes to."""
        ratios = [row.goal.ratio(pair) for pair in measured.pairs]
        middle = median(ratios)
        is_judged = tenants >= TENANTS or not row.is_scaled
        return cls(
            row,
            middle,
            min(ratios),
            max(ratios),
            len(ratios),
            row.goal.reached(middle) if is_judged else None,
            measured.note,
        )

    def described(self) -> dict[str, Any]:
        """What it is and what it came to, for programs."""
        return {
            **self.row.described(),
            "ratio": self.ratio,
            "low": self.low,
            "high": self.high,
            "repeats": self.repeats,
            "reached": None if self.reached is None else str(self.reached),
            "note": self.note,
        }
