"""What one schedule makes one expect: the exact law of its counts, with all that clients may do in it.

A run is one draw of nights and steps, and within them one draw of what clients do. Here the second chance is taken
out: the nights stay as they were drawn. How far other nights would move the numbers, this cannot say.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sim.chances import ROUGHLY, Chances, chances
from sim.draws import Draws
from sim.scenario import Scenario
from sim.streams import Floats, Source
from sim.tail import poisson_binomial, quantile

from ..estimates import LEVEL
from ..study.campaigns import COUNTED


@dataclass(frozen=True, slots=True)
class Expected:
    """How many tenants, over all that clients may do under one schedule.

    Attributes:
        mean: on average.
        low: the number that is undercut in 2.5 % of such campaigns or fewer.
        high: the number that is exceeded in 2.5 % of them or fewer.
    """

    mean: float
    low: int
    high: int

    @classmethod
    def of(cls, p: Floats) -> "Expected":
        """That of tenants that do not hang together, each with a probability of its own.

        >>> import numpy as np
        >>> Expected.of(np.full(100, 0.5))
        Expected(mean=50.0, low=40, high=60)
        """
        return cls._of_law(float(p.sum()), poisson_binomial(p))

    @classmethod
    def of_chances(cls, found: Chances, event: str) -> "Expected":
        """That of an event, of tenants that hang together where something may stop their campaign."""
        return cls._of_law(float(getattr(found, event).sum()), found.law(event))

    @classmethod
    def _of_law(cls, mean: float, pmf: Floats) -> "Expected":
        tail = (1 - LEVEL) / 2
        return cls(mean, quantile(pmf, tail), quantile(pmf, 1 - tail))


Given = Mapping[str, Expected]
"""By the total: connected, asked, exposed."""


def given_schedule(scenario: Scenario, seed: int) -> Given:
    """What the schedule of a seed makes one expect."""
    return of_chances(chances(scenario, Draws(scenario, Source(seed)), ROUGHLY))


def of_chances(found: Chances) -> Given:
    """The same, from every tenant's probabilities."""
    return {name: Expected.of_chances(found, name) for name in COUNTED}


def described(given: Given) -> dict[str, dict[str, Any]]:
    """As JSON has it."""
    return {name: asdict(expected) for name, expected in given.items()}
