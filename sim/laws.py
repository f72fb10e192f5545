"""From a uniform to a whole number: the only place that takes a logarithm or an exponential.

Every law rounds here, once, so what an engine meets are integers: it adds and compares them and can
neither lose nor gain a bit. A duration is at least 1 us, so no effect falls on the instant that caused it.
"""

import math

from .compiled import compiled
from .units import LONGEST

EXPONENTIAL_UNIT = 2**32
"""Unit exponentials are whole multiples of 2**-32."""

_LONGEST = float(LONGEST)
_UNIT = float(EXPONENTIAL_UNIT)


# Coefficients of Wichura's three rational functions, from the highest power down.
_NEAR = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0),
)  # fmt: skip
_FAR = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0),
)  # fmt: skip
_FARTHEST = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0),
)  # fmt: skip

Powers = tuple[float, float, float, float, float, float, float, float]


@compiled
def _ratio(powers: tuple[Powers, Powers], r: float) -> float:
    numerator = denominator = 0.0
    for i in range(8):
        numerator = numerator * r + powers[0][i]
        denominator = denominator * r + powers[1][i]
    return numerator / denominator


@compiled
def normal(u: float) -> float:
    """The standard normal quantile of u, 0 < u < 1.

    Source: Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988): about 1 part in 10**16.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(_NEAR, 0.180625 - q * q)
    r = math.sqrt(-math.log(u if q < 0 else 1.0 - u))
    z = _ratio(_FAR, r - 1.6) if r <= 5.0 else _ratio(_FARTHEST, r - 5.0)
    return -z if q < 0 else z


@compiled
def lognormal(u: float, median: float, sigma: float) -> int:
    """A lognormal number of microseconds, at least 1 and at most LONGEST."""
    return int(math.floor(min(max(median * math.exp(sigma * normal(u)) + 0.5, 1.0), _LONGEST)))


@compiled
def exponential(u: float, mean: float) -> int:
    """An exponential number of microseconds, at least 1 and at most LONGEST."""
    return int(math.floor(min(max(-math.log(u) * mean + 0.5, 1.0), _LONGEST)))


@compiled
def unit_exponential(u: float) -> int:
    """An exponential of mean 1, in whole multiples of 2**-32, at least one."""
    return int(max(math.floor(-math.log(u) * _UNIT + 0.5), 1.0))


@compiled
def within(u: float, span: int) -> int:
    """Uniform on the microseconds 1 to span; 1 where the span is 0."""
    return int(max(math.floor(u * span), 0.0)) + 1


@compiled
def around(u: float, period: int) -> int:
    """A period, 25 % shorter to 25 % longer, uniformly, at least 1 us."""
    return int(max(math.floor(period * (0.75 + 0.5 * u) + 0.5), 1.0))


@compiled
def poisson(u: float, mean: float) -> int:
    """The Poisson quantile of u; beyond a mean of 500 that of the normal with its mean and variance."""
    if mean > 500.0:
        return int(max(math.floor(mean + math.sqrt(mean) * normal(u) + 0.5), 0.0))
    probability = math.exp(-mean)
    below = probability
    k = 0
    while u > below and probability > 0.0:
        k += 1
        probability *= mean / k
        below += probability
    return k
