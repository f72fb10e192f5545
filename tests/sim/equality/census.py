"""What came up in an outcome, and in how many: a property holds of little where little ever happens."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from sim.campaign import Plan, plan
from sim.outcome import CAUSES, CHANNELS, INSTANTS, NO_RESIDUAL, Column, Outcome, Status
from sim.population import FOLLOWS
from sim.procedure import Scope
from sim.stops import InFlight
from sim.streams import Ints
from sim.words import NEVER, Verb

from .cases import Case

ORDERS: Final = ("smallest-first", "largest-first", "quietest-first", "by-name")

EXPECTED: Final = (
    *(f"cause {cause}" for cause in CAUSES if cause not in ("in_flight_stop", "none")),
    *(f"stopped, and in flight: {mode}" for mode in InFlight),
    "stopped by a report",
    "stopped by a probe",
    *(f"channel {channel}" for channel in CHANNELS if channel != "none"),
    *(f"follow {mode}" for mode in FOLLOWS),
    *(f"scope {scope}" for scope in Scope),
    *(f"status {status}" for status in ("done", "skipped", "halted", "rolled_back")),
    "two tenants at once",
    "a client at once with a step",
    "refusals",
    "closing nights",
    "late pre-sync",
    "residual",
    "open at dawn",
    "denied lists",
    "precreated",
    "a gate opened by a timer",
    "sessions cut by a restart",
    "a manual step",
    "prepared hidden",
    "residents",
    "redirects",
    "pods",
    "mailboxes in no list",
    "attempts that fail",
    "failures for good",
    "silent failures of one mailbox",
    "silent failures by verb",
    "consoles lost",
    "a controller out of site",
    "rolled back from the target",
    "exposed and rolled back",
    "greedy nights",
    "so many a night",
    *(f"order {order}" for order in ORDERS),
)
"""What has to come up often enough; besides "exposed", which has to come up in every second case."""

COUNTED: Final = ("exposed", *EXPECTED, "mended", "cause in_flight_stop", "a canary")
"""What a table tells."""


def seen_in(case: Case, outcome: Outcome) -> Iterator[str]:
    """What came up in one outcome, each at most once."""
    c, procedure = outcome.columns, case.scenario.procedure
    draws = case.draws()
    planned = plan(case.scenario, draws.people)
    is_exposed = c["exposed_at"] != NEVER
    if is_exposed.any():
        yield "exposed"
    yield from (f"cause {CAUSES[code]}" for code in set(c["cause"][is_exposed].tolist()))
    yield from (f"channel {CHANNELS[code]}" for code in set(c["channel"][is_exposed].tolist()))
    # Who follows counts where a client of its tenant came in the window.
    met = (c["connected_at"] != NEVER)[draws.people.numbers]
    of_met = np.repeat(met, np.diff(draws.seats.first))
    yield from (f"follow {FOLLOWS[code]}" for code in set(draws.seats.follow[of_met].tolist()) if code >= 0)
    yield from {f"scope {step.scope}" for step in procedure.steps}
    yield from (f"status {Status(code).name.lower()}" for code in set(c["status"].tolist()))
    if _two_tenants_at_once(c["finished_at"]) or _two_tenants_at_once(c["reachable_at"]):
        yield "two tenants at once"
    if np.isin(c["connected_at"], _steps_of(outcome)).any():
        yield "a client at once with a step"
    yield from _claims(case, outcome)
    if outcome.unions.stopped_at != NEVER:
        yield f"stopped, and in flight: {case.scenario.campaign.in_flight}"
    if max(c["night"]) > planned.planned_nights:
        yield "closing nights"
    if _has_late_presync(case, planned, outcome):
        yield "late pre-sync"


def _claims(case: Case, outcome: Outcome) -> Iterator[str]:
    c, procedure, campaign = outcome.columns, case.scenario.procedure, case.scenario.campaign
    faults = case.scenario.faults
    verbs = {step.verb for step in procedure.steps}
    is_exposed = (c["exposed_at"] != NEVER).any()
    is_halted = c["status"] == Status.HALTED
    is_rolled_back = c["status"] == Status.ROLLED_BACK
    found = {
        "refusals": c["refused"].any(),
        "residual": (c["residual_until"] != NO_RESIDUAL).any(),
        "open at dawn": c["open_at_dawn"].any(),
        "denied lists": procedure.default_lists == "denied",
        "precreated": procedure.move == "precreated",
        "a gate opened by a timer": any(step.on == "timer" for step in procedure.steps),
        "sessions cut by a restart": Verb.RESTART_CLIENT_ACCESS in verbs and is_exposed,
        "a manual step": Verb.MANUAL in verbs and is_exposed,
        "prepared hidden": any(step.hidden for step in procedure.steps) and is_exposed,
        "residents": case.scenario.population.residents > 0 and is_exposed,
        "attempts that fail": 0 < faults.transient < 1 and is_exposed,
        "failures for good": faults.hard != 0 and is_exposed,
        "silent failures of one mailbox": faults.silent != 0
        and faults.silent_scope == "mailbox"
        and is_exposed,
        "silent failures by verb": isinstance(faults.silent, Mapping) and is_exposed,
        "consoles lost": faults.console_lost > 0 and is_exposed,
        "a controller out of site": faults.out_of_site > 0 and is_exposed,
        "rolled back from the target": (is_rolled_back & (c["reachable_at"] != NEVER)).any(),
        "exposed and rolled back": (is_rolled_back & (c["exposed_at"] != NEVER)).any(),
        "mailboxes in no list": case.hides > 0 and is_exposed,
        "pods": case.scenario.population.pods > 1 and is_exposed,
        "redirects": case.scenario.platform.source_redirects,
        "greedy nights": campaign.tenants_per_night == "greedy",
        "so many a night": isinstance(campaign.tenants_per_night, int),
        f"order {campaign.order}": True,
        "stopped by a report": outcome.unions.stopped_at != NEVER and Verb.PROBE not in verbs,
        "stopped by a probe": outcome.unions.stopped_at != NEVER and Verb.PROBE in verbs,
        "a canary": 0 < campaign.canary < c["tenant"].size and is_exposed,
        "mended": (is_halted & (c["reachable_at"] != NEVER) & (c["reachable_at"] > c["finished_at"])).any(),
    }
    yield from (claim for claim, is_so in found.items() if is_so)


def _two_tenants_at_once(instants: Column) -> bool:
    happened = instants[instants != NEVER]
    return bool(np.unique(happened).size < happened.size)


def _steps_of(outcome: Outcome) -> Ints:
    """Instants of administration and replication that the rows tell."""
    steps: Ints = np.concatenate([outcome.columns[name] for name in INSTANTS if name in STEPS])
    return np.unique(steps[steps != NEVER])


STEPS: Final = ("started_at", "reachable_at", "isolated_at", "finished_at")


def _has_late_presync(case: Case, planned: Plan, outcome: Outcome) -> bool:
    """Did a batch begin after its night had opened, while a slot was free? Then it had waited for its pre-sync."""
    c = outcome.columns
    batches: dict[int, list[int]] = {}
    for i in np.flatnonzero(c["started_at"] != NEVER).tolist():
        batches.setdefault(int(c["batch"][i]), []).append(i)
    spans = [
        (int(c["started_at"][of].min()), int(c["finished_at"][of].max()), int(c["night"][of[0]]))
        for of in batches.values()
    ]
    return any(
        begins > planned.nights[night - 1].opens_at
        and sum(b < begins <= e for b, e, _ in spans) < case.scenario.campaign.slots
        for begins, _, night in spans
    )


def table(census: Counter[str]) -> str:
    """How often each thing came up, rarest first."""
    lines = [f"{census[what]:7} {what}" for what in sorted(COUNTED, key=lambda w: census[w])]
    return "\n".join(lines)
