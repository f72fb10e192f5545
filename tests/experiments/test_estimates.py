"""Intervals against closed forms and against what they promise."""

import numpy as np
import pytest

from experiments.estimates import Difference, Spread, share_interval


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


def test_a_paired_interval_is_narrower_by_the_correlation() -> None:
    """Where both numbers rise and fall together, pairing takes out what they share: 1 / (1 - r) of the variance."""
    draws = np.random.default_rng(2).normal(0, 1, (3, 4_000))
    first, other = 100 + 3 * draws[0] + draws[1], 105 + 3 * draws[0] + draws[2]
    found = Difference.of(first.tolist(), other.tolist())

    # Of variance 10 each, 9 are shared: r = 0.9, and the unpaired difference has 20 where the paired one has 2.
    assert found.correlation == pytest.approx(0.9, abs=0.01)
    assert found.variance_ratio == pytest.approx(10, rel=0.06)
    assert found.half_width is not None
    assert found.unpaired is not None
    assert (found.unpaired / found.half_width) ** 2 == pytest.approx(10, rel=0.06)
    # Four standard errors of a mean of 4,000 differences of variance 2.
    assert found.mean == pytest.approx(5, abs=4 * (2 / 4_000) ** 0.5)


def test_a_paired_interval_is_covered_as_often_as_promised() -> None:
    """Of 4,000 comparisons of 20 schedules, the intervals of difference and ratio cover the truth in about 95 %."""
    draws = np.random.default_rng(3).normal(0, 1, (4_000, 3, 20))
    found = [Difference.of((50 + 5 * a + b).tolist(), (20 + 2 * a + b + c).tolist()) for a, b, c in draws]
    differences = sum(d.mean_low <= -30 <= d.mean_high for d in found if d.mean_low and d.mean_high)
    ratios = sum(d.ratio_low <= 0.4 <= d.ratio_high for d in found if d.ratio_low and d.ratio_high)
    # The binomial's own standard deviation is 0.0034: 0.015 is more than four of them.
    assert abs(differences / len(found) - 0.95) < 0.015
    assert abs(ratios / len(found) - 0.95) < 0.015


def test_a_difference_that_is_hardly_met_gets_no_interval() -> None:
    """Where nine schedules of 200 differ, the difference has a standard error and no interval; likewise of one."""
    rare = Difference.of([0] * 200, [0] * 191 + [1] * 9)
    assert rare.mean_se
    assert (rare.mean_low, rare.mean_high, rare.half_width, rare.ratio) == (None, None, None, None)
    assert (rare.more, rare.fewer) == (9, 0)
    one = Difference.of([4], [7])
    assert (one.mean, one.mean_se, one.unpaired, one.half_width, one.ratio) == (3, None, None, None, 1.75)


def test_the_same_difference_in_every_schedule_is_known() -> None:
    """Differences that are all alike have no chance in them, whatever floats leave beyond a microsecond."""
    found = Difference.of([0.1, 0.2, 0.3], [600.1, 600.2, 600.3])
    assert (found.mean, found.mean_se, found.half_width, found.variance_ratio) == (600, 0, 0, None)
    assert found.more == 3


def test_one_that_never_varies_gains_nothing_by_pairing() -> None:
    """Against a procedure that exposes nobody in any schedule there is no correlation, and as much variance."""
    found = Difference.of([3, 5, 4, 6], [0, 0, 0, 0])
    assert (found.correlation, found.variance_ratio, found.ratio) == (None, 1, 0)
