"""The law between the points at which it was asked: smooth in the logarithms of window and rate.

Probabilities are interpolated as log(-log(1 - p)), the logarithm of expected connections: nearly a plane where few
connect, and still smooth where all do. Here and there it jumps: so many tenants fill a night, and under a longer step
it is one batch fewer. So between windows no value leaves those on either side (Fritsch and Carlson, SIAM J. Numer.
Anal. 17, 1980). How far it is off is measured between the points, where it matters most, and more are asked for where
it is off too far.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, Protocol, Self

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator

from sim.streams import Floats

from .law import Point, Silent

WINDOWS: Final = 9
"""Windows at which the law is asked first."""
RATES: Final = 5
"""Connection rates at which it is asked first: chances are nearly proportional to them."""
SILENT_WINDOWS: Final = 5
"""Windows at which it is asked about silent failures, which are found hours later, whatever the window."""
ROUNDS: Final = 5
"""Gaps in which the law is off too far are halved, in so many rounds at most."""
_FAR: Final = 5.0
"""So many times more or fewer than were counted: where the law says that, the count leaves no weight."""
_LEAST: Final = 1e-300
"""In place of a probability of 0, which has no logarithm; what comes near it is 0 again."""


class Asked(Protocol):
    """Whoever knows the law."""

    def at(self, window_s: float, rate: float) -> Point:
        """What it says under one window and rate where isolation works."""

    def silent_at(self, window_s: float, rate: float) -> Silent:
        """What it says where isolation fails silently."""


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
        error: how far it is off between the points, as a share of the mean number connected: root mean square.
    """

    error: float
    _fine: Sequence["_Between"]
    _silent: Sequence["_Between"]

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
        fine = _Grid.over(law, windows, WINDOWS, rates)
        of_silent = _logarithms(windows, SILENT_WINDOWS)
        fine.ask(lambda done, of: told(done, of + of_silent.size))
        for further in range(ROUNDS + 1):
            gaps = list(fine.gaps(near))
            error = math.hypot(_off(gaps, is_of_windows=True), _off(gaps, is_of_windows=False))
            if error <= wanted or further == ROUNDS:
                break
            fine.halve(gap for gap in gaps if gap.error is not None and gap.error > wanted)
            fine.ask(lambda done, of: told(done, of + of_silent.size))
        silent: list[list[Silent]] = []
        for window in of_silent:
            silent.append([law.silent_at(math.exp(window), math.exp(rate)) for rate in fine.first_rates])
            many = fine.windows.size
            told(many + len(silent), many + of_silent.size)
        return cls(error, fine.between(), _of_silent(of_silent, fine.first_rates, silent))

    def at(self, windows: Floats, rates: Floats) -> Averages:
        """The law over these windows (seconds) and rates (a mailbox-day)."""
        x, y = np.log(windows), np.log(rates)
        connected, square, exposed = (between(x, y) for between in self._fine)
        silent, silent_square, silent_exposed, together = (between(x, y) for between in self._silent)
        c, s = _share(connected), _share(silent)
        squares = np.exp(square), np.exp(together) * c * s, np.exp(silent_square)
        return Averages(c, s, squares, np.exp(exposed) * c, np.exp(silent_exposed) * s)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Between two windows, or two rates, that follow each other.

    Attributes:
        is_of_windows: between two windows.
        middle: the logarithm half-way.
        width: of the logarithms.
        error: how far the law is off there; None: it says nowhere about what was counted.
    """

    is_of_windows: bool
    middle: float
    width: float
    error: float | None


def _off(gaps: Sequence[_Gap], *, is_of_windows: bool) -> float:
    """How far the law is off over all of one kind: root mean square."""
    met = [
        (gap.width, gap.error) for gap in gaps if gap.is_of_windows is is_of_windows and gap.error is not None
    ]
    return (
        math.sqrt(sum(width * error**2 for width, error in met) / sum(width for width, _ in met))
        if met
        else 0.0
    )


@dataclass
class _Grid:
    """Logarithms of windows and rates, and what the law says at each pair; it is asked nothing twice."""

    law: Asked
    windows: Floats
    rates: Floats
    first_rates: Floats
    known: dict[tuple[float, float], Point] = field(default_factory=dict)

    @classmethod
    def over(cls, law: Asked, windows: tuple[float, float], many: int, rates: tuple[float, float]) -> Self:
        """So many windows and ``RATES`` rates, evenly spaced, with nothing asked."""
        of_rates = _logarithms(rates, RATES)
        return cls(law, _logarithms(windows, many), of_rates, of_rates)

    def ask(self, told: Callable[[int, int], None]) -> None:
        """Whatever is not known yet."""
        for number, window in enumerate(self.windows, 1):
            for rate in self.rates:
                self._at(window, rate)
            told(number, self.windows.size)

    def gaps(self, near: float) -> Iterator[_Gap]:
        """Every gap, and how far the law is off in the middle of it."""
        between = self.between()[0]
        for is_of_windows, along, across in (
            (True, self.windows, self.rates),
            (False, self.rates, self.windows),
        ):
            for low, high in pairwise(along.tolist()):
                middle = (low + high) / 2
                one = np.array([middle])
                told = _share(between(*((one, across) if is_of_windows else (across, one)))).ravel()
                away = np.abs(np.log(np.maximum(told, _LEAST) / max(near, _LEAST)))
                nearest = int(np.argmin(away))
                pair = (middle, across[nearest]) if is_of_windows else (across[nearest], middle)
                error = None
                if away[nearest] < math.log(_FAR):
                    truth = self._at(*pair).connected
                    error = abs(float(told[nearest]) / truth - 1.0) if truth else 0.0
                yield _Gap(is_of_windows, middle, high - low, error)

    def halve(self, gaps: Iterator[_Gap]) -> None:
        """A window or a rate more in the middle of each of these."""
        for gap in gaps:
            if gap.is_of_windows:
                self.windows = np.sort(np.append(self.windows, gap.middle))
            else:
                self.rates = np.sort(np.append(self.rates, gap.middle))

    def between(self) -> Sequence["_Between"]:
        """All that is known, and what lies between: of connected, its square and exposed."""
        points = [[self._at(window, rate) for rate in self.rates] for window in self.windows]
        return [_Between.of(self.windows, self.rates, points, of) for of in _OF_POINT]

    def _at(self, window: float, rate: float) -> Point:
        key = round(float(window), 9), round(float(rate), 9)
        if key not in self.known:
            self.known[key] = self.law.at(math.exp(window), math.exp(rate))
        return self.known[key]


def _logarithms(ends: tuple[float, float], many: int) -> Floats:
    return np.linspace(math.log(ends[0]), math.log(ends[1]), many)


def _of_silent(windows: Floats, rates: Floats, found: list[list[Silent]]) -> Sequence["_Between"]:
    points = [[each.point for each in row] for row in found]
    return [
        *(_Between.of(windows, rates, points, of) for of in _OF_POINT),
        _Between.of(windows, rates, found, lambda each: _log(each.together)),
    ]


@dataclass(frozen=True, slots=True)
class _Between:
    """A number at pairs of windows and rates, and between them."""

    rates: Floats
    along_windows: PchipInterpolator

    @classmethod
    def of(
        cls, windows: Floats, rates: Floats, points: Sequence[Sequence[Any]], of: Callable[[Any], float]
    ) -> Self:
        """Of points, shape (windows, rates)."""
        return cls(rates, PchipInterpolator(windows, np.array([[of(p) for p in row] for row in points])))

    def __call__(self, windows: Floats, rates: Floats) -> Floats:
        """At every pair of these, shape (windows, rates)."""
        return np.asarray(CubicSpline(self.rates, self.along_windows(windows), axis=1)(rates), np.float64)


def _log(value: float) -> float:
    return math.log(max(value, _LEAST))


_OF_POINT: Final[tuple[Callable[[Point], float], ...]] = (
    # log(-log(1 - p))
    lambda p: _log(-math.log1p(-min(p.connected, 1 - 1e-15))),
    lambda p: _log(p.square),
    # As a share of those connected, which hardly moves.
    lambda p: _log(p.exposed / p.connected if p.connected else 0.0),
)


def _share(expected: Floats) -> Floats:
    found = -np.expm1(-np.exp(expected))
    return np.asarray(np.where(found < 1e-200, 0.0, found), np.float64)
