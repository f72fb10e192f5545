"""A campaign so plain that a closed form is a line: tenants of some mailboxes, one kind of client, known instants."""

import math
from typing import Any, Final

import numpy as np

from fakeexchange.clock import NEVER
from sim.draws import Draws
from sim.judges import judge
from sim.outcome import Column
from sim.scenario import Scenario
from sim.streams import Floats, Source
from sim.tables import KINDS, Kind
from sim.units import DAY, HOUR, SECOND, WEEK

from ...study.campaigns import REPLICATING

WINDOW: Final = 600 * SECOND
"""The isolation step of a toy."""
TENANTS: Final = 20_000
"""As many as are simulated as usual."""
_STEPS: Final = (
    ("provision", "1 s"),
    ("build_address_lists", "1 s"),
    ("create_policy", "1 s"),
    ("sync_mailboxes", "1 s"),
    ("cut_over", "1 s"),
    ("switch_routing", "1 s"),
    ("assign_policy", "600 s"),
    ("generate_oab", "1 s"),
    ("decommission", "1 s"),
)


def toy(effort: float, kind: Kind, mailboxes: int = 1, **changes: Any) -> Scenario:
    """A toy with one kind of client, one controller, and an isolation step of 10 min right after the rerouting.

    Args:
        effort: how many times as many tenants as usual.
        kind: of client; every mailbox has one.
        mailboxes: of each tenant.
        changes: keys with two underscores for the dot.
    """
    flat: dict[str, Any] = {
        "procedure": {"name": "toy", "steps": [{"verb": verb, "duration": lasts} for verb, lasts in _STEPS]},
        "population.tenants": max(100, round(TENANTS * effort)),
        "population.mailboxes": {
            "law": "lognormal",
            "mu": math.log(mailboxes),
            "sigma": 0.0,
            "max": mailboxes,
        },
        "population.lists_per_further_mailbox": 0.0,
        "clients.seats": {name: float(name == kind) for name in KINDS},
        "clients.per_day": dict.fromkeys(KINDS, "200/d"),
        "clients.left_on_at_night": 0.0,
        "clients.retries": 0,
        "platform.controllers": 1,
        "platform.lag_hop": "0 s",
        "campaign.night_shock": 0.0,
        "campaign.campaign_shock": 0.0,
    }
    changed = {key.replace("__", "."): value for key, value in changes.items()}
    return Scenario.load("incident").replaced({**flat, **changed}, "toy")


def follow(mode: str) -> dict[str, float]:
    """Everybody that was left on follows so."""
    return {name: float(name == mode) for name in ("prompt", "autodiscover", "restart", "never")}


def played(scenario: Scenario, seed: int = 1) -> dict[str, Column]:
    """The rows of one campaign of the kernel."""
    return dict(judge(scenario, Draws(scenario, Source(seed)), REPLICATING).columns)


def happened(column: Column) -> int:
    """To how many tenants a thing happened."""
    return int((column != NEVER).sum())


def visits(scenario: Scenario, kind: Kind, since: Column, until: Column) -> Floats:
    """Connections of one client between two instants, on average: its weekly rate, integrated.

    Written anew here, from the scenario's keys: the engines share the one of ``sim.clients``.
    """
    clients = scenario.clients
    hours, days = np.array(clients.hours), np.array(clients.days)
    week = np.outer(np.roll(days, -scenario.campaign.first_day.weekday()), hours)
    rates = week.ravel() / week.mean() * getattr(clients.per_day, kind) * HOUR / DAY
    summed = np.concatenate(([0.0], np.cumsum(rates)))

    def integral(at: Column) -> Floats:
        weeks, rest = np.divmod(at, WEEK)
        found: Floats = weeks * summed[-1] + np.interp(rest / HOUR, np.arange(summed.size), summed)
        return found

    return integral(until) - integral(since)
