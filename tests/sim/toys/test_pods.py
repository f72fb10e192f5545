"""Pods: each a forest of its own, with its directory and its books; tenant n moves to the pod n mod pods."""

from typing import Any

import numpy as np
import pytest

from sim.judges import Engine
from sim.outcome import Outcome
from sim.streams import Floats, Ints
from sim.tables import Kind
from tests.toys import PREPARED, after, always, client, given_by, play, procedure, row, scenario


def in_two_pods(engine: Engine, kind: Kind, *viewers: int, **changes: Any) -> Outcome:
    """Five tenants of two mailboxes in two pods: 0, 2, 4 and 1, 3; a client of some comes 121 s after its anchor."""
    given = {key: changes.pop(key) for key in list(changes) if callable(changes[key])}
    toy = scenario(kinds=(kind,), population__tenants=5, population__pods=2, **changes)
    return play(engine, toy, {client(v, 0, kind): (121,) for v in viewers}, **given)


@pytest.mark.parametrize(("viewer", "others"), [(0, 2), (1, 1)])
def test_a_wide_session_shows_its_own_pod_alone(engine: Engine, viewer: int, others: int) -> None:
    """Two mailboxes of each other tenant of the pod, and the names of their lists."""
    outcome = in_two_pods(engine, "outlook_online", viewer)
    seen = row(outcome, viewer)
    assert (seen["foreign_mailboxes"], seen["tenants_named"]) == (2 * others, others)
    unions = outcome.unions
    assert (unions.people_disclosed, unions.tenants_disclosed, unions.tenants_named) == (
        2 * others,
        others,
        others,
    )


def test_what_pods_disclose_adds_up(engine: Engine) -> None:
    """A viewer in each: 2 and 4 and whoever is in the first pod's list but 0; 3 in the second's, and not 1."""
    unions = in_two_pods(engine, "outlook_online", 0, 1).unions
    assert (unions.people_disclosed, unions.tenants_disclosed, unions.tenants_named) == (6, 3, 3)


def test_a_viewer_is_disclosed_by_another_of_its_pod_alone(engine: Engine) -> None:
    """0 and 2 see each other, and 4; 1 is seen by nobody, for 3 did not come."""
    unions = in_two_pods(engine, "outlook_online", 0, 1, 2).unions
    assert (unions.people_disclosed, unions.tenants_disclosed) == (8, 4)


def test_a_query_finds_recipients_of_its_pod_alone(engine: Engine) -> None:
    """In the order of all: 1's and 3's come first, and a query of 0 passes them by."""

    def odd_first(entities: Ints, _: int) -> Floats:
        return np.where(entities // 2 % 2 == 1, 0.1, 0.9) + np.arange(entities.size) / 1000

    outcome = in_two_pods(engine, "ews", 0, ask_delay=always(0.9), browse_order=odd_first)
    assert row(outcome, 0)["foreign_mailboxes"] == 4
    assert outcome.unions.people_disclosed == 4


def test_each_pod_has_a_default_book_of_its_own(engine: Engine) -> None:
    """The second pod's holds four mailboxes: it takes 4 s, and two of them are 3's."""
    outcome = in_two_pods(
        engine, "outlook_cached", 1, clients__oab_delay="10 s", oab_delay=always(0.0), order=given_by(ORDER)
    )
    seen = row(outcome, 1)
    assert (seen["channel"], seen["foreign_mailboxes"]) == ("oab", 2)
    assert seen["exposed_at"] == after(121 + 4 + 1e-6)


ORDER = [0.2, 0.1, 0.3, 0.4, 0.5]
"""Tenant 1 first."""


def test_residents_live_in_pods_too(engine: Engine) -> None:
    """Residents 5 and 6: the first pod has 6 beside 2 and 4, the second 5 beside 3."""
    outcome = in_two_pods(engine, "outlook_online", 0, population__residents=2)
    # Nobody but 0 is exposed; residents have as many mailboxes as drawn for them, two each.
    assert (row(outcome, 0)["foreign_mailboxes"], row(outcome, 0)["tenants_named"]) == (6, 3)
    assert (outcome.unions.tenants_disclosed, outcome.unions.tenants_named) == (3, 3)


def test_a_restart_of_client_access_cuts_sessions_of_every_pod(engine: Engine) -> None:
    """It is the whole platform's: tenant 1's of the second pod ends a session of tenant 0's in the first."""
    verbs = (*PREPARED, "cut_over", "switch_routing", ("restart_client_access", {"duration": "10 s"}))
    toy = scenario(procedure(*verbs), population__tenants=2, population__pods=2, population__residents=2)
    # Tenant 0's own restart ends at 130, tenant 1's at 260; the session of 140 would ask at 270.
    for delay, is_cut in (("110 s", False), ("130 s", True)):
        changed = toy.replaced({"clients.ask_delay.outlook_online": delay})
        outcome = play(engine, changed, {client(0, 0, "outlook_online"): (140,)})
        # Cut or not, the client comes again, 19 h later.
        assert (row(outcome, 0)["asked_at"] > after(18 * 3600)) == is_cut
