"""What the lesson's procedures come to: over schedules that all of them share, and by the explorer's verdict."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.explorer import explore
from sim.judges import run
from sim.scenario import Scenario

from .cells import Cell, cells

SCHEDULES: Final = 10
"""Enough for a median, and for a range that a bet may lie in."""
TOTALS: Final = (
    "connected",
    "exposed",
    "people_disclosed",
    "refused_logons",
    "downtime_p99_s",
    "nights",
    "window_p50_s",
)


@dataclass(frozen=True, slots=True)
class Range:
    """A number over the schedules.

    Attributes:
        median: of them.
        low: the lowest.
        high: the highest.
    """

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Played:
    """A cell, and what it came to.

    Attributes:
        cell: what was played.
        totals: of the outcomes, by name; seconds where a name ends in ``_s``.
        leaks: some interleaving shows strangers.
        states: that the explorer met.
        actions: of its shortest story; 0 where there is none.
        story: of it, a sentence an action.
    """

    cell: Cell
    totals: dict[str, Range]
    leaks: bool
    states: int
    actions: int
    story: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Numbers:
    """All that the sheets say in numbers.

    Attributes:
        tenants: of the scenario.
        seed: of the first schedule.
        schedules: how many.
        by_name: the cells.
        zero_causes: why tenants are exposed though the step takes no time, in the first schedule.
    """

    tenants: int
    seed: int
    schedules: int
    by_name: dict[str, Played]
    zero_causes: dict[str, int]


def numbers(scenario: Scenario, seed: int, told: Callable[[int, int], None]) -> Numbers:
    """Play every cell.

    Args:
        scenario: whose people and nights.
        seed: of the first schedule.
        told: is called with cells done and cells in all.
    """
    all_cells = cells()
    found: dict[str, Played] = {}
    causes: dict[str, int] = {}
    for done, cell in enumerate(all_cells):
        told(done, len(all_cells))
        asked = scenario.replaced({"procedure": cell.procedure, "window": cell.window})
        totals = [run(asked, seed=each, engine="kernel").totals for each in range(seed, seed + SCHEDULES)]
        verdict = explore(asked.procedure)
        found[cell.name] = Played(
            cell,
            {name: _range([total[name] for total in totals]) for name in TOTALS},
            verdict.leaks,
            verdict.states,
            len(verdict.story),
            tuple((event.actor, event.action, event.says) for event in verdict.story),
        )
        if cell.name == "zero":
            causes = {name: many for name, many in totals[0]["exposed_by_cause"].items() if many}
    told(len(all_cells), len(all_cells))
    return Numbers(scenario.population.tenants, seed, SCHEDULES, found, causes)


def _range(values: Sequence[float]) -> Range:
    return Range(float(np.median(values)), float(min(values)), float(max(values)))
