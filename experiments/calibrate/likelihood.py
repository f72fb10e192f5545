"""How likely a count is where every tenant has a chance of its own, told by two averages and how sure the mean is.

The number connected is Poisson-binomial. Its mean is the sum of the chances, its variance falls short of a Poisson
law's by the sum of their squares, and a binomial law of the same mean and variance is nearer to it than any count can
tell. The number of trials of that law need not be whole. A mean that is itself uncertain, because schedules and
people vary, makes the count vary more: a gamma law over the mean makes it negative binomial. Whichever is the wider
decides which of the two laws it is; where they meet both are Poisson.

Source: Barbour, Holst and Janson, Poisson Approximation (1992), chapter 1, for what the sum of squares does.
"""

from typing import Final

import numpy as np
from scipy.special import gammaln

from sim.streams import Floats

_NARROWEST: Final = 1e-6
"""A variance so near to the mean is a Poisson law's: gamma functions of greater numbers lose their digits."""


def log_likelihood(
    counted: Floats | float, tenants: float, mean: Floats, square: Floats, blur: float = 0.0
) -> Floats:
    """The logarithm of the probability of a count.

    Args:
        counted: how many it happened to.
        tenants: of how many.
        mean: their average probability, any shape that broadcasts.
        square: the average of its square, likewise.
        blur: the standard deviation of the mean, as a share of it.

    Returns:
        Of the common shape; minus infinity where the count cannot be.

    >>> round(float(np.exp(log_likelihood(1, 2, np.array(0.5), np.array(0.25)))), 6)
    0.5
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        mean = np.clip(mean, 0.0, 1.0)
        expected = tenants * mean
        # By how much the variance differs from the mean, as a share of it: the tenants' own chances, and the blur.
        wider = blur * blur * expected - np.clip(square / mean, mean, 1.0)
        found = np.where(
            wider > 0.0,
            _wider(counted, expected, np.maximum(wider, _NARROWEST)),
            _narrower(counted, expected, np.clip(-wider, mean * (blur == 0.0), 1.0)),
        )
    return np.where(mean > 0.0, found, np.where(np.equal(counted, 0), 0.0, -np.inf))


def _narrower(counted: Floats | float, expected: Floats, chance: Floats) -> Floats:
    """Binomial: so many trials with this chance."""
    # No fewer trials than were counted.
    chance = np.maximum(np.minimum(chance, expected / np.maximum(counted, 1e-300)), _NARROWEST)
    trials = np.maximum(expected / chance, counted)
    misses = trials - counted
    ways = gammaln(trials + 1.0) - gammaln(counted + 1.0) - gammaln(misses + 1.0)
    hits = np.where(np.equal(counted, 0), 0.0, counted * np.log(chance))
    return np.asarray(ways + hits + np.where(misses > 0, misses * np.log1p(-chance), 0.0))


def _wider(counted: Floats | float, expected: Floats, wider: Floats) -> Floats:
    """Negative binomial."""
    shape = expected / wider
    ways = gammaln(counted + shape) - gammaln(shape) - gammaln(counted + 1.0)
    return np.asarray(ways - shape * np.log1p(wider) + counted * np.log(wider / (1.0 + wider)))
