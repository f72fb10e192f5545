"""A risk assessment against counted campaigns: how many of these would give a probability as exactly."""

from collections.abc import Callable
from functools import cache
from statistics import variance

import numpy as np

from sim.scenario import Scenario

from ..risk.assessment import Assessment
from .ratio import Direction, Goal, Measured, Row
from .trial import SEED, Pair, Trial


def as_exact(by_batch: list[float], schedules: int) -> Pair:
    """Schedules looked at, and campaigns to be counted for the same standard error, P(1 - P) / V.

    Args:
        by_batch: a probability by independent batches; it is told as their mean.
        schedules: how many these looked at in all.

    >>> as_exact([0.25, 0.75], 10)
    (10.0, 4.0)
    """
    p = sum(by_batch) / len(by_batch)
    return float(schedules), p * (1.0 - p) / (variance(by_batch) / len(by_batch))


def measure_at(rare: float) -> Callable[[Trial], Measured]:
    """The measurement at the first number that is less likely than so."""

    def measure(trial: Trial) -> Measured:
        pairs, numbers = [], []
        for i in range(trial.repeats):
            assessment, tails = _assessed(trial.tenants, SEED + i)
            k = int(np.argmax(tails.mean(axis=0) < rare))
            pairs.append(as_exact(tails[:, k].tolist(), assessment.design.total))
            numbers.append(k)
        return Measured(
            tuple(pairs),
            f"P(at least {', '.join(map(str, numbers))} exposed), both shocks on; people of other seeds each",
        )

    return measure


@cache
def _assessed(tenants: int, seed: int) -> tuple[Assessment, np.typing.NDArray[np.float64]]:
    """An assessment of the incident, its isolation step as drawn, and P(at least k) by batch."""
    scenario = Scenario.load("incident").replaced({"population.tenants": tenants})
    assessment = Assessment.of(scenario, seed, None, (), "bench")
    return assessment, assessment.run(None, lambda done, of: None).law.tails


ROWS = tuple(
    Row(
        f"tail-precision-{name}",
        "schedules that a risk assessment looks at (its repetitions are of seeds of their own)",
        f"campaigns that must be counted to know P(at least K exposed) = {name} as exactly",
        Goal(Direction.FASTER, at_least, aim),
        measure_at(rare),
    )
    for name, rare, at_least, aim in (("half", 0.5, 40, 100), ("1e-3", 1e-3, 1_000, 5_000))
)
