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

from fakeexchange.clock import NEVER
from sim.chances import ROUGHLY, chances
from sim.draws import Draws
from sim.judges import judge
from sim.scenario import Scenario
from sim.stops import may_stop
from sim.streams import Floats, Source

from ..estimates import Spread
from ..one_run.given import Expected
from ..seal import Seal, seal
from ..study.campaigns import REPLICATING, Cell, Compared, compared
from ..workers import Task

APART: Final = 4.5
"""Standard deviations that chance does not take what was counted from what was to be expected: once in 150,000."""


LOOKED_AT: Final = 10_000
"""About so many tenants the law is told of: as many more would tell little more than another schedule does."""
SLOWER: Final = 10
"""Times fewer where books are fetched when due: each tenant takes it some 20 ms there, not 40 us."""


@dataclass(frozen=True, slots=True)
class Met:
    """One schedule: what the kernel counted in it, and the law.

    Attributes:
        counted: tenants exposed.
        every: the law was told of each so-many-th position of the campaign alone.
        looked: tenants exposed of those.
        expected: of those by the law: the mean over what clients may do, and the numbers it has 95 % between.
        variance: of their number, by the law.
    """

    counted: int
    every: int
    looked: int
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
        """Tenants exposed as the law expects them, over the same schedules; of all, where it was told of some."""
        return Spread.of([each.expected.mean * each.every for each in self.met])

    @property
    def apart(self) -> float:
        """How many standard deviations lie between what was counted and what was expected, over all schedules."""
        variance = sum(each.variance for each in self.met)
        excess = sum(each.looked - each.expected.mean for each in self.met)
        return excess / sqrt(variance) if variance else 0.0

    @property
    def within(self) -> int:
        """Schedules in which the number counted lies where the law has 95 % of it, or more."""
        return sum(each.expected.low <= each.looked <= each.expected.high for each in self.met)

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


def tasks_of(scenario: Scenario, seeds: Sequence[int], looked_at: int = LOOKED_AT) -> list[Task]:
    """One campaign in both engines under the first seed, then every schedule."""
    observing: Task = (compared, (Cell(scenario, ()), seeds[0]))
    return [observing, *((met, (scenario, seed, looked_at)) for seed in seeds)]


def met(scenario: Scenario, seed: int, looked_at: int = LOOKED_AT) -> Met:
    """One schedule, by the kernel and by the law.

    Args:
        scenario: what is asked.
        seed: of the schedule.
        looked_at: about so many tenants the law is told of.
    """
    draws = Draws(scenario, Source(seed), is_shared=True)
    rows = judge(scenario, draws, REPLICATING).columns
    is_exposed = rows["exposed_at"] != NEVER
    if scenario.clients.oab_after_move == "when_due":
        looked_at = looked_at // SLOWER
    # Where a stop may cut the campaign tenants hang together, and all are looked at.
    every = 1 if may_stop(scenario) else max(1, scenario.population.tenants // looked_at)
    found = chances(scenario, draws, ROUGHLY, every=every)
    return Met(
        int(is_exposed.sum()),
        every,
        int((is_exposed & (rows["position"] % every == 0)).sum()),
        Expected.of_chances(found, "exposed"),
        _variance(found.law("exposed")),
    )


def _variance(law: Floats) -> float:
    numbers = np.arange(law.size)
    mean = float(numbers @ law)
    return float((numbers - mean) ** 2 @ law)
