"""How far the incident's answer moves with each thing it rests on, from the low end of its range to the high one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sim.scenario import Scenario

from ..sensitivity.answer import Effort
from ..sensitivity.inputs import Input, NotVaried, inputs_of
from ..sensitivity.tornado import Tornado, tornado
from ..workers import Run

EFFORT: Final = Effort(tuple(range(1, 9)), block=3_000, nodes=(3, 3))
"""Enough for the first two figures of each answer, in minutes."""


@dataclass(frozen=True)
class Swing:
    """What was varied.

    Attributes:
        scenario: the incident.
        varied: the inputs, in the order of the defaults.
        not_varied: those that stay, with the reason.
        found: the answers.
    """

    scenario: Scenario
    varied: list[Input]
    not_varied: list[NotVaried]
    found: Tornado


def swung(tenants: int | None, run: Run, told: Callable[[int, int], None]) -> Swing:
    """Every input of the incident, one at a time.

    Args:
        tenants: of the population; None: all that the incident has.
        run: runs tasks, see ``workers``.
        told: is called with answers done and answers in all.
    """
    scenario = Scenario.load("incident")
    if tenants is not None:
        scenario = scenario.replaced({"population.tenants": tenants})
    varied, left = inputs_of(scenario)
    done, of = 0, 1 + 2 * len(varied)

    def took() -> None:
        nonlocal done
        done += 1
        told(done, of)

    return Swing(scenario, varied, left, tornado(scenario, varied, EFFORT, None, run, took))
