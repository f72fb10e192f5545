"""Offline address books: fetched at the first served logon, as of their generation, kept until replaced."""

from typing import Any

from fakeexchange.clock import NEVER
from sim.judges import Engine
from sim.scenario import Scenario
from sim.units import DAY, HOUR
from tests.toys import OPENS, after, always, client, play, row, scenario

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
