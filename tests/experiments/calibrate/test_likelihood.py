"""The likelihood of a count from two averages, beside the whole law."""

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import poisson

from experiments.calibrate.likelihood import log_likelihood
from sim.streams import Floats
from sim.tail import poisson_binomial


def _chances(tenants: int, mean: float) -> Floats:
    """Chances as different as tenants' sizes are, without luck."""
    sizes = np.exp(1.2 * ndtri((np.arange(tenants) + 0.5) / tenants))
    return np.asarray(np.minimum(0.9, mean * sizes / sizes.mean()), np.float64)


@pytest.mark.parametrize(("tenants", "mean", "tolerance"), [(8_000, 0.004, 1e-3), (200, 0.03, 0.05)])
def test_two_averages_are_as_good_as_all_chances(tenants: int, mean: float, tolerance: float) -> None:
    """Within three standard deviations of the mean the logarithm is right to a hundredth, while Poisson's is not."""
    p = _chances(tenants, mean)
    exact = poisson_binomial(p)
    spread = float(np.sqrt((p * (1 - p)).sum()))
    counts = np.arange(max(0, int(p.sum() - 3 * spread)), int(p.sum() + 3 * spread) + 1)

    found = log_likelihood(counts.astype(float), tenants, p.mean(), (p * p).mean())

    off = np.abs(found - np.log(exact[counts])).max()
    assert off < tolerance
    assert np.abs(poisson.logpmf(counts, p.sum()) - np.log(exact[counts])).max() > 5 * off


def test_equal_chances_are_binomial_to_the_last_count() -> None:
    """Twelve tenants at 0.3: every count from 0 to 12, and the whole is 1."""
    counts = np.arange(13)

    found = np.exp(log_likelihood(counts.astype(float), 12, np.array(0.3), np.array(0.09)))

    assert found == pytest.approx(poisson_binomial([0.3] * 12), rel=1e-9)


def test_an_uncertain_mean_is_mixed_over() -> None:
    """A mean known to 5 %: beside the mixture over 400 equally likely means, at the mean and far from it."""
    counts, expected, blur = np.array([450.0, 521.0, 600.0]), 521.0, 0.05
    means = expected * (1 + blur * ndtri((np.arange(400) + 0.5) / 400))
    mixed = np.log(np.array([np.mean(poisson.pmf(count, means)) for count in counts]))

    found = log_likelihood(counts, 1e9, np.array(expected / 1e9), np.array((expected / 1e9) ** 2), blur)

    assert found == pytest.approx(mixed, abs=0.03)
    assert poisson.logpmf(450, 521) < mixed[0] - 1


def test_the_laws_meet() -> None:
    """Where the blur makes up for the tenants' differences the law is Poisson, from either side."""
    mean, tenants = 0.004, 130_000
    square = 0.02 * mean
    at = np.sqrt(0.02 / (tenants * mean))

    found = [
        float(log_likelihood(540.0, tenants, np.array(mean), np.array(square), blur))
        for blur in (at * (1 - 1e-5), at * (1 + 1e-5))
    ]

    assert found == pytest.approx([poisson.logpmf(540, 520)] * 2, abs=1e-4)


def test_nobody_can_connect() -> None:
    """With chances of 0 a count of 0 is certain, and one of 1 cannot be."""
    nothing = np.array(0.0)

    assert float(log_likelihood(0.0, 9, nothing, nothing)) == 0.0
    assert float(log_likelihood(1.0, 9, nothing, nothing)) == -np.inf
