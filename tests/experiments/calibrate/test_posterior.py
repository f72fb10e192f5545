"""The unknowns given the count: a ridge."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import nbinom

from experiments.calibrate.count import Count
from experiments.calibrate.priors import Prior

from . import toys

COUNT = Count(521, 130_000)
_HALF = 1.959964


def _sigma(interval: tuple[float, float, float]) -> float:
    """The sigma of a lognormal with that interval at 95 %."""
    return math.log(interval[2] / interval[1]) / 2 / _HALF


def test_the_figure_fixes_the_product_not_the_factors() -> None:
    """Window x rate is known to 1 / sqrt(521), window / rate no better than before."""
    found = toys.posterior(COUNT)

    assert _sigma(found.together(1)) == pytest.approx(1 / math.sqrt(521), rel=0.03)
    assert _sigma(found.together(-1, before=True)) == pytest.approx(math.sqrt(2), rel=0.01)
    assert _sigma(found.together(-1)) == pytest.approx(math.sqrt(2), rel=0.01)
    # By hand: 521 of 130,000 at 2.5 mailboxes a tenant, if few connect twice.
    product = toys.posterior(COUNT).together(1)[0]
    assert 2.5 * product / 86_400 == pytest.approx(521 / 130_000, rel=0.02)


def test_what_is_left_of_a_factor_is_what_the_other_one_leaves() -> None:
    """On a ridge the sigma of either logarithm is s_w s_r / sqrt(s_w^2 + s_r^2)."""
    window, rate, silent = toys.PRIORS
    found = toys.posterior(COUNT, (window, replace(rate, sigma=0.5), silent))

    expected = 1.0 * 0.5 / math.hypot(1.0, 0.5)
    assert _sigma(found.interval(0)) == pytest.approx(expected, rel=0.02)
    assert _sigma(found.interval(1)) == pytest.approx(expected, rel=0.02)


def test_silent_failures_explain_the_figure_as_well() -> None:
    """Where no window is long enough, the share that fails silently is what the figure fixes: 521 of 130,000 / P."""
    short = Prior("window_s", 0.01, 0.1, "by hand")
    rate, silent = (
        Prior("rate_per_day", 2.0, 0.01, "by hand"),
        Prior("silent_share", 0.003, 1.0, "by hand", 1.0),
    )
    found = toys.posterior(COUNT, (short, rate, silent))

    each = toys.connected(toys.FOUND_S, 2.0).mean()
    assert found.interval(2)[0] == pytest.approx(521 / 130_000 / each, rel=0.01)
    assert _sigma(found.interval(2)) == pytest.approx(1 / math.sqrt(521), rel=0.1)


def test_the_next_campaign_varies_twice_as_much() -> None:
    """As a negative binomial law: the mean is not known better than the figure tells, and chance comes on top."""
    mean, low, high = toys.posterior(COUNT).next_campaign()

    assert mean == pytest.approx(521, abs=2)
    expected = nbinom.ppf([0.025, 0.975], 521, 0.5)
    assert [low, high] == pytest.approx(expected, abs=4)


def test_blur_widens_what_follows() -> None:
    """A law known to 10 % fixes the product to 10 %, whatever was counted."""
    found = toys.posterior(Count(5_210, 1_300_000), blur=0.1)

    assert _sigma(found.together(1)) == pytest.approx(math.hypot(0.1, 1 / math.sqrt(5_210)), rel=0.05)


def test_a_count_of_none_is_a_bound() -> None:
    """Long windows at high rates are ruled out, short ones are left as they were."""
    found = toys.posterior(Count(0, 2_000))

    assert found.together(1)[2] < 0.3 * found.together(1, before=True)[2]
    assert found.interval(0)[1] == pytest.approx(found.interval(0, before=True)[1], rel=0.7)
    assert found.next_campaign()[1] == 0


def test_regions_hold_their_share() -> None:
    """The cells inside the region of 50 % weigh 50 %, and its edge is where a point's own region says."""
    found = toys.posterior(COUNT)
    weights = found.weights.sum(axis=2)

    for share in (0.5, 0.95):
        assert weights[found.plane <= share].sum() == pytest.approx(share, abs=0.01)
    i, j = np.unravel_index(int(np.argmax(weights)), weights.shape)
    windows, rates = (found.unknowns[k].values for k in (0, 1))
    assert found.region_of(float(windows[i]), float(rates[j])) < 0.02
    assert found.region_of(1e9, 2.0) == 1.0
    assert found.region_of(120.0, 20.0) > 0.95


def test_a_count_beyond_the_priors_lies_on_the_edge() -> None:
    """Half of all tenants connected where minutes were thought of: the weight stands at an end."""
    window, rate, silent = toys.PRIORS
    sure = replace(window, sigma=0.3), replace(rate, sigma=0.3), silent
    assert toys.posterior(Count(65_000, 130_000), sure).on_the_edge > 0.05
    assert toys.posterior(COUNT).on_the_edge < 0.001
