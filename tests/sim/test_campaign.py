from typing import Any

import numpy as np
import pytest

from fakeexchange.words import Verb
from sim.campaign import Plan, exact_duration, median_duration, plan, tenant_order, typical_night_time
from sim.population import People, draw_people
from sim.scenario import Scenario
from sim.streams import Ints, Source
from sim.units import HOUR, MINUTE, SECOND


def scenario(tenants: int = 2000, **keys: Any) -> Scenario:
    """The default scenario of some tenants, some keys replaced."""
    return Scenario.load().replaced({"population.tenants": tenants, **keys})


def of_four(tenants: int = 2000) -> People:
    """Tenants of four mailboxes each, the largest of 0.6 GB."""
    each = np.ones(tenants, np.int64)
    few = each.astype(np.int32)
    return People(np.arange(tenants), 4 * few, 0 * few, 600_000_000 * each, 0 * few)


def planned(tenants: int = 2000, **keys: Any) -> Plan:
    """The plan for tenants of four mailboxes."""
    return plan(scenario(tenants, **keys), of_four(tenants))


def ordered(tenants: int = 2000, seed: int = 1) -> Ints:
    """The order of tenants of four mailboxes."""
    return tenant_order(scenario(tenants), Source(seed), of_four(tenants))


# A night's steps of ovh-2016 at their medians, for four mailboxes, in seconds: cut_over 120, switch_routing
# 20, assign_policy 5 + 4 * 0.5, wait 15 + 2 * 3 + 3 (the last of four controllers), generate_oab
# 60 + 4 * 0.001, decommission 30: together 261.004.
TYPICAL = 261_004_000
# From 22:00 to 05:00.
SPAN = 7 * HOUR


def test_typical_night_time_worked_out() -> None:
    """A tenant of mean size takes the sum of the night steps' medians."""
    assert typical_night_time(scenario(), of_four()) == TYPICAL


def test_tenants_per_night_worked_out() -> None:
    """Planned are 0.6 of what fits: 11 batches of 5 on each of 50 slots a night, so 48 nights for 130,000."""
    found = planned(130_000)

    # 0.6 * 25,200 s / (5 * 261.004 s) = 11.58, so 11 whole batches a slot; 26,000 / 550 = 47.3.
    assert (found.batch, found.batches_per_night) == (5, 550)
    assert (found.batches, found.planned_nights) == (26_000, 48)


def test_the_default_scenario_is_of_four() -> None:
    """The incident's own tenants have four mailboxes in the rounded mean, so its plan is the one above."""
    incident = scenario(5000)
    people = draw_people(incident, Source(1))

    assert typical_night_time(incident, people) == TYPICAL


@pytest.mark.parametrize(
    ("window", "batch", "per_slot"),
    [
        # One tenant takes 254.004 s and the window.
        # 374.004 s: 67 fit a night, the batch stays; 15,120 / 1,870 = 8.09.
        ("2 min", 5, 8),
        # 3,854.004 s: 6 fit; 15,120 / 19,270 = 0.8, at least one.
        ("1 h", 5, 1),
        # 7,454.004 s: 3 fit, the batch shrinks to them.
        ("2 h", 3, 1),
        # 14,654.004 s: 1 fits.
        ("4 h", 1, 1),
        # 36,254.004 s: none fits, and one is tried.
        ("10 h", 1, 1),
    ],
)
def test_the_batch_shrinks_to_what_fits_a_night(window: str, batch: int, per_slot: int) -> None:
    """A batch is no larger than what fits a night at median durations, and never smaller than one tenant."""
    found = planned(window=window)

    assert (found.batch, found.batches_per_night) == (batch, 50 * per_slot)


def test_a_large_batch_shrinks() -> None:
    """A batch asked for larger than a night is as large as the night."""
    found = planned(**{"campaign.batch": 1000})

    # 25,200 / 261.004 = 96.55.
    assert (found.batch, found.batches_per_night) == (96, 50)


def test_batches_of_the_last_tenants() -> None:
    """The last batch takes what is left."""
    found = planned(2003)

    assert found.batches == 401
    assert [found.batch_of(position) for position in (0, 4, 5, 2002)] == [0, 0, 1, 400]
    assert found.planned_nights == 1


def test_order_is_a_permutation() -> None:
    """Every tenant has one place in the campaign, and it is not its number."""
    order = ordered()

    assert sorted(order.tolist()) == list(range(2000))
    assert (order != np.arange(2000)).mean() > 0.99


def test_order_is_the_seeds() -> None:
    """One seed has one order, another another, and a place says nothing about a tenant's number."""
    np.testing.assert_array_equal(ordered(), ordered())
    assert (ordered() != ordered(seed=2)).any()
    correlation = np.corrcoef(ordered(), np.arange(2000))[0, 1]
    assert abs(correlation) < 5 / np.sqrt(2000)


def test_a_prefix_keeps_its_order() -> None:
    """Of a larger population the first tenants stand in the same order as alone."""
    alone, among = ordered(1000), ordered(2000)

    np.testing.assert_array_equal(among[among < 1000], alone)


def test_order_may_be_given() -> None:
    """Where the stream of the order is given uniforms, they are the order."""
    source = Source(1, {"order": lambda entities, index: 1 - (entities + 1) / 1e4})

    assert tenant_order(scenario(), source, of_four()).tolist() == list(range(1999, -1, -1))


def test_nights_in_which_the_canary_soaks_are_planned_for_nobody() -> None:
    """Two canary batches on Monday; after three days the others begin on Thursday, two batches a night."""
    keys = {
        "campaign.canary": 8,
        "campaign.canary_soak": "3 d",
        "campaign.batch": 5,
        "campaign.tenants_per_night": 10,
    }
    found = planned(30, **keys)

    # Positions 0-2, then 3-7: the canary's last batch ends with the canary.
    assert [found.positions(b) for b in range(3)] == [range(3), range(3, 8), range(8, 13)]
    assert found.edges == (0, 2, 2, 2, 4, 6, 7)
    # Planned night 3, counted from 0, is the fourth of the calendar.
    assert found.nights[3].opens_at - found.nights[0].opens_at == 72 * HOUR


def test_closing_nights_are_a_planned_nights_own() -> None:
    """Each planned night has its own closing nights, after all planned ones, and shares none."""
    found = planned(130_000)

    assert found.closing_night(3, 0).index == 3
    assert found.closing_night(0, 1).index == 48
    assert found.closing_night(47, 1).index == 95
    indices = [found.closing_night(p, f).index for f in range(3) for p in range(48)]
    assert indices == list(range(144))


def test_exact_durations() -> None:
    """A window and a written duration are exact, at least 1 us; the window goes before the step's own."""
    steps: list[dict[str, Any]] = [
        {"verb": "provision", "duration": "0 s"},
        {"verb": "build_address_lists"},
        {"verb": "create_policy"},
        {"verb": "sync_mailboxes"},
        {"verb": "cut_over", "duration": "90 s"},
        {"verb": "assign_policy", "duration": "7 s"},
    ]
    written = scenario(procedure={"name": "p", "steps": steps})
    verbs = {step.verb: step for step in written.procedure.steps}

    assert exact_duration(written, verbs[Verb.PROVISION]) == 1
    assert exact_duration(written, verbs[Verb.CREATE_POLICY]) is None
    assert exact_duration(written, verbs[Verb.CUT_OVER]) == 90 * SECOND
    assert exact_duration(written, verbs[Verb.ASSIGN_POLICY]) == 7 * SECOND

    windowed = written.replaced({"window": "2 min"})
    assert exact_duration(windowed, verbs[Verb.ASSIGN_POLICY]) == 2 * MINUTE
    assert exact_duration(windowed, verbs[Verb.CUT_OVER]) == 90 * SECOND
    assert exact_duration(written.replaced({"window": "0 s"}), verbs[Verb.ASSIGN_POLICY]) == 1


@pytest.mark.parametrize(("controllers", "seconds"), [(1, 1e-6), (2, 18), (3, 21), (4, 24)])
def test_median_wait(controllers: int, seconds: float) -> None:
    """A wait for replication takes as long as the last controller; 1 us with the writer alone."""
    some = scenario(**{"platform.controllers": controllers})
    wait = next(step for step in some.procedure.steps if step.verb is Verb.WAIT_REPLICATION)

    assert median_duration(some, wait, 4, of_four()) == round(seconds * SECOND)


def test_median_synchronisation() -> None:
    """A synchronisation takes the median largest mailbox over the rate: 0.6 GB at 0.6 GB/h, an hour."""
    sync = next(step for step in scenario().procedure.steps if step.verb is Verb.SYNC_MAILBOXES)

    assert median_duration(scenario(), sync, 4, of_four()) == HOUR
