"""Every key of ``defaults.toml`` moves something: a key that moves no row would be an option without effect."""

import datetime
from functools import cache
from typing import Any, Final

import pytest

from sim.defaults import defaults
from sim.judges import run
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.words import Verb
from tests.toys import procedure

VERBS: Final[tuple[Any, ...]] = (
    ("provision", {"hidden": True}),
    "build_address_lists",
    "create_policy",
    "sync_mailboxes",
    "close_gate",
    "cut_over",
    "switch_routing",
    "open_gate",
    "restart_client_access",
    "assign_policy",
    "wait_replication",
    ("verify_isolation", {"on_fail": "skip"}),
    "unhide",
    "generate_oab",
    "decommission",
)
"""Whatever takes a duration from the defaults."""

RICH: Final[dict[str, Any]] = {
    "procedure": {
        **procedure(),
        "steps": [{"verb": v} if isinstance(v, str) else {"verb": v[0], **v[1]} for v in VERBS],
    },
    "population": {"tenants": 400, "residents": 20},
    "clients": {
        "follow": {"prompt": 0.3, "autodiscover": 0.3, "restart": 0.38, "never": 0.02},
        "per_day": {"ews": "96/d"},
        "oab_period": "2 h",
        "connected_kinds": ["outlook_cached", "outlook_online", "owa", "phone", "ews"],
    },
    "platform": {"lag_fault": 0.1},
    "campaign": {"slots": 2, "sync_slots": 4, "sync_lead": "2 d"},
    "faults": {
        "transient": 0.05,
        "hard": 0.01,
        "silent": 0.02,
        "console_lost": 0.2,
        "out_of_site": 1.0,
    },
}
"""A world in which everything happens to somebody."""

SESSIONS: Final = {"session": "1 s", "ask_delay": "7 min", "per_day": "200/d", "asks": 0.05, "seats": 0.66}

OTHER: Final[dict[str, Any]] = {
    "population.tenants": 399,
    "population.mailboxes.mu": 0.9,
    "population.mailboxes.sigma": 1.1,
    "population.mailboxes.max": 5,
    "population.lists_per_further_mailbox": 0.5,
    "population.mailbox_size.median": "1 GB",
    "population.mailbox_size.sigma": 1.2,
    "population.mailbox_size.max": "2 GB",
    "population.locales": ["en_GB"],
    "population.residents": 19,
    "population.pods": 2,
    "clients.hours": [1.0] * 24,
    "clients.days": [0.1, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1],
    "clients.connected_kinds": ["owa"],
    "clients.left_on_at_night": 0.5,
    "clients.follow": {"prompt": 0.2, "autodiscover": 0.4, "restart": 0.3, "never": 0.1},
    "clients.session.sigma": 2.0,
    "clients.prompt_delay.median": "5 min",
    "clients.prompt_delay.sigma": 0.1,
    "clients.autodiscover_period": "20 min",
    "clients.autodiscover_retry": "1 min",
    "clients.restart_at": "09:00",
    "clients.retries": 1,
    "clients.oab_after_move": "when_due",
    "clients.oab_delay": "30 min",
    "clients.oab_period": "3 h",
    "clients.oab_us_per_entry.median": 800,
    "clients.oab_us_per_entry.sigma": 0.1,
    "clients.horizon": "2 d",
    "platform.controllers": 2,
    "platform.lag_first": "1 min",
    "platform.lag_step": "20 s",
    "platform.lag_hop": "40 s",
    "platform.lag_fault": 0.3,
    "platform.oab_cycle": "1 h",
    "platform.source_redirects": True,
    "campaign.first_day": datetime.date(2016, 4, 5),
    "campaign.closed_days": [datetime.date(2016, 4, 6), datetime.date(2016, 4, 7)],
    "campaign.nights": ["Mon", "Tue", "Wed"],
    "campaign.opens": "21:00",
    "campaign.last_start": "03:00",
    "campaign.closes": "05:30",
    "campaign.at_dawn": "pause",
    "campaign.order": "largest-first",
    "campaign.batch": 3,
    "campaign.slots": 3,
    "campaign.tenants_per_night": 20,
    "campaign.sync_lead": "4 d",
    "campaign.sync_slots": 5,
    "campaign.in_flight": "rollback",
    "campaign.resume_at": "07:00",
    "campaign.canary": 10,
    "campaign.canary_soak": "3 d",
    "campaign.report_probability": 0.3,
    "campaign.report_delay.median": "1 d",
    "campaign.report_delay.sigma": 3.0,
    "campaign.reaction": "1 d",
    "campaign.night_shock": 0.4,
    "campaign.campaign_shock": 0.4,
    "steps.sync_mailboxes.rate": "0.3 GB/h",
    "steps.sync_mailboxes.sigma": 0.1,
    "faults.transient": 0.1,
    "faults.hard": 0.05,
    "faults.silent": 0.04,
    "faults.silent_scope": "mailbox",
    "faults.retries": 1,
    "faults.retry_delay": "2 min",
    "faults.found_after": "1 h",
    "faults.console_lost": 0.5,
    "faults.console_back": "1 h",
    "faults.out_of_site": 0.0,
}
"""Another value for each key."""

PROBED: Final = {"procedure": "probe-and-stop", "population.residents": 0, "population.tenants": 1}
"""A probe that finds nothing: nobody else is there."""
REPORTED: Final = {
    "campaign.report_probability": 1.0,
    "campaign.report_delay.median": "20 s",
    "campaign.reaction": "5 s",
}
"""Stops that find tenants in flight."""

SUITED: Final[dict[str, dict[str, Any]]] = {
    "population.locales": {"campaign.order": "by-name"},
    "population.unique_names": {"campaign.order": "by-name"},
    "campaign.closes": {"campaign.last_start": "05:00", "campaign.slots": 1, "campaign.batch": 20},
    "clients.session.sigma": dict.fromkeys(("clients.session.owa", "clients.session.outlook_online"), "90 s"),
    "steps.probe.base": PROBED,
    "steps.probe.sigma": PROBED,
    "campaign.in_flight": REPORTED,
    "campaign.resume_at": {**REPORTED, "campaign.in_flight": "freeze"},
    "campaign.canary_soak": {"campaign.canary": 10},
    "campaign.report_delay.median": REPORTED,
    "campaign.report_delay.sigma": {
        "campaign.report_probability": 1.0,
        "campaign.report_delay.median": "2 d",
    },
    "campaign.reaction": REPORTED,
}
"""What has to be so for a key to matter."""

NO_ROW: Final = {
    "campaign.time_zone": "a day has 24 h: it names the hours of tables and nothing else",
    "clients.oab_bytes_per_entry": "it makes the load, which no row tells",
    "population.unique_names": "it renames people, whom no row tells",
}
"""Keys that move no row, and why."""


def leaves(table: dict[str, Any], prefix: str = "") -> list[str]:
    """Dotted keys of everything that has a value of its own; shares that sum to 1 are one."""
    found = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and name != "clients.follow":
            found += leaves(value, f"{name}.")
        elif key != "law":
            found.append(name)
    return found


KEYS: Final = leaves(defaults())


def other(key: str) -> Any:
    """Another value than the default."""
    table, name, *rest = key.split(".")
    if key in OTHER:
        return OTHER[key]
    if table == "steps":
        return {"base": "7 min", "mailbox": "3 min", "sigma": 0.05}[rest[0]]
    if table == "clients" and name in SESSIONS:
        return SESSIONS[name]
    raise AssertionError(f"{key} has no other value here")


@cache
def base(suited: tuple[tuple[str, Any], ...]) -> tuple[Scenario, Outcome]:
    """The rich world, some keys changed, and its rows."""
    scenario = Scenario.of({"name": "rich", **RICH}, "rich").replaced(dict(suited))
    return scenario, run(scenario, engine="kernel")


@pytest.mark.parametrize("key", [key for key in KEYS if key not in NO_ROW])
def test_every_key_moves_a_row(key: str) -> None:
    """Another value, another row; everything else as it was."""
    value = other(key)
    scenario, before = base(tuple(SUITED.get(key, {}).items()))
    after = run(scenario.replaced({key: value}), engine="kernel")
    assert any(before.columns[name].tolist() != after.columns[name].tolist() for name in before.columns), (
        f"{key} = {value!r} changes nothing"
    )


def test_the_rich_world_takes_every_law() -> None:
    """Each verb that has a law of duration stands in its procedure."""
    named = {key.split(".")[1] for key in KEYS if key.startswith("steps.")}
    # A probe would stop the campaign before much has happened: it has a world of its own.
    assert named == {v if isinstance(v, str) else v[0] for v in VERBS} - {Verb.WAIT_REPLICATION} | {
        Verb.PROBE
    }
