"""Intervals of counts, means and paired differences, what zero seen leaves possible, and how numbers vary.

Quantiles are of the schedules that were run: what lies beyond them, so many schedules cannot show. Nothing
here may claim a tail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, stdtrit

LEVEL = 0.95
"""The level of every interval in the lab."""

_ENOUGH = 10
"""Schedules with something other than zero from which on an interval of the mean is given."""


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
        se, half = _of_mean(ordered)
        low, high = (None, None) if half is None else (max(0.0, mean - half), mean + half)
        at = {percent: ordered[-(-n * percent // 100) - 1] for percent in (5, 25, 50, 75, 95)}
        return cls(mean, se, low, high, ordered[0], at[5], at[25], at[50], at[75], at[95], ordered[-1])

    @property
    def half_width(self) -> float | None:
        """Half of the mean's interval, at 95 %; 0 of schedules that are all alike, None where there is none."""
        return _half_width(self.mean, self.mean_high, self.mean_se)


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more one procedure has than another, over schedules that both of them met.

    Under one seed both meet the same tenants, clients and durations, so what chance does to one it does to the
    other: the difference varies less than if each had schedules of its own.

    Attributes:
        mean: the mean of the differences, the other less the first.
        mean_se: its standard error; None: of fewer than two schedules.
        mean_low: its interval at 95 %, by Student's t; None where the schedules are too few for one.
        mean_high: likewise.
        unpaired: half the interval that as many schedules of each one's own would give, by Welch; None: of one.
        correlation: of the two numbers over schedules; None where either is the same in all of them.
        variance_ratio: how much more variance the unpaired difference has; None: the differences are all alike.
        ratio: of the means, the other's in the first's; None: the first has none.
        ratio_low: its interval at 95 %; None where the differences have none.
        ratio_high: likewise.
        more: schedules in which the other has more.
        fewer: in which it has fewer.
    """

    mean: float
    mean_se: float | None
    mean_low: float | None
    mean_high: float | None
    unpaired: float | None
    correlation: float | None
    variance_ratio: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    more: int
    fewer: int

    @classmethod
    def of(cls, first: Sequence[float], other: Sequence[float]) -> "Difference":
        """The difference, from one number a schedule of each, in the same order.

        >>> found = Difference.of([10, 20, 30, 40], [13, 22, 33, 42])
        >>> found.mean, round(found.mean_low, 2), round(found.mean_high, 2)
        (2.5, 1.58, 3.42)
        >>> round(found.correlation, 3), round(found.variance_ratio), found.more, found.ratio
        (0.999, 981, 4, 1.1)
        """
        a, b = np.asarray(first, float), np.asarray(other, float)
        # Seconds have six digits; what a float leaves beyond them would pass for chance.
        differences, n = np.round(b - a, 6), len(a)
        mean = float(differences.mean())
        se, half = _of_mean(differences.tolist())
        low, high = (None, None) if half is None else (mean - half, mean + half)
        unpaired = correlation = variance_ratio = None
        if n > 1:
            of_a, of_b, of_both = (float(x.var(ddof=1)) for x in (a, b, differences))
            unpaired = _unpaired(of_a, of_b, n)
            variance_ratio = (of_a + of_b) / of_both if of_both else None
            correlation = float(np.corrcoef(a, b)[0, 1]) if of_a and of_b else None
        ratio = float(b.mean() / a.mean()) if a.any() else None
        ratio_low = ratio_high = None
        if ratio is not None and half is not None:
            # Linearised about the ratio of means: Cochran, Sampling Techniques (1977), section 6.3.
            _, around = _of_mean((b - ratio * a).tolist())
            if around is not None:
                around /= float(a.mean())
                ratio_low, ratio_high = max(0.0, ratio - around), ratio + around
        more, fewer = int((differences > 0).sum()), int((differences < 0).sum())
        return cls(
            mean,
            se,
            low,
            high,
            unpaired,
            correlation,
            variance_ratio,
            ratio,
            ratio_low,
            ratio_high,
            more,
            fewer,
        )

    @property
    def half_width(self) -> float | None:
        """Half of the mean's interval, at 95 %; 0 of differences that are all alike, None where there is none."""
        return _half_width(self.mean, self.mean_high, self.mean_se)


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
    found: npt.NDArray[np.float64] = numbers.std(axis=0, ddof=1) * (_student(n) / sqrt(n))
    return found


def _student(n: int) -> float:
    """How many standard errors half the interval of a mean of n numbers is."""
    return float(stdtrit(n - 1, (1 + LEVEL) / 2))


def _of_mean(numbers: Sequence[float]) -> tuple[float | None, float | None]:
    """A mean's standard error and half its interval; None where there are too few numbers for one."""
    n = len(numbers)
    if n < 2:
        return None, None
    se = float(np.std(numbers, ddof=1)) / sqrt(n)
    if not se or sum(x != 0 for x in numbers) < min(_ENOUGH, n):
        return se, None
    return se, _student(n) * se


def _half_width(mean: float, high: float | None, se: float | None) -> float | None:
    return high - mean if high is not None else 0.0 if se == 0 else None


def _unpaired(of_a: float, of_b: float, n: int) -> float:
    """Half the interval of a difference of two independent means of n numbers each, from their variances.

    Source: Welch, Biometrika 34 (1947).
    """
    if not of_a and not of_b:
        return 0.0
    freedom = (n - 1) * (of_a + of_b) ** 2 / (of_a**2 + of_b**2)
    return float(stdtrit(freedom, (1 + LEVEL) / 2)) * sqrt((of_a + of_b) / n)
