"""Small worlds with answers worked out by hand: every duration exact, every client told when to come.

A toy night begins on Tuesday 5 April 2016 at 22:00. Tenants have two mailboxes and no list, and move one
after the other, tenant 0 first, through steps of 100 s (cut_over), 20 s (switch_routing), the window
(assign_policy), 60 s (generate_oab) and 30 s (decommission). Two controllers: the second sees a change 15 s
after the first. Nobody has a seat but the kinds a toy names; rates are flat, one connection in 100 s.
"""

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.judges import Engine, run
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.streams import KIND_SLOTS, RECIPIENTS, Floats, GivenUniforms, Ints
from sim.tables import KINDS
from sim.units import DAY, HOUR, SECOND

OPENS = DAY + 22 * HOUR
"""The night opens, and tenant 0's anchor in the order of 2016."""

LASTS = {
    "provision": "1 s",
    "build_address_lists": "1 s",
    "create_policy": "1 s",
    "sync_mailboxes": "1 s",
    "close_gate": "10 s",
    "cut_over": "100 s",
    "switch_routing": "20 s",
    "assign_policy": "60 s",
    "verify_isolation": "5 s",
    "generate_oab": "60 s",
    "open_gate": "10 s",
    "decommission": "30 s",
}

PREPARED = ("provision", "build_address_lists", "create_policy", "sync_mailboxes")
OF_2016 = (
    *PREPARED,
    "cut_over",
    "switch_routing",
    "assign_policy",
    "wait_replication",
    "generate_oab",
    "decommission",
)


def procedure(*verbs: str | tuple[str, dict[str, Any]], **keys: Any) -> dict[str, Any]:
    """A procedure of these steps, each with its toy duration; a step may bring keys of its own."""
    steps = []
    for verb in verbs:
        name, own = verb if isinstance(verb, tuple) else (verb, {})
        step = {"verb": name, **own}
        if name in LASTS and "on" not in own:
            step.setdefault("duration", LASTS[name])
        steps.append(step)
    return {"name": "toy", "steps": steps, **keys}


def scenario(
    steps: dict[str, Any] | None = None, kinds: tuple[str, ...] = ("outlook_online",), **changes: Any
) -> Scenario:
    """A toy world; changes are keys with two underscores for the dot."""
    flat = {
        "name": "toy",
        "procedure": steps or procedure(*OF_2016),
        "population": {
            "tenants": 2,
            "mailboxes": {"law": "lognormal", "mu": math.log(2), "sigma": 0.0, "max": 2},
            "lists_per_further_mailbox": 0.0,
        },
        "clients": {
            "seats": {kind: float(kind in kinds) for kind in KINDS},
            "per_day": dict.fromkeys(KINDS, "864/d"),
            "hours": [1.0] * 24,
            "days": [1.0] * 7,
            "asks": dict.fromkeys(KINDS, 1.0),
            "ask_delay": dict.fromkeys(KINDS, "30 s"),
            "session": {**{str(kind): "1 h" for kind in KINDS}, "sigma": 0.0},
            "connected_kinds": list(KINDS),
            "left_on_at_night": 0.0,
            "prompt_delay": {"law": "lognormal", "median": "40 s", "sigma": 0.0},
            "oab_us_per_entry": {"law": "lognormal", "median": 1_000_000, "sigma": 0.0},
        },
        "platform": {"controllers": 2, "lag_step": "0 s", "lag_hop": "0 s"},
        "campaign": {
            "batch": 1,
            "slots": 1,
            "sync_lead": "1 d",
            "night_shock": 0.0,
            "campaign_shock": 0.0,
            "tenants_per_night": "auto",
        },
    }
    toy = Scenario.of(flat, "toy")
    return toy.replaced({key.replace("__", "."): value for key, value in changes.items()}, "toy")


def client(tenant: int, mailbox: int, kind: str) -> int:
    """The entity of a client."""
    return (tenant * RECIPIENTS + mailbox) * KIND_SLOTS + KINDS.index(kind)


def in_order(entities: Ints, _: int) -> Floats:
    """Tenant 0 first."""
    return (entities + 1) / 1000.0


def connecting(after: Mapping[int, tuple[float, ...]]) -> GivenUniforms:
    """Clients connect so many seconds after their anchor, to the microsecond; all others 19 h after it."""

    def uniforms(entities: Ints, session: int) -> Floats:
        found = np.full(entities.size, 1e-300)
        for i, entity in enumerate(entities.tolist()):
            times = (0.0, *after.get(entity, ()))
            if session < len(times):
                gap = times[session] - times[session - 1]
                # Half a microsecond, once, keeps the floor of the instant from falling one short.
                found[i] = math.exp(-(gap + (0.5e-6 if session == 1 else 0.0)) / 100)
        return found

    return uniforms


def always(u: float) -> GivenUniforms:
    """The same uniform for everybody."""
    return lambda entities, _: np.full(entities.size, u)


def given_by(values: Sequence[float]) -> GivenUniforms:
    """A uniform for each entity; the last for all further ones."""
    return lambda entities, _: np.array([values[min(e, len(values) - 1)] for e in entities.tolist()])


def shocks(*factors: float, sigma: float = 1.0) -> GivenUniforms:
    """Uniforms under which night 0, 1 ... are slowed by these factors, and all further ones by the last."""
    normal = statistics.NormalDist()
    return given_by([normal.cdf(math.log(factor) / sigma + sigma / 2) for factor in factors])


SIZED: dict[str, Any] = {
    "population__mailboxes": {"law": "lognormal", "mu": math.log(2), "sigma": 1.0, "max": 10_000}
}
"""Changes under which ``mailboxes_of`` may say how many mailboxes each tenant has."""


def mailboxes_of(*counts: int) -> GivenUniforms:
    """Uniforms under which tenant 0, 1 ... have so many mailboxes, in a SIZED toy."""
    normal = statistics.NormalDist()
    return given_by([normal.cdf(math.log(count / 2)) for count in counts])


def drawn(steps: dict[str, Any], *verbs: str) -> dict[str, Any]:
    """The same procedure, the durations of some verbs drawn: at u = 0.5 the median of ``defaults.toml``."""
    return {
        **steps,
        "steps": [
            {key: value for key, value in step.items() if key != "duration" or step["verb"] not in verbs}
            for step in steps["steps"]
        ],
    }


MEAN = math.exp(-1)
"""The uniform at which an exponential is its mean."""

CALM: dict[str, GivenUniforms] = {
    "order": in_order,
    "mailboxes": always(0.5),
    "controller": always(0.0),
    "oab_controller": always(0.0),
    "asks": always(0.0),
    "ask_delay": always(MEAN),
    "session": always(0.5),
    "oab_phase": always(0.0),
    "oab_rate": always(0.5),
}
"""Everything at its middle, answered by the writer."""


def play(
    engine: Engine, toy: Scenario, visits: Mapping[int, tuple[float, ...]], **given: GivenUniforms
) -> Outcome:
    """Run a toy in which these clients connect so many seconds after their anchor."""
    return run(toy, engine=engine, given={**CALM, "connection": connecting(visits), **given})


def row(outcome: Outcome, tenant: int) -> dict[str, Any]:
    """One tenant's row: words for codes, whole microseconds for instants."""
    from sim.outcome import WORDS

    return {
        name: WORDS[name][values[tenant]] if name in WORDS else int(values[tenant])
        for name, values in outcome.columns.items()
    }


def after(seconds: float, since: int = OPENS) -> int:
    """The instant so many seconds after the night opened."""
    return since + round(seconds * SECOND)
