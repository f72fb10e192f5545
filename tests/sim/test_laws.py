"""Laws against closed forms, on grids of uniforms: no chance, so no flake."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import poisson as poisson_law

from sim import laws
from sim.units import LONGEST, MINUTE, SECOND

STRATA = 20_000
MIDPOINTS = [(i + 0.5) / STRATA for i in range(STRATA)]


def test_normal_against_scipy() -> None:
    """The normal quantile is SciPy's to one part in 1e14, over the middle and both tails."""
    tails = 10.0 ** np.arange(-300, 0, 0.37)
    grid = np.concatenate(
        [np.arange(1, 4000) / 4000, tails, 1 - tails[tails > 1e-15], [0.075, 0.925, 2.0**-54]]
    )

    found = np.array([laws.normal(float(u)) for u in grid])

    np.testing.assert_allclose(found, ndtri(grid), rtol=1e-14, atol=0)


def test_normal_is_antisymmetric() -> None:
    """The quantile of 1 - u is that of u with the sign turned, wherever 1 - u is exact."""
    for u in (2.0**-k for k in range(1, 50)):
        assert laws.normal(1 - u) == -laws.normal(u)


def mean_error(quantile: Callable[[float], float], tail: float) -> float:
    """How far the mean over the midpoints may lie from the law's mean.

    Between its first and its last stratum a rising quantile differs from its midpoint by no more than the
    strata's own rises, which sum to the whole rise, a stratum's weight each. In the last stratum both the
    midpoint and the true mean lie between nothing and what is there: the tail beyond it, given. Rounding
    adds a half.
    """
    rise = (quantile(1 - 1 / STRATA) - quantile(1 / STRATA / 1e6)) / STRATA
    return rise + tail + quantile(MIDPOINTS[-1]) / STRATA + 0.5


@pytest.mark.parametrize("sigma", [0.3, 0.8, 1.3])
def test_lognormal_mean(sigma: float) -> None:
    """A lognormal duration has mean median * exp(sigma**2 / 2)."""
    median = 10.0 * SECOND
    mean = median * math.exp(sigma * sigma / 2)
    tail = mean * float(ndtr(sigma - ndtri(1 - 1 / STRATA)))

    found = np.mean([laws.lognormal(u, median, sigma) for u in MIDPOINTS])

    error = mean_error(lambda u: median * math.exp(sigma * float(ndtri(u))), tail)
    assert error < 0.02 * mean
    assert found == pytest.approx(mean, abs=error)


def test_lognormal_median_and_bounds() -> None:
    """Half of the draws lie below the median; none is under 1 us or over the longest duration."""
    assert laws.lognormal(0.5, 120e6, 0.8) == 120_000_000
    assert laws.lognormal(0.3, 7.6, 0.0) == 8
    assert laws.lognormal(0.5, 0.0, 1.0) == 1
    assert laws.lognormal(1e-12, 1.0, 3.0) == 1
    assert laws.lognormal(1 - 1e-6, 1e12, 1.0) == LONGEST


def test_exponential_mean() -> None:
    """An exponential delay has the mean that it is asked for."""
    mean = 30.0 * SECOND
    # Of the whole mean, (1 + log n) / n lies in the last of n strata.
    tail = mean * (1 + math.log(STRATA)) / STRATA

    found = np.mean([laws.exponential(u, mean) for u in MIDPOINTS])

    assert found == pytest.approx(mean, abs=mean_error(lambda u: -mean * math.log1p(-u), tail))


def test_exponential_falls_with_the_uniform() -> None:
    """The exponential is minus the logarithm: the median at one half, and at least 1 us."""
    assert laws.exponential(0.5, 1e9) == round(math.log(2) * 1e9)
    assert laws.exponential(1 - 2.0**-53, 1e9) == 1
    assert laws.exponential(0.5, 0.0) == 1
    assert laws.exponential(1e-6, 1e13) == LONGEST


def test_what_is_longer_than_any_duration_is_the_longest() -> None:
    """A draw beyond what 64 bits hold is the longest duration, not the shortest."""
    assert laws.lognormal(1 - 1e-12, 1e12, 5.0) == LONGEST
    assert laws.exponential(1e-300, 1e18) == LONGEST


def test_unit_exponential() -> None:
    """A unit exponential is a whole number of 2**-32, its mean 1, at least one of them."""
    unit = laws.EXPONENTIAL_UNIT
    assert unit == 2**32
    assert laws.unit_exponential(math.exp(-1)) == pytest.approx(unit, abs=1)
    assert laws.unit_exponential(1 - 2.0**-53) == 1

    found = np.mean([laws.unit_exponential(u) for u in MIDPOINTS]) / unit

    tail = (1 + math.log(STRATA)) / STRATA
    assert found == pytest.approx(1, abs=mean_error(lambda u: -math.log1p(-u), tail) - 0.5 + 2.0**-32)


@pytest.mark.parametrize("span", [1, 7, 60 * MINUTE])
def test_within_is_uniform_from_one_to_the_span(span: int) -> None:
    """Uniform on 1 .. span: the least uniform gives 1, the greatest the span, and the mean is half way."""
    assert (laws.within(2.0**-54, span), laws.within(1 - 2.0**-53, span)) == (1, span)

    found = [laws.within(u, span) for u in MIDPOINTS]

    # The midpoints' own mean is exact; rounding down and adding 1 shifts each by less than 1.
    assert np.mean(found) == pytest.approx((span + 1) / 2, abs=1)


def test_within_nothing() -> None:
    """A span of 0 gives 1 us: no effect falls on the instant that caused it."""
    assert [laws.within(u, 0) for u in (0.001, 0.5, 0.999)] == [1, 1, 1]


def test_within_counts_evenly() -> None:
    """Of a span of 8, each of 1 .. 8 comes from one eighth of the uniforms."""
    values = [laws.within((i + 0.5) / 800, 8) for i in range(800)]

    assert [values.count(k) for k in range(1, 9)] == [100] * 8


def test_around_is_a_quarter_to_either_side() -> None:
    """A period is drawn 25 % shorter to 25 % longer, in its own mean."""
    found = [laws.around(u, 60 * MINUTE) for u in MIDPOINTS]

    assert min(found) == pytest.approx(45 * MINUTE, abs=30 * MINUTE / STRATA)
    assert max(found) == pytest.approx(75 * MINUTE, abs=30 * MINUTE / STRATA)
    assert np.mean(found) == pytest.approx(60 * MINUTE, abs=0.5)
    assert laws.around(0.5, 1) == 1


@pytest.mark.parametrize("mean", [0.0, 0.15, 3.0, 40.0, 500.0])
def test_poisson_against_scipy(mean: float) -> None:
    """The Poisson quantile is SciPy's."""
    grid = np.arange(1, 2000) / 2000

    found = [laws.poisson(float(u), mean) for u in grid]

    np.testing.assert_array_equal(found, poisson_law.ppf(grid, mean) if mean else np.zeros(len(grid)))


def test_poisson_of_a_large_mean_is_nearly_normal() -> None:
    """Beyond a mean of 500 the quantile is within two of the true one."""
    grid = np.arange(1, 200) / 200

    found = np.array([laws.poisson(float(u), 900.0) for u in grid])

    # Cornish-Fisher: the next term is (z**2 - 1) / 6, under 1.1 for |z| < 2.6; rounding adds one.
    assert np.abs(found - poisson_law.ppf(grid, 900.0)).max() <= 2
