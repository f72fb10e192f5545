"""What is shown to whom: capped queries, distribution lists, names, and the unions over all answers."""

import numpy as np
import pytest

from sim.judges import Engine
from sim.streams import Floats, Ints
from sim.tables import Kind
from tests.toys import OF_2016, after, always, client, play, procedure, row, scenario


def by_number(entities: Ints, _: int) -> Floats:
    """Queries find recipients tenant by tenant, mailboxes first."""
    return np.arange(1, entities.size + 1) / (entities.size + 1.0)


@pytest.mark.parametrize("kind", ["phone", "ews"])
@pytest.mark.parametrize(
    ("viewer", "foreign", "tenants"),
    [
        (0, 98, 49),  # its own two are among the first hundred
        (49, 98, 49),
        (50, 100, 50),  # its own two come after them
    ],
)
def test_a_query_returns_a_hundred_rows_own_ones_included(
    engine: Engine, kind: Kind, viewer: int, foreign: int, tenants: int
) -> None:
    """Of 60 tenants of two mailboxes in the order of their numbers, a query finds the first 50."""
    outcome = play(
        engine,
        scenario(kinds=(kind,), population__tenants=60),
        {client(viewer, 0, kind): (121,)},
        ask_delay=always(0.9),
        browse_order=by_number,
    )
    assert row(outcome, viewer)["foreign_mailboxes"] == foreign
    assert outcome.totals["people_disclosed"] == foreign
    assert outcome.totals["tenants_disclosed"] == tenants


def test_a_query_finds_distribution_lists_too(engine: Engine) -> None:
    """With a list each, a hundred rows are 33 tenants of three and one mailbox; the viewer's three left out."""
    outcome = play(
        engine,
        scenario(kinds=("ews",), population__tenants=60, population__lists_per_further_mailbox=1.0),
        {client(0, 0, "ews"): (121,)},
        ask_delay=always(0.9),
        browse_order=by_number,
        lists=always(0.5),  # Poisson of mean 1: one list
    )
    seen = row(outcome, 0)
    assert (seen["lists"], seen["foreign_mailboxes"], seen["foreign_lists"]) == (1, 65, 32)
    assert outcome.totals["people_disclosed"] == 65
    assert outcome.totals["lists_disclosed"] == 32
    assert outcome.totals["tenants_disclosed"] == 33


def test_queries_of_two_tenants_show_the_viewers_to_each_other(engine: Engine) -> None:
    """Each leaves its own two out; together they show all hundred."""
    visits = {client(0, 0, "phone"): (121.0,), client(1, 0, "phone"): (121.0,)}
    outcome = play(
        engine,
        scenario(kinds=("phone",), population__tenants=60),
        visits,
        ask_delay=always(0.9),
        browse_order=by_number,
    )
    assert [row(outcome, t)["foreign_mailboxes"] for t in (0, 1)] == [98, 98]
    assert outcome.totals["people_disclosed"] == 100
    assert outcome.totals["tenants_disclosed"] == 50


def test_a_whole_list_and_a_query_count_nobody_twice(engine: Engine) -> None:
    """The query of tenant 0 shows 1 to 49, the whole list of tenant 1 everybody but 1: all 60 together."""
    visits = {client(0, 0, "phone"): (121.0,), client(1, 0, "outlook_online"): (121.0,)}
    outcome = play(
        engine,
        scenario(kinds=("phone", "outlook_online"), population__tenants=60),
        visits,
        ask_delay=always(0.9),
        browse_order=by_number,
    )
    assert [row(outcome, t)["foreign_mailboxes"] for t in (0, 1)] == [98, 118]
    assert outcome.totals["people_disclosed"] == 120
    assert outcome.totals["tenants_disclosed"] == 60


def test_whole_lists_hold_distribution_lists(engine: Engine) -> None:
    """A neighbour of two mailboxes and one list is three entries, and is counted so in the totals."""
    outcome = play(
        engine,
        scenario(population__lists_per_further_mailbox=1.0),
        {client(0, 0, "outlook_online"): (130,)},
        lists=always(0.5),
    )
    seen = row(outcome, 0)
    assert (seen["foreign_mailboxes"], seen["foreign_lists"]) == (2, 1)
    assert (outcome.totals["people_disclosed"], outcome.totals["lists_disclosed"]) == (2, 1)


@pytest.mark.parametrize(
    ("viewers", "seen"),
    [
        ((), 0),
        ((0,), 2),  # of three tenants, all but itself
        ((2,), 2),
        ((0, 1), 3),  # each is shown by the other
        ((0, 2), 3),
        ((0, 1, 2), 3),
    ],
)
def test_the_viewer_s_own_are_left_out_unless_another_sees_them(
    engine: Engine, viewers: tuple[int, ...], seen: int
) -> None:
    """One viewer, whichever and however often, discloses the others; a second one discloses the first."""
    visits = {client(t, m, "outlook_online"): (121.0 + m,) for t in viewers for m in (0, 1)}
    totals = play(engine, scenario(population__tenants=3), visits).totals
    assert totals["people_disclosed"] == 2 * seen
    assert totals["tenants_disclosed"] == totals["tenants_named"] == seen


def test_denied_lists_deny_the_default_book(engine: Engine) -> None:
    """With the default lists denied a cached client connects, asks nothing, and is given no book."""
    toy = scenario(
        procedure(*OF_2016, default_lists="denied"), kinds=("outlook_cached",), clients__oab_delay="20 s"
    )
    outcome = play(engine, toy, {client(0, 0, "outlook_cached"): (121,)}, oab_delay=always(0.5))
    seen = row(outcome, 0)
    assert seen["connected_at"] == after(121)
    assert (seen["asked_at"] == seen["exposed_at"], seen["residual_until"], seen["cause"]) == (
        True,
        -1,
        "none",
    )
    assert (outcome.totals["asked"], outcome.totals["people_disclosed"], outcome.totals["tenants_named"]) == (
        0,
        0,
        0,
    )
