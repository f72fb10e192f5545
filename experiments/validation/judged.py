"""What the four judges say of one scenario, and whether that can all be true.

SimPy observes one campaign and the kernel computes the same one: their rows are equal, or one of them is wrong. Over
many schedules the kernel counts, and the law says what each schedule makes one expect: what was counted lies about
that with a variance that the law gives too, so how far they are apart is told in standard deviations. The explorer
says whether anybody can be exposed at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from sim.chances import ROUGHLY, chances
from sim.draws import Draws
from sim.judges import judge
from sim.scenario import Scenario
from sim.streams import Floats, Source

from ..campaigns import REPLICATING, Cell, Compared, compared
from ..estimates import Spread
from ..given import Expected
from ..seal import Seal, seal
from ..workers import Task

APART: Final = 4.5
"""Standard deviations that chance does not take what was counted from what was to be expected: once in 150,000."""


@dataclass(frozen=True, slots=True)
class Met:
    """One schedule: what the kernel counted in it, and the law.

    Attributes:
        counted: tenants exposed.
        expected: by the law: the mean over what clients may do, and the numbers it lies between in 95 %.
        variance: of the number, by the law.
    """

    counted: int
    expected: Expected
    variance: float


@dataclass(frozen=True)
class Judged:
    """One scenario before all judges.

    Attributes:
        scenario: what was asked.
        both: one campaign in SimPy, and its rows beside the kernel's.
        met: schedules, each by the kernel and by the law.
        sealed: what the explorer says.
    """

    scenario: Scenario
    both: Compared
    met: Sequence[Met]
    sealed: Seal

    @property
    def counted(self) -> Spread:
        """Tenants exposed as the kernel counts them, over schedules."""
        return Spread.of([each.counted for each in self.met])

    @property
    def expected(self) -> Spread:
        """Tenants exposed as the law expects them, over the same schedules."""
        return Spread.of([each.expected.mean for each in self.met])

    @property
    def apart(self) -> float:
        """How many standard deviations lie between what was counted and what was expected, over all schedules."""
        variance = sum(each.variance for each in self.met)
        excess = sum(each.counted - each.expected.mean for each in self.met)
        return excess / sqrt(variance) if variance else 0.0

    @property
    def within(self) -> int:
        """Schedules in which the number counted lies where the law has 95 % of it, or more."""
        return sum(each.expected.low <= each.counted <= each.expected.high for each in self.met)

    @property
    def disagreements(self) -> list[str]:
        """Where the judges cannot all be right, in words; empty where they can."""
        found = []
        exposed = [self.both.result.totals["exposed"], *(each.counted for each in self.met)]
        if self.both.difference is not None:
            found.append(f"rows differ: {self.both.difference}")
        if abs(self.apart) > APART:
            found.append(f"the kernel counts {self.apart:+.1f} standard deviations from the law")
        if self.sealed.is_proved and (any(exposed) or any(each.expected.mean for each in self.met)):
            found.append("proved, and somebody is exposed")
        if not self.sealed.is_proved and not any(exposed):
            found.append("it can leak, and nobody is exposed in any schedule")
        return found


def judged(scenario: Scenario, both: Compared, met: Sequence[Met]) -> Judged:
    """All that was said of a scenario, the explorer's verdict added."""
    return Judged(scenario, both, met, seal(scenario.procedure, scenario))


def tasks_of(scenario: Scenario, seeds: Sequence[int]) -> list[Task]:
    """One campaign in both engines under the first seed, then every schedule."""
    observing: Task = (compared, (Cell(scenario, ()), seeds[0]))
    return [observing, *((met, (scenario, seed)) for seed in seeds)]


def met(scenario: Scenario, seed: int) -> Met:
    """One schedule, by the kernel and by the law."""
    draws = Draws(scenario, Source(seed), is_shared=True)
    counted = judge(scenario, draws, REPLICATING).totals["exposed"]
    found = chances(scenario, draws, ROUGHLY)
    law = found.law("exposed")
    return Met(counted, Expected.of_chances(found, "exposed"), _variance(law))


def _variance(law: Floats) -> float:
    numbers = np.arange(law.size)
    mean = float(numbers @ law)
    return float((numbers - mean) ** 2 @ law)
