"""Indices against a function whose indices are known."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from experiments.figures import april_2016
from experiments.sensitivity import sobol as module
from experiments.sensitivity.answer import Effort
from experiments.sensitivity.inputs import ISOLATION, RATE, Input, inputs_of
from experiments.sensitivity.sobol import PRODUCT, RATIO, Indices, Ridge, indices
from sim.scenario import Scenario
from sim.streams import Floats

from . import toys

VARIED = {each.key: each for each in inputs_of(Scenario.load())[0]}
LEFT_ON, REDO = VARIED["clients.left_on_at_night"], VARIED["clients.retries"]


def _indices(
    monkeypatch: pytest.MonkeyPatch,
    of: Callable[[Mapping[str, Any]], tuple[float, float]],
    varied: list[Input],
) -> Indices:
    def made_up(scenario: Scenario, changes: Sequence[Mapping[str, Any]], effort: Effort, at: int) -> Floats:
        return np.array([of(each) for each in changes]).T

    monkeypatch.setattr(module, "logarithms", made_up)
    names = [each.key for each in varied]
    return indices(
        Scenario.load(),
        varied,
        names,
        dict.fromkeys(names, ("low", "high")),
        lambda point: dict(zip(names, point.tolist(), strict=True)),
        100,
        1024,
        Effort((1,)),
        toys.run,
        lambda: None,
    )


def test_shares_of_the_variance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of x + y, twice as wide in y, a fifth is x's; of x * y about their means all is both's together."""

    def of(changes: Mapping[str, Any]) -> tuple[float, float]:
        x = LEFT_ON.range.place_of(changes["clients.left_on_at_night"])
        y = changes["clients.per_day"]
        z = VARIED[RATE].range.place_of(y)
        return x + 2 * z, (x - 0.5) * (z - 0.5)

    found = _indices(monkeypatch, of, [LEFT_ON, VARIED[RATE]])
    rows = {(row["input"], row["measure"]): row for row in found.rows("inputs", 1)}

    assert found.first[0] == pytest.approx([0.2, 0.8], abs=0.02)
    assert found.total[0] == pytest.approx([0.2, 0.8], abs=0.02)
    assert found.first[1] == pytest.approx([0.0, 0.0], abs=0.05)
    assert found.total[1] == pytest.approx([1.0, 1.0], abs=0.05)
    for row in rows.values():
        assert row["first_low"] < row["first"] < row["first_high"]
        assert row["total_low"] < row["total"] < row["total_high"]
    assert rows[RATE, "exposed"]["first_low"] < 0.8 < rows[RATE, "exposed"]["first_high"]
    assert list(found.rows("inputs", 1)) == list(found.rows("inputs", 1))


def test_an_answer_that_does_not_vary_has_indices_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing moves, no input explains anything."""
    found = _indices(monkeypatch, lambda _: (1.0, 2.0), [LEFT_ON, REDO])

    assert found.first.tolist() == found.total.tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert {row["total_high"] for row in found.rows("inputs", 1)} == {0.0}


def test_the_ridge_turns_two_inputs() -> None:
    """At the ends of the product it is off as the 521 of 2016 are; the ratio goes as far as both inputs can."""
    ridge = Ridge.of(list(VARIED.values()))
    assert ridge is not None
    isolation, rate = VARIED[ISOLATION], VARIED[RATE]

    def factors(product: float, ratio: float) -> tuple[float, float]:
        places = ridge.places(product, ratio)
        step, often = (
            np.exp((places[each.key] - each.range.place_of(each.value)) * each.range.span)
            for each in (isolation, rate)
        )
        return step * often, step / often

    low, high = (factors(product, 0.5)[0] for product in (0.0, 1.0))
    assert low * april_2016.CONNECTED == pytest.approx(477, abs=1)
    assert high * april_2016.CONNECTED == pytest.approx(568, abs=1)
    for ratio in (0.0, 1.0):
        # As the ratio moves, the product stays where it was.
        assert factors(1.0, ratio)[0] == pytest.approx(high)
        assert all(0.0 <= place <= 1.0 for place in ridge.places(0.3, ratio).values())
    assert factors(0.5, 1.0)[1] / factors(0.5, 0.0)[1] > 10
    assert set(ridge.told()) == {PRODUCT, RATIO}


def test_no_ridge_where_the_step_is_given() -> None:
    """An isolation step of a given length leaves nothing to turn."""
    varied, left = inputs_of(Scenario.load().replaced({"window": "2 min"}))

    assert Ridge.of(varied) is None
    assert {each.key: each.why for each in left}[ISOLATION] == "the step's length is given, and exact"
