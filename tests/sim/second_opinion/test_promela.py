from pathlib import Path

import pytest

from sim.procedure import Procedure

from .promela import Model
from .spin import Opinion, opinion

PREP_AND_SYNC = 4
"""Provision, build, create, synchronise: one transition each."""
BY_HAND = {
    # Cut over, routed, and somebody asks.
    "ovh-2016": PREP_AND_SYNC + 3,
    "hidden-first": PREP_AND_SYNC + 3,
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


@pytest.mark.parametrize("name", BY_HAND)
def test_that_shortest_trails_are_those_counted_by_hand(name: str, tmp_path: Path) -> None:
    """Spin finds a leak just where there is one, and no shorter way to it than a person does."""
    length = BY_HAND[name]
    assert opinion(Model(Procedure.load(name)), tmp_path) == Opinion(length is not None, length)


def test_that_every_change_is_waited_for(tmp_path: Path) -> None:
    """A tenant that has waited for replication leaks after a rollback alone, and the shortest trail counts each change."""
    raw: dict[str, object] = {
        "name": "waits",
        "move": "precreated",
        "steps": [
            *({"verb": verb} for verb in ("provision", "build_address_lists", "create_policy", "assign_policy")),
            *({"verb": verb} for verb in ("wait_replication", "sync_mailboxes", "close_gate", "switch_routing")),
            {"verb": "cut_over"},
            {"verb": "open_gate", "on": "timer", "after": "1 min"},
        ],
    }
    found = opinion(Model(Procedure.of(raw, "waits.toml"), stops=0), tmp_path)
    assert found == Opinion(False, None)
    raw["steps"] = [step for step in raw["steps"] if step["verb"] != "wait_replication"]  # type: ignore[attr-defined]
    # Three preparations, two policies, synchronised, closed, routed, cut over, opened by the clock, asked.
    assert opinion(Model(Procedure.of(raw, "hurries.toml"), stops=0), tmp_path) == Opinion(True, 11)
