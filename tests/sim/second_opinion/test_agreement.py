from pathlib import Path
from random import Random
from typing import Any

import pytest

from sim.procedure import Procedure, built_in

from .agreement import agree
from .drawn import drawn
from .promela import Model
from .spin import Opinion, opinion

FLOOR = 8
"""Procedures drawn here; many more where somebody asks for them."""
PREP_AND_SYNC = 4
"""Provision, build, create, synchronise: one transition each."""
BY_HAND = {
    # Cut over, routed, and somebody asks.
    "ovh-2016": PREP_AND_SYNC + 3,
    "hidden-first": PREP_AND_SYNC + 3,
    "probe-and-stop": PREP_AND_SYNC + 3,
    "solidcp": PREP_AND_SYNC + 3,
    # Cut over, two policies written, routed; the second controller has seen neither.
    "isolate-unreplicated": PREP_AND_SYNC + 5,
    # Routed, the first mailbox's policy, its cut-over, and the second controller is asked.
    "cloudpanel": PREP_AND_SYNC + 4,
    # Closed, cut over, routed, opened by the clock, asked.
    "gated-on-timer": PREP_AND_SYNC + 5,
    # Both tenants are prepared, and cut over, before one is routed.
    "batch-late": 2 * PREP_AND_SYNC + 4,
    "gated": None,
    "reroute-last": None,
    "isolate-first": None,
    "deny-by-default": None,
}


def test_that_all_that_ships_is_counted() -> None:
    """Every procedure that ships has been told by hand."""
    assert set(BY_HAND) == set(built_in())


@pytest.mark.parametrize("name", BY_HAND)
def test_that_both_tell_what_ships(name: str) -> None:
    """The explorer on the real fake, Spin on a generated model and a person with a pencil agree on what ships."""
    found, length = agree(Procedure.load(name)), BY_HAND[name]
    assert not found.difference
    assert found.spin == Opinion(length is not None, length)


def test_that_both_tell_what_is_drawn() -> None:
    """They agree on procedures drawn at random, some of which leak and some do not."""
    chance = Random(8)
    found = [agree(drawn(chance), stops=k % 2) for k in range(FLOOR)]
    assert [one.difference for one in found] == [""] * FLOOR
    assert {one.spin.leaks for one in found} == {False, True}


def test_that_every_change_is_waited_for(tmp_path: Path) -> None:
    """Whoever waits for replication before the clock may open the gate is safe; whoever does not leaks."""
    isolating = ["provision", "build_address_lists", "create_policy", "assign_policy"]
    moving = ["sync_mailboxes", "close_gate", "switch_routing", "cut_over"]
    timer = {"verb": "open_gate", "on": "timer", "after": "1 min"}

    def told(*verbs: str) -> Opinion:
        steps: list[dict[str, Any]] = [*({"verb": verb} for verb in verbs), timer]
        procedure = Procedure.of({"name": "timer", "move": "precreated", "steps": steps}, "timer.toml")
        return opinion(Model(procedure), tmp_path)

    assert told(*isolating, "wait_replication", *moving) == Opinion(False, None)
    # Three preparations, two policies, synchronised, closed, routed, cut over, opened by the clock, asked.
    assert told(*isolating, *moving) == Opinion(True, 11)
