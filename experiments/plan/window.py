"""The longest isolation step that a risk allows: solved seed by seed, so that it has an interval.

P(at least K exposed) grows with the window; on logarithms it is nearly straight, so a few evaluations find where it
meets the risk. Each seed's law has its own such window; their spread is the interval.

Source of the method: Brent, Algorithms for Minimization without Derivatives (1973), chapter 4, in SciPy.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scipy.optimize import brentq

from sim.scenario import Scenario
from sim.units import HOUR, SECOND, written

from ..sensitivity.answer import Effort, answer
from ..workers import Run, in_order
from .chance import efforts, on_logarithms

SHORTEST: Final = SECOND
"""No isolation step is looked at that is shorter, but none at all."""
LONGEST: Final = 8 * HOUR
"""Nor one that is longer than a night."""
WITHIN: Final = 0.01
"""A window is known to so much of itself."""
LEAST: Final = 1e-12
"""Probabilities are looked at on their logarithm, from here on."""


@dataclass(frozen=True, slots=True)
class Looked:
    """P(at least K exposed) at one length, under one seed."""

    window_s: float
    p: float


@dataclass(frozen=True, slots=True)
class Solved:
    """What one seed comes to.

    Attributes:
        window: microseconds; 0: not even a step of no length keeps the risk; LONGEST: all lengths that are looked
            at do.
        looked: at which lengths, shortest first.
    """

    window: int
    looked: tuple[Looked, ...]


@dataclass(frozen=True, slots=True)
class Allowed:
    """The longest isolation step that keeps a risk.

    Attributes:
        window_s: seconds: the least of the interval, so that the risk is kept; None: none does; infinite: any does.
        middle_s: the mean on the scale of logarithms; None where there is none or no bound.
        high_s: the interval's upper end; None likewise, or where too few seeds carry it.
        looked: P by length, the seeds' mean, least and greatest.
    """

    window_s: float | None
    middle_s: float | None
    high_s: float | None
    looked: tuple[tuple[float, float, float, float], ...]


def longest_window(run: Run, scenario: Scenario, seed: int, at: int, risk: float) -> Allowed:
    """The longest isolation step that keeps P(at least ``at`` exposed) within ``risk``, on all cores.

    Args:
        run: runs tasks.
        scenario: whose isolation step is given other lengths; nothing stops it.
        seed: the first block's.
        at: the number K.
        risk: a probability, above 0 and below 1.
    """
    return _together(in_order(run, [(solved, (scenario, effort, at, risk)) for effort in efforts(seed)]))


def solved(scenario: Scenario, effort: Effort, at: int, risk: float) -> Solved:
    """The longest isolation step that keeps a risk under one seed."""
    looked: dict[float, float] = {}

    def excess(length: float) -> float:
        us = max(1, round(math.exp(length)))
        law = answer(scenario, {"window": written(us)}, effort, at)
        looked[us / SECOND] = float(law.tail(at)[0])
        return math.log(max(LEAST, looked[us / SECOND])) - math.log(risk)

    low, high = math.log(SHORTEST), math.log(LONGEST)
    if excess(0.0) > 0:
        window = 0
    elif excess(high) <= 0:
        window = LONGEST
    elif excess(low) > 0:
        window = SHORTEST // 2
    else:
        window = round(math.exp(brentq(excess, low, high, xtol=WITHIN)))
    return Solved(window, tuple(Looked(w, p) for w, p in sorted(looked.items())))


def _together(each: Sequence[Solved]) -> Allowed:
    windows = [one.window for one in each]
    looked = _curve(each)
    if min(windows) == 0:
        return Allowed(None, None, None, looked)
    if min(windows) == LONGEST:
        return Allowed(math.inf, None, None, looked)
    low, middle, high = on_logarithms([window / SECOND for window in windows])
    return Allowed(low, middle, high if len(windows) > 1 else None, looked)


def _curve(each: Sequence[Solved]) -> tuple[tuple[float, float, float, float], ...]:
    """Lengths that every seed was looked at, and those of the first beside them with its own number alone."""
    by_length: dict[float, list[float]] = {}
    for one in each:
        for look in one.looked:
            by_length.setdefault(look.window_s, []).append(look.p)
    return tuple((length, sum(ps) / len(ps), min(ps), max(ps)) for length, ps in sorted(by_length.items()))
