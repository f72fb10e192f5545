"""Small comparisons, run once for all tests of them."""

from functools import cache
from pathlib import Path

from experiments.compare.comparison import Comparison, Found
from experiments.enough import Schedules
from sim.scenario import Scenario

PROCEDURES = ("ovh-2016", "gated", "batch-late")
TENANTS = 150
SEEDS = (3, 4, 5, 6)
COMMAND = "gallab compare ovh-2016 gated batch-late"


def comparison(
    procedures: tuple[str, ...] = PROCEDURES, schedules: Schedules | None = None, tenants: int = TENANTS
) -> Comparison:
    """A comparison of the incident's procedures, small."""
    changes = {"population.tenants": tenants, "window": "10 min"}
    return Comparison.of(
        procedures, Scenario.load().replaced(changes), schedules or Schedules(SEEDS), COMMAND
    )


def run(asked: Comparison, out: Path | None = None) -> Found:
    """It run, without a word of progress."""
    return asked.run(out, lambda done, of: None)


@cache
def found() -> Found:
    """What the small one came to."""
    return run(comparison())
