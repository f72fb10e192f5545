"""Nights, shocks, pre-sync and order: what one tenant's schedule owes to the calendar and to the others."""

import numpy as np
import pytest

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.streams import GivenUniforms
from sim.units import DAY, HOUR
from tests.toys import (
    OF_2016,
    OPENS,
    PREPARED,
    SIZED,
    after,
    always,
    client,
    drawn,
    mailboxes_of,
    play,
    procedure,
    row,
    scenario,
    shocks,
)

MEDIAN: dict[str, GivenUniforms] = {
    f"duration/{verb}/0": always(0.5) for verb in (*PREPARED, *OF_2016[4:7], *OF_2016[8:])
}
"""Whatever is drawn takes its median."""


def column(outcome: Outcome, name: str) -> list[int]:
    """One column as whole numbers."""
    return [int(value) for value in outcome.columns[name]]


def long_assign(lasts: str) -> Scenario:
    """Tenants whose assign_policy is so long that their batch meets the next opening; generate_oab is drawn."""
    steps = procedure(*OF_2016[:6], ("assign_policy", {"duration": lasts}), *OF_2016[8:])
    return scenario(drawn(steps, "generate_oab"), kinds=(), campaign__night_shock=1.0)


@pytest.mark.parametrize(
    ("lasts", "generates"),
    [
        # From 120 s on: until a microsecond before the opening 86 400 s later, and until that very instant.
        ("86279.999999 s", 60.002),
        ("86280 s", 120.004),
        ("24 h", 120.004),
    ],
)
def test_a_batch_that_runs_across_the_next_opening_takes_its_shock(
    engine: Engine, lasts: str, generates: float
) -> None:
    """A step that begins when the next night has opened, or at that instant, is slowed by that night's factor."""
    # generate_oab: 60 s + 1 ms a mailbox; night 1 has factor 1, night 2 factor 2, later ones 4.
    outcome = play(engine, long_assign(lasts), {}, night_shock=shocks(1, 2, 4), **MEDIAN)
    finished = 120 + float(lasts.split()[0]) + generates + 30 if lasts != "24 h" else 86_670.004
    assert row(outcome, 0)["finished_at"] == after(finished)
    # One night each is planned, and the second tenant's slot is busy until then.
    assert column(outcome, "night") == [1, 2]
    assert row(outcome, 1)["started_at"] == after(finished)


def test_where_no_further_night_opens_the_old_shock_holds(engine: Engine) -> None:
    """A batch of the last night runs past the next possible opening: no night opens there, nor its shock."""
    outcome = play(engine, long_assign("24 h"), {}, night_shock=shocks(1, 2, 4), **MEDIAN)
    # Tenant 1: from 86 670.004 on 120 s, 24 h, generate_oab 120.004 under night 2 still, 30 s.
    assert row(outcome, 1)["finished_at"] == after(86_670.004 + 86_520 + 120.004 + 30)
    assert outcome.totals["nights"] == 2


def test_a_night_is_slowed_by_the_campaign_too_the_pre_sync_by_it_alone(engine: Engine) -> None:
    """Drawn durations of the pre-sync know the campaign's factor, those of a night the product."""
    steps = drawn(
        procedure(
            *PREPARED[:3],
            ("sync_mailboxes", {"duration": "46 h"}),
            "cut_over",
            "switch_routing",
            "decommission",
        ),
        "provision",
        "decommission",
    )
    toy = scenario(
        steps, kinds=(), population__tenants=1, campaign__night_shock=1.0, campaign__campaign_shock=1.0
    )
    outcome = play(engine, toy, {}, night_shock=shocks(3), campaign_shock=shocks(2), **MEDIAN)
    # provision (1 + 2 * 2) * 2 = 10 s, 1 s, 1 s, 46 h, which is the opening: ready 12 s after it.
    # cut_over 100 and switch_routing 20 s are written, so they know no shock; decommission 30 * 6 = 180 s.
    assert row(outcome, 0)["started_at"] == after(12)
    assert row(outcome, 0)["finished_at"] == after(12 + 120 + 180)


def hourly(**changes: object) -> Scenario:
    """Four tenants that need a cut_over of an hour at the median and nothing else."""
    steps = drawn(procedure(*PREPARED, "cut_over"), "cut_over")
    return scenario(
        steps,
        kinds=(),
        population__tenants=4,
        steps__cut_over={"base": "1 h", "sigma": 0.8},
        campaign__night_shock=1.0,
        **changes,
    )


def test_last_start_is_the_first_instant_too_late(engine: Engine) -> None:
    """A batch that could begin at last_start itself waits for the closing night, which has its own shock."""
    # 0.6 of 7 h hold four tenants of an hour. At factor 3.5 they begin at 22:00, 01:30 and, too late, 05:00.
    outcome = play(engine, hourly(), {}, night_shock=shocks(3.5, 1), **MEDIAN)
    assert column(outcome, "night") == [1, 1, 2, 2]
    assert column(outcome, "started_at") == [
        OPENS,
        OPENS + 7 * HOUR // 2,
        OPENS + DAY,
        OPENS + DAY + HOUR,
    ]
    assert outcome.totals["nights"] == 2


def test_a_batch_begins_up_to_last_start(engine: Engine) -> None:
    """A fraction of a second earlier the third batch still begins in its night, and ends long after it."""
    # One step of the factor less, 2**-16, makes an hour 0.055 s shorter.
    takes = (HOUR * (7 * 2**15 - 1) + 2**15) >> 16
    outcome = play(engine, hourly(), {}, night_shock=shocks(3.5 - 2**-16, 1), **MEDIAN)
    assert column(outcome, "night") == [1, 1, 1, 2]
    assert column(outcome, "started_at") == [OPENS, OPENS + takes, OPENS + 2 * takes, OPENS + DAY]
    assert row(outcome, 2)["finished_at"] == OPENS + 3 * takes


def test_a_batch_shrinks_to_what_fits_a_night(engine: Engine) -> None:
    """Of tenants that need 3 h each, two make a batch, whatever was asked, and one batch a night is planned."""
    steps = procedure(*PREPARED, ("cut_over", {"duration": "3 h"}))
    outcome = play(engine, scenario(steps, kinds=(), population__tenants=4, campaign__batch=10), {})
    assert column(outcome, "batch") == [0, 0, 1, 1]
    assert column(outcome, "night") == [1, 1, 2, 2]
    assert column(outcome, "started_at") == [OPENS, OPENS + 3 * HOUR, OPENS + DAY, OPENS + DAY + 3 * HOUR]


def test_pre_sync_takes_tenants_in_order_on_its_slots(engine: Engine) -> None:
    """On one slot the second tenant is prepared when the first is done; both night slots are free long before."""
    steps = procedure(*PREPARED[:3], ("sync_mailboxes", {"duration": "23 h"}), *OF_2016[4:])
    toy = scenario(steps, kinds=(), campaign__sync_slots=1, campaign__slots=2)
    # 3 s and 23 h each: ready 23:00:03 of Monday, and 6 s after the opening at 46 h.
    assert column(play(engine, toy, {}), "started_at") == [OPENS, after(6)]
    # On two slots both are ready in time.
    two = toy.replaced({"campaign.sync_slots": 2})
    assert column(play(engine, two, {}), "started_at") == [OPENS, OPENS]


def test_pre_sync_lasts_as_the_largest_mailbox_needs(engine: Engine) -> None:
    """Mailboxes move side by side: 27.6 GB at 0.6 GB/h take 46 h, however many there are."""
    steps = drawn(procedure(*PREPARED, "cut_over"), "sync_mailboxes")
    toy = scenario(
        steps,
        kinds=(),
        campaign__slots=2,
        population__mailbox_size={"law": "lognormal", "median": "27.6 GB", "sigma": 0.0, "max": "50 GB"},
        **SIZED,
    )
    outcome = play(engine, toy, {}, **{**MEDIAN, "mailboxes": mailboxes_of(2, 7)})
    assert column(outcome, "mailboxes") == [2, 7]
    # To the byte: it is moved in 6 us.
    assert all(abs(started - after(3)) <= 6 for started in column(outcome, "started_at"))


def test_a_small_mailbox_beside_a_large_one_costs_nothing(engine: Engine) -> None:
    """Whichever of a tenant's mailboxes is the large one, and if both are, the pre-sync lasts the same."""
    steps = drawn(procedure(*PREPARED, "cut_over"), "sync_mailboxes")
    toy = scenario(
        steps, kinds=(), population__tenants=1, steps__sync_mailboxes={"rate": "10 MB/h", "sigma": 0.6}
    )

    def begins(*sizes: float) -> int:
        given = {
            **MEDIAN,
            "mailbox_size": lambda entities, _: np.array([sizes[e] for e in entities.tolist()]),
        }
        return column(play(engine, toy, {}, **given), "started_at")[0]

    # 0.8 GB * exp(-1.3 * 0.385) = 0.485 GB: ready after 48 h and a half, in the night. The small one: 0.04 GB, 4 h.
    large, small = 0.35, 0.01
    assert (
        begins(large, small) == begins(small, large) == begins(large, large) > begins(small, small) == OPENS
    )


def waiting_for_provision(slots: int) -> tuple[Scenario, dict[str, GivenUniforms]]:
    """Three tenants of which the second is provisioned, by its third mailbox, a little after the opening."""
    steps = drawn(procedure(*PREPARED, *OF_2016[4:]), "provision")
    toy = scenario(
        steps,
        kinds=(),
        population__tenants=3,
        campaign__slots=slots,
        steps__provision={"base": "1 s", "mailbox": "55200 s", "sigma": 0.5},
        **SIZED,
    )
    return toy, {**MEDIAN, "mailboxes": mailboxes_of(2, 3, 2)}


def test_no_batch_overtakes(engine: Engine) -> None:
    """A batch whose pre-sync is late keeps those behind it waiting, though slots are free and they are ready."""
    toy, given = waiting_for_provision(slots=3)
    outcome = play(engine, toy, {}, **given)
    # Ready at 110 404 s, at 1 + 3 * 55 200 + 3 = 165 604 s, which is 4 s after the opening, and at 110 404 s.
    assert column(outcome, "started_at") == [OPENS, after(4), after(4)]
    assert column(outcome, "position") == column(outcome, "batch") == [0, 1, 2]


def test_a_batch_waits_for_its_pre_sync_through_closing_nights(engine: Engine) -> None:
    """A night whose only batch is not ready passes without it; the batch begins in its second closing night."""
    steps = procedure(*PREPARED[:3], ("sync_mailboxes", {"duration": "161996 s"}), *OF_2016[4:])
    outcome = play(engine, scenario(steps, kinds=(), campaign__sync_slots=1), {})
    # The second tenant is ready at 323 998 s = 89:59:58: Thursday's night opens at 94 h.
    assert column(outcome, "started_at") == [OPENS, 94 * HOUR]
    assert column(outcome, "night") == [1, 3]
    assert outcome.totals["nights"] == 3


def test_campaign_steps_run_over_all_tenants_one_after_the_other(engine: Engine) -> None:
    """One operator takes each campaign step over every tenant before the next step, round the clock from 0."""
    steps = procedure(
        ("provision", {"scope": "campaign", "duration": "10 h"}),
        ("build_address_lists", {"scope": "campaign", "duration": "13 h"}),
        *OF_2016[2:],
    )
    toy = scenario(
        steps,
        kinds=("outlook_cached",),
        campaign__slots=2,
        clients__asks__outlook_cached=0.0,
        clients__oab_delay="20 s",
        platform__oab_cycle="100 h",
    )
    given = {"oab_delay": always(0.5), "oab_phase": always(0.25)}
    outcome = play(engine, toy, {client(0, 0, "outlook_cached"): (121,)}, **given)
    # Provisioned at 10 and 20 h, lists built at 33 and 46 h; then, side by side, 1 s and 1 s of pre-sync.
    assert column(outcome, "started_at") == [after(2), after(2)]
    # So the book of 25 h holds both tenants, which step by step within each tenant it would not.
    assert row(outcome, 0)["foreign_mailboxes"] == 2


def test_tenants_come_in_the_order_drawn(engine: Engine) -> None:
    """Whose number in the order is least comes first; rows stay by tenant."""
    outcome = play(engine, scenario(kinds=()), {}, order=lambda entities, _: 0.9 - entities / 10)
    assert column(outcome, "tenant") == [0, 1]
    assert column(outcome, "position") == [1, 0]
    assert column(outcome, "started_at") == [after(285), OPENS]


def test_a_tenant_that_halts_before_its_night_is_not_touched_in_it(engine: Engine) -> None:
    """A check before the pre-sync has ended halts a tenant: no night step begins, and nobody is ever cut over."""
    steps = procedure(
        *PREPARED[:3],
        "assign_policy",
        ("verify_isolation", {"retries": 0}),
        "sync_mailboxes",
        "cut_over",
        "switch_routing",
        move="precreated",
    )
    seen = row(play(engine, scenario(steps, kinds=()), {}), 0)
    # provision 1, lists 2, policy 3, assigned 63 s, checked 68 s; the second controller sees it at 78 s.
    assert (seen["status"], seen["finished_at"], seen["isolated_at"]) == (
        "halted",
        after(68, 0),
        after(78, 0),
    )
    assert (seen["started_at"], seen["reachable_at"], seen["window_s"]) == (NEVER, NEVER, 0)
    assert seen["night"] == 1


def test_a_tenant_halted_in_one_run_is_left_alone_by_later_ones(engine: Engine) -> None:
    """A tenant that a check halted gets no step of batch scope afterwards, and costs its batch no time."""
    late = [(verb, {"scope": "batch"}) for verb in ("generate_oab", "decommission")]
    steps = drawn(procedure(*OF_2016[:7], ("verify_isolation", {"retries": 0}), *late), "verify_isolation")
    given = {**MEDIAN, "mailboxes": mailboxes_of(2, 5), "duration/verify_isolation/0": always(0.5)}
    outcome = play(engine, scenario(steps, kinds=(), campaign__batch=2, **SIZED), {}, **given)
    # Tenant 0: assigned 180, checked 1 + 3 * 2 = 7 s later, before the second controller has seen it.
    # Tenant 1: from 187 on assigned 367, checked 1 + 3 * 5 = 16 s later; generated 443, decommissioned 473.
    assert [row(outcome, t)["status"] for t in (0, 1)] == ["halted", "done"]
    assert column(outcome, "finished_at") == [after(187), after(473)]


def test_mailboxes_are_written_one_after_the_other_to_the_microsecond(engine: Engine) -> None:
    """Mailbox k of n is written ceil(duration * k / n) after the step began: the first of three at 33.333334 s."""
    steps = procedure(*OF_2016[:6], ("assign_policy", {"duration": "100 s"}), *OF_2016[7:])
    toy = scenario(steps, clients__retries=0, **SIZED)
    for comes, is_wide in ((153.333333, True), (153.333334, False)):
        outcome = play(engine, toy, {client(0, 0, "outlook_online"): (comes,)}, mailboxes=mailboxes_of(3, 2))
        assert (row(outcome, 0)["connected_at"] == after(comes)) == is_wide
        assert row(outcome, 0)["isolated_at"] == after(235)
