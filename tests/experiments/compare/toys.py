"""Small comparisons, run once for all tests of them."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from experiments import workers
from experiments.compare.comparison import Comparison, Found
from experiments.enough import Schedules
from experiments.study import campaigns
from sim.chances import Chances
from sim.draws import Draws
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


def make_up_chances(monkeypatch: pytest.MonkeyPatch, means: Mapping[str, float]) -> None:
    """Put made-up probabilities in the place of the law's: of each procedure, ``made_up`` tenants are expected."""

    def chances(scenario: Scenario, draws: Draws, _: float, every: int) -> Chances:
        assert every == 1
        tenants = scenario.population.tenants
        expected = made_up(scenario.procedure.name, draws.source.seed, means)
        p = np.full(tenants, expected / tenants)
        return Chances(p, p, p, np.zeros(tenants, np.int64), "")

    monkeypatch.setattr(campaigns, "chances", chances)
    # A process of its own would not know them.
    monkeypatch.setattr(workers, "_pool", ThreadPoolExecutor)


def made_up(procedure: str, seed: int, means: Mapping[str, float] | None = None) -> float:
    """How many exposed tenants a procedure makes one expect under a seed: from six to fourteen tenths of its mean."""
    mean = (means or {"ovh-2016": 20, "gated": 5, "batch-late": 80})[procedure]
    return mean * (0.6 + 0.8 * (seed * len(procedure) * 0.6180339887498949 % 1))
