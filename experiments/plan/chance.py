"""P(at least K exposed) and the number expected, of one set of changes: the measure that the whole plan uses.

It is the law of ``sensitivity.answer``: blocks of some thousand tenants, both shocks integrated, one estimate a
seed; every question meets the same seeds, so that what a change does is its own and not chance. It takes
tenants for independent: what stops a campaign is left out, and the plan says so.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.stops import may_stop
from sim.units import written
from sim.words import Verb

from ..estimates import Spread, half_of
from ..procedures.written import head_of, keys_of
from ..sensitivity.answer import Answer, Effort, answer
from ..workers import Run, Task, in_order

NODES: Final = (3, 3)
"""Of the campaign's shock, and of the night's."""
SEEDS: Final = 4
"""Blocks of an answer, each an estimate of its own."""


@dataclass(frozen=True, slots=True)
class Chance:
    """What a question comes to.

    Attributes:
        p: P(at least K exposed), over the whole campaign.
        p_low: its interval, 95 %, by Student's t over the seeds; None: too few carry it.
        p_high: likewise.
        exposed: tenants expected to be exposed.
        exposed_low: its interval; None likewise.
        exposed_high: likewise.
    """

    p: float
    p_low: float | None
    p_high: float | None
    exposed: float
    exposed_low: float | None
    exposed_high: float | None

    @classmethod
    def of(cls, answers: Sequence[Answer], at: int) -> "Chance":
        """The answers of the seeds together."""
        p = Spread.of([float(each.tail(at)[0]) for each in answers])
        exposed = Spread.of([float(each.exposed[0]) for each in answers])
        low, high = p.mean_low, p.mean_high
        return cls(
            p.mean,
            None if low is None else max(0.0, low),
            None if high is None else min(1.0, high),
            exposed.mean,
            exposed.mean_low,
            exposed.mean_high,
        )


def efforts(seed: int) -> list[Effort]:
    """One effort a seed, from the first on."""
    return [Effort((seed + i,), nodes=NODES) for i in range(SEEDS)]


def chances_of(
    run: Run, scenario: Scenario, questions: Sequence[Mapping[str, object]], seed: int, at: int
) -> list[Chance]:
    """What each set of changes comes to, on all cores.

    Args:
        run: runs tasks.
        scenario: what is changed; nothing stops it.
        questions: keys with their values, as ``Scenario.replaced`` takes them.
        seed: the first block's.
        at: the number K.
    """
    of_each = efforts(seed)
    tasks: list[Task] = [(answer, (scenario, q, effort, at)) for q in questions for effort in of_each]
    found: list[Answer] = in_order(run, tasks)
    many = len(of_each)
    return [Chance.of(found[i * many : (i + 1) * many], at) for i in range(len(questions))]


def on_logarithms(numbers: Sequence[float]) -> tuple[float, float, float]:
    """The interval of the mean of positive numbers, 95 %, and that mean between, all on the scale of logarithms.

    >>> [round(end, 3) for end in on_logarithms([0.01, 0.01])]
    [0.01, 0.01, 0.01]
    >>> low, middle, high = on_logarithms([0.009, 0.010, 0.011, 0.010])
    >>> 0.008 < low < middle < high < 0.012
    True
    """
    logs = np.log(numbers)
    middle, n = float(logs.mean()), len(numbers)
    half = half_of(float(logs.std(ddof=1)) / math.sqrt(n), n) if n > 1 else 0.0
    return math.exp(middle - half), math.exp(middle), math.exp(middle + half)


def unstopped(scenario: Scenario) -> Scenario:
    """The same campaign, with nothing that stops it: nobody reports, no canary, a probe only takes its time."""
    if not may_stop(scenario) and not scenario.campaign.canary:
        return scenario
    changes: dict[str, object] = {"campaign.report_probability": 0.0, "campaign.canary": 0}
    procedure = scenario.procedure
    if procedure.probes:
        median = written(max(1, scenario.steps.probe.base))
        steps = [keys_of(step) for step in procedure.steps]
        for step in steps:
            if step["verb"] == Verb.PROBE:
                step |= {"verb": "manual", "duration": step.get("duration", median)}
        changes["procedure"] = as_keys(procedure, steps)
    return scenario.replaced(changes, source="plan")


def as_keys(procedure: Procedure, steps: Sequence[Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """A procedure as a scenario takes it, perhaps with other steps."""
    return {**head_of(procedure), "steps": list(map(keys_of, procedure.steps) if steps is None else steps)}
