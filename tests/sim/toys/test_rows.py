"""Rows column by column: downtime, dawn, horizon, waits, checks, and when nothing more can be seen."""

import pytest

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.units import HOUR, SECOND
from tests.toys import OF_2016, PREPARED, after, always, client, play, procedure, row, scenario


def test_downtime_ends_with_the_procedure(engine: Engine) -> None:
    """A tenant halted behind its gate is refused until it is mended; its downtime counts to its finish alone."""
    # close_gate 0-10, cut_over 110, routed 130, assigned 190, checked 195, too early: halted there.
    steps = procedure(
        *PREPARED,
        "close_gate",
        "cut_over",
        "switch_routing",
        "assign_policy",
        ("verify_isolation", {"retries": 0}),
        "open_gate",
    )
    seen = row(play(engine, scenario(steps, kinds=()), {}), 0)
    assert (seen["status"], seen["finished_at"]) == ("halted", after(195))
    assert seen["downtime_s"] == 185 * SECOND
    assert seen["reachable_at"] == after(195) + 10 * HOUR


@pytest.mark.parametrize(("comes", "refused"), [((700, 794.999999), 2), ((700, 795), 1), ((9.999999, 10), 1)])
def test_refusals_count_from_the_anchor_to_the_horizon(
    engine: Engine, comes: tuple[float, ...], refused: int
) -> None:
    """A tenant that nobody mends is refused for good; what counts ends a horizon after its finish at 195."""
    steps = procedure(
        *PREPARED,
        "close_gate",
        "cut_over",
        "switch_routing",
        "assign_policy",
        ("verify_isolation", {"retries": 0}),
        "open_gate",
    )
    toy = scenario(steps, clients__retries=0, clients__horizon="10 min", faults__found_after="never")
    seen = row(play(engine, toy, {client(0, 0, "outlook_online"): comes}), 0)
    assert (seen["refused"], seen["reachable_at"]) == (refused, NEVER)
    # Isolated everywhere since 205 all the same.
    assert seen["isolated_at"] == after(205)


@pytest.mark.parametrize(
    ("lasts", "is_open"),
    [
        # Reachable at 120, isolated 15 s after assign_policy has ended; the night closes at 28 800 s.
        ("28665 s", 0),
        ("28665.000001 s", 1),
    ],
)
def test_a_window_that_ends_at_dawn_is_not_open_then(engine: Engine, lasts: str, is_open: int) -> None:
    """A window is open at dawn if the night closes within it, its end excluded."""
    steps = procedure(*OF_2016[:6], ("assign_policy", {"duration": lasts}), *OF_2016[7:])
    outcome = play(engine, scenario(steps, kinds=()), {})
    assert row(outcome, 0)["open_at_dawn"] == is_open
    # The other tenant has a night of its own, of the same length.
    assert outcome.totals["open_at_dawn"] == 2 * is_open


@pytest.mark.parametrize(("routes", "is_open"), [("28700 s", 1), ("28700.000001 s", 0)])
def test_a_window_that_begins_at_dawn_is_open_then(engine: Engine, routes: str, is_open: int) -> None:
    """Its beginning is included: cut over at 100, routed at 28 800, the very instant."""
    steps = procedure(*OF_2016[:5], ("switch_routing", {"duration": routes}), *OF_2016[6:])
    assert row(play(engine, scenario(steps, kinds=()), {}), 0)["open_at_dawn"] == is_open


def test_a_wait_with_a_duration_waits_that_long_and_no_longer(engine: Engine) -> None:
    """Five seconds after the last write the procedure goes on, though the second controller needs fifteen."""
    steps = procedure(*OF_2016[:7], ("wait_replication", {"duration": "5 s"}), *OF_2016[8:])
    seen = row(play(engine, scenario(steps), {}), 0)
    # Assigned 180, waited 185, generated 245, decommissioned 275; isolated at 195.
    assert (seen["finished_at"], seen["isolated_at"], seen["window_s"]) == (
        after(275),
        after(195),
        75 * SECOND,
    )


@pytest.mark.parametrize(("retries", "halts"), [(0, 185), (1, 220), (2, 255)])
def test_a_check_reads_so_often_and_not_once_more(engine: Engine, retries: int, halts: float) -> None:
    """A check that never passes halts after its last attempt: 5 s each, 30 s between."""
    steps = procedure(*OF_2016[:7], ("verify_isolation", {"retries": retries}), "decommission")
    # Assigned at 180; the second controller needs 100 s, so until 280.
    seen = row(play(engine, scenario(steps, platform__lag_first="100 s"), {}), 0)
    assert (seen["status"], seen["finished_at"]) == ("halted", after(halts))
    assert seen["isolated_at"] == after(280)


@pytest.mark.parametrize(
    ("comes", "controller", "connected", "cause"),
    [
        (249, 0.9, True, "not_replicated"),  # asks at 279: the controller sees mailbox 0 at 250
        (249, 0.0, False, "none"),  # the writer holds the policy since 150
        (250, 0.9, False, "none"),
    ],
)
def test_a_tenant_is_watched_until_every_controller_has_seen_it(
    engine: Engine, comes: float, controller: float, connected: bool, cause: str
) -> None:
    """The procedure has ended at 210; a controller that is 100 s behind still shows strangers after it."""
    steps = procedure(*OF_2016[:7], "decommission")
    toy = scenario(steps, platform__lag_first="100 s", clients__ask_delay__outlook_online="0.5 s")
    outcome = play(engine, toy, {client(0, 0, "outlook_online"): (comes,)}, controller=always(controller))
    seen = row(outcome, 0)
    assert seen["finished_at"] == after(210)
    assert (seen["connected_at"] == after(comes), seen["cause"]) == (connected, cause)


def test_a_policy_before_the_cut_over_leaves_no_window(engine: Engine) -> None:
    """On mailboxes made ahead the policy stands before anybody can come: nobody connects wide, ever."""
    steps = procedure(
        *PREPARED, "assign_policy", "wait_replication", "cut_over", "switch_routing", move="precreated"
    )
    # Assigned 60, seen 75, cut over 175, routed 195. The anchor is at 75, so a logon at 120 s after it is served.
    seen = row(
        play(engine, scenario(steps), {client(0, 0, "outlook_online"): (120,)}, controller=always(0.9)), 0
    )
    assert (seen["isolated_at"], seen["reachable_at"], seen["window_s"]) == (after(75), after(195), 0)
    assert (seen["connected_at"], seen["exposed_at"], seen["refused"]) == (NEVER, NEVER, 0)
    assert seen["downtime_s"] == 120 * SECOND


@pytest.mark.parametrize(("online", "owa"), [(0, 1), (1, 0)])
def test_the_first_answer_is_the_row_s(engine: Engine, online: int, owa: int) -> None:
    """Of two clients the one that is answered first gives channel and cause, though it came second."""
    toy = scenario(
        kinds=("outlook_online", "owa"),
        clients__ask_delay__outlook_online="50 s",
        clients__ask_delay__owa="10 s",
    )
    outcome = play(engine, toy, {client(0, online, "outlook_online"): (121,), client(0, owa, "owa"): (125,)})
    seen = row(outcome, 0)
    assert (seen["connected_at"], seen["exposed_at"]) == (after(121), after(135))
    assert (seen["channel"], seen["cause"]) == ("owa", "not_assigned")
