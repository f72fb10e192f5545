"""Offline address books: fetched at the first served logon, as of their generation, kept until replaced."""

import math
import statistics
from typing import Any

import pytest

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.scenario import Scenario
from sim.units import DAY, HOUR
from tests.toys import OF_2016, OPENS, PREPARED, after, always, client, play, procedure, row, scenario

CACHED = ("outlook_cached",)
# The default book is regenerated at 0, 8 h, 16 h ...: it holds both tenants' 4 mailboxes from 8 h on. A client
# needs 1 s an entry, so 4 s.


def toy(**changes: Any) -> Scenario:
    """A toy of cached Outlooks that start a download 20 s after the logon and ask nothing online."""
    return scenario(kinds=CACHED, clients__asks__outlook_cached=0.0, clients__oab_delay="20 s", **changes)


def test_book_fetched_in_the_window_exposes_when_it_has_arrived(engine: Engine) -> None:
    """Asked at the start of the download, exposed at its end, and by the logon's state: not assigned."""
    outcome = play(engine, toy(), {client(0, 0, "outlook_cached"): (121,)}, oab_delay=always(0.5))
    seen = row(outcome, 0)
    # Logon 121, download 10 s + 1 us later, 4 entries: 4 s. Mailbox 0 is assigned at 150.
    assert seen["asked_at"] == after(131) + 1
    assert seen["exposed_at"] == after(135) + 1
    assert (seen["channel"], seen["cause"], seen["foreign_mailboxes"]) == ("oab", "not_assigned", 2)


def test_book_begun_when_isolated_has_cause_oab(engine: Engine) -> None:
    """A wide session that begins its download after the policy has come gets everybody's book all the same."""
    outcome = play(engine, toy(), {client(0, 0, "outlook_cached"): (145,)}, oab_delay=always(0.5))
    assert row(outcome, 0)["cause"] == "oab"


def test_book_on_a_slow_line_is_lost_with_its_session(engine: Engine) -> None:
    """A download that would end after its session exposes nobody; it was asked for."""
    outcome = play(
        engine,
        toy(clients__session__outlook_cached="12 s"),
        {client(0, 0, "outlook_cached"): (121,)},
        oab_delay=always(0.5),
    )
    seen = row(outcome, 0)
    assert seen["asked_at"] == after(131) + 1
    assert seen["exposed_at"] == NEVER


def test_foreign_book_is_kept_until_the_next_good_download(engine: Engine) -> None:
    """A day after the try the client fetches its own book, made at 255 s: 2 entries, 2 s."""
    outcome = play(engine, toy(), {client(0, 0, "outlook_cached"): (121,)}, oab_delay=always(0.5))
    assert row(outcome, 0)["residual_until"] == after(131) + 1 + DAY + 2_000_000
    assert outcome.totals["residual"] == 1


def test_horizon_ends_what_is_followed(engine: Engine) -> None:
    """With a horizon of an hour nobody sees the foreign book replaced: kept for good."""
    outcome = play(
        engine, toy(clients__horizon="1 h"), {client(0, 0, "outlook_cached"): (121,)}, oab_delay=always(0.5)
    )
    assert row(outcome, 0)["residual_until"] == NEVER
    assert outcome.totals["residual"] == 1


def test_due_download_is_a_logon_of_its_own(engine: Engine) -> None:
    """Under when_due the book is fetched up to a day after the logon: here 12 h, when all is isolated."""
    outcome = play(
        engine,
        toy(clients__oab_after_move="when_due"),
        {client(0, 0, "outlook_cached"): (121,)},
        oab_delay=always(0.5),
    )
    seen = row(outcome, 0)
    assert seen["connected_at"] == after(121)
    assert (seen["asked_at"], seen["exposed_at"]) == (NEVER, NEVER)


def test_book_answers_as_of_its_last_generation(engine: Engine) -> None:
    """A book made before the second tenant was provisioned does not hold it."""
    # Both are synchronised 4 s after the start; a cycle of 100 h with phase 0 leaves the book of instant 0.
    outcome = play(
        engine,
        toy(platform__oab_cycle="100 h"),
        {client(0, 0, "outlook_cached"): (121,)},
        oab_delay=always(0.5),
    )
    seen = row(outcome, 0)
    assert (seen["asked_at"], seen["exposed_at"]) == (after(131) + 1, NEVER)
    assert OPENS < 100 * HOUR


@pytest.mark.parametrize(
    ("phase", "is_exposed"),
    [
        # The neighbour is provisioned at 45 h; the tenant's client fetches at 46 h and some minutes.
        (0.5, False),  # 4 h + 8 h k: 44 h is the last
        (0.625, True),  # 5 h + 8 h k: 45 h
        (0.0, False),  # 40 h
        (0.7, True),  # 5.6 h + 40 h
    ],
)
def test_default_book_is_regenerated_every_cycle_from_its_phase(
    engine: Engine, phase: float, is_exposed: bool
) -> None:
    """What a download fetches is the last of the generations at phase + 8 h k."""
    steps = procedure(*PREPARED[:3], ("sync_mailboxes", {"duration": "161996 s"}), *OF_2016[4:])
    outcome = play(
        engine,
        toy(campaign__sync_slots=1).replaced({"procedure": steps}),
        {client(0, 0, "outlook_cached"): (121,)},
        oab_delay=always(0.5),
        oab_phase=always(phase),
    )
    assert (row(outcome, 0)["exposed_at"] != NEVER) == is_exposed


def test_a_book_never_generated_is_asked_for_and_not_found(engine: Engine) -> None:
    """Before the first generation there is no file: the wide session has asked, and keeps nothing."""
    outcome = play(
        engine,
        toy(platform__oab_cycle="100 h"),
        {client(0, 0, "outlook_cached"): (121,)},
        oab_delay=always(0.5),
        oab_phase=always(0.9),
    )
    seen = row(outcome, 0)
    assert (seen["asked_at"], seen["exposed_at"], seen["residual_until"]) == (after(131) + 1, NEVER, -1)


def test_residual_is_the_latest_of_the_clients(engine: Engine) -> None:
    """Two clients keep everybody's book; the row says when the second has replaced it."""
    visits = {client(0, 0, "outlook_cached"): (121.0,), client(0, 1, "outlook_cached"): (125.0,)}
    outcome = play(engine, toy(), visits, oab_delay=always(0.5))
    assert row(outcome, 0)["residual_until"] == after(135) + 1 + DAY + 2_000_000
    assert outcome.totals["residual"] == 1


def test_a_bad_book_stays_where_there_is_no_good_one(engine: Engine) -> None:
    """Without a book of its own the tenant's client is isolated and keeps everybody's."""
    steps = procedure(*OF_2016[:8], "decommission")
    visits = {client(0, 0, "outlook_cached"): (121.0,)}
    outcome = play(engine, toy().replaced({"procedure": steps}), visits, oab_delay=always(0.5))
    assert row(outcome, 0)["residual_until"] == NEVER


def test_a_try_that_finds_no_book_is_repeated_a_day_later(engine: Engine) -> None:
    """The tenant's own book is made 30 h later: the try of the next day finds none, that of the second does."""
    steps = procedure(*OF_2016[:8], ("generate_oab", {"duration": "30 h"}), "decommission")
    visits = {client(0, 0, "outlook_cached"): (121.0,)}
    outcome = play(engine, toy().replaced({"procedure": steps}), visits, oab_delay=always(0.5))
    assert row(outcome, 0)["residual_until"] == after(131) + 1 + 2 * DAY + 2_000_000


@pytest.mark.parametrize(("session", "is_exposed"), [("14.000001 s", True), ("14 s", False)])
def test_a_book_that_arrives_with_the_end_of_its_session_is_kept(
    engine: Engine, session: str, is_exposed: bool
) -> None:
    """Logon 121, download from 131.000001 to 135.000001: a session that ends then has it, a shorter one not."""
    outcome = play(
        engine,
        toy(clients__session__outlook_cached=session),
        {client(0, 0, "outlook_cached"): (121,)},
        oab_delay=always(0.5),
    )
    assert (row(outcome, 0)["exposed_at"] == after(135) + 1) == is_exposed


@pytest.mark.parametrize(
    ("comes", "cause"),
    [
        # The download begins 10 s and 1 us after the logon; mailbox 0 is written at 150.
        (139.999998, "not_assigned"),
        (139.999999, "oab"),
    ],
)
def test_a_book_begun_at_the_instant_of_the_write_has_cause_oab(
    engine: Engine, comes: float, cause: str
) -> None:
    """The state when the download begins decides, not the logon's."""
    outcome = play(engine, toy(), {client(0, 0, "outlook_cached"): (comes,)}, oab_delay=always(0.5))
    assert row(outcome, 0)["cause"] == cause


@pytest.mark.parametrize(
    ("oab_controller", "exposed", "cause"),
    [(0.9, after(161) + 1, "not_replicated"), (0.0, NEVER, "none")],
)
def test_a_due_download_is_answered_by_a_controller_of_its_own(
    engine: Engine, oab_controller: float, exposed: int, cause: str
) -> None:
    """Due 36 s after the logon, at 157: the second controller sees mailbox 0 at 165, the writer saw it at 150."""
    outcome = play(
        engine,
        toy(clients__oab_after_move="when_due"),
        {client(0, 0, "outlook_cached"): (121,)},
        oab_delay=always(36 / 86_400),
        oab_controller=always(oab_controller),
    )
    seen = row(outcome, 0)
    assert (seen["exposed_at"], seen["cause"]) == (exposed, cause)


def test_distribution_lists_are_entries_of_a_book(engine: Engine) -> None:
    """With one list each the book holds 6 entries and takes 6 s; three of them are foreign."""
    outcome = play(
        engine,
        toy(population__lists_per_further_mailbox=1.0),
        {client(0, 0, "outlook_cached"): (121,)},
        oab_delay=always(0.5),
        lists=always(0.5),
    )
    seen = row(outcome, 0)
    assert seen["exposed_at"] == after(137) + 1
    assert (seen["foreign_mailboxes"], seen["foreign_lists"]) == (2, 1)


def test_a_bad_book_that_comes_after_a_good_one_is_replaced(engine: Engine) -> None:
    """Half an hour an entry: two hours for everybody's four, one hour for its own two.

    Begun at 130, the bad book comes at 7330, long after the tenant has settled. Its client goes on trying every
    40 min: the tries of 2530 and 4930 bring good books at 6130, too early, and at 8530.
    """
    slow = {"law": "lognormal", "median": 1_000_000, "sigma": 3.0}
    changes: dict[str, Any] = {"clients__session__outlook_cached": "9 h", "clients__oab_us_per_entry": slow}
    toy = scenario(
        kinds=("outlook_cached",), clients__oab_delay="0 s", clients__oab_period="40 min", **changes
    )
    rate = always(statistics.NormalDist().cdf(math.log(1800) / 3))
    outcome = play(engine, toy, {client(0, 0, "outlook_cached"): (130,)}, oab_rate=rate, asks=always(1.0))
    seen = row(outcome, 0)
    # The quantile leaves a rounding error of a few microseconds an entry.
    assert (seen["exposed_at"], seen["residual_until"]) == (
        pytest.approx(after(7330), abs=1000),
        pytest.approx(after(8530), abs=1000),
    )
    assert seen["residual_until"] > seen["exposed_at"]
