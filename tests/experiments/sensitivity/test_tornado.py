"""One input at a time, on answers that are made up."""

import pytest

from experiments.sensitivity import tornado as module
from experiments.sensitivity.answer import Effort
from experiments.sensitivity.inputs import Input, inputs_of
from experiments.sensitivity.tornado import Tornado, tail_begins, tornado
from sim.scenario import Scenario

from . import toys


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> tuple[Tornado, list[Input]]:
    """The whole tornado of the incident."""
    monkeypatch.setattr(module, "answer", toys.answer)
    varied, _ = inputs_of(Scenario.load())
    told: list[None] = []
    whole = tornado(Scenario.load(), varied, Effort((1, 2, 3)), None, toys.run, lambda: told.append(None))
    assert len(told) == 1 + 2 * len(varied)
    return whole, varied


def test_the_tail_begins_at_the_quantile(found: tuple[Tornado, list[Input]]) -> None:
    """Unless a number is given, K is the 99 % quantile of the scenario's own law."""
    whole, _ = found
    mixed = whole.base.at_least.mean(axis=0)

    assert mixed[whole.at + 1] <= 0.01 < mixed[whole.at]
    assert tail_begins(mixed, 0.5) == 100


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
