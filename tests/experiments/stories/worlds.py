"""Small campaigns in which every cause is met, and all their tenants' records."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from experiments.stories.story import Story
from fakeexchange.journal import Record
from sim.draws import Draws
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.simpy_engine.witness import witness
from sim.streams import Source

TENANTS = 250
BUSY: dict[str, Any] = {
    "population.tenants": TENANTS,
    "window": "10 min",
    "clients.left_on_at_night": 0.6,
    "clients.follow": {"prompt": 0.3, "autodiscover": 0.4, "restart": 0.28, "never": 0.02},
    "clients.asks.phone": 0.5,
}

BY_CAUSE: dict[str, dict[str, Any]] = {
    "not_assigned": {"procedure": "ovh-2016"},
    "not_replicated": {"procedure": "isolate-unreplicated", "platform.lag_first": "20 min"},
    "wide_session": {"procedure": "batch-late", "window": "1 min"},
    "oab": {"procedure": "ovh-2016", "clients.oab_delay": "2 h", "clients.asks.outlook_cached": 0.0},
}
"""By cause, a campaign in which many tenants' first foreign entry has it."""

_UNWAITED = (
    "provision",
    "build_address_lists",
    "create_policy",
    "sync_mailboxes",
    "close_gate",
    "cut_over",
    "switch_routing",
    "assign_policy",
    "verify_isolation",
    "open_gate",
    "decommission",
)
"""A check that does not wait for replication: it often fails."""

FURTHER: dict[str, dict[str, Any]] = {
    "gated": {"procedure": "gated"},
    "denied": {"procedure": "deny-by-default"},
    "isolated first": {"procedure": "isolate-first"},
    "books when due": {"procedure": "batch-late", "clients.oab_after_move": "when_due"},
    "slow books": {
        "procedure": "ovh-2016",
        "clients.oab_us_per_entry.median": 1_000_000,
        "clients.session.outlook_cached": "30 min",
    },
    "followed for an hour": {"procedure": "ovh-2016", "clients.horizon": "1 h"},
    "halted by its check": {
        "procedure": {"name": "unwaited", "steps": [{"verb": verb} for verb in _UNWAITED]},
        "platform.lag_hop": "3 min",
        "faults.retries": 1,
    },
}
"""Other ways in which a night may go."""


@dataclass(frozen=True)
class World:
    """One campaign, every tenant of it watched."""

    scenario: Scenario
    draws: Draws
    outcome: Outcome
    records: dict[int, Record]

    def story(self, tenant: int) -> Story:
        """One tenant's."""
        return Story.of(self.scenario, self.outcome, self.records[tenant])


@cache
def world(name: str, seed: int) -> World:
    """A campaign by its name above, watched whole."""
    changes = {**BY_CAUSE, **FURTHER}[name]
    scenario = Scenario.load().replaced({**BUSY, **changes})
    draws = Draws(scenario, Source(seed), is_shared=True)
    outcome, records = witness(scenario, draws, range(TENANTS))
    return World(scenario, draws, outcome, records)
