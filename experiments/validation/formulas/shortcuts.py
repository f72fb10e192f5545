"""Answers from a part of the tenants: a block for sensitivities, every so-many-th tenant for orderings."""

from typing import Final

from sim.chances import ROUGHLY, chances
from sim.draws import Draws
from sim.judges import judge
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.streams import Source

from ...estimates import Spread
from ...orderings.worth import Cell, worths
from ...sensitivity.answer import Effort, answer
from ...study.campaigns import REPLICATING
from .formula import Checked, Formula


def _block(effort: float) -> Checked:
    scenario = Scenario.load("incident").replaced({"population.tenants": 12_000})
    told = answer(scenario, {}, Effort((1, 2, 3, 4), block=4_000))
    spread = Spread.of(told.exposed.tolist())
    assert spread.mean_high is not None
    campaigns = max(20, round(100 * effort))
    numbers = [
        judge(scenario, Draws(scenario, Source(seed)), REPLICATING).totals["exposed"]
        for seed in range(11, campaigns + 11)
    ]
    return Checked.mean(
        spread.mean,
        numbers,
        f"exposed of 12,000, {campaigns} campaigns; the formula from four blocks of 2,400",
        error=spread.mean_high - spread.mean,
    )


def _some(effort: float) -> Checked:
    scenario = Scenario.load("incident").replaced({"population.tenants": max(5_000, round(40_000 * effort))})
    procedure = Procedure.load("batch-late")
    (found,) = worths(scenario, [Cell(procedure, None, 67, 3)], 1)
    late = scenario.replaced({"procedure": "batch-late"})
    whole = float(chances(late, Draws(late, Source(1)), ROUGHLY).exposed.sum())
    # Here the shortcut is what has a standard error, and all tenants are the truth.
    return Checked(
        whole, found.exposed, found.exposed_se, f"one tenant in 67 of {scenario.population.tenants:,}"
    )


FORMULAS: Final = (
    Formula(
        "expected exposed, from a block",
        "slices share their nights, other blocks have others; shocks by Gauss and Hermite's rule",
        "experiments/sensitivity/answer.py",
        _block,
    ),
    Formula(
        "expected exposed, from one tenant in 67",
        "Σ p / Σ mailboxes of those, times all mailboxes",
        "experiments/orderings/worth.py",
        _some,
    ),
)
