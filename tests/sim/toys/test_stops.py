"""Stops: the least of report and probe cuts a campaign, and tenants in flight finish, go back, or freeze.

Unless a toy says otherwise tenant 0 is worked on from 0, tenant 1 from 285 and tenant 2 from 570: 100 s of
cut_over, 20 s of switch_routing, 60 s of assign_policy (mailbox 0 after 30), 15 s of waiting, 60 s of
generate_oab, 30 s of decommission. A client of tenant 0's second mailbox comes at 130 and asks at 160, and tenant
0 is exposed. Its report takes 100 s, and to react so long that the campaign stops when the toy says.
"""

from typing import Any, Final

import numpy as np

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.outcome import Outcome
from sim.streams import Floats, GivenUniforms, Ints
from sim.units import DAY, HOUR
from tests.toys import OF_2016, OPENS, after, always, client, drawn, play, procedure, row, scenario, shocks

EXPOSED: Final = 160
DELAY: Final = 100
WHOLE: Final = 285
"""Seconds of a tenant's night."""
US: Final = 1e-6
ALMOST_NEVER: Final = 1e-9
PROBED: Final = (*OF_2016[:6], ("probe", {"duration": "30 s"}), *OF_2016[6:])
BACK: Final = 486 + 3 * US
"""Tenant 1's cut-over ends at 385 and is undone at 485; then what prepared it: three steps of 1 us, and 1 s."""


def of(tenant: int, *others: int) -> GivenUniforms:
    """Some tenants are struck."""

    def uniforms(entities: Ints, attempt: int) -> Floats:
        return np.where(np.isin(entities, (tenant, *others)), 0.0, 1.0)

    return uniforms


def stopped(engine: Engine, at: float, *verbs: Any, visits: Any = None, **changes: Any) -> Outcome:
    """Four tenants, a campaign that stops so many seconds after its night has opened, and visits by tenant."""
    given = {key: changes.pop(key) for key in list(changes) if callable(changes[key])}
    toy = scenario(
        procedure(*(verbs or OF_2016)),
        **{
            "population__tenants": 4,
            "campaign__report_probability": 1.0,
            "campaign__report_delay": {"law": "lognormal", "median": f"{DELAY} s", "sigma": 0.0},
            "campaign__reaction": f"{at - EXPOSED - DELAY:.6f} s",
            **changes,
        },
    )
    who = {client(0, 1, "outlook_online"): (130.0,)}
    who |= {client(tenant, 1, "outlook_online"): times for tenant, times in (visits or {}).items()}
    return play(engine, toy, who, **given)


def statuses(outcome: Outcome) -> list[str]:
    """By tenant."""
    return [row(outcome, tenant)["status"] for tenant in range(outcome.totals["tenants"])]


def test_a_report_stops_the_campaign_a_reaction_later(engine: Engine) -> None:
    """Stopped at 320: tenant 1, begun at 285, finishes; what has not begun is not reached, and has no night."""
    outcome = stopped(engine, 320)
    assert statuses(outcome) == ["done", "done", "not_reached", "not_reached"]
    assert outcome.totals["stopped_at"] == after(320) / 1e6
    assert outcome.totals["not_reached"] == 2
    assert row(outcome, 1)["finished_at"] == after(2 * WHOLE)
    left = row(outcome, 2)
    assert (left["night"], left["started_at"], left["finished_at"]) == (0, NEVER, NEVER)
    assert (left["reachable_at"], left["window_s"], left["downtime_s"]) == (NEVER, 0, 0)


def test_who_does_not_report_stops_nothing(engine: Engine) -> None:
    """Every uniform above the probability: nobody reports, and all are moved."""
    outcome = stopped(engine, 320, campaign__report_probability=0.5, report=always(0.6))
    assert (statuses(outcome), outcome.totals["stopped_at"]) == (["done"] * 4, None)


def test_the_earliest_report_stops_it(engine: Engine) -> None:
    """Tenant 0 reports 1000 s after 160, tenant 1 at once after 445: 60 s later the campaign is stopped."""
    law = {"law": "lognormal", "median": "1000 s", "sigma": 1.0}
    outcome = stopped(
        engine,
        320,
        visits={1: (130.0,)},
        campaign__report_delay=law,
        report_delay=lambda tenants, _: np.where(tenants == 1, 1e-300, 0.5),
    )
    assert outcome.totals["stopped_at"] == after(WHOLE + EXPOSED + 60 + US) / 1e6


def test_in_flight_at_the_very_instants(engine: Engine) -> None:
    """A stop acts before all else at its instant: at 285 tenant 1 has not begun; a microsecond later it has."""
    assert statuses(stopped(engine, WHOLE))[:2] == ["done", "not_reached"]
    assert statuses(stopped(engine, WHOLE + US, campaign__in_flight="rollback"))[1] == "rolled_back"
    # The last step in progress ends with its effect: there is nothing left to undo, or to freeze.
    assert statuses(stopped(engine, 2 * WHOLE, campaign__in_flight="rollback"))[1:3] == [
        "done",
        "not_reached",
    ]


def test_rolled_back_once_the_step_in_progress_has_ended(engine: Engine) -> None:
    """Stopped at 320, the cut-over runs to 385 and takes effect, and is undone; who was done before stays."""
    outcome = stopped(engine, 320, campaign__in_flight="rollback")
    seen = row(outcome, 1)
    assert statuses(outcome) == ["done", "rolled_back", "not_reached", "not_reached"]
    assert (seen["finished_at"], seen["reachable_at"]) == (after(BACK), NEVER)
    assert outcome.totals["backed_out"] == 1
    # Refused from 285 to 385 while locked, and to 485 while hosted without being routed.
    assert seen["downtime_s"] == 200_000_000


def test_backing_out_after_a_stop_may_itself_leak(engine: Engine) -> None:
    """Stopped at 440, in the assignment: written at 465, removed from mailbox 1 at 525; routed back at 545."""
    short = "5 s"
    outcome = stopped(
        engine,
        440,
        campaign__in_flight="rollback",
        visits={1: (245.0,)},
        clients__ask_delay__outlook_online=short,
        campaign__reaction=f"{440 - 135 - DELAY} s",
    )
    seen = row(outcome, 1)
    assert (seen["connected_at"], seen["exposed_at"]) == (after(530), after(535))
    assert (seen["cause"], seen["status"]) == ("not_assigned", "rolled_back")


def test_who_has_left_the_source_halts_instead(engine: Engine) -> None:
    """Stopped at 565 in the decommissioning, which a wait follows: gone is gone; the tenant halts where it stands."""
    verbs = (*OF_2016, ("wait_replication", {"duration": "10 s"}))
    outcome = stopped(engine, 575, *verbs, campaign__in_flight="rollback")
    seen = row(outcome, 1)
    # With 10 s more for each tenant, the second is decommissioned at 580.
    assert (seen["status"], seen["finished_at"]) == ("halted", after(580))


def test_frozen_until_work_resumes(engine: Engine) -> None:
    """Stopped at 390 in the rerouting, reachable from 405 on; resumed at 22:00 a day later, isolated 75 s after."""
    outcome = stopped(engine, 390, campaign__in_flight="freeze", visits={1: (150.0,)})
    seen = row(outcome, 1)
    assert (seen["exposed_at"], seen["cause"]) == (after(WHOLE + 180), "in_flight_stop")
    assert (seen["reachable_at"], seen["isolated_at"]) == (after(405), OPENS + DAY + 75_000_000)
    assert seen["window_s"] == DAY + 75_000_000 - 405_000_000
    assert (seen["status"], seen["finished_at"]) == ("done", OPENS + DAY + 165_000_000)
    assert outcome.totals["nights"] == 1


def test_frozen_from_the_stop_on_until_the_very_instant(engine: Engine) -> None:
    """Stopped at 430 in the assignment: mailbox 1, open since 405, is frozen from then on, and not at the end."""
    early = stopped(engine, 430, campaign__in_flight="freeze", visits={1: (144.9,)})
    late = stopped(engine, 430, campaign__in_flight="freeze", visits={1: (145.0,)})
    assert (row(early, 1)["cause"], row(late, 1)["cause"]) == ("not_assigned", "in_flight_stop")
    resumed = {"campaign__in_flight": "freeze", "campaign__resume_at": "22:10"}
    before = stopped(engine, 390, visits={1: (600.0 - WHOLE - US,)}, **resumed)
    at = stopped(engine, 390, visits={1: (600.0 - WHOLE,)}, **resumed)
    assert (row(before, 1)["cause"], row(at, 1)["cause"]) == ("in_flight_stop", "not_assigned")


def test_a_console_is_not_lost_by_a_step_that_the_stop_forestalls(engine: Engine) -> None:
    """Stopped at 405, as tenant 1's assignment is due: its console is lost when work resumes at 600, for a minute."""
    outcome = stopped(
        engine,
        405,
        campaign__in_flight="freeze",
        campaign__resume_at="22:10",
        faults__console_lost=0.5,
        faults__console_back="1 min",
        console_lost=lambda batches, _: np.where(batches == 1, 0.0, 1.0),
        # The third of six steps of a night.
        console_when=always(2.5 / 6),
    )
    assert row(outcome, 1)["finished_at"] == after(600 + 60 + 165)


def test_an_hour_of_resuming_that_has_come_is_tomorrow_s(engine: Engine) -> None:
    """Resumed at 22:10: 210 s after a stop at 390, a day after one at 600."""
    keys: dict[str, Any] = {"campaign__in_flight": "freeze", "campaign__resume_at": "22:10"}
    assert row(stopped(engine, 390, **keys), 1)["finished_at"] == after(600 + 165)
    # Tenant 2, begun at 570, is cut over at 670 and has 185 s to go.
    assert row(stopped(engine, 600, **keys), 2)["finished_at"] == after(600 + 185) + DAY


def test_the_uncut_finish_sets_the_horizon(engine: Engine) -> None:
    """Uncut tenant 1 finishes at 570: an hour's horizon after it ends its window, though it is frozen for a day."""
    seen = row(stopped(engine, 390, campaign__in_flight="freeze", clients__horizon="1 h"), 1)
    assert seen["window_s"] == (570 - 405) * 1_000_000 + HOUR
    assert seen["finished_at"] == OPENS + DAY + 165_000_000


def test_no_attempt_begins_after_the_stop(engine: Engine) -> None:
    """Tenant 1's cut-over is tried from 285, 415 and 545: a stop at 320 ends it at 385, one at 400 at once."""
    keys: dict[str, Any] = {"faults__transient": ALMOST_NEVER, "transient/cut_over/0": twice(1)}
    for at, ends in ((320, 385), (385, 385), (400, 400), (415, 415), (415 + US, 515), (520, 520)):
        seen = row(stopped(engine, at, **keys), 1)
        assert (seen["status"], seen["finished_at"]) == ("halted", after(ends)), at
        # It was locked all the while, the pauses between attempts included.
        assert seen["downtime_s"] == (ends - 285) * 1_000_000
    # The last of them begins before the stop, and succeeds.
    assert row(stopped(engine, 546, **keys), 1)["status"] == "done"


def twice(tenant: int) -> GivenUniforms:
    """The first two attempts of a tenant fail."""
    return lambda entities, attempt: np.where((entities == tenant) & (attempt < 2), 0.0, 1.0)


def test_a_check_is_not_repeated_after_the_stop(engine: Engine) -> None:
    """The check of 490 to 495 lacks the second controller until 505; without a stop that of 525 to 530 passes."""
    verbs: list[Any] = [("verify_isolation", {}) if verb == "wait_replication" else verb for verb in OF_2016]
    assert row(stopped(engine, 10_000, *verbs), 1)["status"] == "done"
    # Tenant 0 is checked at 180 and 215, and ends at 310; tenant 1 is 310 s behind it.
    for at, ends in ((490 + US, 495), (495, 495), (505, 505), (525, 525)):
        seen = row(stopped(engine, at, *verbs), 1)
        assert (seen["status"], seen["finished_at"]) == ("halted", after(ends)), at
    assert row(stopped(engine, 525 + US, *verbs), 1)["status"] == "done"


def test_pre_sync_ends_with_the_stop(engine: Engine) -> None:
    """On one slot of the pre-sync, from 21:00 of the night on, each takes 4 min: whoever it has left stays so."""
    slow = [(verb, {"duration": "1 min"}) if i < 4 else verb for i, verb in enumerate(OF_2016)]
    keys: dict[str, Any] = {
        "campaign__sync_slots": 1,
        "campaign__sync_lead": "0 s",
        "campaign__opens": "00:00",
    }
    outcome = stopped(
        engine,
        0,
        *slow,
        **keys,
        campaign__reaction="0 s",
        campaign__last_start="23:00",
        campaign__closes="23:30",
    )
    seen = [row(outcome, tenant) for tenant in range(4)]
    # Tenant 0 begins at 240 s and is exposed at 400: 100 s and a microsecond later tenant 2 is synchronised no more.
    assert outcome.totals["stopped_at"] == 500.000001
    assert [each["started_at"] for each in seen[:2]] == [240_000_000, NEVER]
    assert [each["status"] for each in seen] == ["done", "not_reached", "not_reached", "not_reached"]


def test_whoever_pre_sync_has_not_reached_is_never_shown(engine: Engine) -> None:
    """Likewise, and tenant 0's window stays open: a second logon sees tenants 1 and 2, of two mailboxes each.

    Tenant 2 is being provisioned when the campaign stops, and that ends; tenant 3 would be at 780.
    """
    slow = [(verb, {"duration": "1 min"}) if i < 4 else verb for i, verb in enumerate(OF_2016)]
    long = [("assign_policy", {"duration": "20 min"}) if verb == "assign_policy" else verb for verb in slow]
    keys: dict[str, Any] = {
        "campaign__sync_slots": 1,
        "campaign__sync_lead": "0 s",
        "campaign__opens": "00:00",
        "campaign__last_start": "23:00",
        "campaign__closes": "23:30",
        "campaign__reaction": "0 s",
    }
    outcome = stopped(engine, 0, *long, visits={0: (130.0, 800.0)}, **keys)
    assert outcome.totals["stopped_at"] == 500.000001
    assert outcome.totals["people_disclosed"] == 4


def test_a_stop_ends_a_pause(engine: Engine) -> None:
    """Nights end at 22:01 and pause: the cut-over of 0 to 100 is the last step before dawn, the stop sets it free."""
    keys: dict[str, Any] = {
        "campaign__at_dawn": "pause",
        "campaign__last_start": "22:01",
        "campaign__closes": "22:01",
        "campaign__batch": 1,
        "campaign__slots": 2,
        "campaign__tenants_per_night": 2,
        "platform__source_redirects": True,
    }
    # Both tenants are hosted at 100, and pause; a client at 130 asks at 160.
    outcome = stopped(engine, 500, **keys)
    seen = row(outcome, 0)
    assert (seen["exposed_at"], seen["cause"]) == (after(EXPOSED), "paused")
    assert [row(outcome, tenant)["finished_at"] for tenant in (0, 1)] == [after(500 + 185)] * 2
    assert (statuses(outcome)[2:], outcome.totals["nights"]) == (["not_reached"] * 2, 1)


def test_a_batch_goes_back_tenant_after_tenant(engine: Engine) -> None:
    """Steps of batch scope: all three have begun; when the rerouting in progress has ended they go back in turn."""
    outcome = _stopped_in_a_batch(engine, 330.0, "14 s")
    assert outcome.totals["stopped_at"] == after(346) / 1e6
    assert statuses(outcome) == ["rolled_back"] * 3 + ["not_reached"]
    # Tenant 2 is routed at 360. All three have their assignment next: tenant 0's turn comes first.
    each = 20 + 100 + 1 + 3 * US
    assert [row(outcome, tenant)["finished_at"] for tenant in range(3)] == [
        after(360 + (k + 1) * each) for k in range(3)
    ]


def test_whoever_has_the_next_step_goes_back_first(engine: Engine) -> None:
    """Stopped while tenant 1 is routed, until 340: tenant 2 has the next step, then come 0 and 1, a run later."""
    outcome = _stopped_in_a_batch(engine, 321.0, "2 s")
    assert outcome.totals["stopped_at"] == after(325) / 1e6
    assert statuses(outcome) == ["rolled_back"] * 3 + ["not_reached"]
    prepared = 1 + 3 * US
    ends = {2: 340 + 100 + prepared}
    ends[0] = ends[2] + 20 + 100 + prepared
    ends[1] = ends[0] + 20 + 100 + prepared
    assert [row(outcome, tenant)["finished_at"] for tenant in range(3)] == [after(ends[k]) for k in range(3)]


def _stopped_in_a_batch(engine: Engine, visit: float, reaction: str) -> Outcome:
    """Three tenants cut over at 100, 200, 300 and routed at 320, 340, 360; tenant 0's client comes then."""
    verbs = [
        (verb, {"scope": "batch"}) if verb in ("cut_over", "switch_routing", "assign_policy") else verb
        for verb in OF_2016
    ]
    keys: dict[str, Any] = {"campaign__batch": 3, "clients__ask_delay__outlook_online": "1 s"}
    return stopped(
        engine,
        345,
        *verbs,
        **keys,
        visits={0: (visit,)},
        campaign__reaction=reaction,
        campaign__report_delay={"law": "lognormal", "median": "1 s", "sigma": 0.0},
        campaign__in_flight="rollback",
    )


def test_a_probe_that_sees_a_foreign_row_stops_the_campaign(engine: Engine) -> None:
    """Tenant 0 is open from 120, its probe ends at 150: nobody else begins, and the probe is nobody's exposure."""
    outcome = stopped(engine, 10_000, *PROBED, visits={0: ()}, campaign__report_probability=0.0)
    assert outcome.totals["stopped_at"] == after(150) / 1e6
    assert statuses(outcome) == ["done"] + ["not_reached"] * 3
    assert (outcome.totals["connected"], outcome.totals["asked"], outcome.totals["exposed"]) == (0, 0, 0)
    assert row(outcome, 0)["finished_at"] == after(WHOLE + 30)


def test_a_probe_that_sees_none_passes(engine: Engine) -> None:
    """Denied lists, a gate that is closed, nobody else there, a policy on its first mailbox: nothing stops it."""

    def ends(*verbs: Any, **changes: Any) -> object:
        changes = {"campaign__report_probability": 0.0, "visits": {0: ()}, **changes}
        return stopped(engine, 10_000, *verbs, **changes).totals["stopped_at"]

    assert ends(*PROBED, population__tenants=1) is None
    assert ends(*PROBED, population__tenants=1, population__residents=1) == after(150) / 1e6
    assert ends(*PROBED, population__pods=4) is None
    denied = procedure(*PROBED, default_lists="denied")
    assert ends(procedure=denied) is None
    gated = [
        *OF_2016[:4],
        "close_gate",
        *OF_2016[4:6],
        ("probe", {"duration": "30 s"}),
        *OF_2016[6:8],
        "open_gate",
    ]
    assert ends(*gated) is None
    # Between cut-over and rerouting nobody is served, the probe no more than others.
    assert ends(*OF_2016[:5], ("probe", {"duration": "30 s"}), *OF_2016[5:]) is None
    # The writer holds the first policy 1 s to 3 s before the probe ends, the other controller 15 s later.
    quick = ("assign_policy", {"duration": "2 s"})
    assert ends(*OF_2016[:6], quick, ("probe", {"duration": "1 s"}), *OF_2016[7:]) is None


def test_a_probe_ends_before_all_else_at_its_instant(engine: Engine) -> None:
    """A gate that the clock opens at 160, the probe's end, is closed for it still; a microsecond sooner it is not."""
    for opens, at in (("150 s", None), ("149.999999 s", after(160) / 1e6)):
        verbs = (
            *OF_2016[:4],
            "close_gate",
            *OF_2016[4:6],
            ("open_gate", {"on": "timer", "after": opens}),
            ("probe", {"duration": "30 s"}),
            *OF_2016[6:],
        )
        outcome = stopped(engine, 10_000, *verbs, visits={0: ()}, campaign__report_probability=0.0)
        # The gate is closed at 10, cut over at 110, routed at 130.
        assert outcome.totals["stopped_at"] == at


def test_faults_of_a_probe(engine: Engine) -> None:
    """One that only says that it was made takes a microsecond and finds nothing; one that fails halts the tenant."""
    keys: dict[str, Any] = {"visits": {0: ()}, "campaign__report_probability": 0.0}
    silent = stopped(
        engine, 10_000, *PROBED, **keys, faults__silent=ALMOST_NEVER, **{"silent/probe/0": of(0, 1, 2, 3)}
    )
    assert (silent.totals["stopped_at"], row(silent, 0)["finished_at"]) == (None, after(WHOLE + US))
    failing = stopped(
        engine, 10_000, *PROBED, **keys, faults__hard={"probe": ALMOST_NEVER}, **{"hard/probe/0": of(0)}
    )
    # Four attempts of 30 s and three pauses of 30 s; the next tenant's probe ends at 330 + 150.
    assert (row(failing, 0)["status"], row(failing, 0)["finished_at"]) == ("halted", after(120 + 210))
    assert failing.totals["stopped_at"] == after(330 + 150) / 1e6


def test_a_canary_soaks_before_the_others(engine: Engine) -> None:
    """One tenant first, done at 285; the others are planned for the next night, and wait for a day after that."""
    outcome = stopped(engine, 10_000, campaign__canary=1, campaign__report_probability=0.0)
    assert [row(outcome, tenant)["started_at"] for tenant in range(3)] == [
        OPENS,
        after(WHOLE) + DAY,
        after(2 * WHOLE) + DAY,
    ]
    assert [row(outcome, tenant)["night"] for tenant in range(3)] == [1, 2, 2]
    soon = stopped(
        engine, 10_000, campaign__canary=1, campaign__canary_soak="1 h", campaign__report_probability=0.0
    )
    assert row(soon, 1)["started_at"] == OPENS + DAY
    late = stopped(
        engine, 10_000, campaign__canary=1, campaign__canary_soak="3 d", campaign__report_probability=0.0
    )
    # Three days after Tuesday's 22:00 is Friday's: the night of the others.
    assert row(late, 1)["started_at"] == after(WHOLE) + 3 * DAY


def test_a_canary_of_several_batches(engine: Engine) -> None:
    """Three tenants in batches of two, on two slots: 0 alone, then 1 and 2; the fourth waits for all of them."""
    outcome = stopped(
        engine,
        10_000,
        campaign__canary=3,
        campaign__batch=2,
        campaign__slots=2,
        campaign__report_probability=0.0,
        campaign__canary_soak="1 d",
    )
    assert [row(outcome, tenant)["batch"] for tenant in range(4)] == [0, 1, 1, 2]
    assert row(outcome, 3)["started_at"] == after(2 * WHOLE) + DAY


def test_a_canary_s_report_spares_the_others(engine: Engine) -> None:
    """Exposed at 160, stopped hours later: nobody but the canary has begun by then."""
    outcome = stopped(engine, 20_000, campaign__canary=1)
    assert statuses(outcome) == ["done"] + ["not_reached"] * 3


def test_who_was_left_out_of_a_step_and_then_cut_off_is_not_reached(engine: Engine) -> None:
    """Tenant 2's policy was skipped in its pre-sync, before the stop; it had not begun its night."""
    verbs = (*OF_2016[:2], ("create_policy", {"duration": "1 s", "on_fail": "skip"}), *OF_2016[3:])
    keys: dict[str, Any] = {"faults__hard": {"create_policy": ALMOST_NEVER}, "hard/create_policy/0": of(2)}
    assert statuses(stopped(engine, 320, *verbs, **keys)) == ["done", "done", "not_reached", "not_reached"]


def test_what_is_undone_after_a_stop_knows_the_last_night_s_shock(engine: Engine) -> None:
    """Under a factor of 2 the cut-over of tenant 0 takes 240 s, and to undo it as long again."""
    steps = drawn(procedure(*PROBED), "cut_over")
    outcome = stopped(
        engine,
        10_000,
        procedure=steps,
        campaign__report_probability=0.0,
        campaign__in_flight="rollback",
        campaign__night_shock=1.0,
        night_shock=shocks(2.0),
        visits={0: ()},
        **{"duration/cut_over/0": always(0.5)},
    )
    # Probed at 240 + 20 + 30; routing is undone in 20 s, what the probe and the preparation left in 4 us and 1 s.
    assert row(outcome, 0)["finished_at"] == after(290 + 20 + 240 + 1 + 4 * US)
