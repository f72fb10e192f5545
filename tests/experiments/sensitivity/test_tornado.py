"""One input at a time, on answers that are made up."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from experiments.sensitivity import tornado as module
from experiments.sensitivity.answer import Answer, Effort
from experiments.sensitivity.inputs import Input, inputs_of
from experiments.sensitivity.tornado import Tornado, quantile, tornado
from sim.scenario import Scenario
from sim.streams import Floats

SEEDS = np.array([0.98, 1.0, 1.02])


def _poisson(mean: Floats) -> Floats:
    from scipy import stats

    return np.stack([stats.poisson.sf(np.arange(-1, 2_000), m) for m in mean])


def _made_up(
    scenario: Scenario, changes: Mapping[str, Any], effort: Effort, most: int | None = None
) -> Answer:
    """100 expected, five times the left-on share in them; a step twice as long doubles them; nothing else matters."""
    left_on = float(changes.get("clients.left_on_at_night", 0.2))
    base = changes.get("steps.assign_policy", {"base": "5 s"})["base"]
    mean = 100 * SEEDS * (left_on / 0.2) * (2 if base == "2 min" else 1)
    return Answer(mean, _poisson(mean))


def _run(tasks: Sequence[Any], took: Any) -> None:
    # The last first: results are told by their place, not by when they come.
    for place, (call, arguments) in reversed(list(enumerate(tasks))):
        took(place, call(*arguments))


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> tuple[Tornado, list[Input]]:
    """The whole tornado of the incident."""
    monkeypatch.setattr(module, "answer", _made_up)
    varied, _ = inputs_of(Scenario.load())
    told: list[None] = []
    whole = tornado(Scenario.load(), varied, Effort((1, 2, 3)), None, _run, lambda: told.append(None))
    assert len(told) == 1 + 2 * len(varied)
    return whole, varied


def test_the_tail_begins_at_the_quantile(found: tuple[Tornado, list[Input]]) -> None:
    """Unless a number is given, K is the 99 % quantile of the scenario's own law."""
    whole, _ = found
    mixed = whole.base.at_least.mean(axis=0)

    assert mixed[whole.at + 1] <= 0.01 < mixed[whole.at]
    assert quantile(mixed, 0.5) == 100


def test_each_bar_is_one_inputs_own(found: tuple[Tornado, list[Input]]) -> None:
    """What moves the answer most comes first; both ends carry value, answer, interval and the paired ratio."""
    whole, varied = found
    rows = list(whole.rows([each for each in varied if each.key == "clients.left_on_at_night"]))

    assert whole.ranked == ["clients.left_on_at_night", "steps.assign_policy.base"]
    assert [(row["end"], row["value"], row["own_value"]) for row in rows] == [
        ("low", "0.05", "0.2"),
        ("high", "0.56", "0.2"),
    ]
    assert [row["exposed"] for row in rows] == pytest.approx([25.0, 280.0])
    # The seeds differ by 2 % each way, and so do both answers: their ratio does not vary at all.
    assert rows[1]["exposed_low"] < 280 < rows[1]["exposed_high"]
    assert rows[1]["exposed_ratio"] == pytest.approx(2.8)
    assert rows[0]["p"] < 1e-9 < 0.999 < rows[1]["p"] <= 1.0
    assert (rows[0]["basis"], rows[0]["range_basis"]) == ("assumed", "assumed")
