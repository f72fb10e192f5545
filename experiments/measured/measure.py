"""A number with its interval and count, and the key of a scenario that it is for."""

import math
from dataclasses import dataclass
from statistics import mean, stdev
from typing import Final

from scipy.special import chdtri, stdtrit

from ..estimates import LEVEL

TAIL: Final = (1 - LEVEL) / 2


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of one's own.

    Attributes:
        key: of the scenario, dotted.
        value: as measured, in ``unit``.
        low: its interval at 95 %.
        high: likewise.
        count: how many things it was measured on.
        unit: of all three.
        what: those things.
        toml: the value as a scenario's file has it.
    """

    key: str
    value: float
    low: float
    high: float
    count: int
    unit: str
    what: str
    toml: str


@dataclass(frozen=True, slots=True)
class Untold:
    """A key that the data do not tell: its default stays.

    Attributes:
        key: of the scenario.
        why: in words.
    """

    key: str
    why: str


def poisson_interval(count: int) -> tuple[float, float]:
    """The interval for the mean of a Poisson count, at 95 %: Garwood's, exact.

    >>> low, high = poisson_interval(10)
    >>> round(low, 2), round(high, 2), poisson_interval(0)[0]
    (4.8, 18.39, 0.0)
    """
    low = 0.0 if count == 0 else float(chdtri(2 * count, 1 - TAIL)) / 2
    return low, float(chdtri(2 * count + 2, TAIL)) / 2


@dataclass(frozen=True, slots=True)
class Logs:
    """A lognormal law, measured.

    Attributes:
        mean: of the logarithm; low and high: its interval at 95 %.
        low: see there.
        high: likewise.
        sigma: of the logarithm.
        sigma_low: its interval at 95 %.
        sigma_high: likewise.
        count: what it was measured on.
    """

    mean: float
    low: float
    high: float
    sigma: float
    sigma_low: float
    sigma_high: float
    count: int


def lognormal(values: list[float], shared: float = 0.0) -> Logs:
    """The law of some positive numbers; 2 at least.

    Args:
        values: the numbers.
        shared: sigma of what all of them share, such as one night's shock: it widens the interval of the mean.
    """
    logs = [math.log(value) for value in values]
    n, middle, sigma = len(logs), mean(logs), stdev(logs)
    half = math.hypot(float(stdtrit(n - 1, 1 - TAIL)) * sigma / math.sqrt(n), 1.96 * shared)
    # Of a variance: chi-squared quantiles, upper one first.
    low, high = (sigma * math.sqrt((n - 1) / float(chdtri(n - 1, p))) for p in (TAIL, 1 - TAIL))
    return Logs(middle, middle - half, middle + half, sigma, low, high, n)
