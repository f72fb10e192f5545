"""Steps over one mailbox after another, gates that the clock opens, steps by hand, restarts of client access."""

from typing import Any

import numpy as np
import pytest

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.tables import KINDS
from tests.toys import OF_2016, PREPARED, after, always, client, play, procedure, row, scenario


def panel(**assign: object) -> dict[str, Any]:
    """A control panel: rerouted first, then each mailbox is cut over and isolated."""
    return procedure(
        *PREPARED,
        "switch_routing",
        ("cut_over", {"scope": "mailbox", "duration": "10 s"}),
        ("assign_policy", {"scope": "mailbox", "duration": "5 s", **assign}),
        "wait_replication",
        "decommission",
    )


# Rerouted 0-20. Mailbox 0 is locked 20-30 and written at 35, mailbox 1 locked 35-45 and written at 50; the second
# controller sees each write 15 s later, so the wait ends at 65, and the procedure at 95.


def test_one_mailbox_after_another_has_a_window_of_its_own(engine: Engine) -> None:
    """Windows of 30-50 and 45-65 make one of 35 s; locks of 10 s each are the tenant's downtime."""
    seen = row(play(engine, scenario(panel()), {}), 0)
    assert (seen["reachable_at"], seen["isolated_at"]) == (after(30), after(65))
    assert (seen["window_s"], seen["downtime_s"]) == (35_000_000, 20_000_000)
    assert (seen["finished_at"], seen["status"]) == (after(95), "done")


def test_the_window_asked_for_is_no_panel_s(engine: Engine) -> None:
    """An isolation step of ten minutes leaves a loop's five seconds a mailbox as they are written."""
    asked = row(play(engine, scenario(panel(), window="10 min"), {}), 0)
    assert asked == row(play(engine, scenario(panel()), {}), 0)


def test_windows_apart_are_not_one(engine: Engine) -> None:
    """Twenty seconds between a mailbox's cut-over and the next one's: 30-50 and 65-85 are two times 20 s."""
    steps = panel()
    manual = {"verb": "manual", "scope": "mailbox", "duration": "20 s"}
    found = steps["steps"]
    between = {**steps, "steps": [*found[:7], manual, *found[7:]]}
    seen = row(play(engine, scenario(between), {}), 0)
    # Mailbox 1 is locked 55-65, written at 70, and seen everywhere at 85.
    assert (seen["window_s"], seen["isolated_at"]) == (40_000_000, after(85))


@pytest.mark.parametrize(
    ("comes", "mailbox", "controller", "finds"),
    [
        (32, 1, 0.0, "source"),  # mailbox 1 is cut over at 45
        (32, 0, 0.0, "not_assigned"),  # written at 35
        (40, 0, 0.9, "not_replicated"),
        (40, 0, 0.0, "own"),
        (40, 1, 0.0, "refused"),
        (46, 1, 0.0, "not_assigned"),
    ],
)
def test_each_mailbox_is_served_as_it_stands(
    engine: Engine, comes: int, mailbox: int, controller: float, finds: str
) -> None:
    """What was done to another mailbox of the tenant changes nothing for this one; asked 3 s after the logon."""
    seen = row(
        play(
            engine,
            scenario(panel(), clients__ask_delay=dict.fromkeys(KINDS, "3 s"), clients__retries=0),
            {client(0, mailbox, "outlook_online"): (comes,)},
            controller=always(controller),
        ),
        0,
    )
    is_wide = finds in ("not_assigned", "not_replicated")
    assert seen["refused"] == (finds == "refused")
    assert seen["connected_at"] == (after(comes) if is_wide else NEVER)
    if comes == 32 and is_wide:
        # Asked at 35, when the writer holds the policy.
        finds = "wide_session"
    assert seen["cause"] == (finds if is_wide else "none")


@pytest.mark.parametrize(("mailbox", "cut_over_ends"), [(0, 30), (1, 45)])
def test_whoever_was_left_on_follows_its_own_mailbox(
    engine: Engine, mailbox: int, cut_over_ends: int
) -> None:
    """The first poll comes 7.2 s and 1 us after the cut-over of the client's mailbox, not of its tenant's first."""
    toy = scenario(
        panel(),
        clients__left_on_at_night=1.0,
        clients__follow={"prompt": 0.0, "autodiscover": 1.0, "restart": 0.0, "never": 0.0},
        clients__seats={kind: 0.5 * (kind == "outlook_online") for kind in KINDS},
    )
    seen = row(
        play(
            engine,
            toy,
            {},
            # Of tenant 0 alone, one mailbox alone has a seat.
            seat=lambda entities, _: np.where(entities == mailbox, 0.1, 0.9),
            left_on=always(0.0),
            follow_delay=always(0.002),
            controller=always(0.9),
        ),
        0,
    )
    assert seen["connected_at"] == after(cut_over_ends + 7.2) + 1
    # Asked 30 s later, when the second controller has seen the policy too.
    assert (seen["refused"], seen["cause"]) == (0, "wide_session")


def test_a_check_looks_at_every_mailbox_of_a_loop(engine: Engine) -> None:
    """All were written by 50, and the last is seen everywhere at 65: checked at 55 no, 30 + 5 s later yes."""
    steps = panel()
    check = {"verb": "verify_isolation", "duration": "5 s"}
    found = steps["steps"]
    checked = {**steps, "steps": [*found[:7], check, found[-1]]}
    assert row(play(engine, scenario(checked), {}), 0)["finished_at"] == after(50 + 5 + 30 + 5 + 30)


# Gates that the clock opens.


def on_timer(after: str, **check: object) -> dict[str, Any]:
    """A gate that the clock opens, and a check that does not wait for replication."""
    return procedure(
        *PREPARED,
        "close_gate",
        "cut_over",
        "switch_routing",
        "assign_policy",
        *([("verify_isolation", check)] if check else ["wait_replication"]),
        ("open_gate", {"on": "timer", "after": after}),
        "decommission",
    )


# Closed at 10, cut over at 110, rerouted at 130, assigned at 190, seen everywhere at 205, finished at 235.


def test_a_timer_opens_the_gate_whatever_the_procedure_does(engine: Engine) -> None:
    """Opened 150 s after its close, 30 s before the last policy is written: a window of 45 s, and no step's time."""
    outcome = play(engine, scenario(on_timer("150 s")), {client(0, 1, "outlook_online"): (160,)})
    seen = row(outcome, 0)
    assert (seen["reachable_at"], seen["isolated_at"]) == (after(160), after(205))
    assert (seen["window_s"], seen["downtime_s"]) == (45_000_000, 150_000_000)
    assert (seen["connected_at"], seen["finished_at"]) == (after(160), after(235))
    assert row(outcome, 1)["started_at"] == after(235)


def test_a_timer_fires_after_the_procedure_has_ended(engine: Engine) -> None:
    """Finished at 235, refused at 250, open from 310 on: what comes then is served, and sees its own."""
    visits = {client(0, 0, "outlook_online"): (250, 320)}
    seen = row(play(engine, scenario(on_timer("5 min"), clients__retries=0), visits), 0)
    assert (seen["reachable_at"], seen["window_s"]) == (after(310), 0)
    assert (seen["finished_at"], seen["refused"], seen["connected_at"]) == (after(235), 1, NEVER)
    # Refused until the procedure ended.
    assert seen["downtime_s"] == 225_000_000


def test_a_timer_opens_the_gate_of_a_tenant_that_has_halted(engine: Engine) -> None:
    """The check fails at 195, before the second controller has seen it; the clock opens the gate at 200."""
    seen = row(play(engine, scenario(on_timer("190 s", retries=0)), {}), 0)
    assert (seen["status"], seen["finished_at"]) == ("halted", after(195))
    assert (seen["reachable_at"], seen["window_s"]) == (after(200), 5_000_000)


def test_a_timer_that_finds_its_gate_open_does_nothing(engine: Engine) -> None:
    """Mended at 205, the gate has been open for 105 s when the clock would open it."""
    toy = scenario(on_timer("5 min", retries=0), faults__found_after="10 s")
    seen = row(play(engine, toy, {}), 0)
    assert (seen["reachable_at"], seen["isolated_at"]) == (after(205), after(205))


@pytest.mark.parametrize(("horizon", "opens"), [("365 s", NEVER), ("366 s", after(600))])
def test_a_timer_is_not_followed_beyond_the_horizon(engine: Engine, horizon: str, opens: int) -> None:
    """The gate would open at 600, and the horizon of a tenant that finished at 235 is at 600, or a second later."""
    toy = scenario(on_timer("590 s"), clients__horizon=horizon)
    assert row(play(engine, toy, {}), 0)["reachable_at"] == opens


# Steps by hand, and restarts.


def test_a_manual_step_takes_its_time_in_the_window(engine: Engine) -> None:
    """Forty seconds of hand-over before the isolation: 75 s become 115."""
    steps = procedure(*OF_2016[:6], ("manual", {"duration": "40 s"}), *OF_2016[6:])
    seen = row(play(engine, scenario(steps), {}), 0)
    assert (seen["window_s"], seen["finished_at"]) == (115_000_000, after(325))


def restarted() -> dict[str, Any]:
    """Client access is restarted between the rerouting and the isolation, 120-130."""
    return procedure(*OF_2016[:6], ("restart_client_access", {"duration": "10 s"}), *OF_2016[6:])


@pytest.mark.parametrize(("comes", "asked"), [(121, NEVER), (129, NEVER), (130, after(160))])
def test_a_restart_cuts_sessions_and_loses_their_asks(engine: Engine, comes: int, asked: int) -> None:
    """Opened before 130, a wide session is cut before its ask, 30 s after the logon; opened at 130, it is not."""
    seen = row(play(engine, scenario(restarted()), {client(0, 0, "outlook_online"): (comes,)}), 0)
    assert (seen["connected_at"], seen["asked_at"], seen["exposed_at"]) == (after(comes), asked, asked)


def test_a_restart_cuts_the_sessions_of_every_tenant(engine: Engine) -> None:
    """The second tenant's restart, 425 s after the opening, cuts a session of the first that asks at 431."""
    toy = scenario(restarted(), clients__ask_delay=dict.fromkeys(KINDS, "300 s"))
    for comes, asked in ((131, NEVER), (124, NEVER), (126, NEVER)):
        seen = row(play(engine, toy, {client(0, 0, "outlook_online"): (comes,)}), 0)
        assert (seen["connected_at"], seen["asked_at"]) == (after(comes), asked)
    earlier = scenario(restarted(), clients__ask_delay=dict.fromkeys(KINDS, "290 s"))
    seen = row(play(engine, earlier, {client(0, 0, "outlook_online"): (131,)}), 0)
    # Asked at 421, four seconds before the cut: the session is wide to the end.
    assert (seen["asked_at"], seen["cause"]) == (after(421), "wide_session")


@pytest.mark.parametrize(("lasts", "arrives"), [("9.000002 s", True), ("9.000001 s", False), ("8 s", False)])
def test_a_restart_cuts_a_download(engine: Engine, lasts: str, arrives: bool) -> None:
    """Four entries of a second each, fetched from a microsecond after 110 on: cut when they arrive, they are lost."""
    steps = procedure(
        *PREPARED,
        "cut_over",
        ("switch_routing", {"duration": "5 s"}),
        ("restart_client_access", {"duration": lasts}),
        "assign_policy",
        "decommission",
    )
    toy = scenario(
        steps,
        kinds=("outlook_cached",),
        clients__asks=dict.fromkeys(KINDS, 0.0),
        clients__oab_delay="0 s",
        platform__oab_cycle="100 s",
    )
    seen = row(play(engine, toy, {client(0, 0, "outlook_cached"): (110,)}, oab_delay=always(0.5)), 0)
    assert seen["asked_at"] == after(110) + 1
    assert seen["exposed_at"] == (after(114) + 1 if arrives else NEVER)
