"""Verdicts of the built-in procedures, on the smallest instance that decides."""

import pytest

from sim.explorer import Instance, explore
from sim.procedure import Procedure, built_in

SMALL = Instance(movers=1, mailboxes=1)
SAFE = ("deny-by-default", "gated", "isolate-first", "reroute-last")


@pytest.mark.parametrize("name", built_in())
def test_a_built_in_leaks_unless_it_isolates_before_it_serves(name: str) -> None:
    """Who isolates everywhere before a client is served cannot leak; everybody else can."""
    verdict = explore(Procedure.load(name), SMALL)

    assert verdict.leaks is (name not in SAFE)
    assert bool(verdict.story) is verdict.leaks


def test_one_controller_misses_the_leak_that_replication_makes() -> None:
    """A policy assigned in time and not waited for leaks through a second controller alone."""
    procedure = Procedure.load("isolate-unreplicated")

    assert not explore(procedure, Instance(movers=1, mailboxes=1, controllers=1)).leaks
    assert explore(procedure, SMALL).leaks


def test_the_story_of_2016_is_the_shortest_one() -> None:
    """Prepared, copied, cut over, routed; and a client that asks before the policy is there."""
    verdict = explore(Procedure.load("ovh-2016"))

    assert [event.action for event in verdict.story] == [
        "provision",
        "build_address_lists",
        "create_policy",
        "sync_mailboxes",
        "cut_over",
        "switch_routing",
        "connect and ask",
    ]
    assert verdict.story[-1].says == (
        "connects through controller 1 for mailbox A1, reads the address book and is given 2 entries of C: "
        "its policy has not been assigned yet"
    )
