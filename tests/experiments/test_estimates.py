"""Intervals against closed forms and against what they promise."""

import numpy as np
import pytest

from experiments.estimates import Spread, carried, share_interval


def test_none_seen_leaves_the_rule_of_three() -> None:
    """Of none in R schedules the upper bound is 1 - 0.05 ** (1 / R), near 3 / R."""
    for schedules in (1, 3, 200, 10_000):
        low, high = share_interval(0, schedules)
        assert low == 0
        assert high == pytest.approx(1 - 0.05 ** (1 / schedules), rel=1e-12)


def test_a_share_is_covered_as_often_as_promised() -> None:
    """Over every outcome of 40 schedules, the interval covers the true share at least 95 times in 100."""
    from scipy.special import comb

    n = 40
    for p in (0.01, 0.1, 0.5, 0.93):
        covered = 0.0
        for k in range(n + 1):
            low, high = share_interval(k, n)
            if low <= p <= high:
                covered += float(comb(n, k)) * p**k * (1 - p) ** (n - k)
        assert covered >= 0.95


def test_quantiles_are_numbers_that_were_seen() -> None:
    """A quantile is the lowest number that so many percent of the schedules do not exceed."""
    spread = Spread.of(list(range(200, 0, -1)))
    assert (spread.min, spread.q05, spread.q25, spread.median, spread.q75, spread.q95, spread.max) == (
        1, 10, 50, 100, 150, 190, 200,
    )  # fmt: skip


def test_few_schedules_claim_no_more_than_they_saw() -> None:
    """Of fewer than 20 schedules the 5 and 95 % are the lowest and the highest."""
    spread = Spread.of(list(range(19)))
    assert (spread.q05, spread.q95) == (spread.min, spread.max) == (0, 18)
    one = Spread.of([4])
    assert (one.mean, one.mean_se, one.mean_low, one.q05, one.q95) == (4, None, None, 4, 4)


def test_the_mean_is_covered_as_often_as_promised() -> None:
    """Of 4,000 studies of 20 schedules, the intervals cover the true mean in 95 % of them, within 1.5 %."""
    numbers = np.random.default_rng(1).normal(1_000, 80, (4_000, 20))
    found = [Spread.of(row.tolist()) for row in numbers]
    covered = sum(s.mean_low <= 1_000 <= s.mean_high for s in found if s.mean_low and s.mean_high)
    # The binomial's own standard deviation is 0.0034: 0.015 is more than four of them.
    assert abs(covered / len(found) - 0.95) < 0.015


def test_a_mean_of_what_was_hardly_met_gets_no_interval() -> None:
    """Where nine schedules of 200 expose somebody, the mean has a standard error and no interval."""
    spread = Spread.of([0] * 191 + [1] * 9)
    assert spread.mean_se
    assert (spread.mean_low, spread.mean_high) == (None, None)
    assert Spread.of([0] * 190 + [1] * 10).mean_low is not None


def test_a_mean_that_few_schedules_carry_gets_no_interval() -> None:
    """One schedule that outweighs 39 others leaves the mean without an interval, though none of them is zero."""
    spread = Spread.of([1e-9] * 39 + [1.0])
    assert carried([1e-9] * 39 + [1.0]) == pytest.approx(1, abs=1e-6)
    assert (spread.mean_low, spread.mean_high) == (None, None)
    # Nine of them outweigh the others, then ten.
    assert Spread.of([1e-9] * 191 + [1.0] * 9).mean_low is None
    assert Spread.of([1e-9] * 190 + [1.0] * 10).mean_low is not None
