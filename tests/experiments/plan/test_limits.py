"""What a risk allows, held to closed forms: a window, and how unreliable a step may be."""

import math
from typing import Any

import numpy as np
import pytest

from experiments.plan import reliability, window
from experiments.plan.reliability import reliabilities
from experiments.plan.window import LONGEST, longest_window
from experiments.sensitivity.answer import Answer, Block, Effort
from sim.scenario import Scenario
from sim.units import SECOND, duration
from sim.words import Verb
from tests.experiments.here import here

RATE = 1e-3
"""Tenants exposed a second of window, in the made-up law."""


def made_up(scenario: Scenario, changes: dict[str, str], effort: Effort, at: int) -> Answer:
    """Poisson with a mean that is a rate times the window; each seed's rate is a little its own."""
    rate = RATE * (1 + (effort.seeds[0] - 2.5) / 100)
    mean = rate * duration(changes["window"]) / SECOND
    return Answer(np.array([mean]), np.array([[1.0, -math.expm1(-mean)]]))


def test_the_window_is_where_the_law_meets_the_risk(monkeypatch: pytest.MonkeyPatch) -> None:
    """1 - exp(-rate x window) = 0.01 at 10.05 s; the interval holds it, and what is told is its lower end."""
    monkeypatch.setattr(window, "answer", made_up)

    found = longest_window(here, Scenario.load(), 1, 1, 0.01)

    truth = -math.log(0.99) / RATE
    assert found.window_s is not None
    assert found.middle_s == pytest.approx(truth, rel=0.015)
    assert found.middle_s is not None
    assert found.high_s is not None
    assert found.window_s < found.middle_s < found.high_s
    assert [length for length, *_ in found.looked] == sorted(length for length, *_ in found.looked)


def test_no_window_and_any_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a step of no length exceeds the risk there is none; where a whole night's does not, any will do."""

    def constant(p: float) -> Any:
        return lambda *_: Answer(np.array([p]), np.array([[1.0, p]]))

    monkeypatch.setattr(window, "answer", constant(0.5))
    assert longest_window(here, Scenario.load(), 1, 1, 0.01).window_s is None
    monkeypatch.setattr(window, "answer", constant(0.0))
    found = longest_window(here, Scenario.load(), 1, 1, 0.01)
    assert found.window_s == math.inf
    assert found.looked[-1][0] == LONGEST / SECOND


def test_a_step_may_fail_as_often_as_the_mixture_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of n tenants, each exposed with 0.5 if the step fails: 1 - (1 - 0.5 s)^n = risk gives the share s."""
    tenants, risk = 400, 0.02
    scenario = Scenario.load().replaced({"population.tenants": tenants, "procedure": "gated"})

    def exposed(scenario: Scenario, verb: Verb, fails: str, share: float, block: Block, seed: int) -> Any:
        is_weak = verb is Verb.ASSIGN_POLICY and fails == "silently"
        return np.full(block.tenants, 0.5 * share if is_weak else 0.0)

    monkeypatch.setattr(reliability, "_exposed", exposed)

    found = {(each.verb, each.fails): each for each in reliabilities(here, scenario, 1, 1, risk)}

    weak = found.pop((Verb.ASSIGN_POLICY, "silently"))
    assert weak.share == pytest.approx(-2 * math.expm1(math.log1p(-risk) / tenants), rel=0.02)
    assert weak.p_never == 0.0
    assert weak.p_always == pytest.approx(1.0)
    assert {each.share for each in found.values()} == {1.0}


def test_the_share_told_is_the_lower_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where seeds differ, what may fail is no more than their interval's lower end, and no seed's number is lost."""
    scenario = Scenario.load().replaced({"population.tenants": 400, "procedure": "gated"})

    def exposed(scenario: Scenario, verb: Verb, fails: str, share: float, block: Block, seed: int) -> Any:
        return np.full(block.tenants, (0.5 + 0.01 * seed) * share if verb is Verb.ASSIGN_POLICY else 0.0)

    monkeypatch.setattr(reliability, "_exposed", exposed)

    found = {each.verb: each for each in reliabilities(here, scenario, 1, 1, 0.02)}

    truths = [-math.expm1(math.log1p(-0.02) / 400) / (0.5 + 0.01 * seed) for seed in (1, 2, 3, 4)]
    assert 0.9 * min(truths) < found[Verb.ASSIGN_POLICY].share < np.mean(truths)


def test_a_gate_that_is_checked_forgives_every_step_but_its_own_close(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Under gated nothing that fails by itself exposes anybody, but for a gate that never closed."""
    monkeypatch.setattr(reliability, "efforts", lambda seed: [Effort((seed,)), Effort((seed + 1,))])
    gated = Scenario.load().replaced({"population.tenants": 60, "procedure": "gated"})

    found = reliabilities(here, gated, 1, 1, 0.01)

    asked = {(each.verb, each.fails) for each in found if each.share < 1}
    assert asked == {(Verb.CLOSE_GATE, "silently")}
