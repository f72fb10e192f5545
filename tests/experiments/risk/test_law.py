"""One law from independent batches: what is told, with which interval, and what is not."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.risk.law import BEYOND, THIN, Law
from sim.chances import Chances
from sim.mixing.design import Design
from sim.mixing.node import node_law
from sim.mixing.schedules import Schedule, seed_of
from tests.sim.mixing.made_up import Population, level

POPULATION = Population(mean=20.0, tenants=260, nights=13, own=0.3)


def _law(population: Population, seed: int = 1) -> Law:
    design = population.design(seed)
    return Law(population.batches(design), design.least, design.error)


def test_each_probability_is_told_with_an_interval_that_holds_it() -> None:
    """At a half, 1e-3 and 1e-6, of the campaign and of its worst night, from 320 schedules."""
    law = _law(POPULATION)
    for found, exact in zip((law, law.worst), POPULATION.exact, strict=True):
        for p in (0.5, 1e-3, 1e-6):
            k = level(exact, p)
            told = found.at(k)
            assert told.p is not None
            assert told.low is not None
            assert told.high is not None
            assert told.low < exact[k] < told.high
            assert told.high - told.low < 0.8 * exact[k]
            assert told.effective > 30
            assert 0 < told.largest < 0.1


def test_the_mean_and_quantiles_are_the_law_s() -> None:
    """The mean within a percent, and quantiles within one tenant of the exact ones."""
    law, (exact, _) = _law(POPULATION), POPULATION.exact
    assert law.mean.mean == pytest.approx(exact[1:].sum(), rel=0.01)
    assert law.mean.mean_low is not None
    assert law.mean.mean_low < exact[1:].sum() < (law.mean.mean_high or 0)
    for percent in (5.0, 50.0, 99.0, 99.9):
        told = law.quantile(percent)
        truth = int(np.argmax(np.append(exact[1:], 0.0) <= 1 - percent / 100))
        assert told.number is not None
        assert told.low is not None
        assert told.high is not None
        assert abs(told.number - truth) <= 1
        assert told.low <= truth <= told.high
        assert told.high - told.low <= 3


def test_what_is_nearly_certain_is_told_as_such() -> None:
    """What interpolation may be off by is a share of the complement there: of 1 it would be no interval at all."""
    told = _law(POPULATION).at(1)
    assert told.p is not None
    assert told.low is not None
    assert 1.0 - told.p < 1e-6
    assert 1.0 - told.low < 10 * (1.0 - told.p)


def _one_bad_night(schedule: Schedule) -> Chances:
    """Under one schedule of all, half of the tenants are exposed."""
    p = np.full(20, 0.5 if schedule.seed == seed_of(1, 3, 0, 2) else 0.01)
    return Chances(p, p, p, np.zeros(20, np.int64), "")


def test_what_one_schedule_carries_is_not_told() -> None:
    """All others agree that it cannot be; the number is withheld, and what it rests on is shown."""
    design = Design(1, 1, 1, 4, ((1.0, False),), is_shocked=False)
    law = Law(design.batches([node_law(_one_bad_night, place) for place in design.places()]), 0.0, 0.0)
    told = law.at(8)
    assert (told.p, told.low, told.high, told.why_not) == (None, None, None, THIN)
    assert told.effective == pytest.approx(1.0, abs=0.01)
    assert told.largest == pytest.approx(1.0, abs=0.01)
    assert law.at(1).p is not None
    assert law.quantile(50.0).number == 0
    # So is the quantile above which only it lies.
    assert law.quantile(99.0).number is None


def test_what_lies_beyond_the_shocks_is_not_told() -> None:
    """Under 1e-8 a law with shocks is silent, for no shock beyond six deviations was looked at."""
    law = _law(POPULATION)
    k = level(law.curve, 1e-9)
    assert law.at(k).why_not == BEYOND
    assert law.at(10_000).why_not == BEYOND


def test_of_nobody_no_bound_is_made_up() -> None:
    """Where every probability is 0 the law is nobody's, its quantiles are 0, and no upper end is given."""
    population = replace(POPULATION, mean=0.0)
    law = _law(population)
    assert law.is_none
    assert law.worst.is_none
    told = law.at(1)
    assert (told.p, told.low, told.high) == (0.0, 0.0, None)
    assert law.quantile(99.9).number == 0
    assert not _law(POPULATION).is_none
