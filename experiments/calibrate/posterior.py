"""The unknowns given the count: weights on a grid over window, rate and silent share, and what follows from them.

The grid is even in the logarithms, and finer than the count can tell, so sums over it are integrals. How far
schedules and people move the mean is mixed over.
"""

import math
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sim.streams import Floats, Ints

from ..estimates import LEVEL
from .count import Count
from .likelihood import log_likelihood
from .priors import Prior
from .surface import Averages, Surface

FINEST: Final = 0.02
"""Steps of the grid, in the logarithm, are no finer: a mean known to a percent tells no more."""
COARSEST: Final = 0.05
_BINS: Final = 400
"""Classes of nearly equal means that the next campaign is mixed over."""

Interval = tuple[float, float, float]
"""Median, low and high: what half of the weight lies under, and between which 95 % of it lies."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """One of the three.

    Attributes:
        prior: what was thought of it.
        values: of the grid.
        before: the prior's weights on them, together 1.
    """

    prior: Prior
    values: Floats
    before: Floats

    @classmethod
    def of(cls, prior: Prior, step: float) -> Self:
        """An unknown on a grid with steps of the logarithm no wider than one given."""
        values = prior.values(step)
        return cls(prior, values, prior.weights(values))


@dataclass(frozen=True)
class Posterior:
    """Weights over the grid.

    Attributes:
        count: what was counted.
        unknowns: window, rate and silent share.
        loglik: the count's log-likelihood, shape (windows, rates, shares).
        weights: after the count, together 1, likewise.
        means: the mean probability of being connected, likewise.
        squares: the mean of its square, likewise, in half the memory.
        exposed: of those connected, the share that is exposed by a kind that counts, likewise.
        blur: how far schedules, people and interpolation move the mean: a standard deviation, as a share of it.
    """

    count: Count
    unknowns: tuple[Unknown, Unknown, Unknown]
    loglik: Floats
    weights: Floats
    means: Floats
    squares: npt.NDArray[np.float32]
    exposed: npt.NDArray[np.float32]
    blur: float

    @classmethod
    def of(
        cls, count: Count, priors: tuple[Prior, Prior, Prior], surface: Surface, blur: float
    ) -> Self | None:
        """What the count leaves of the priors; None: under none of them can it be."""
        # The ridge is as narrow as the count and the blur leave it, across it in window and in silent share.
        width = math.hypot(blur, 1.0 / math.sqrt(count.connected + 1))
        fine = min(COARSEST, max(FINEST, 0.7 * width))
        unknowns = (
            Unknown.of(priors[0], fine),
            Unknown.of(priors[1], max(fine, 0.04)),
            Unknown.of(priors[2], max(1.3 * fine, 0.04)),
        )
        windows, rates, shares = (unknown.values for unknown in unknowns)
        averages = surface.at(windows, rates)
        shape = (windows.size, rates.size, shares.size)
        loglik, means = np.empty(shape), np.empty(shape)
        squares, exposed = np.empty(shape, np.float32), np.empty(shape, np.float32)
        for k, share in enumerate(shares.tolist()):
            means[:, :, k], squares[:, :, k], exposed[:, :, k] = mean, square, _ = mixed(averages, share)
            loglik[:, :, k] = log_likelihood(float(count.connected), count.tenants, mean, square, blur)
        most = float(loglik.max())
        if most == -math.inf:
            return None
        weights = np.exp(loglik - most)
        weights *= unknowns[0].before[:, None, None] * unknowns[1].before[:, None] * unknowns[2].before
        weights /= weights.sum()
        return cls(count, unknowns, loglik, weights, means, squares, exposed, blur)

    def after(self, unknown: int) -> Floats:
        """The weights of one unknown's values after the count."""
        others = tuple(axis for axis in range(3) if axis != unknown)
        return np.asarray(self.weights.sum(axis=others), np.float64)

    def interval(self, unknown: int, *, before: bool = False) -> Interval:
        """Where one unknown is, after the count or before it."""
        of = self.unknowns[unknown]
        return quantiles(of.values, of.before if before else self.after(unknown))

    def together(self, power: int, *, before: bool = False) -> Interval:
        """Where window x rate is (power 1), or window / rate (power -1): connections a mailbox-day times seconds."""
        windows, rates, _ = (unknown.values for unknown in self.unknowns)
        both = windows[:, None] * rates[None, :] ** power
        weights = (
            np.multiply.outer(self.unknowns[0].before, self.unknowns[1].before)
            if before
            else self.weights.sum(axis=2)
        )
        order = np.argsort(both, axis=None)
        return quantiles(both.ravel()[order], weights.ravel()[order])

    @property
    def plane(self) -> Floats:
        """For each window and rate the share of the weight that the least region holding it has.

        A value under 0.5 stands inside the region of 50 %: all that is likelier than what lies outside.
        """
        flat = self.weights.sum(axis=2).ravel()
        order = np.argsort(-flat, kind="stable")
        found = np.empty(flat.size)
        found[order] = np.cumsum(flat[order])
        return found.reshape(self.weights.shape[:2])

    def region_of(self, window_s: float, rate: float) -> float:
        """The same of any point: 1 where it lies off the grid."""
        at = []
        for value, unknown in ((window_s, self.unknowns[0]), (rate, self.unknowns[1])):
            low, high = unknown.values[0], unknown.values[-1]
            if not low <= value <= high:
                return 1.0
            at.append(int(np.argmin(np.abs(np.log(unknown.values / value)))))
        return min(1.0, float(self.plane[at[0], at[1]]))

    @property
    def on_the_edge(self) -> float:
        """The greatest share of the weight that lies on one end of an unknown's values, beyond the prior's own."""
        return max(
            0.0,
            *(float(self.after(k)[end] - self.unknowns[k].before[end]) for k in range(3) for end in (0, -1)),
        )

    def next_campaign(self) -> tuple[float, int, int]:
        """How many a further campaign of as many tenants connects: mean, and its interval at 95 %."""
        law = self.next_law()
        expected = float(self.count.tenants * (self.weights * self.means).sum())
        return expected, *between(np.arange(law.size), law)

    def next_law(self) -> Floats:
        """The probability that a further campaign of as many tenants connects 0, 1, 2 ... of them.

        Its people and its schedule are its own, window, rate and silent share those of the campaign that was counted:
        of these is known what the count leaves.
        """
        mean, square, weight = (np.array(column) for column in zip(*self._classes(), strict=True))
        tenants = self.count.tenants
        widest = tenants * float(mean.max()) * (1 + 6 * self.blur)
        most = min(tenants, math.ceil(widest + 12 * math.sqrt(widest) + 30))
        counts = np.arange(most + 1)
        law = np.zeros(counts.size)
        for m, s, w in zip(mean, square, weight, strict=True):
            law += w * np.exp(log_likelihood(counts.astype(np.float64), tenants, m, s, self.blur))
        return law

    def _classes(self) -> list[tuple[float, float, float]]:
        """Means, squares and weights of classes of nearly equal means."""
        mean, square, weight = (
            np.maximum(self.means, 1e-300).ravel(), self.squares.ravel(), self.weights.ravel()
        )  # fmt: skip
        kept = weight > weight.max() * 1e-12
        mean, square, weight = mean[kept], square[kept], weight[kept]
        edges = np.linspace(np.log(mean.min()), np.log(mean.max()) + 1e-9, _BINS + 1)
        of = np.digitize(np.log(mean), edges[1:-1])
        total, means, squares = (
            np.bincount(of, weight * what, _BINS) for what in (np.ones(mean.size), mean, square)
        )
        return [
            (float(m / t), float(s / t), float(t))
            for t, m, s in zip(total, means, squares, strict=True)
            if t > 0
        ]


def mixed(averages: Averages, share: float) -> tuple[Floats, Floats, Floats]:
    """Mean, mean square and exposed share where that share of isolations fails silently; shape of the averages."""
    kept = 1.0 - share
    mean = kept * averages.connected + share * averages.connected_silent
    fine, cross, silent = averages.squares
    square = kept * kept * fine + 2.0 * kept * share * cross + share * share * silent
    shown = kept * averages.exposed + share * averages.exposed_silent
    return mean, square, np.minimum(1.0, shown / np.maximum(mean, 1e-300))


def quantiles(values: Floats, weights: Floats) -> Interval:
    """Median, low and high at 95 % of ascending values with weights, between values by the logarithm.

    >>> [round(x, 2) for x in quantiles(np.array([1.0, 2.0, 4.0]), np.array([0.25, 0.5, 0.25]))]
    [2.0, 1.0, 4.0]
    """
    reached = (np.cumsum(weights) - weights / 2) / weights.sum()
    tail = (1 - LEVEL) / 2
    # In normal scores a lognormal is a straight line: steps as wide as a standard deviation do no harm.
    scores = ndtri(np.clip(reached, 1e-300, 1 - 1e-16))
    at = np.exp(np.interp(ndtri([0.5, tail, 1 - tail]), scores, np.log(values)))
    return float(at[0]), float(at[1]), float(at[2])


def between(counts: Ints, pmf: Floats) -> tuple[int, int]:
    """The least counts that 2.5 % and 97.5 % do not exceed.

    >>> between(np.arange(1, 522), np.ones(521))
    (14, 508)
    """
    reached = np.cumsum(pmf) / pmf.sum()
    tail = (1 - LEVEL) / 2
    low, high = (int(counts[np.searchsorted(reached, level - 1e-12)]) for level in (tail, 1 - tail))
    return low, high
