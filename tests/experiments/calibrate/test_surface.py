"""The law between the points at which it was asked."""

import math

import numpy as np
import pytest

from experiments.calibrate.surface import RATES, WINDOWS

from . import toys


def test_between_the_points_it_is_the_law() -> None:
    """To 2 % where one connects in a million and where all do, to 1 % where about as many do as were counted."""
    surface = toys.surface(toys.Law())
    windows, rates = np.geomspace(*toys.PRIORS[0].ends, 40), np.geomspace(*toys.PRIORS[1].ends, 23)

    found = surface.at(windows, rates)

    truth = np.array([[toys.connected(w, r).mean() for r in rates] for w in windows])
    is_near = (truth > 0.004 / 5) & (truth < 0.004 * 5)
    assert np.abs(found.connected / truth - 1).max() < 0.02
    assert np.abs(found.connected / truth - 1)[is_near].max() < 0.01
    assert surface.error < 0.002
    squares = np.array([[(toys.connected(w, r) ** 2).mean() for r in rates] for w in windows])
    assert np.abs(found.squares[0] / squares - 1)[is_near].max() < 0.05
    assert found.exposed == pytest.approx(0.5 * found.connected, rel=0.01)
    assert found.exposed_silent == pytest.approx(0.9 * found.connected_silent, rel=0.01)


def test_a_law_that_waves_is_asked_more_often() -> None:
    """Gaps are halved until the error measured is small, and no point is asked twice."""
    calm, waving = toys.Law(), toys.Law(bend=0.05)

    toys.surface(calm)
    surface = toys.surface(waving)

    assert len(waving.asked) > 2 * len(calm.asked)
    assert len(set(waving.asked)) == len(waving.asked)
    assert 0.0 < surface.error <= 0.002


def test_the_error_is_measured_where_the_count_lies() -> None:
    """Half-way between windows, and between rates, at which the law says about what was counted."""
    law = toys.Law()

    toys.surface(law, near=0.004)

    first = WINDOWS * RATES
    assert len(law.asked) > first
    for window, rate in law.asked[first:]:
        assert 0.2 < toys.connected(window, rate).mean() / 0.004 < 5


def test_gaps_are_halved_where_the_law_is_off_alone() -> None:
    """Windows come closer where the law waves; it does not along the rates, and these stay as they were."""
    law = toys.Law(bend=0.05)

    toys.surface(law)

    windows, rates = ({round(math.log(x), 6) for x in of} for of in zip(*law.asked, strict=True))
    assert len(rates) < 3 * RATES < len(windows)
