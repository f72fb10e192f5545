"""Intervals of counts, and what zero seen leaves possible."""

from scipy.special import betaincinv

LEVEL = 0.95
"""The level of every interval in the lab."""


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
    tail = 1 - LEVEL if count in (0, of) else (1 - LEVEL) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, of - count + 1, tail))
    high = 1.0 if count == of else float(betaincinv(count + 1, of - count, 1 - tail))
    return of * low, of * high
