"""Batches, nights and steps that fail: who works on whom, and when."""

import numpy as np

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.units import HOUR
from tests.toys import OF_2016, OPENS, PREPARED, after, always, client, play, procedure, row, scenario


def test_a_step_of_batch_scope_is_a_barrier(engine: Engine) -> None:
    """Each step runs over the whole batch before the next one: both tenants are open while the other is worked on."""
    late = [(verb, {"scope": "batch"}) for verb in ("cut_over", "switch_routing", "assign_policy")]
    steps = procedure(*PREPARED, *late, "wait_replication", "generate_oab", "decommission")
    outcome = play(engine, scenario(steps, campaign__batch=2), {})
    first, second = row(outcome, 0), row(outcome, 1)
    # cut_over 0-100, 100-200; routed 220, 240; assigned 300, 360 and seen 15 s later.
    assert (first["reachable_at"], second["reachable_at"]) == (after(220), after(240))
    assert (first["isolated_at"], second["isolated_at"]) == (after(315), after(375))
    # From 360 on tenant by tenant; the first has waited long enough, so its wait takes a microsecond.
    assert first["finished_at"] == after(450) + 1
    assert second["finished_at"] == after(540) + 2
    assert (first["batch"], second["batch"]) == (0, 0)


def test_a_check_reads_again_after_the_retry_delay(engine: Engine) -> None:
    """A check that comes too early for the second controller passes at its next attempt."""
    steps = procedure(*OF_2016[:7], "verify_isolation", "decommission")
    outcome = play(engine, scenario(steps), {})
    # Assigned 180, seen 195; checked at 185 (no), and at 185 + 30 + 5 = 220.
    assert row(outcome, 0)["finished_at"] == after(250)
    assert row(outcome, 0)["status"] == "done"


def gated_hastily(**check: object) -> dict[str, object]:
    """A gate that waits for a check, and a check that waits for nothing."""
    return procedure(
        *PREPARED,
        "close_gate",
        "cut_over",
        "switch_routing",
        "assign_policy",
        ("verify_isolation", {"retries": 0, **check}),
        "open_gate",
        "decommission",
    )


def test_a_halted_tenant_is_mended_when_it_is_found(engine: Engine) -> None:
    """A failed check halts the tenant behind its gate, and its slot goes on; 10 h later the gate opens."""
    outcome = play(engine, scenario(gated_hastily()), {client(0, 0, "outlook_online"): (300, 20 * 3600)})
    seen = row(outcome, 0)
    # close_gate 0-10, cut_over 110, routed 130, assigned 190, checked 195: the second controller sees it at 205.
    assert (seen["status"], seen["finished_at"]) == ("halted", after(195))
    assert seen["isolated_at"] == after(205)
    assert seen["reachable_at"] == after(195) + 10 * HOUR
    # Refused at 300 and, every 5 min or so, three times more.
    assert (seen["refused"], seen["connected_at"]) == (4, NEVER)
    assert row(outcome, 1)["started_at"] == after(195)


def test_a_check_whose_failure_is_skipped_is_no_check(engine: Engine) -> None:
    """Skipped, the gate opens on a tenant that one controller has not seen: a window of 4 s."""
    outcome = play(engine, scenario(gated_hastily(on_fail="skip", duration="1 s")), {})
    seen = row(outcome, 0)
    # Checked at 191, gate open at 201, isolated at 205.
    assert (seen["status"], seen["window_s"]) == ("skipped", 4_000_000)


def test_what_a_night_has_not_started_runs_in_closing_nights_of_its_own(engine: Engine) -> None:
    """Steps slower than planned leave batches over; each planned night has its own closing nights after the last."""
    steps = procedure(*PREPARED, *OF_2016[4:])
    drawn = [
        {k: v for k, v in s.items() if s["verb"] != "cut_over" or k != "duration"} for s in steps["steps"]
    ]
    toy = scenario({**steps, "steps": drawn}, population__tenants=100, kinds=())
    # Median night: 120 + 20 + 60 + 15 + 3 s of waiting at the most, 60 + 30: 305 s or so, 0.6 * 7 h hold 49 of them.
    # Drawn: 120 s * exp(0.8 * 3) = 1323 s, so about 1508 s a tenant: 17 start between 22:00 and 05:00.
    three_sigma = 0.9986501019683699
    outcome = play(engine, toy, {}, duration=always(0.5), **{"duration/cut_over/0": always(three_sigma)})
    nights, counts = np.unique(outcome.columns["night"], return_counts=True)
    assert dict(zip(nights.tolist(), counts.tolist(), strict=True)) == {
        1: 17,
        2: 17,
        3: 2,
        4: 17,
        5: 17,
        7: 15,
        8: 15,
    }
    assert outcome.totals["nights"] == 7
    assert row(outcome, 0)["started_at"] == OPENS


def test_nothing_happens_after_the_horizon(engine: Engine) -> None:
    """A client planned before the horizon was known does not come once it has passed."""
    slow = procedure(*OF_2016[:6], ("assign_policy", {"duration": "1 s"}))
    steps = {**slow, "steps": [s for s in slow["steps"] if s["verb"] != "assign_policy"]}
    visits = {client(0, 0, "outlook_online"): (3_600.0,)}
    followed = play(engine, scenario(steps), visits)
    cut = play(engine, scenario(steps, clients__horizon="30 min"), visits)
    assert row(followed, 0)["connected_at"] == after(3_600)
    assert row(cut, 0)["connected_at"] == NEVER
    assert row(cut, 0)["window_s"] == 30 * 60 * 1_000_000
