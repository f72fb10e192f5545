"""Shocks by design: equally far apart, as likely as they are, every cell met once."""

import numpy as np
import pytest

from sim.mixing import strata


@pytest.mark.parametrize("place", [0.0, 0.3, 0.99])
def test_a_mean_over_nine_points_is_that_of_the_normal_law(place: float) -> None:
    """Of exp(sigma z - sigma**2 / 2), whose mean is 1, wherever in their cells the points are."""
    shocks = strata.points(np.arange(9)[None, :], 9, np.array([place]))
    of_each = strata.weights(shocks)
    for sigma in (0.1, 0.2, 0.5):
        mean = float((of_each * np.exp(sigma * shocks - sigma**2 / 2)).sum())
        assert mean == pytest.approx(1.0, abs=2e-4)


def test_the_span_reaches_six_deviations_up() -> None:
    """The last of ten points in the middle of their cells is at 5.5; it weighs what the density says."""
    shocks = strata.points(np.arange(10)[None, :], 10, np.array([0.5]))
    assert shocks[0, [0, -1]].tolist() == [-3.5, 5.5]
    of_each = strata.weights(shocks)
    assert of_each.sum() == pytest.approx(1.0, rel=1e-15)
    assert of_each[0, -1] / of_each[0, 4] == pytest.approx(np.exp(-(5.5**2 - 0.5**2) / 2), rel=1e-12)
