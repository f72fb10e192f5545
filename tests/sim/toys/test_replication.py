"""Controllers: who sees a policy when, by rank, and what mending writes everywhere at once."""

import pytest

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.units import SECOND
from tests.toys import OF_2016, PREPARED, after, always, client, drawn, play, procedure, row, scenario, shocks


@pytest.mark.parametrize(
    ("comes", "u", "is_wide"),
    [
        # Mailbox 0 is written at 150; the writer's first partner sees it at 165, the second at 168.
        (149.999999, 0.3, True),  # of three controllers 0.3 is the writer
        (150, 0.3, False),
        (164.999999, 0.34, True),  # the first partner
        (165, 0.66, False),
        (167.999999, 0.67, True),  # the second
        (168, 0.99, False),
    ],
)
def test_each_partner_sees_a_write_a_step_later(
    engine: Engine, comes: float, u: float, is_wide: bool
) -> None:
    """The controller of rank r sees it lag_first + r lag_step after the writer; which one answers is drawn."""
    toy = scenario(platform__controllers=3, platform__lag_step="3 s")
    outcome = play(engine, toy, {client(0, 0, "outlook_online"): (comes,)}, controller=always(u))
    seen = row(outcome, 0)
    assert (seen["connected_at"] == after(comes)) == is_wide
    # Mailbox 1 is written at 180, so the wait ends at 198; generated 258, decommissioned 288.
    assert (seen["isolated_at"], seen["finished_at"]) == (after(198), after(288))


def test_every_hop_may_add_to_a_lag(engine: Engine) -> None:
    """Up to four controllers there is one hop, an exponential: at u = 1/e its mean."""
    toy = scenario(platform__lag_hop="3 s")
    seen = row(play(engine, toy, {}, **{"lag_hop/assign_policy/0": always(0.36787944117144233)}), 0)
    assert seen["isolated_at"] == after(180 + 15 + 3)


def test_one_controller_sees_all_at_once(engine: Engine) -> None:
    """Alone, the writer ends the wait a microsecond after it began."""
    seen = row(play(engine, scenario(platform__controllers=1), {}), 0)
    assert (seen["isolated_at"], seen["finished_at"]) == (after(180), after(270) + 1)


def test_mending_overtakes_what_is_on_its_way(engine: Engine) -> None:
    """Found 5 s after it halted, a tenant is isolated everywhere and open at once: the older write comes too late."""
    # Assigned 190, checked 195, too early for the second controller, which would see it at 205; mended at 200.
    steps = procedure(
        *PREPARED,
        "close_gate",
        "cut_over",
        "switch_routing",
        "assign_policy",
        ("verify_isolation", {"retries": 0}),
        "open_gate",
    )
    toy = scenario(steps, faults__found_after="5 s", clients__retries=0)
    outcome = play(engine, toy, {client(0, 0, "outlook_online"): (199.999999, 200)}, controller=always(0.9))
    seen = row(outcome, 0)
    assert (seen["isolated_at"], seen["reachable_at"]) == (after(200), after(200))
    # The try before it is refused; the one at its very instant is served, and isolated.
    assert (seen["refused"], seen["connected_at"], seen["window_s"]) == (1, NEVER, 0)


def test_a_gate_closed_too_late_leaves_the_window_before_it(engine: Engine) -> None:
    """Window and downtime are totals over all their parts."""
    steps = procedure(
        *PREPARED,
        "cut_over",
        "switch_routing",
        "close_gate",
        "assign_policy",
        "wait_replication",
        "open_gate",
        "decommission",
    )
    seen = row(play(engine, scenario(steps, kinds=()), {}), 0)
    # Refused 0-120, open 120-130, refused until the gate opens at 130 + 60 + 15 + 10 = 215; finished 245.
    assert seen["window_s"] == 10 * SECOND
    assert seen["downtime_s"] == (120 + 85) * SECOND
    assert (seen["reachable_at"], seen["isolated_at"], seen["finished_at"]) == (
        after(120),
        after(205),
        after(245),
    )


def test_further_attempts_of_a_check_are_drawn_anew(engine: Engine) -> None:
    """Each attempt has a duration of its own; all of a step's are slowed by the shock at its beginning."""
    steps = drawn(procedure(*OF_2016[:7], "verify_isolation", "decommission"), "verify_isolation")
    toy = scenario(
        steps,
        kinds=(),
        platform__lag_first="100 s",
        campaign__night_shock=1.0,
        steps__verify_isolation={"base": "10 s", "mailbox": "0 s", "sigma": 0.0},
    )
    # Assigned 180, seen 280. Attempts of 20 s at factor 2, 30 s between: 200, 250, 300.
    given = {"duration/verify_isolation/0": always(0.5), "night_shock": shocks(2)}
    seen = row(play(engine, toy, {}, **given), 0)
    assert (seen["status"], seen["finished_at"]) == ("done", after(330))


def test_a_given_window_is_exact_and_knows_no_shock(engine: Engine) -> None:
    """The scenario's window replaces the length of assign_policy, whatever the night."""
    steps = drawn(procedure(*OF_2016), "assign_policy")
    toy = scenario(steps, kinds=(), window="2 min", campaign__night_shock=1.0)
    seen = row(play(engine, toy, {}, night_shock=shocks(2)), 0)
    # assign_policy 120-240, seen 255, generated 315, decommissioned 345.
    assert (seen["isolated_at"], seen["finished_at"], seen["window_s"]) == (
        after(255),
        after(345),
        135 * SECOND,
    )


def test_a_step_of_no_length_lasts_a_microsecond(engine: Engine) -> None:
    """No effect falls on the instant that caused it."""
    steps = procedure(*OF_2016[:5], ("switch_routing", {"duration": "0 s"}), *OF_2016[6:])
    assert row(play(engine, scenario(steps, kinds=()), {}), 0)["reachable_at"] == after(100) + 1
