"""Intervals of counts and means, what zero seen leaves possible, and how numbers vary over schedules.

Quantiles are of the schedules that were run: what lies beyond them, so many schedules cannot show. Nothing
here may claim a tail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, stdtrit

from sim.streams import Floats

LEVEL = 0.95
"""The level of every interval in the lab."""

_ENOUGH = 10
"""Schedules that must carry a mean before it gets an interval."""


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


def over_all(p: Floats, sizes: Floats, every: int) -> tuple[float, float]:
    """The sum over all tenants from that of every so-many-th, taken by their sizes, and its standard error.

    Args:
        p: of every so-many-th tenant, shape (ceil(tenants / every),).
        sizes: mailboxes of every tenant, shape (tenants,).
        every: 1: of all of them.

    Source: Cochran, Sampling Techniques (1977), chapter 6: the ratio estimate.
    """
    if every == 1:
        return float(p.sum()), 0.0
    known = sizes[::every]
    ratio = float(p.sum() / known.sum())
    left = p - ratio * known
    spread = sqrt(float((left**2).sum()) / max(1, p.size - 1) / p.size * (1.0 - 1.0 / every))
    return ratio * float(sizes.sum()), spread * sizes.size


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
        all alike, nor where fewer than ten of them carry it (``carried``), or a quarter of the fewer there are.

        >>> Spread.of([3, 1, 2]).median, Spread.of([0, 0, 0]).mean_high
        (2, None)
        >>> found = Spread.of([8, 10, 12, 10])
        >>> found.mean, round(found.mean_low, 2), round(found.mean_high, 2)
        (10.0, 7.4, 12.6)
        """
        ordered = sorted(numbers)
        n, mean = len(ordered), sum(ordered) / len(ordered)
        se, half = of_mean(ordered)
        low, high = (None, None) if half is None else (max(0.0, mean - half), mean + half)
        at = {percent: ordered[-(-n * percent // 100) - 1] for percent in (5, 25, 50, 75, 95)}
        return cls(mean, se, low, high, ordered[0], at[5], at[25], at[50], at[75], at[95], ordered[-1])

    @property
    def half_width(self) -> float | None:
        """Half of the mean's interval, at 95 %; 0 of schedules that are all alike, None where there is none."""
        return half_width(self.mean, self.mean_high, self.mean_se)


def interval_halves(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Half the interval of each of several means, at 95 %, by Student's t.

    Args:
        numbers: what they are means of, independent row by row, shape (rows, means), two rows or more.

    Returns:
        Shape (means,): 0 where all rows are alike.

    >>> interval_halves(np.array([[8.0, 1.0], [10.0, 1.0], [12.0, 1.0], [10.0, 1.0]])).round(2).tolist()
    [2.6, 0.0]
    """
    n = numbers.shape[0]
    found: npt.NDArray[np.float64] = numbers.std(axis=0, ddof=1) * half_of(1 / sqrt(n), n)
    return found


def of_mean(numbers: Sequence[float]) -> tuple[float | None, float | None]:
    """A mean's standard error and half its interval; None where too few numbers carry it for one."""
    n = len(numbers)
    if n < 2:
        return None, None
    se = float(np.std(numbers, ddof=1)) / sqrt(n)
    return se, half_of(se, n) if se and are_enough(numbers) else None


def half_of(se: float, n: int) -> float:
    """Half the interval of a mean of so many numbers, at 95 %, by Student's t, from its standard error."""
    return float(stdtrit(n - 1, (1 + LEVEL) / 2)) * se


def are_enough(numbers: Sequence[float]) -> bool:
    """Do enough numbers carry their mean for an interval?"""
    n = len(numbers)
    return sum(x != 0 for x in numbers) >= min(_ENOUGH, n) and carried(numbers) >= min(_ENOUGH, n / 4)


def carried(numbers: Sequence[float]) -> float:
    """By how many numbers a mean is carried: as many as there are of equal ones, 1 where one outweighs all others.

    Of counts that are 0 or 1 it is how many are not zero.

    Source: Kish, Survey Sampling (1965): the effective sample size, (sum of x)**2 / sum of x**2.

    >>> carried([2.0, 2.0, 2.0]), carried([0, 1, 1, 0]), round(carried([1e-9, 1e-9, 0.01]), 3)
    (3.0, 2.0, 1.0)
    """
    sizes = np.abs(np.asarray(numbers, float))
    most = float(sizes.max(initial=0.0))
    if not most:
        return 0.0
    sizes /= most
    return float(sizes.sum()) ** 2 / float((sizes**2).sum())


def half_width(mean: float, high: float | None, se: float | None) -> float | None:
    """Half of an interval known by its upper end; 0 of numbers that are all alike, None where there is none."""
    return high - mean if high is not None else 0.0 if se == 0 else None
