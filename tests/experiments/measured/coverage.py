"""How often the intervals of ``calibrate --logs`` hold the truth: by hand, by ``make fuzz``, and of few by a test.

    python -m tests.experiments.measured.coverage [SEEDS] [TENANTS]

Each campaign is simulated under a seed of its own, logged, and measured from its logs and journal; then each interval
is held against what the scenario had. It takes seconds a campaign.
"""

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from experiments.estimates import share_interval
from experiments.measured.command import measure
from experiments.measured.measure import Measure
from experiments.one_run.logged import JOURNAL, run_logged
from experiments.workers import Task, run_all
from sim.scenario import Scenario
from sim.tables import KINDS
from sim.units import SECOND

SEEDS: Final = 200
TENANTS: Final = 16
"""So few that logons and steps are few too: the hard case for an interval."""
CHANGES: Final[dict[str, Any]] = {
    "clients.per_day.phone": "6/d",
    "clients.seats.outlook_online": 0.0,
    "faults.hard": 0.02,
    "faults.silent": 0.02,
}
"""Of the incident: fewer lines, one kind of Outlook, and steps that fail."""
STEPS: Final = (
    "provision",
    "build_address_lists",
    "create_policy",
    "assign_policy",
    "cut_over",
    "switch_routing",
)
SPAN: Final = "3 d..17 d"
"""What is logged: two weeks, the last days of them with nights."""


def scenario(tenants: int) -> Scenario:
    """What is simulated."""
    return Scenario.load("incident").replaced({**CHANGES, "population.tenants": tenants})


def truth(asked: Scenario) -> dict[str, float]:
    """What was put in, by key."""
    clients = asked.clients
    hours = [weight / (sum(clients.hours) / 24) for weight in clients.hours]
    kinds = [kind for kind in KINDS if kind != "outlook_online"]
    return {
        **{f"clients.per_day.{kind}": float(getattr(clients.per_day, kind)) for kind in kinds},
        **{f"clients.seats.{kind}": float(getattr(clients.seats, kind)) for kind in kinds if kind[0] != "o"},
        "clients.seats.owa": clients.seats.owa,
        **{f"clients.hours[{hour}]": weight for hour, weight in enumerate(hours)},
        "follow within 1 h": clients.left_on_at_night * clients.follow.autodiscover,
        **{f"steps.{verb}": getattr(asked.steps, verb).base / SECOND for verb in STEPS},
        "faults.hard": asked.faults.hard_of(asked.procedure.steps[0].verb),
        "faults.silent": asked.faults.silent_of(asked.procedure.steps[0].verb),
    }


def held(seed: int, tenants: int, span: str = SPAN) -> dict[str, tuple[bool, float]]:
    """Of each number that one campaign's logs tell: does its interval hold the truth, and where was the estimate?

    Args:
        seed: of the campaign.
        tenants: of it.
        span: what is logged.

    Returns:
        By key; the second number is the estimate over the truth.
    """
    asked = scenario(tenants)
    with tempfile.TemporaryDirectory(prefix="gallab-coverage-") as place:
        logs = Path(place) / "logs"
        run_logged(asked, seed, logs, span)
        told = measure(asked, logs, logs / JOURNAL, None, None, lambda done, of: None)
    found = {each.key: each for each in told if isinstance(each, Measure)}
    return {
        key: (found[key].low <= value <= found[key].high, found[key].value / value)
        for key, value in truth(asked).items()
        if key in found
    }


def tallied(campaigns: Iterable[dict[str, tuple[bool, float]]]) -> dict[str, tuple[int, int, float]]:
    """Intervals that held, intervals, and the mean of estimate over truth, by key."""
    sums: dict[str, tuple[int, int, float]] = {}
    for campaign in campaigns:
        for key, (holds, ratio) in campaign.items():
            hits, of, ratios = sums.get(key, (0, 0, 0.0))
            sums[key] = hits + holds, of + 1, ratios + ratio
    return {key: (hits, of, ratios / of) for key, (hits, of, ratios) in sums.items()}


def main(seeds: int, tenants: int) -> None:
    """One line a number; hours of the day together."""
    tasks: list[Task] = [(held, (seed, tenants)) for seed in range(1, seeds + 1)]
    tally = tallied(run_all(tasks))
    print(f"{seeds:,} campaigns of {tenants:,} tenants, {SPAN} of each logged")
    print(f"{'':32}{'held':>12}{'share (95 %)':>26}{'estimate / truth':>20}")
    hours = [of for key, of in tally.items() if "[" in key]
    lines = {key: of for key, of in tally.items() if "[" not in key}
    if hours:
        lines["clients.hours, all 24"] = (
            sum(hits for hits, _, _ in hours),
            sum(of for _, of, _ in hours),
            sum(ratio for _, _, ratio in hours) / len(hours),
        )
    for key, (hits, of, ratio) in lines.items():
        low, high = share_interval(hits, of)
        print(
            f"{key:32}{f'{hits:,} of {of:,}':>12}{f'{hits / of:.1%} ({low:.1%} to {high:.1%})':>26}{ratio:>20.3f}"
        )


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:3]]
    main(*given, *(SEEDS, TENANTS)[len(given) :])
