"""A sensitivity on answers that are made up: whole, and without a campaign."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

from experiments.sensitivity.answer import Answer, Effort
from experiments.sensitivity.inputs import inputs_of
from experiments.sensitivity.sensitivity import Sensitivity
from experiments.sensitivity.tornado import Tornado
from experiments.workers import Task, Took
from sim.scenario import Scenario
from sim.streams import Floats

from ..figures import toys

SEEDS = np.array([0.98, 1.0, 1.02])
LEFT_ON = "clients.left_on_at_night"
STEP = "steps.assign_policy.base"


def answer(scenario: Scenario, changes: Mapping[str, Any], effort: Effort, most: int | None = None) -> Answer:
    """100 expected, as the left-on share is to 0.2; an isolation step of 2 min doubles them; nothing else matters."""
    left_on = float(changes.get(LEFT_ON, 0.2))
    base = changes.get("steps.assign_policy", {"base": "5 s"})["base"]
    mean = 100 * SEEDS * (left_on / 0.2) * (2 if base == "2 min" else 1)
    return Answer(mean, _poisson(mean))


def run(tasks: Iterable[Task], took: Took) -> None:
    """Tasks in this process, the last first: results are told by their place, not by when they come."""
    for place, (call, arguments) in reversed(list(enumerate(tasks))):
        took(place, call(*arguments))


def found() -> Sensitivity:
    """Three inputs of the incident that vary, one of them without moving anything; indices of invented shares."""
    scenario = Scenario.load()
    varied, left = inputs_of(scenario)
    chosen = [each for key in (LEFT_ON, STEP, "clients.retries") for each in varied if each.key == key]
    effort = Effort((1, 2, 3))
    ends = {
        each.key: tuple(answer(scenario, each.changes(float(end)), effort) for end in (0, 1))
        for each in chosen
    }
    tornado = Tornado(124, answer(scenario, {}, effort), {key: (a, b) for key, (a, b) in ends.items()})
    about = {
        "procedure": "ovh-2016",
        "window": "as drawn",
        "tenants": 130_000,
        "seed": 1,
        "seeds": [1, 2, 3],
        "schedules": 3,
        "block": 4_062,
        "blocks": 32,
        "block_together": 4_062,
        "points": 64,
        "at": 124,
        "moving": 2,
        **tornado.base_row(),
        "command": "gallab sensitivity ovh-2016",
        "scenario": "incident",
        "scenario_digest": scenario.digest,
        "version": "0.1.0",
    }
    return Sensitivity(about, list(tornado.rows(chosen)), toys.indexed().to_dicts(), left)


def assumptions(scenario: Scenario) -> pl.DataFrame:
    """The table of a study of that scenario."""
    from experiments.assumptions import assumptions as rows

    return pl.DataFrame(list(rows(scenario)))


def _poisson(mean: Floats) -> Floats:
    return np.stack([stats.poisson.sf(np.arange(-1, 2_000), m) for m in mean])
