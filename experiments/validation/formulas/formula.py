"""One formula: what it says, where it stands, and what it is held against."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Self

import numpy as np
import numpy.typing as npt

from sim.streams import Floats

from ..judged import APART

Z: float = 1.959963984540054
"""Standard errors that half an interval of 95 % is wide."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A formula's value beside a simulated one.

    Attributes:
        formula: the value that the formula gives.
        simulated: the value that the simulation gives.
        se: its standard error.
        of: what was simulated, in words.
        is_bound: the formula claims no more than to be no smaller.
        error: what the formula itself admits to be off by, in the value's own unit.
    """

    formula: float
    simulated: float
    se: float
    of: str
    is_bound: bool = False
    error: float = 0.0

    @classmethod
    def share(cls, formula: float, hits: int, trials: int, of: str, **how: object) -> Self:
        """Of a probability, from how often a thing happened; its standard error is that under the formula."""
        p = min(max(formula, 1.0 / trials), 1.0 - 1.0 / trials)
        return cls(formula, hits / trials, sqrt(p * (1.0 - p) / trials), of, **how)  # type: ignore[arg-type]

    @classmethod
    def mean(cls, formula: float, numbers: npt.ArrayLike, of: str, **how: object) -> Self:
        """Of a mean, from independent numbers."""
        found: Floats = np.asarray(numbers, np.float64)
        se = float(found.std(ddof=1)) / sqrt(found.size)
        return cls(formula, float(found.mean()), se, of, **how)  # type: ignore[arg-type]

    @property
    def low(self) -> float:
        """The low end of the simulated value's interval, at 95 %."""
        return self.simulated - Z * self.se

    @property
    def high(self) -> float:
        """The high end."""
        return self.simulated + Z * self.se

    @property
    def apart(self) -> float:
        """By how many standard errors the two differ, beyond what the formula admits; 0 where a bound holds."""
        excess = self.simulated - self.formula
        beyond = max(0.0, excess if self.is_bound else abs(excess) - self.error)
        return float(np.copysign(beyond / self.se if self.se else beyond and np.inf, excess))

    @property
    def holds(self) -> bool:
        """Are they no further apart than chance takes them, once in 150,000?"""
        return abs(self.apart) <= APART


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula.

    Attributes:
        name: what it gives, in words.
        says: the formula.
        where: file and function.
        check: holds it against a simulation; its argument says how many times as much is simulated as usual.
    """

    name: str
    says: str
    where: str
    check: Callable[[float], Checked]
