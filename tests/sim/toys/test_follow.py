"""Clients that were left on: how they come to the target, and when."""

import numpy as np
import pytest

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.scenario import Scenario
from sim.streams import GivenUniforms
from sim.units import DAY, HOUR
from tests.toys import MEAN, OF_2016, PREPARED, after, always, client, play, procedure, row, scenario

LEFT_ON: dict[str, GivenUniforms] = {"left_on": always(0.0), "ask_delay": always(0.9)}


def following(mode: str, **changes: object) -> Scenario:
    """A toy in which every Outlook was left on and follows one way."""
    shares = {
        f"clients__follow__{m}": float(m == mode) for m in ("prompt", "autodiscover", "restart", "never")
    }
    toy = scenario()
    return toy.replaced(
        {
            **{
                k.replace("__", "."): v
                for k, v in {**shares, "clients__left_on_at_night": 1.0, **changes}.items()
            },
        }
    )


def test_prompt_runs_from_reachable(engine: Engine) -> None:
    """A prompt client comes its delay after the tenant has become reachable: 120 + 40 s."""
    outcome = play(engine, following("prompt"), {}, **LEFT_ON)
    # Mailbox 0 is isolated on the writer since 150; mailbox 1, written at 180, is not.
    assert row(outcome, 0)["connected_at"] == after(160)


def test_autodiscover_polls_from_the_cut_over(engine: Engine) -> None:
    """The first poll falls within an hour of the cut-over's end; at 1/120 of it, 30 s after, in the window."""
    outcome = play(engine, following("autodiscover"), {}, follow_delay=always(1 / 120), **LEFT_ON)
    assert row(outcome, 0)["connected_at"] == after(130) + 1


def test_refused_poll_is_repeated(engine: Engine) -> None:
    """A poll between cut-over and rerouting is refused and repeated after 5 min, +-25 %."""
    outcome = play(
        engine, following("autodiscover"), {}, follow_delay=always(1 / 360), retry=always(0.5), **LEFT_ON
    )
    # Polls at 110, two mailboxes: both refused, once each; at 410 the tenant is done.
    assert row(outcome, 0)["refused"] == 2
    assert row(outcome, 0)["connected_at"] == NEVER


def test_restart_waits_for_the_morning(engine: Engine) -> None:
    """Who restarts comes after 07:00 of the next working day: into a window that is still open then."""
    toy = following(
        "restart", procedure=procedure(*OF_2016[:6], ("assign_policy", {"duration": "20 h"}), *OF_2016[7:])
    )
    outcome = play(engine, toy, {}, follow_delay=always(1e-12), **LEFT_ON)
    # The night of Tuesday: Wednesday 07:00 and 1 us.
    assert row(outcome, 0)["connected_at"] == 2 * DAY + 7 * HOUR + 1


def test_restart_skips_closed_days_and_weekends(engine: Engine) -> None:
    """A closed Wednesday and Thursday move the restart to Friday."""
    toy = following(
        "restart",
        procedure=procedure(*OF_2016[:6], ("assign_policy", {"duration": "90 h"}), *OF_2016[7:]),
        campaign__closed_days=[
            __import__("datetime").date(2016, 4, 6),
            __import__("datetime").date(2016, 4, 7),
        ],
    )
    outcome = play(engine, toy, {}, follow_delay=always(1e-12), **LEFT_ON)
    assert row(outcome, 0)["connected_at"] == 4 * DAY + 7 * HOUR + 1


def test_never_means_no_logon_at_all(engine: Engine) -> None:
    """A client that never follows is not seen, whatever the window."""
    toy = following(
        "never", procedure=procedure(*OF_2016[:6], ("assign_policy", {"duration": "20 h"}), *OF_2016[7:])
    )
    assert row(play(engine, toy, {}, **LEFT_ON), 0)["connected_at"] == NEVER


@pytest.mark.parametrize("mode", ["prompt", "autodiscover", "restart"])
def test_once_served_it_is_on_demand(engine: Engine, mode: str) -> None:
    """A client that has come over stays its session's length, then connects on demand, counted from its end."""
    toy = following(mode, clients__session__outlook_online="10 s", clients__asks__outlook_online=0.0)
    toy = toy.replaced(
        {"procedure": procedure(*OF_2016[:6], ("assign_policy", {"duration": "40 h"}), *OF_2016[7:])}
    )
    first = play(engine, toy, {}, follow_delay=always(1e-9), **LEFT_ON)
    assert row(first, 0)["connected_at"] != NEVER


def test_a_client_that_has_come_over_comes_again_on_demand(engine: Engine) -> None:
    """Its first session ends, and from that end on its connections count; here the second one asks."""
    toy = following("prompt", clients__session__outlook_online="40 s")
    toy = toy.replaced(
        {"procedure": procedure(*OF_2016[:6], ("assign_policy", {"duration": "40 h"}), *OF_2016[7:])}
    )
    given: dict[str, GivenUniforms] = {
        **LEFT_ON,
        "ask_delay": always(MEAN),
        "asks": lambda entities, session: np.full(entities.size, 1.0 - 1e-9 if session == 0 else 0.0),
    }
    toy = toy.replaced({"clients.asks.outlook_online": 0.5})
    outcome = play(engine, toy, {client(0, 0, "outlook_online"): (50,)}, **given)
    # Reachable at 120, come over at 160, gone at 200, back at 250, asks at 280.
    assert row(outcome, 0)["connected_at"] == after(160)
    assert row(outcome, 0)["asked_at"] == after(280)


def test_a_client_that_was_left_on_tries_without_end(engine: Engine) -> None:
    """Behind a gate a poll is refused and repeated every 20 s, more often than one on demand ever is."""
    steps = procedure(
        *PREPARED,
        "close_gate",
        "cut_over",
        "switch_routing",
        "assign_policy",
        "wait_replication",
        "open_gate",
    )
    toy = following("autodiscover", clients__autodiscover_retry="20 s", clients__retries=1, procedure=steps)
    outcome = play(engine, toy, {}, follow_delay=always(1 / 360), retry=always(0.5), **LEFT_ON)
    # Gate closed at 10; cut over at 110, assigned 190, seen 205, open at 215. Polls of both mailboxes at
    # 120, 140, 160, 180 and 200, each and 1 us; at 220 they are served.
    assert row(outcome, 0)["refused"] == 10
    assert row(outcome, 0)["connected_at"] == NEVER


@pytest.mark.parametrize(("retries", "refused"), [(0, 1), (1, 2), (15, 4)])
def test_on_demand_a_refused_try_is_repeated_at_most_so_often(
    engine: Engine, retries: int, refused: int
) -> None:
    """Refused at 50, 70, 90 and 110, served at 130: after so many retries the client gives up."""
    toy = scenario(clients__autodiscover_retry="20 s", clients__retries=retries)
    outcome = play(engine, toy, {client(0, 0, "outlook_online"): (50,)}, retry=always(0.5))
    assert row(outcome, 0)["refused"] == refused
    assert row(outcome, 0)["connected_at"] == (after(130) if retries == 15 else NEVER)
