"""How likely a count is where every tenant has a chance of its own, told by two averages.

The number connected is Poisson-binomial. Its mean is the sum of the chances, its variance falls short of a Poisson
law's by the sum of their squares, and a binomial law of the same mean and variance is nearer to it than any count can
tell. The number of trials of that law need not be whole.

Source: Barbour, Holst and Janson, Poisson Approximation (1992), chapter 1, for what the sum of squares does.
"""

import numpy as np
from scipy.special import gammaln

from sim.streams import Floats


def log_likelihood(counted: Floats | float, tenants: float, mean: Floats, square: Floats) -> Floats:
    """The logarithm of the probability of a count.

    Args:
        counted: how many it happened to.
        tenants: of how many.
        mean: their average probability, any shape that broadcasts.
        square: the average of its square, likewise.

    Returns:
        Of the common shape; minus infinity where the count cannot be.

    >>> round(float(np.exp(log_likelihood(1, 2, np.array(0.5), np.array(0.25)))), 6)
    0.5
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.clip(mean, 0.0, 1.0)
        expected = tenants * mean
        # No fewer trials than were counted, no more than there are tenants.
        chance = np.minimum(square / mean, expected / np.maximum(counted, 1e-300))
        chance = np.clip(np.maximum(chance, mean), 1e-300, 1.0)
        trials = np.maximum(expected / chance, counted)
        misses = trials - counted
        ways = gammaln(trials + 1.0) - gammaln(counted + 1.0) - gammaln(misses + 1.0)
        hits = np.where(counted == 0, 0.0, counted * np.log(chance))
        found = ways + hits + np.where(misses > 0, misses * np.log1p(-chance), 0.0)
    return np.where(mean > 0.0, found, np.where(np.equal(counted, 0), 0.0, -np.inf))
