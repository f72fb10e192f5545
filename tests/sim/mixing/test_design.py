"""Which schedules are looked at."""

import numpy as np
import pytest

from sim.mixing.design import BATCHES, Design
from sim.mixing.node import node_law
from sim.scenario import Scenario

from .made_up import Population, level


def _of(schedules: int | None = None, **keys: object) -> Design:
    asked = Scenario.load("incident").replaced({key.replace("__", "."): value for key, value in keys.items()})
    return Design.of(asked, 3, 1, schedules)


def test_as_many_nodes_as_the_campaign_s_shock_needs() -> None:
    """One without a shock; the schedules are shared out among them."""
    assert (_of().nodes, _of().schedules, _of().total) == (5, 8, 320)
    without = _of(campaign__campaign_shock=0.0)
    assert (without.nodes, without.schedules, without.total) == (1, 40, 320)
    assert _of(campaign__campaign_shock=0.5).nodes == 9
    assert _of(campaign__campaign_shock=1.0).nodes == 17
    assert _of(1_000).schedules == 25


def test_too_few_say_how_many_it_takes() -> None:
    """Four at each node of each batch."""
    with pytest.raises(ValueError, match="at least 160: 4 at each of 5 nodes of 8 batches"):
        _of(159)
    assert _of(160).schedules == 4


def test_each_batch_has_a_phase_of_its_own_and_each_site_its_branch() -> None:
    """The eighths of the OAB's cycle are shared out; a controller is out of site in a branch of its own."""
    design = _of(faults__out_of_site=0.25)
    places = list(design.places())
    assert design.branches == ((0.75, False), (0.25, True))
    assert len(places) == BATCHES * 2 * 5
    assert [int(8 * place.outer.phase) for place in places[::10]] == list(range(BATCHES))
    assert sum(place.outer.is_out_of_site for place in places) == BATCHES * 5
    assert _of(faults__out_of_site=1.0).branches == ((1.0, True),)
    assert len({(p.batch, p.number) for p in places}) == len(places)


def test_branches_weigh_as_likely_as_they_are() -> None:
    """Where exposure takes a controller out of site, it has a quarter of the probability."""
    population = Population(own=0.0, nights=3)
    design = _of(faults__out_of_site=0.25)

    def judge(schedule: object) -> object:
        found = population.judge(schedule)  # type: ignore[arg-type]
        share = float(schedule.outer.is_out_of_site)  # type: ignore[attr-defined]
        p = found.exposed * share
        return type(found)(p, p, p, found.night, "")

    batches = design.batches([node_law(judge, place) for place in design.places()])  # type: ignore[arg-type]
    exact, _ = population.exact
    tails = np.mean([batch.total.sum(axis=0)[:40] for batch in batches], axis=0)
    k = level(exact, 0.5)
    assert tails[k] == pytest.approx(0.25 * exact[k], rel=5e-3)
    assert tails[0] == pytest.approx(1.0)
