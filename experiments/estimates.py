"""Intervals of counts and means, what zero seen leaves possible, and how numbers vary over schedules.

Quantiles are of the schedules that were run: what lies beyond them, so many schedules cannot show. Nothing
here may claim a tail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import betaincinv, stdtrit

LEVEL = 0.95
"""The level of every interval in the lab."""

_ENOUGH = 10
"""Schedules with a count above zero from which on an interval of the mean count is given."""


def count_interval(count: int, of: int) -> tuple[float, float]:
    """The interval for the expected count, given the schedule, at 95 %.

    Clopper and Pearson's, exact for equal probabilities; tenants' differ, which makes the count vary less,
    so the interval is on the safe side. Of zero seen it is the upper bound alone: about 3.

    Args:
        count: how many it happened to.
        of: how many there were.

    Returns:
        Low and high, in counts.

    >>> low, high = count_interval(521, 130_000)
    >>> round(low), round(high)
    (477, 568)
    >>> count_interval(0, 130_000)[0], round(count_interval(0, 130_000)[1], 2)
    (0.0, 3.0)
    """
    low, high = share_interval(count, of)
    return of * low, of * high


def share_interval(count: int, of: int) -> tuple[float, float]:
    """The interval for a probability, at 95 %, from how often it happened: Clopper and Pearson's.

    Of none seen the upper bound alone, the "rule of three": 1 - 0.05 ** (1 / of).

    >>> low, high = share_interval(0, 200)
    >>> low, round(high, 4), round(1 - 0.05 ** (1 / 200), 4)
    (0.0, 0.0149, 0.0149)
    """
    tail = 1 - LEVEL if count in (0, of) else (1 - LEVEL) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, of - count + 1, tail))
    high = 1.0 if count == of else float(betaincinv(count + 1, of - count, 1 - tail))
    return low, high


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number varies over schedules.

    Attributes:
        mean: their mean.
        mean_se: its standard error; None: of fewer than two schedules.
        mean_low: its interval at 95 %, by Student's t; None where the schedules are too few for one.
        mean_high: likewise.
        min: the lowest.
        q05: the lowest that 5 % of the schedules do not exceed; and so on.
        q25: likewise.
        median: likewise.
        q75: likewise.
        q95: likewise.
        max: the highest.
    """

    mean: float
    mean_se: float | None
    mean_low: float | None
    mean_high: float | None
    min: float
    q05: float
    q25: float
    median: float
    q75: float
    q95: float
    max: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "Spread":
        """The spread of one number a schedule.

        An interval of the mean would pretend to know what was hardly met: none is given of schedules that are
        all alike, nor where fewer than ten of them, or of the fewer there are, are above zero.

        >>> Spread.of([3, 1, 2]).median, Spread.of([0, 0, 0]).mean_high
        (2, None)
        >>> found = Spread.of([8, 10, 12, 10])
        >>> found.mean, round(found.mean_low, 2), round(found.mean_high, 2)
        (10.0, 7.4, 12.6)
        """
        ordered = sorted(numbers)
        n, mean = len(ordered), sum(ordered) / len(ordered)
        se = float(np.std(ordered, ddof=1)) / sqrt(n) if n > 1 else None
        low = high = None
        if se and sum(x > 0 for x in ordered) >= min(_ENOUGH, n):
            half = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * se
            low, high = max(0.0, mean - half), mean + half
        at = {percent: ordered[-(-n * percent // 100) - 1] for percent in (5, 25, 50, 75, 95)}
        return cls(mean, se, low, high, ordered[0], at[5], at[25], at[50], at[75], at[95], ordered[-1])
