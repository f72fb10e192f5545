"""Steps that fail, that only say they did not, consoles that are lost, and a controller out of site."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.outcome import Outcome
from sim.streams import Floats, GivenUniforms, Ints
from sim.units import HOUR
from tests.toys import (
    OF_2016,
    PREPARED,
    after,
    always,
    client,
    given_by,
    play,
    procedure,
    row,
    scenario,
)

ALMOST_NEVER = 1e-9
"""A share so small that only a given uniform is below it."""

# Tenant 0: cut_over 0-100, switch_routing 100-120, assign 120-180 (mailbox 0 at 150, mailbox 1 at 180), seen by
# the second controller 15 s later, so the wait ends at 195; generate_oab 195-255, decommission 255-285.
# Three retries, 30 s between two attempts; who is left behind is found 10 h after its end.


def striking(tenant: int, first: int = 1) -> GivenUniforms:
    """The first attempts of one tenant are struck."""

    def uniforms(entities: Ints, attempt: int) -> Floats:
        return np.where((entities == tenant) & (attempt < first), 0.0, 1.0)

    return uniforms


def played(engine: Engine, faults: dict[str, Any], *verbs: Any, **given: Any) -> Outcome:
    """A toy with faults in which a client of tenant 0's second mailbox comes at the instants ``visits``."""
    visits = {client(0, given.pop("mailbox", 1), "outlook_online"): given.pop("visits", ())}
    changes = {f"faults__{key}": value for key, value in faults.items()}
    toy = scenario(procedure(*(verbs or OF_2016)), clients__retries=0, **changes)
    return play(engine, toy, visits, **given)


def test_a_failed_attempt_takes_its_whole_duration_and_changes_nothing(engine: Engine) -> None:
    """A cut-over 0-100 that fails, and succeeds 130-230; until then nobody logs on."""
    given = {"transient/cut_over/0": striking(0)}
    outcome = played(engine, {"transient": ALMOST_NEVER}, visits=(110,), **given)
    seen = row(outcome, 0)
    # Routed at 250, assigned 310, seen 325, finished 415.
    assert (seen["reachable_at"], seen["isolated_at"]) == (after(250), after(325))
    assert (seen["finished_at"], seen["status"]) == (after(415), "done")
    assert (seen["window_s"], seen["downtime_s"], seen["refused"]) == (75_000_000, 250_000_000, 1)
    assert row(outcome, 1)["finished_at"] == after(415 + 285)


def test_policies_are_written_by_the_attempt_that_succeeds(engine: Engine) -> None:
    """Two attempts 120-180 and 210-270 fail; the third writes mailbox 0 at 330 and mailbox 1 at 360."""
    given = {"transient/assign_policy/0": striking(0, 2)}
    outcome = played(engine, {"transient": ALMOST_NEVER}, visits=(329.9,), mailbox=0, **given)
    seen = row(outcome, 0)
    assert (seen["connected_at"], seen["cause"]) == (after(329.9), "wide_session")
    assert (seen["isolated_at"], seen["window_s"]) == (after(375), 255_000_000)


def test_who_fails_for_good_halts_and_is_mended_when_it_is_found(engine: Engine) -> None:
    """Four attempts of 60 s and three pauses: halted at 450, mended ten hours later."""
    outcome = played(engine, {"hard": {"assign_policy": 1.0}}, visits=(500,))
    seen = row(outcome, 0)
    assert (seen["status"], seen["finished_at"]) == ("halted", after(450))
    assert (seen["exposed_at"], seen["cause"]) == (after(530), "not_assigned")
    assert (seen["isolated_at"], seen["window_s"]) == (after(450) + 10 * HOUR, 330_000_000 + 10 * HOUR)
    assert row(outcome, 1)["started_at"] == after(450)


def test_a_failure_that_is_skipped_leaves_the_step_out(engine: Engine) -> None:
    """The OAB, tried in vain 195-525, is left out; the rest goes on."""
    verbs = (*OF_2016[:8], ("generate_oab", {"on_fail": "skip"}), "decommission")
    seen = row(played(engine, {"hard": {"generate_oab": 1.0}}, *verbs), 0)
    assert (seen["status"], seen["finished_at"]) == ("skipped", after(555))


def test_a_step_has_retries_of_its_own(engine: Engine) -> None:
    """One retry in place of three: 195-255, 285-345."""
    verbs = (*OF_2016[:8], ("generate_oab", {"on_fail": "skip", "retries": 1}), "decommission")
    seen = row(played(engine, {"hard": {"generate_oab": 1.0}}, *verbs), 0)
    assert seen["finished_at"] == after(375)


@pytest.mark.parametrize(("comes", "refused"), [(489.9, 1), (490, 0)])
def test_a_cut_over_that_fails_for_good_unlocks(engine: Engine, comes: float, refused: int) -> None:
    """Locked from 0 to the end of the fourth attempt at 490, then the source serves again."""
    seen = row(played(engine, {"hard": {"cut_over": 1.0}}, visits=(comes,)), 0)
    assert (seen["status"], seen["finished_at"], seen["reachable_at"]) == ("halted", after(490), NEVER)
    assert (seen["refused"], seen["downtime_s"]) == (refused, 490_000_000)


def test_the_chance_of_a_sync_is_each_mailbox_s(engine: Engine) -> None:
    """1 - 0.5 * 0.5 of two mailboxes: tenant 0 fails at u = 0.7, tenant 1 does not at 0.8."""
    given = {"hard/sync_mailboxes/0": given_by([0.7, 0.8])}
    outcome = played(engine, {"hard": {"sync_mailboxes": 0.5}}, **given)
    assert (row(outcome, 0)["status"], row(outcome, 0)["started_at"]) == ("halted", NEVER)
    assert row(outcome, 1)["status"] == "done"


def test_an_attempt_of_a_check_that_fails_reads_nothing(engine: Engine) -> None:
    """A check 195-200 would have passed; its second attempt 230-235 does."""
    verbs = (*OF_2016[:8], "verify_isolation", "decommission")
    given = {"transient/verify_isolation/0": striking(0)}
    seen = row(played(engine, {"transient": ALMOST_NEVER}, *verbs, **given), 0)
    assert (seen["status"], seen["finished_at"]) == ("done", after(265))


def test_a_silent_assignment_is_found_by_the_check(engine: Engine) -> None:
    """Reported at 180 and nothing written: nothing to wait for, and the check 180-185 halts it."""
    verbs = (*OF_2016[:8], ("verify_isolation", {"retries": 0}), "decommission")
    given = {"silent/assign_policy/0": striking(0)}
    seen = row(played(engine, {"silent": ALMOST_NEVER}, *verbs, visits=(180,), **given), 0)
    assert (seen["status"], seen["finished_at"]) == ("halted", after(185) + 1)
    assert (seen["connected_at"], seen["exposed_at"]) == (after(180), after(210))
    assert seen["cause"] == "silent_failure"
    assert seen["isolated_at"] == after(185) + 1 + 10 * HOUR


@pytest.mark.parametrize(("comes", "cause"), [(179.9, "not_assigned"), (180, "silent_failure")])
def test_a_silent_assignment_is_found_much_later(engine: Engine, comes: float, cause: str) -> None:
    """Nobody checks: done at 270 and open for ten hours more."""
    given = {"silent/assign_policy/0": striking(0)}
    seen = row(played(engine, {"silent": ALMOST_NEVER}, visits=(comes,), **given), 0)
    assert (seen["status"], seen["finished_at"]) == ("done", after(270) + 1)
    assert (seen["cause"], seen["isolated_at"]) == (cause, after(270) + 1 + 10 * HOUR)


@pytest.mark.parametrize(("mailbox", "cause"), [(0, "none"), (1, "silent_failure")])
def test_a_silent_failure_may_strike_one_mailbox(engine: Engine, mailbox: int, cause: str) -> None:
    """Of two the second is left out; the first is written at 150, seen everywhere at 165: no wait at 180."""
    given = {"silent/assign_policy/0": striking(0), "silent_mailbox/assign_policy/0": always(0.6)}
    faults = {"silent": ALMOST_NEVER, "silent_scope": "mailbox"}
    seen = row(played(engine, faults, visits=(190,), mailbox=mailbox, **given), 0)
    assert (seen["cause"], seen["finished_at"]) == (cause, after(270) + 1)
    assert (seen["connected_at"] == NEVER) == (mailbox == 0)
    assert seen["isolated_at"] == after(270) + 1 + 10 * HOUR


def test_a_silent_wait_passes_at_once(engine: Engine) -> None:
    """Over at 180, though the second controller sees the policy at 195."""
    given = {"silent/wait_replication/0": striking(0)}
    seen = row(played(engine, {"silent": ALMOST_NEVER}, **given), 0)
    assert (seen["finished_at"], seen["isolated_at"]) == (after(270) + 1, after(195))


def test_a_silent_cut_over_moves_nobody(engine: Engine) -> None:
    """Locked 0-100, then the source serves; what has not been moved is given no policy."""
    given = {"silent/cut_over/0": striking(0)}
    seen = row(played(engine, {"silent": ALMOST_NEVER}, visits=(110,), **given), 0)
    assert (seen["status"], seen["finished_at"], seen["reachable_at"]) == ("halted", after(120), NEVER)
    assert (seen["refused"], seen["downtime_s"]) == (0, 100_000_000)


def lost(unit: int) -> Callable[[Ints, int], Floats]:
    """The console is lost before one of the six steps of the night, or one of two tenants' twelve."""
    return always((unit + 0.5) / 6)


def test_a_lost_console_leaves_the_window_open(engine: Engine) -> None:
    """Lost before the assignment: due at 120, it begins half an hour later."""
    seen = row(played(engine, {"console_lost": 1.0}, console_when=lost(2)), 0)
    assert (seen["reachable_at"], seen["isolated_at"]) == (after(120), after(1995))
    assert (seen["window_s"], seen["finished_at"]) == (1_875_000_000, after(2085))


def test_a_console_lost_before_the_first_step_delays_all(engine: Engine) -> None:
    """The whole night comes half an hour later."""
    outcome = played(engine, {"console_lost": 1.0}, console_when=lost(0))
    assert (row(outcome, 0)["started_at"], row(outcome, 0)["window_s"]) == (after(1800), 75_000_000)
    assert row(outcome, 1)["started_at"] == after(1800 + 285 + 1800)


def test_a_controller_out_of_site_sees_a_write_much_later(engine: Engine) -> None:
    """The third sees at 180 + 15 + 90 min what was written at 180, and answers some of the logons."""
    given = {"lag_site/assign_policy/0": always(0.5), "controller": always(0.9)}
    seen = row(played(engine, {"out_of_site": 1.0}, visits=(5500,), **given), 0)
    assert (seen["isolated_at"], seen["finished_at"]) == (after(5595), after(5685))
    assert (seen["connected_at"], seen["cause"]) == (after(5500), "not_replicated")


def test_a_tenant_prepared_hidden_is_not_seen_until_it_is_unhidden(engine: Engine) -> None:
    """Tenant 0 sees nobody; tenant 1, whose night begins at 290, sees tenant 0, unhidden at 200."""
    unhide = ("unhide", {"duration": "5 s"})
    verbs = (("provision", {"hidden": True}), *PREPARED[1:], *OF_2016[4:8], unhide, *OF_2016[8:])
    visits = {client(0, 0, "outlook_online"): (130,), client(1, 0, "outlook_online"): (130,)}
    outcome = play(engine, scenario(procedure(*verbs)), visits)
    assert (row(outcome, 0)["connected_at"], row(outcome, 0)["exposed_at"]) == (after(130), NEVER)
    assert row(outcome, 0)["finished_at"] == after(290)
    assert (row(outcome, 1)["exposed_at"], row(outcome, 1)["foreign_mailboxes"]) == (after(450), 2)


def test_a_gate_that_the_last_step_opens_is_open(engine: Engine) -> None:
    """Even where nothing is followed after the end: close_gate 0-10, all isolated at 205, opened at 215."""
    verbs = (*PREPARED, "close_gate", *OF_2016[4:8], "open_gate")
    seen = row(play(engine, scenario(procedure(*verbs), clients__horizon="0 s"), {}), 0)
    assert (seen["reachable_at"], seen["finished_at"]) == (after(215), after(215))
