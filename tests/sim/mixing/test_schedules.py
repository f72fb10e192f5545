"""Which schedules are looked at: people of one seed, all else of another, and the shocks that are given."""

import numpy as np
import pytest

from sim.draws import Draws
from sim.fault_draws import is_one_out_of_site
from sim.mixing.schedules import Outer, Schedule, judge_of, seed_of
from sim.procedure import Step
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


def _waiting() -> Scenario:
    """Two tenants a night, and half a day of pre-sync before the first: some have to wait for it."""
    late = {"population.tenants": 8, "campaign.sync_slots": 1, "campaign.sync_lead": "12 h"}
    return _scenario().replaced({**late, "campaign.batch": 1, "campaign.tenants_per_night": 2})


def test_nights_that_wait_for_one_beginning_are_independent() -> None:
    """A slow first night moves nobody of the second, though this one waits for a pre-sync that all share."""
    asked = _waiting()
    people = Draws(asked, Source(1))
    told = judge_of(asked, people)
    quick, slow = (
        told(Schedule(5, Outer(0.0, 0.5, is_out_of_site=False, begun=9), np.array([first, 0.0, 0.0, 0.0])))
        for first in (0.0, 3.0)
    )
    assert (quick.entangled, slow.entangled) == ("", "")
    assert slow.exposed[0] > 1.2 * quick.exposed[0]
    later = quick.night > 0
    assert later.sum() == 6
    assert slow.exposed[later].tolist() == quick.exposed[later].tolist()


def _first(verb: str, steps: tuple[Step, ...]) -> Step:
    return next(step for step in steps if step.verb == verb)


def test_schedules_that_begin_alike_differ_in_their_nights() -> None:
    """Of two schedules the pre-sync takes as long, and cut_over does not; without a beginning neither does."""
    asked = _waiting()
    steps, people = asked.procedure.steps, Draws(asked, Source(1))
    names = ("provision_objects/0", "sync_mailboxes/0")

    def drawn(seed: int, begun: int | None, verb: str) -> list[int]:
        source = Schedule(seed, Outer(0.0, 0.5, is_out_of_site=False, begun=begun), np.zeros(0)).source(names)
        found: list[int] = people.rescheduled(source).durations(_first(verb, steps), steps).tolist()
        return found

    assert drawn(5, 9, "sync_mailboxes") == drawn(6, 9, "sync_mailboxes") != drawn(5, 8, "sync_mailboxes")
    assert drawn(5, 9, "cut_over") != drawn(6, 9, "cut_over")
    assert drawn(5, None, "sync_mailboxes") != drawn(6, None, "sync_mailboxes")


def test_without_one_beginning_they_hang_together() -> None:
    """And it is said why."""
    asked = _waiting()
    found = judge_of(asked, Draws(asked, Source(1)))(
        Schedule(5, Outer(0.0, 0.5, is_out_of_site=False), np.zeros(4))
    )
    assert found.entangled == "batches wait for their pre-sync, which all tenants share"
