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

SHORT_NIGHTS: dict[str, Any] = {
    "campaign.at_dawn": "pause",
    "campaign.tenants_per_night": "greedy",
    "campaign.last_start": "22:50",
    "campaign.closes": "22:50",
    "campaign.slots": 40,
}
"""Nights whose end finds a second batch on every slot, between its steps: some are reachable, and stand still."""

BY_CAUSE: dict[str, dict[str, Any]] = {
    "not_assigned": {"procedure": "ovh-2016"},
    "not_replicated": {"procedure": "isolate-unreplicated", "platform.lag_first": "20 min"},
    "wide_session": {"procedure": "batch-late", "window": "1 min"},
    "paused": {"procedure": "batch-late", **SHORT_NIGHTS},
    "oab": {"procedure": "ovh-2016", "clients.oab_delay": "2 h", "clients.asks.outlook_cached": 0.0},
}
"""By cause, a campaign in which many tenants' first foreign entry has it."""

_RESTARTING = (
    "provision",
    "build_address_lists",
    "create_policy",
    "sync_mailboxes",
    "cut_over",
    "switch_routing",
    "assign_policy",
    "wait_replication",
    "restart_client_access",
    "decommission",
)
"""Sessions opened in the window end with it."""

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
    "a panel's loop": {"procedure": "solidcp", "campaign.slots": 2},
    "a gate on a timer": {"procedure": "gated-on-timer"},
    "residents": {"procedure": "ovh-2016", "population.residents": 40, "population.unique_names": True},
    "client access restarted": {
        "procedure": {"name": "restarting", "steps": [{"verb": verb} for verb in _RESTARTING]},
        "campaign.slots": 2,
    },
    "halted by its check": {
        "procedure": {"name": "unwaited", "steps": [{"verb": verb} for verb in _UNWAITED]},
        "platform.lag_hop": "3 min",
        "faults.retries": 1,
    },
}
"""Other ways in which a night may go."""

_UNDOING = (
    "provision",
    "build_address_lists",
    "create_policy",
    "sync_mailboxes",
    "close_gate",
    "cut_over",
    "open_gate",
    "switch_routing",
    "assign_policy",
    "wait_replication",
    "generate_oab",
    "decommission",
)
"""A window opens before the last steps, so that undoing them may end it."""

_FAULTS: dict[str, Any] = {
    "faults.transient": 0.1,
    "faults.hard": {"default": 0.01},
    "faults.silent": 0.02,
    "faults.silent_scope": "mailbox",
    "clients.horizon": "1 d",
}

FAULTY: dict[str, dict[str, Any]] = {
    "steps fail": {"procedure": "gated", **_FAULTS},
    "a panel's loop fails": {"procedure": "solidcp", **_FAULTS},
    "steps are undone": {
        "procedure": {"name": "undoing", "steps": [{"verb": v, "on_fail": "rollback"} for v in _UNDOING]},
        **_FAULTS,
        "faults.hard": {"default": 0.05},
    },
}
"""Nights on which steps fail, or only say that they did not."""


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
    changes = {**BY_CAUSE, **FURTHER, **FAULTY}[name]
    scenario = Scenario.load().replaced({**BUSY, **changes})
    draws = Draws(scenario, Source(seed), is_shared=True)
    outcome, records = witness(scenario, draws, range(TENANTS))
    return World(scenario, draws, outcome, records)
