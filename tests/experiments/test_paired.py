"""Paired differences and ratios against closed forms and against what they promise; Holm against its own."""

from math import exp, log

import numpy as np
import pytest

from experiments.paired import Difference, holm


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


def test_a_ratio_has_its_interval_on_the_scale_of_its_logarithm() -> None:
    """Its ends lie as many times above it as below it, so neither is ever under 0; turned round they are 1 / them."""
    draws = np.random.default_rng(4).lognormal(0, 0.9, (2, 40))
    there, back = Difference.of(*draws.tolist()), Difference.of(*draws[::-1].tolist())
    assert there.ratio_low is not None
    assert there.ratio_high is not None
    assert there.ratio is not None
    assert log(there.ratio_high / there.ratio) == pytest.approx(log(there.ratio / there.ratio_low), rel=1e-12)
    assert back.ratio_low == pytest.approx(1 / there.ratio_high, rel=1e-12)
    assert back.ratio_high == pytest.approx(1 / there.ratio_low, rel=1e-12)


def test_a_skewed_ratio_is_missed_less_often() -> None:
    """Of 4,000 comparisons of 20 lognormal schedules (sd 0.8) it covers more than an interval that is symmetric."""
    draws = np.random.default_rng(5).lognormal(0, 0.8, (4_000, 20))
    found = [Difference.of([100.0] * 20, (100 * a).tolist()) for a in draws]
    known = [(d.ratio, d.ratio_low, d.ratio_high) for d in found if d.ratio and d.ratio_low and d.ratio_high]
    truth = exp(0.32)
    missed = [high < truth or low > truth for _, low, high in known]
    symmetric = [abs(ratio - truth) > ratio * log(high / ratio) for ratio, _, high in known]
    # 8.5 and 10.3 %: the binomial's own standard deviation is 0.45 %, and both were of the same draws.
    assert sum(missed) / len(known) < 0.09 < sum(symmetric) / len(known)


def test_zeros_have_no_logarithm() -> None:
    """Where either mean is zero there is no interval of the ratio; a schedule with none is like any other."""
    none = Difference.of([3, 5, 4, 6], [0, 0, 0, 0])
    assert (none.ratio, none.ratio_low, none.ratio_high) == (0, None, None)
    of_none = Difference.of([0, 0, 0, 0], [3, 5, 4, 6])
    assert (of_none.ratio, of_none.ratio_low, of_none.ratio_high) == (None, None, None)
    some = Difference.of([0, 4, 5, 3] * 10, [0, 8, 9, 7] * 10)
    assert some.ratio == 2
    assert some.ratio_low is not None


def test_every_schedule_is_counted_once() -> None:
    """More, fewer and as many: each schedule is one of them."""
    found = Difference.of([1, 5, 2, 2, 9], [1, 2, 3, 4, 9])
    assert (found.more, found.fewer, found.ties) == (2, 1, 2)


def test_small_numbers_are_no_rounding() -> None:
    """What a float leaves of equal numbers is no difference; numbers of 1e-9 differ as well as those of 1,000."""
    assert Difference.of([0.1 + 0.2, 521.7], [0.3, 521.7]).ties == 2
    rare = Difference.of([1e-9, 3e-9, 2e-9], [2e-9, 5e-9, 3e-9])
    assert rare.more == 3
    assert rare.mean == pytest.approx(4e-9 / 3, rel=1e-9)


def test_holm_says_of_few_that_they_differ() -> None:
    """Of 5 procedures that are all alike, at least one is said to differ in 5 % of comparisons, uncorrected in 20."""
    draws = np.random.default_rng(6).normal(100, 10, (2_000, 6, 20))
    p = [[Difference.of(first.tolist(), other.tolist()).p for other in others] for first, *others in draws]
    found = [[each for each in row if each is not None] for row in p]
    corrected = sum(min(holm(row)) < 0.05 for row in found) / len(found)
    # The binomial's own standard deviation is 0.005; the five share their first procedure, so it is a little less.
    assert 0.025 < corrected < 0.065
    assert sum(min(row) < 0.05 for row in found) / len(found) > 0.13
