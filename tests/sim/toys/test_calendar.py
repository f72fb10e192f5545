"""Nights that pause at dawn, tenants a night, tenant orders, and who lives on the target already."""

import math
import statistics
from typing import Any

import numpy as np
import pytest

from fakeexchange.clock import NEVER
from fakeexchange.names import Names
from sim.judges import Engine
from sim.tables import KINDS
from sim.units import DAY, SECOND
from tests.toys import (
    OPENS,
    PREPARED,
    SIZED,
    after,
    always,
    client,
    drawn,
    given_by,
    mailboxes_of,
    play,
    procedure,
    row,
    scenario,
)

TWO_MINUTES: dict[str, Any] = {
    "campaign__at_dawn": "pause",
    "campaign__opens": "22:00",
    "campaign__last_start": "22:01",
    "campaign__closes": "22:02",
}
"""Nights of two minutes, the first on a Tuesday, that pause at their end."""
NEXT = DAY // SECOND
"""Seconds from an opening to the next day's."""
HALF = {kind: 0.5 * (kind == "outlook_online") for kind in KINDS}
"""Seats of which a uniform decides."""
TWENTYFOLD = statistics.NormalDist().cdf(math.log(20))
"""The uniform at which a lognormal of sigma 1 is twenty times its median."""

# Tenant 0: cut_over 0-100 and switch_routing 100-120 on Tuesday; assign is due at 120, when the night closes, and
# begins on Wednesday: written at 30 and 60 s after the opening, seen everywhere at 75; generate_oab 75-135 begins
# before the close; decommission is due at 135, and runs on Thursday.


def test_a_step_due_in_the_day_begins_at_the_next_opening(engine: Engine) -> None:
    """A window of 75 s becomes one of a day."""
    outcome = play(engine, scenario(**TWO_MINUTES), {})
    seen = row(outcome, 0)
    assert (seen["reachable_at"], seen["isolated_at"]) == (after(120), after(NEXT + 75))
    assert seen["window_s"] == (NEXT + 75 - 120) * SECOND
    assert seen["finished_at"] == after(2 * NEXT + 30)
    assert seen["open_at_dawn"] == 1


def test_a_batch_that_pauses_keeps_its_slot_and_opens_the_night_it_goes_on_in(engine: Engine) -> None:
    """Planned for Wednesday, the second tenant finds the only slot busy, and has its closing night on Friday.

    It goes on on Monday and on Tuesday, which open for it alone: six nights.
    """
    outcome = play(engine, scenario(**TWO_MINUTES), {})
    seen = row(outcome, 1)
    assert (seen["started_at"], seen["night"]) == (after(3 * NEXT), 4)
    assert seen["isolated_at"] == after(6 * NEXT + 75)
    assert seen["finished_at"] == after(7 * NEXT + 30)
    assert outcome.totals["nights"] == 6


@pytest.mark.parametrize(
    ("comes", "cause"),
    [
        (120, "paused"),
        (NEXT - 1, "paused"),
        (NEXT, "not_assigned"),
        (NEXT + 31, "not_replicated"),
    ],
)
def test_a_logon_in_the_pause_has_cause_paused(engine: Engine, comes: int, cause: str) -> None:
    """From the close to the opening the tenant stands still; asked 1 s after the logon."""
    # No gap between two visits is longer than a uniform can say.
    visits = (comes,) if comes < 60_000 else (50_000, comes)
    toy = scenario(
        **TWO_MINUTES,
        clients__ask_delay=dict.fromkeys(KINDS, "1 s"),
        clients__seats=HALF,
        clients__asks=dict.fromkeys(KINDS, 0.5),
    )
    outcome = play(
        engine,
        toy,
        {client(0, 0, "outlook_online"): visits},
        controller=always(0.9),
        # Nobody else has a seat, and of two visits the first asks nothing.
        seat=lambda entities, _: np.where(entities == 0, 0.1, 0.9),
        asks=lambda entities, session: np.full(entities.size, 0.1 if session == len(visits) else 0.9),
    )
    assert row(outcome, 0)["cause"] == cause


def test_whoever_has_finished_does_not_pause_with_its_batch(engine: Engine) -> None:
    """Two tenants in a batch: the first ends at 50, the second is cut over at 250, after the close, and pauses."""
    steps = procedure(
        *PREPARED,
        "cut_over",
        ("switch_routing", {"duration": "20 s"}),
        ("generate_oab", {"duration": "20 s"}),
    )
    toy = scenario(
        drawn(steps, "cut_over"),
        **{**TWO_MINUTES, "campaign__last_start": "22:02"},
        campaign__batch=2,
        steps__cut_over={"base": "10 s", "mailbox": "0 s", "sigma": 1.0},
    )
    visits = {client(0, 0, "outlook_online"): (300,)}
    outcome = play(engine, toy, visits, **{"duration/cut_over/0": given_by([0.5, TWENTYFOLD])})
    first, second = row(outcome, 0), row(outcome, 1)
    assert first["finished_at"] == after(50)
    assert first["cause"] == "not_assigned"
    assert second["reachable_at"] == after(NEXT + 20)


def test_a_step_over_the_batch_that_has_begun_runs_through(engine: Engine) -> None:
    """The second tenant's cut-over begins 40 s after dawn, for it is part of a step that began before it."""
    by_batch = {"scope": "batch"}
    steps = procedure(
        *PREPARED,
        ("cut_over", by_batch),
        ("switch_routing", {**by_batch, "duration": "2 s"}),
        ("assign_policy", {**by_batch, "duration": "2 s"}),
        ("decommission", {"duration": "4 s"}),
    )
    night: dict[str, Any] = {
        "campaign__opens": "22:00",
        "campaign__last_start": "22:01",
        "campaign__closes": "22:01",
    }
    toy = scenario(
        drawn(steps, "cut_over"),
        campaign__at_dawn="pause",
        campaign__batch=2,
        # Planned at 5 s, so that two fit a night; drawn at 100 s.
        steps__cut_over={"base": "5 s", "mailbox": "0 s", "sigma": 1.0},
        **night,
    )
    outcome = play(engine, toy, {}, **{"duration/cut_over/0": always(TWENTYFOLD)})
    first, second = row(outcome, 0), row(outcome, 1)
    assert (first["reachable_at"], second["reachable_at"]) == (after(NEXT + 2), after(NEXT + 4))
    assert (first["started_at"], second["started_at"]) == (OPENS, after(100))


# So many a night.


@pytest.mark.parametrize(
    ("a_night", "starts", "nights"),
    [
        ("auto", [0, NEXT, 2 * NEXT], 3),
        ("greedy", [0, 285, NEXT], 2),
        (2, [0, 285, NEXT], 2),
        (1, [0, NEXT, 2 * NEXT], 3),
    ],
)
def test_so_many_tenants_a_night(engine: Engine, a_night: object, starts: list[int], nights: int) -> None:
    """Eight minutes hold one tenant of 285 s and the start of another: all that fit, or as many as are asked for."""
    toy = scenario(
        population__tenants=3,
        campaign__opens="22:00",
        campaign__last_start="22:08",
        campaign__closes="22:30",
        campaign__tenants_per_night=a_night,
    )
    outcome = play(engine, toy, {})
    assert [row(outcome, t)["started_at"] for t in range(3)] == [after(s) for s in starts]
    assert outcome.totals["nights"] == nights


def test_a_batch_is_no_larger_than_the_tenants_of_a_night(engine: Engine) -> None:
    """Of four tenants in batches of two, one a night: a batch each."""
    toy = scenario(population__tenants=4, campaign__batch=2, campaign__tenants_per_night=1)
    outcome = play(engine, toy, {})
    assert [row(outcome, t)["batch"] for t in range(4)] == [0, 1, 2, 3]
    assert outcome.totals["nights"] == 4


# In which order.


@pytest.mark.parametrize(
    ("order", "positions"),
    [("random", [0, 1, 2, 3]), ("smallest-first", [3, 0, 2, 1]), ("largest-first", [0, 2, 1, 3])],
)
def test_tenants_come_by_size(engine: Engine, order: str, positions: list[int]) -> None:
    """Of 3, 1, 2 and 1 mailboxes; where two are alike, as the random order has them: tenant 1 before tenant 3."""
    toy = scenario(population__tenants=4, campaign__order=order, kinds=(), **SIZED)
    outcome = play(engine, toy, {}, mailboxes=mailboxes_of(3, 1, 2, 1))
    assert [row(outcome, t)["position"] for t in range(4)] == positions


def test_the_quietest_come_first(engine: Engine) -> None:
    """Tenant 0 has two phones, tenant 1 none, tenant 2 two: no connection a day, then eight each."""
    toy = scenario(
        population__tenants=3,
        campaign__order="quietest-first",
        clients__seats={kind: 0.5 * (kind == "phone") for kind in KINDS},
    )
    outcome = play(engine, toy, {}, seat=lambda entities, _: np.where(entities >> 20 == 1, 0.9, 0.1))
    assert [row(outcome, t)["position"] for t in range(3)] == [1, 0, 2]


def test_by_name_is_by_the_name_of_the_domain(engine: Engine) -> None:
    """In the order of the alphabet, whatever their numbers."""
    toy = scenario(population__tenants=6, campaign__order="by-name", kinds=())
    outcome = play(engine, toy, {})
    names = Names(1, ("fr_FR", "en_GB"))
    by_name = sorted(range(6), key=names.domain)
    assert [row(outcome, t)["position"] for t in by_name] == list(range(6))
    assert by_name != list(range(6))


# Who lives there already.


@pytest.mark.parametrize("kind", ["outlook_online", "ews"])
def test_residents_are_seen_and_see_nothing(engine: Engine, kind: str) -> None:
    """Three residents of two mailboxes each, beside the other tenant's two: eight strangers of four tenants."""
    toy = scenario(kinds=(kind,), population__residents=3)
    outcome = play(engine, toy, {client(0, 0, kind): (130,)})
    seen = row(outcome, 0)
    assert (seen["foreign_mailboxes"], seen["foreign_lists"]) == (8, 0)
    totals = outcome.totals
    assert (totals["people_disclosed"], totals["tenants_disclosed"]) == (8, 4)
    assert totals["tenants_named"] == seen["tenants_named"] == (4 if kind == "outlook_online" else 0)
    assert totals["tenants"] == 2


def test_a_source_that_redirects_makes_the_target_reachable_sooner(engine: Engine) -> None:
    """Reachable when the cut-over ends, 20 s before the rerouting: 95 s of window, and no downtime after the lock."""
    seen = row(play(engine, scenario(platform__source_redirects=True), {}), 0)
    assert (seen["reachable_at"], seen["window_s"]) == (after(100), 95_000_000)
    assert seen["downtime_s"] == 100_000_000
    assert seen["connected_at"] == NEVER
