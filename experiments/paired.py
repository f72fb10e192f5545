"""Paired differences and ratios of two procedures that met the same schedules, and Holm's correction of many.

What chance does to one procedure in a schedule it does to the other: the difference, schedule by schedule, varies
less than if each had schedules of its own. Nothing here may claim a tail: tails do not subtract.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, log10, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from .estimates import LEVEL, are_enough, half_of, half_width, of_mean

DIGITS = 12
"""Digits of a difference that are more than rounding, counted from the first of what is subtracted."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more one procedure has than another, over schedules that both of them met.

    Attributes:
        mean: the mean of the differences, the other less the first.
        mean_se: its standard error; None: of fewer than two schedules.
        mean_low: its interval at 95 %, by Student's t; None where the schedules are too few for one.
        mean_high: likewise.
        unpaired: half the interval that as many schedules of each one's own would give, by Welch; None: of one.
        correlation: of the two numbers over schedules; None where either is the same in all of them.
        variance_ratio: how much more variance the unpaired difference has; None: the differences are all alike.
        ratio: of the means, the other's in the first's; None: the first has none.
        ratio_low: its interval at 95 %, on the scale of its logarithm; None where the differences have none, or
            where either mean is zero, which has no logarithm.
        ratio_high: likewise.
        more: schedules in which the other has more.
        fewer: in which it has fewer.
        ties: in which both have as many.
        p: of Student's t, two-sided, were the true mean difference 0; None: of fewer than two schedules.
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
    ties: int
    p: float | None

    @classmethod
    def of(cls, first: Sequence[float], other: Sequence[float]) -> "Difference":
        """The difference, from one number a schedule of each, in the same order.

        >>> found = Difference.of([10, 20, 30, 40], [13, 22, 33, 42])
        >>> found.mean, round(found.mean_low, 2), round(found.mean_high, 2)
        (2.5, 1.58, 3.42)
        >>> round(found.correlation, 3), round(found.variance_ratio), found.more, found.ties, found.ratio
        (0.999, 981, 4, 0, 1.1)
        >>> round(found.ratio_low, 3), round(found.ratio_high, 3)
        (1.001, 1.209)
        """
        a, b = np.asarray(first, float), np.asarray(other, float)
        differences, n = subtracted(a, b), len(a)
        mean = float(differences.mean())
        se, half = of_mean(differences.tolist())
        low, high = (None, None) if half is None else (mean - half, mean + half)
        unpaired = correlation = variance_ratio = None
        if n > 1:
            of_a, of_b, of_both = (float(x.var(ddof=1)) for x in (a, b, differences))
            unpaired = _unpaired(of_a, of_b, n)
            variance_ratio = (of_a + of_b) / of_both if of_both else None
            correlation = float(np.corrcoef(a, b)[0, 1]) if of_a and of_b else None
        ratio, ratio_low, ratio_high = _ratio(a, b) if half is not None else (_of_means(a, b), None, None)
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
            n - more - fewer,
            None if se is None else _p(mean, se, n),
        )

    @property
    def half_width(self) -> float | None:
        """Half of the mean's interval, at 95 %; 0 of differences that are all alike, None where there is none."""
        return half_width(self.mean, self.mean_high, self.mean_se)


def subtracted(first: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The other's numbers less the first's, without what a float leaves: it would pass for chance.

    >>> subtracted(np.array([0.1, 0.2]), np.array([600.1, 600.2])).tolist()
    [600.0, 600.0]
    """
    most = float(np.abs(np.concatenate((first, other))).max(initial=0.0))
    found: npt.NDArray[np.float64] = other - first
    return np.round(found, DIGITS - ceil(log10(most))) if most else found


def holm(p: Sequence[float]) -> list[float]:
    """Each of several p-values, corrected for how many there are.

    Below 5 % of it, a difference is told from none; the chance that this is said of any that is none is at most 5 %,
    however the differences hang together.

    Source: Holm, Scandinavian Journal of Statistics 6 (1979).

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    found = [0.0] * len(p)
    least = 0.0
    for rank, place in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        least = max(least, min(1.0, (len(p) - rank) * p[place]))
        found[place] = least
    return found


def _of_means(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float | None:
    return float(b.mean() / a.mean()) if a.any() else None


def _ratio(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]
) -> tuple[float | None, float | None, float | None]:
    """The ratio of the means and its interval on the scale of its logarithm, which cannot reach below 0.

    A schedule in which either has none is a number like any other: means are divided, not schedules.

    Source: linearised about the ratio of means, Cochran, Sampling Techniques (1977), section 6.3.
    """
    ratio, n = _of_means(a, b), len(a)
    if not ratio or not (are_enough(a.tolist()) and are_enough(b.tolist())):
        return ratio, None, None
    around = float((b - ratio * a).std(ddof=1)) / sqrt(n)
    of_log = half_of(around / float(b.mean()), n)
    return ratio, ratio * exp(-of_log), ratio * exp(of_log)


def _p(mean: float, se: float, n: int) -> float:
    if not se:
        return 1.0 if not mean else 0.0
    return 2 * float(stdtr(n - 1, -abs(mean) / se))


def _unpaired(of_a: float, of_b: float, n: int) -> float:
    """Half the interval of a difference of two independent means of n numbers each, from their variances.

    Source: Welch, Biometrika 34 (1947).
    """
    if not of_a and not of_b:
        return 0.0
    freedom = (n - 1) * (of_a + of_b) ** 2 / (of_a**2 + of_b**2)
    return float(stdtrit(freedom, (1 + LEVEL) / 2)) * sqrt((of_a + of_b) / n)
