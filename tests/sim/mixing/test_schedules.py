"""Which schedules are looked at: people of one seed, all else of another, and the shocks that are given."""

import numpy as np
import pytest

from sim.draws import Draws
from sim.fault_draws import is_one_out_of_site
from sim.mixing.schedules import Outer, Schedule, seed_of
from sim.scenario import Scenario
from sim.step_draws import campaign_factor, night_factor, oab_phase
from sim.streams import Source

SHOCKED = {"campaign.night_shock": 0.2, "campaign.campaign_shock": 0.1}


def _scenario() -> Scenario:
    return Scenario.load("incident").replaced({"population.tenants": 40, **SHOCKED})


def test_people_and_order_stay_and_durations_change() -> None:
    """Under another source the same tenants stand in the same order; clients and steps draw anew."""
    asked = _scenario()
    before = Draws(asked, Source(1))
    after = before.rescheduled(Source(2))
    fresh = Draws(asked, Source(1)).rescheduled(Source(2))
    step = next(s for s in asked.procedure.steps if s.verb == "cut_over")
    steps = asked.procedure.steps
    for other in (after, fresh):
        assert other.people.numbers.tolist() == before.people.numbers.tolist()
        assert other.people.mailboxes.tolist() == before.people.mailboxes.tolist()
        assert other.nearest.owner.tolist() == before.nearest.owner.tolist()
        assert (
            other.durations(step, steps).tolist()
            == Draws(asked, Source(2), of_people=Source(1)).durations(step, steps).tolist()
        )
    assert after.durations(step, steps).tolist() != before.durations(step, steps).tolist()
    assert after.seats.kind.tolist() != before.seats.kind.tolist()


def test_shocks_are_those_that_are_given() -> None:
    """A campaign of two deviations, a night of three: the factor is their product; a closing night is the seed's."""
    asked = _scenario()
    source = Schedule(5, Outer(2.0, 0.25, is_out_of_site=False), np.array([3.0])).source()
    expected = np.exp(0.1 * 2 - 0.1**2 / 2)
    assert campaign_factor(source, asked) / 2**16 == pytest.approx(expected, rel=1e-4)
    assert night_factor(source, asked, 0) / 2**16 == pytest.approx(
        expected * np.exp(0.2 * 3 - 0.2**2 / 2), rel=1e-4
    )
    assert source.uniform("night_shock", 1) == Source(5).uniform("night_shock", 1)
    assert oab_phase(source, asked) == asked.platform.oab_cycle // 4


def test_a_controller_is_out_of_site_where_it_is_to_be() -> None:
    """However likely that is."""
    asked = _scenario().replaced({"faults.out_of_site": 0.5})
    for is_out in (False, True):
        source = Schedule(1, Outer(0.0, 0.5, is_out), np.zeros(0)).source()
        assert is_one_out_of_site(source, asked) == is_out


def test_no_two_schedules_share_a_seed() -> None:
    """Of any batch, node and number."""
    seeds = {seed_of(1, b, n, r) for b in range(8) for n in range(5) for r in range(8)}
    assert len(seeds) == 320
