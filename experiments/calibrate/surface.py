"""The law between the points at which it was asked: smooth in the logarithms of window and rate.

Probabilities are interpolated as log(-log(1 - p)), the logarithm of expected connections: nearly a plane where few
connect, and still smooth where all do. How far it is off is measured between the points, where it matters most.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, Self

import numpy as np
from scipy.interpolate import RectBivariateSpline

from sim.streams import Floats

from .law import Point

WINDOWS: Final = 9
"""Windows at which the law is asked first."""
RATES: Final = 5
"""Connection rates at which it is asked first: chances are nearly proportional to them."""
ROUNDS: Final = 3
"""The gaps between them are halved until the law is known well enough, in so many rounds at most."""
_LEAST: Final = 1e-300
"""In place of a probability of 0, which has no logarithm; what comes near it is 0 again."""


class Asked(Protocol):
    """Whoever knows the law."""

    def at(self, window_s: float, rate: float) -> Point:
        """What it says under one window and rate."""


@dataclass(frozen=True, slots=True)
class Averages:
    """The law over many windows and rates, shape (windows, rates) each; see ``Point``.

    Attributes:
        connected: the mean probability of being connected where isolation worked.
        connected_silent: where it failed silently.
        squares: the mean squares and product of the two.
        exposed: the mean probability of being exposed where isolation worked.
        exposed_silent: where it failed silently.
    """

    connected: Floats
    connected_silent: Floats
    squares: tuple[Floats, Floats, Floats]
    exposed: Floats
    exposed_silent: Floats


@dataclass(frozen=True)
class Surface:
    """The law, as interpolated.

    Attributes:
        error: how far it is off between the points, at most, as a share of the mean number connected.
    """

    error: float
    _splines: tuple[Any, ...]

    @classmethod
    def of(
        cls,
        law: Asked,
        windows: tuple[float, float],
        rates: tuple[float, float],
        near: float,
        wanted: float,
        told: Callable[[int, int], None],
    ) -> Self:
        """Ask the law until it is known well enough in between.

        Args:
            law: what is asked.
            windows: the least and the greatest, seconds.
            rates: likewise, connections a mailbox-day.
            near: the share of tenants connected about which it must be right.
            wanted: the share of a mean that it may be off.
            told: is called with windows done and windows in all, as far as is known.
        """
        ask = _Memory(law)
        many, of_rates = WINDOWS, RATES
        for further in range(ROUNDS):
            at_rates = np.linspace(math.log(rates[0]), math.log(rates[1]), of_rates)
            at_windows = np.linspace(math.log(windows[0]), math.log(windows[1]), many)
            points = []
            for number, window in enumerate(at_windows, 1):
                points.append([ask.at(window, rate) for rate in at_rates])
                told(number, many)
            found = cls(0.0, _splines(at_windows, at_rates, points))
            error = found._error(ask, at_windows, at_rates, near)
            if error <= wanted or further == ROUNDS - 1:
                break
            many, of_rates = 2 * many - 1, 2 * of_rates - 1
        return cls(error, found._splines)

    def at(self, windows: Floats, rates: Floats) -> Averages:
        """The law over these windows (seconds) and rates (a mailbox-day)."""
        x, y = np.log(windows), np.log(rates)
        c, s, *others = (spline(x, y) for spline in self._splines)
        squares = [np.exp(other) for other in others[:3]]
        exposed = [np.exp(other) for other in others[3:]]
        return Averages(_share(c), _share(s), (squares[0], squares[1], squares[2]), exposed[0], exposed[1])

    def _error(self, ask: "_Memory", windows: Floats, rates: Floats, near: float) -> float:
        """How far it is off half-way between two rates and two windows, at the windows that give so many."""
        between = (windows[:-1] + windows[1:]) / 2
        worst = 0.0
        for rate in (rates[:-1] + rates[1:]) / 2:
            here = self.at(np.exp(between), np.exp(np.array([rate]))).connected[:, 0]
            nearest = int(np.argmin(np.abs(np.log(np.maximum(here, _LEAST) / max(near, _LEAST)))))
            truth = ask.at(between[nearest], rate).connected
            worst = max(worst, abs(here[nearest] / truth - 1.0) if truth else 0.0)
        return worst


@dataclass
class _Memory:
    """A law that is asked nothing twice, by the logarithms of window and rate."""

    law: Asked
    known: dict[tuple[float, float], Point] = field(default_factory=dict)

    def at(self, window: float, rate: float) -> Point:
        key = round(float(window), 9), round(float(rate), 9)
        if key not in self.known:
            self.known[key] = self.law.at(math.exp(window), math.exp(rate))
        return self.known[key]


def _splines(windows: Floats, rates: Floats, points: list[list[Point]]) -> tuple[Any, ...]:
    def spline(of: Callable[[Point], float]) -> Any:
        values = np.array([[of(point) for point in row] for row in points])
        return RectBivariateSpline(windows, rates, values, kx=3, ky=3, s=0)

    return (
        spline(lambda p: _expected(p.connected)),
        spline(lambda p: _expected(p.connected_silent)),
        *(spline(lambda p, k=k: math.log(max(p.squares[k], _LEAST))) for k in range(3)),  # type: ignore[misc]
        spline(lambda p: math.log(max(p.exposed, _LEAST))),
        spline(lambda p: math.log(max(p.exposed_silent, _LEAST))),
    )


def _expected(p: float) -> float:
    """log(-log(1 - p))."""
    return math.log(max(-math.log1p(-min(p, 1 - 1e-15)), _LEAST))


def _share(expected: Floats) -> Floats:
    found = -np.expm1(-np.exp(expected))
    return np.asarray(np.where(found < 1e-200, 0.0, found), np.float64)
