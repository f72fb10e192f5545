"""The law given what a campaign has once: probabilities are averaged, night by night."""

from dataclasses import replace
from functools import partial, reduce
from itertools import product

import numpy as np
import pytest

from sim.chances import Chances
from sim.mixing.node import NodeLaw, Place, mean_law, node_law
from sim.mixing.schedules import Outer, Schedule, seed_of
from sim.streams import Floats
from sim.tail import poisson_binomial, survival, worst_of

from .made_up import Population

OUTER = Outer(0.0, 0.5, is_out_of_site=False)
PLACE = Place(1, 0, 0, OUTER, 2, 2, is_shocked=False)
NIGHT = np.array([0, 0, 1])


def _two(schedule: Schedule, entangled: str = "") -> Chances:
    """A slow schedule and a quick one, of two nights and three tenants."""
    slow = schedule.seed == seed_of(1, 0, 0, 0)
    p = np.array([0.5, 0.5, 0.5]) if slow else np.zeros(3)
    return Chances(p, p, p, NIGHT, entangled)


def test_a_night_is_the_mean_of_its_laws_and_the_total_their_convolution() -> None:
    """Two tenants at a half each or not at all: 5/8, 2/8, 1/8; and one: 3/4, 1/4. Not what the mean chance gives."""
    law = node_law(_two, PLACE)
    first, second = [5 / 8, 2 / 8, 1 / 8], [3 / 4, 1 / 4]
    assert law.total.tolist() == np.convolve(first, second).tolist()
    assert law.mean == pytest.approx(0.75)
    assert not np.allclose(law.total, poisson_binomial([0.25] * 3))


def test_whole_campaigns_keep_their_nights_together() -> None:
    """Mixed whole, three at a half each or none: both nights are slow in one schedule and quick in the other."""
    law = node_law(partial(_two, entangled="a slot is busy"), replace(PLACE, is_whole=True))
    assert law.total.tolist() == pytest.approx([9 / 16, 3 / 16, 3 / 16, 1 / 16], rel=1e-14)
    # None, or the larger of two at a half and one at a half.
    assert survival(law.worst).tolist() == pytest.approx([1.0, (1 - 1 / 8) / 2, 1 / 8])
    assert law.entangled == "a slot is busy"


def test_nights_that_are_not_independent_are_not_mixed() -> None:
    """Where a schedule entangles them there is no law, only the reason."""
    law = node_law(partial(_two, entangled="a slot is busy"), PLACE)
    assert (law.entangled, law.total.tolist(), law.mean) == ("a slot is busy", [1.0], 0.0)


def test_the_worst_night_by_counting() -> None:
    """The largest of three numbers, over all their combinations."""
    laws = [np.array([0.5, 0.3, 0.2]), np.array([0.9, 0.1]), np.array([0.25, 0.25, 0.25, 0.25])]
    counted = np.zeros(4)
    for each in product(*(range(law.size) for law in laws)):
        counted[max(each)] += np.prod([law[k] for law, k in zip(laws, each, strict=True)])
    assert worst_of(laws) == pytest.approx(counted, rel=1e-13)


def test_the_worst_night_keeps_its_digits_in_the_tail() -> None:
    """Where each of two nights exposes somebody once in 1e20, one of them does twice as often."""
    assert worst_of([np.array([1.0, 1e-20])] * 2)[1] == pytest.approx(2e-20, rel=1e-14)


def test_nights_meet_every_shock_once_each_in_an_order_of_its_own() -> None:
    """No two nights are slow together, which is what makes few schedules enough."""
    met: list[Floats] = []

    def judge(schedule: Schedule) -> Chances:
        met.append(schedule.nights)
        none = np.zeros(5)
        return Chances(none, none, none, np.arange(5), "")

    law = node_law(judge, Place(1, 0, 0, OUTER, 8, 5, is_shocked=True))
    shocks = np.array(met)
    assert np.ptp(np.diff(np.sort(shocks, axis=0), axis=0)) == pytest.approx(0.0, abs=1e-12)
    orders = {tuple(np.argsort(night).tolist()) for night in shocks.T}
    places = {round(float(night.min()), 9) for night in shocks.T}
    assert (len(orders), len(places)) == (5, 5)
    assert law.weights.sum(axis=1) == pytest.approx(np.ones(5))
    # The most likely shock weighs most.
    assert (np.argmax(law.weights, axis=1) == np.argmin(np.abs(shocks), axis=0)).all()


def test_given_the_campaign_s_shock_the_law_is_the_population_s() -> None:
    """Without own durations eight schedules a night have it to a few digits, far into the tail."""
    population = Population(own=0.0, campaign_shock=0.0)
    (law, *_) = (node_law(population.judge, place) for place in population.design(1, 10).places())
    exact, worst = population.exact
    for p in (0.5, 1e-3, 1e-6, 1e-9):
        k, w = int(np.argmax(exact < p)), int(np.argmax(worst < p))
        assert survival(law.total)[k] == pytest.approx(exact[k], rel=2e-3)
        assert survival(law.worst)[w] == pytest.approx(worst[w], rel=2e-2)


def test_what_a_schedule_has_to_say_is_what_it_adds() -> None:
    """By tilting nearly the shares of P(at least k) that each schedule of a night brings, by convolution."""
    population = Population(mean=30.0, tenants=300, nights=10, own=0.2)
    place = next(population.design(1).places())
    law = node_law(population.judge, place)
    k = int(np.argmax(survival(law.total) < 1e-4))
    assert law.shares(k) == pytest.approx(_added(population, place, law, k), abs=0.04)
    assert law.shares(0) == pytest.approx(law.weights)
    assert law.shares_of_worst(12).sum() == pytest.approx(1.0)


def _added(population: Population, place: Place, law: NodeLaw, k: int) -> Floats:
    judged: list[Chances] = []

    def judge(schedule: Schedule) -> Chances:
        judged.append(population.judge(schedule))
        return judged[-1]

    node_law(judge, place)
    laws = [[poisson_binomial(c.exposed[c.night == j]) for c in judged] for j in range(place.nights)]
    mixed = [mean_law(laws[j], law.weights[j]) for j in range(place.nights)]
    found = np.zeros_like(law.weights)
    for j, r in np.ndindex(found.shape):
        others = reduce(np.convolve, (mixed[i] for i in range(place.nights) if i != j))
        found[j, r] = law.weights[j, r] * np.convolve(laws[j][r], others)[k:].sum()
    shares: Floats = found / found.sum(axis=1, keepdims=True)
    return shares
