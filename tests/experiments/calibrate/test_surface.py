"""The law between the points at which it was asked."""

import numpy as np
import pytest

from . import toys


def test_between_the_points_it_is_the_law() -> None:
    """Over all windows and rates that are looked at, where one connects in a million and where all do."""
    surface = toys.surface(toys.Law())
    windows, rates = np.geomspace(*toys.PRIORS[0].ends, 40), np.geomspace(*toys.PRIORS[1].ends, 23)

    found = surface.at(windows, rates)

    truth = np.array([[toys.connected(w, r).mean() for r in rates] for w in windows])
    assert np.abs(found.connected / truth - 1).max() < 0.004
    assert surface.error < 0.002
    squares = np.array([[(toys.connected(w, r) ** 2).mean() for r in rates] for w in windows])
    assert np.abs(found.squares[0] / squares - 1).max() < 0.02
    assert found.exposed == pytest.approx(0.5 * found.connected, rel=0.01)
    assert found.exposed_silent == pytest.approx(0.9 * found.connected_silent, rel=0.01)


def test_a_law_that_waves_is_asked_more_often() -> None:
    """Gaps are halved until the error measured is small, and no point is asked twice."""
    calm, waving = toys.Law(), toys.Law(bend=0.05)

    toys.surface(calm)
    surface = toys.surface(waving)

    assert len(waving.asked) > 2 * len(calm.asked)
    assert len(set(waving.asked)) == len(waving.asked)
    assert 0.0 < surface.error < 0.02


def test_the_error_is_measured_where_the_count_lies() -> None:
    """Half-way between two rates, at windows whose mean is near the count."""
    law = toys.Law()

    toys.surface(law, near=0.004)

    for window, rate in law.asked[-4:]:
        assert 0.3 < toys.connected(window, rate).mean() / 0.004 < 3
