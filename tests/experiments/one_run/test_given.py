"""What one schedule makes one expect, from made-up probabilities."""

import numpy as np
import pytest
from scipy.stats import binom, poisson_binom

from experiments.one_run.given import Expected, described, of_chances
from sim.chances import Chances


def test_the_range_holds_95_percent_and_no_more_than_it_must() -> None:
    """Each end is the least number with enough beyond it: SciPy's quantiles, of equal and unequal tenants."""
    equal = Expected.of(np.full(200, 0.1))
    assert equal.mean == pytest.approx(20.0)
    assert (equal.low, equal.high) == (binom.ppf(0.025, 200, 0.1), binom.ppf(0.975, 200, 0.1))
    p = np.linspace(0.01, 0.6, 40)
    cdf = poisson_binom.cdf(np.arange(41), p)
    unequal = Expected.of(p)
    assert unequal.mean == pytest.approx(p.sum())
    assert (unequal.low, unequal.high) == tuple(int(np.argmax(cdf >= share)) for share in (0.025, 0.975))


def test_nobody_can_and_everybody_must() -> None:
    """Probabilities of 0 and 1 leave no chance."""
    assert Expected.of(np.zeros(7)) == Expected(0.0, 0, 0)
    assert Expected.of(np.ones(7)) == Expected(7.0, 7, 7)


def test_each_count_has_its_own() -> None:
    """Connected, asked and exposed are told apart, as numbers that JSON can hold."""
    found = Chances(
        np.ones(3), np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0]), np.zeros(3, np.int64), ""
    )
    assert described(of_chances(found)) == {
        "connected": {"mean": 3.0, "low": 3, "high": 3},
        "asked": {"mean": 2.0, "low": 2, "high": 2},
        "exposed": {"mean": 1.0, "low": 1, "high": 1},
    }
