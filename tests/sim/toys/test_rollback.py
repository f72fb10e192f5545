"""Rolling back: what was done is undone, last step first, each as long as its step, without faults or pause.

Unless a toy says otherwise generate_oab fails for tenant 0, once, and it has gone 0-100 through cut_over,
100-120 switch_routing, 120-180 assign_policy (mailbox 0 at 150, mailbox 1 at 180), seen by the second controller
15 s later, so the wait ends at 195, and the attempt at 255. Then: the wait 1 us; the policies, mailbox 0 removed
at 285 and mailbox 1 at 315; routing back at 335; the cut-over undone at 435; what prepared it 4 times 1 us, but
the recipients 1 s.
"""

from typing import Any

import numpy as np

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.outcome import Outcome
from sim.streams import Floats, GivenUniforms, Ints
from tests.toys import (
    OF_2016,
    PREPARED,
    after,
    always,
    client,
    drawn,
    given_by,
    play,
    procedure,
    row,
    scenario,
    shocks,
)

ALMOST_NEVER = 1e-9
BACK = ("generate_oab", {"on_fail": "rollback", "retries": 0})
REGRETTED = (*OF_2016[:8], BACK, "decommission")
US = 1e-6


def of(tenant: int) -> GivenUniforms:
    """One tenant is struck."""

    def uniforms(entities: Ints, attempt: int) -> Floats:
        return np.where(entities == tenant, 0.0, 1.0)

    return uniforms


def played(
    engine: Engine, *verbs: Any, fails: str = "generate_oab", visits: Any = (), **changes: Any
) -> Outcome:
    """A toy in which a step fails for tenant 0, and a client of its second mailbox comes at some instants."""
    given = {key: changes.pop(key) for key in list(changes) if callable(changes[key])}
    keys = changes.pop("keys", {})
    toy = scenario(
        procedure(*(verbs or REGRETTED), **keys),
        **{"clients__retries": 0, "faults__hard": {fails: ALMOST_NEVER}, **changes},
    )
    who = {client(0, 1, changes.get("kinds", ("outlook_online",))[0]): visits}
    return play(engine, toy, who, **{f"hard/{fails}/0": of(0), **given})


def test_steps_are_undone_last_first_each_as_long_as_it_took(engine: Engine) -> None:
    """Open 120-195, and again from the first removal at 285 until its clients are sent back at 335."""
    outcome = played(engine)
    seen = row(outcome, 0)
    assert (seen["status"], seen["finished_at"]) == ("rolled_back", after(436 + 4 * US))
    assert outcome.totals["backed_out"] == 1
    assert (seen["reachable_at"], seen["isolated_at"]) == (after(120), NEVER)
    assert seen["window_s"] == 75_000_000 + 49_999_999 + 1
    # Refused 0-120, and 335-435 while it was hosted without being routed.
    assert seen["downtime_s"] == 220_000_000


def test_backing_out_may_itself_leak(engine: Engine) -> None:
    """Nobody came while it was moved; who comes at 320 finds the policy gone, and asks at 330 in a short session."""
    seen = row(played(engine, visits=(300.0, 320.0), clients__ask_delay__outlook_online="10 s"), 0)
    # At 300 mailbox 1 still held its policy.
    assert (seen["connected_at"], seen["exposed_at"]) == (after(320), after(330))
    assert seen["cause"] == "not_assigned"


def test_a_removal_replicates_with_lags_of_its_own(engine: Engine) -> None:
    """The second controller sees the removal of 315 at 330, or 2 s late: until then it serves the mailbox narrow."""
    visits = (325.0, 331.0, 333.0)
    seen = row(played(engine, visits=visits, controller=always(0.9)), 0)
    assert seen["connected_at"] == after(331)
    assert row(played(engine, visits=visits), 0)["connected_at"] == after(325)
    # Of what is late up to 15 min the policy itself is not.
    late: dict[str, Any] = {
        "lag_fault/assign_policy/0": always(1.0),
        "lag_fault/undo/assign_policy/0": always(0.0),
        "lag_late/undo/assign_policy/0": always((2 + US / 2) / 900),
    }
    outcome = played(engine, visits=visits, platform__lag_fault=ALMOST_NEVER, controller=always(0.9), **late)
    assert row(outcome, 0)["connected_at"] == after(333)


def test_an_undone_cut_over_ends_the_sessions_of_the_target(engine: Engine) -> None:
    """A wide session of 330 asks at 434; it would have asked at 440, but the cut-over was undone at 435."""
    asks = row(played(engine, visits=(330.0,), clients__ask_delay__outlook_online="104 s"), 0)
    lost = row(played(engine, visits=(330.0,), clients__ask_delay__outlook_online="110 s"), 0)
    assert (asks["asked_at"], asks["cause"]) == (after(434), "not_assigned")
    assert (lost["connected_at"], lost["asked_at"]) == (after(330), NEVER)


def test_an_undone_cut_over_cuts_downloads(engine: Engine) -> None:
    """A book begun 100 s after the logon takes 4 s: one of 430.5 arrives at 434.5, one of 431.5 never does."""
    books: dict[str, Any] = {
        "kinds": ("outlook_cached",),
        "clients__asks__outlook_cached": 0.0,
        "clients__oab_delay": "200 s",
        "oab_delay": always(0.5),
    }
    arrives = row(played(engine, visits=(330.5,), **books), 0)
    lost = row(played(engine, visits=(331.5,), **books), 0)
    assert (arrives["asked_at"], arrives["exposed_at"]) == (after(430.5 + US), after(434.5 + US))
    assert (lost["asked_at"], lost["exposed_at"]) == (after(431.5 + US), NEVER)


def test_an_undone_cut_over_cuts_due_downloads(engine: Engine) -> None:
    """A logon of its own, 10 s after the first, for a book of 104 entries: the one of 331.5 never arrives."""
    books: dict[str, Any] = {
        "kinds": ("outlook_cached",),
        "clients__asks__outlook_cached": 0.0,
        "clients__oab_after_move": "when_due",
        "population__residents": 50,
        "oab_delay": always((10 + US / 2) / 86_400),
    }
    arrives = row(played(engine, visits=(320.5,), **books), 0)
    lost = row(played(engine, visits=(321.5,), **books), 0)
    assert (arrives["connected_at"], arrives["exposed_at"]) == (after(320.5), after(434.5 + US))
    assert (lost["connected_at"], lost["exposed_at"]) == (after(321.5), NEVER)


def test_afterwards_the_source_serves_and_reveals_nothing(engine: Engine) -> None:
    """Refused at 400, between routing and cut-over; served at 450 and later by the source."""
    seen = row(played(engine, visits=(400.0, 450.0, 5000.0)), 0)
    assert (seen["refused"], seen["connected_at"], seen["exposed_at"]) == (1, NEVER, NEVER)


def test_recipients_leave_the_lists_with_the_undone_provision(engine: Engine) -> None:
    """Tenant 1 goes on at 436, is open from 556 and asks at 590: tenant 0's two mailboxes are not there any more."""
    visits = {client(1, 0, "outlook_online"): (124.0,)}
    toy = scenario(procedure(*REGRETTED), clients__retries=0, faults__hard={"generate_oab": ALMOST_NEVER})
    outcome = play(engine, toy, visits, **{"hard/generate_oab/0": of(0)})
    seen = row(outcome, 1)
    assert (seen["connected_at"], seen["exposed_at"]) == (after(560 + 4 * US), NEVER)
    # Its address lists were not taken away, and their names are shown.
    assert (seen["tenants_named"], outcome.unions.tenants_disclosed) == (1, 0)


def test_who_was_seen_before_leaving_counts_as_disclosed(engine: Engine) -> None:
    """Tenant 1's client asks at 155, on a slot of its own, and again at 530: tenant 0 left at 436."""
    visits = {client(1, 0, "outlook_online"): (125.0, 500.0)}
    toy = scenario(
        procedure(*REGRETTED),
        clients__retries=0,
        campaign__slots=2,
        faults__hard={"generate_oab": ALMOST_NEVER},
    )
    outcome = play(engine, toy, visits, **{"hard/generate_oab/0": of(0)})
    assert (row(outcome, 1)["exposed_at"], row(outcome, 1)["foreign_mailboxes"]) == (after(155), 2)
    assert (outcome.unions.people_disclosed, outcome.unions.tenants_disclosed) == (2, 1)


def test_who_left_is_not_disclosed_by_a_list_of_another_pod(engine: Engine) -> None:
    """Tenants 0, 2, 4 in one pod, 1 and 3 in another; 0 and 1 begin together, and 0 leaves at 436.

    1's client asks at 155, and sees 3; 2, whose turn comes at 285, is asked at 440, and sees 4.
    """
    visits = {client(tenant, 0, "outlook_online"): (125.0,) for tenant in (1, 2)}
    toy = scenario(
        procedure(*REGRETTED),
        population__tenants=5,
        population__pods=2,
        clients__retries=0,
        campaign__slots=2,
        faults__hard={"generate_oab": ALMOST_NEVER},
    )
    outcome = play(engine, toy, visits, **{"hard/generate_oab/0": of(0)})
    assert [row(outcome, tenant)["exposed_at"] for tenant in (1, 2)] == [after(155), after(440)]
    assert (outcome.unions.people_disclosed, outcome.unions.tenants_disclosed) == (4, 2)


def test_who_left_before_anybody_was_served_is_in_no_list(engine: Engine) -> None:
    """Tenant 0 is rolled back in the pre-sync, a day before tenant 1 is open, whose client finds itself alone."""
    verbs = (*OF_2016[:3], ("sync_mailboxes", {"on_fail": "rollback", "retries": 0}), *OF_2016[4:])
    toy = scenario(procedure(*verbs), clients__retries=0, faults__hard={"sync_mailboxes": ALMOST_NEVER})
    visits = {client(1, 0, "outlook_online"): (130.0,)}
    outcome = play(engine, toy, visits, **{"hard/sync_mailboxes/0": of(0)})
    assert row(outcome, 0)["status"] == "rolled_back"
    assert (row(outcome, 1)["asked_at"], row(outcome, 1)["exposed_at"]) == (after(160), NEVER)


def test_what_was_decommissioned_halts_instead(engine: Engine) -> None:
    """The source is gone: a step that fails after decommission leaves the tenant where it is."""
    verbs = (*OF_2016[:8], "decommission", BACK)
    outcome = played(engine, *verbs)
    seen = row(outcome, 0)
    assert outcome.totals["backed_out"] == 0
    # decommission 195-225, the attempt 225-285.
    assert (seen["status"], seen["finished_at"], seen["isolated_at"]) == ("halted", after(285), after(195))


def test_a_step_that_lacks_something_rolls_back_at_once(engine: Engine) -> None:
    """The policy was never made: assign_policy is refused at 120, without retry, and routing goes back at 140."""
    verbs = (
        "provision",
        "build_address_lists",
        ("create_policy", {"on_fail": "skip", "retries": 0}),
        "sync_mailboxes",
        "cut_over",
        "switch_routing",
        ("assign_policy", {"on_fail": "rollback"}),
    )
    seen = row(played(engine, *verbs, fails="create_policy", visits=(130.0,)), 0)
    assert (seen["status"], seen["finished_at"]) == ("rolled_back", after(241 + 3 * US))
    assert (seen["window_s"], seen["exposed_at"], seen["cause"]) == (20_000_000, after(160), "not_assigned")


def test_gates_are_undone_too(engine: Engine) -> None:
    """A gate that was closed and opened is closed again and opened last."""
    verbs = (
        *PREPARED,
        "close_gate",
        "cut_over",
        "switch_routing",
        "assign_policy",
        "open_gate",
        ("decommission", {"on_fail": "rollback", "retries": 0}),
    )
    outcome = played(engine, *verbs, fails="decommission", visits=(215.0, 235.0, 305.0, 395.0, 425.0, 435.0))
    seen = row(outcome, 0)
    # Gate 0-10, cut-over 10-110, routing 110-130, policies 130-190, gate open 200, decommission fails 200-230.
    # Closed again at 240, policies gone by 300, routing back 320, cut-over undone 420, the gate opens at 430.
    assert (seen["reachable_at"], seen["finished_at"]) == (after(200), after(431 + 3 * US))
    # Locked 10-110 and gated 10-200; then gated 240-430.
    assert seen["downtime_s"] == 380_000_000
    # Open on the second controller until it has seen the last policy: 200-205.
    assert (seen["window_s"], seen["refused"]) == (5_000_000, 3)


def test_a_gate_on_a_timer_is_opened_by_the_rollback(engine: Engine) -> None:
    """The timer would open it at 610; closing it is undone at 240, and the timer finds it open."""
    verbs = (
        *PREPARED,
        "close_gate",
        "cut_over",
        ("switch_routing", {"on_fail": "rollback", "retries": 0}),
        ("open_gate", {"on": "timer", "after": "10 min"}),
    )
    seen = row(played(engine, *verbs, fails="switch_routing", visits=(290.0, 305.0)), 0)
    # Cut-over 10-110, routing fails 110-130, cut-over undone 230, gate open 240.
    assert (seen["finished_at"], seen["downtime_s"]) == (after(241 + 3 * US), 230_000_000)
    assert (seen["refused"], seen["reachable_at"]) == (0, NEVER)


def test_what_was_unhidden_is_hidden_again(engine: Engine) -> None:
    """Both tenants show from 150 on; tenant 0 fails at 160, and is hidden again at 190."""
    verbs = (
        ("provision", {"hidden": True}),
        *PREPARED[1:],
        "cut_over",
        "switch_routing",
        ("unhide", {"duration": "30 s"}),
        ("manual", {"duration": "10 s", "on_fail": "rollback", "retries": 0}),
    )
    toy = scenario(
        procedure(*verbs), clients__retries=0, campaign__slots=2, faults__hard={"manual": ALMOST_NEVER}
    )
    for asks, exposed in ((189.0, after(189)), (190.0, NEVER)):
        visits = {client(1, 0, "outlook_online"): (asks - 30.0,)}
        outcome = play(engine, toy, visits, **{"hard/manual/0": of(0)})
        assert row(outcome, 1)["exposed_at"] == exposed


def test_dawn_does_not_stop_a_rollback(engine: Engine) -> None:
    """The night closes at 22:05, while tenant 0 goes back; its row is that of a night without dawn."""
    short = {"campaign__opens": "22:00", "campaign__last_start": "22:05", "campaign__closes": "22:05"}
    seen = row(played(engine, **short, campaign__at_dawn="pause", campaign__tenants_per_night=1), 0)
    assert (seen["status"], seen["finished_at"]) == ("rolled_back", after(436 + 4 * US))


def test_nothing_befalls_what_is_undone(engine: Engine) -> None:
    """The cut-over's first attempt fails 0-100, the second succeeds 130-230; undoing it takes 100 s all the same."""
    given: dict[str, Any] = {
        "transient/cut_over/0": lambda e, attempt: np.where((e == 0) & (attempt == 0), 0.0, 1.0)
    }
    seen = row(played(engine, faults__transient=ALMOST_NEVER, **given), 0)
    assert (seen["status"], seen["finished_at"]) == ("rolled_back", after(436 + 130 + 4 * US))


def test_what_is_drawn_is_undone_under_the_shock_of_the_step_that_failed(engine: Engine) -> None:
    """It began under factor 3, and failed when the next night, of factor 2, had opened.

    Cut-over 0-300, routing 300-320, generate_oab a day; then routing 20 s, the cut-over 300 s, recipients 1 s.
    """
    verbs = (
        *PREPARED,
        "cut_over",
        "switch_routing",
        ("generate_oab", {"duration": "24 h", "on_fail": "rollback", "retries": 0}),
    )
    toy = scenario(
        drawn(procedure(*verbs), "cut_over"),
        kinds=(),
        steps__cut_over={"base": "100 s", "mailbox": "0 s", "sigma": 1.0},
        faults__hard={"generate_oab": ALMOST_NEVER},
        campaign__night_shock=1.0,
    )
    outcome = play(
        engine,
        toy,
        {},
        night_shock=shocks(3, 2),
        **{"duration/cut_over/0": always(0.5), "hard/generate_oab/0": of(0)},
    )
    assert row(outcome, 1)["night"] == 2
    assert row(outcome, 0)["finished_at"] == after(86_720 + 20 + 300 + 1 + 3 * US)


def test_a_loop_over_mailboxes_is_undone_backwards(engine: Engine) -> None:
    """Mailbox 0: cut-over 20-120, policy 120-180; mailbox 1: cut-over 180-280, its policy fails 280-340."""
    verbs = (
        *PREPARED,
        "switch_routing",
        ("cut_over", {"scope": "mailbox"}),
        ("assign_policy", {"scope": "mailbox", "on_fail": "rollback", "retries": 0}),
    )
    toy = scenario(procedure(*verbs), clients__retries=0, faults__hard={"assign_policy": ALMOST_NEVER})
    # The second of all mailboxes, which are drawn for in one go.
    second = {"mailbox_hard/assign_policy/0": lambda e, _: np.where(np.arange(e.size) == 1, 0.0, 1.0)}
    visits = {client(0, 0, "outlook_online"): (495.0, 510.0), client(0, 1, "outlook_online"): (430.0, 445.0)}
    seen = row(play(engine, toy, visits, **second), 0)
    # Mailbox 1 back 440; then mailbox 0's policy removed 500, mailbox 0 back 600; routing 620.
    assert (seen["status"], seen["finished_at"]) == ("rolled_back", after(621 + 3 * US))
    # Mailbox 0 open 120-195; mailbox 1 280-440; mailbox 0 again 500-600.
    assert (seen["window_s"], seen["downtime_s"]) == (75_000_000 + 160_000_000 + 100_000_000, 200_000_000)
    assert (seen["connected_at"], seen["exposed_at"]) == (after(430), after(540))


def test_the_sources_own_book_ends_a_residue(engine: Engine) -> None:
    """A cached client's bad book, fetched in the window, is replaced a day later by the source's."""
    given: dict[str, Any] = {"oab_delay": always(0.0), "order": given_by([0.1, 0.2])}
    outcome = played(
        engine,
        kinds=("outlook_cached",),
        visits=(121.0,),
        clients__oab_delay="10 s",
        **given,
    )
    seen = row(outcome, 0)
    # Both tenants' four mailboxes at 1 s each; the next one, of its own two, a day after the first began.
    assert (seen["exposed_at"], seen["channel"]) == (after(125 + 1 * US), "oab")
    assert seen["residual_until"] == after(121 + 86_400 + 2 + 1 * US)
