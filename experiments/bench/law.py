"""The whole law of the number exposed, from every tenant's probability, against the kernel and against SciPy.

The kernel is given its draws, and counts one number exposed; SciPy is given the probabilities, and asked for one
value of their law. What the probabilities themselves take is told beside. How many digits of the law are right is
told against the same sums in numbers of 80 bits.
"""

from statistics import median
from typing import Any, Final

import numpy as np
from scipy import stats

from sim.chances import ROUGHLY, chances
from sim.errors import InputError
from sim.streams import Floats
from sim.tail import cut, poisson_binomial, survival

from .ratio import Direction, Goal, Measured, Row
from .trial import Stopwatch, Trial

LEAST: Final = 1e-30
"""Smaller probabilities are not looked at."""
DIGITS: Final = 1e-12
"""As far as a probability may be off, as a share of it."""


def measure_beside_kernel(trial: Trial) -> Measured:
    """The law and one campaign, in turn."""
    trial.meet_the_compiler()
    chances(trial.few, trial.few_draws, ROUGHLY)
    told = Stopwatch(trial.clock)
    with told:
        p = chances(trial.scenario, trial.draws, ROUGHLY).exposed

    def ours(watch: Stopwatch) -> None:
        with watch:
            poisson_binomial(p)

    poisson_binomial(p)
    pairs = trial.in_turn(ours, trial.kernel_run)
    campaigns = told.seconds / median(theirs for _, theirs in pairs)
    return Measured(
        pairs,
        f"{p.sum():,.1f} tenants exposed in the mean of this schedule; "
        f"the probabilities, to {ROUGHLY:g}, take {campaigns:,.1f} campaigns",
    )


def measure_beside_scipy(trial: Trial) -> Measured:
    """Every value of the law, and one of SciPy's."""
    p = chances(trial.scenario, trial.draws).exposed
    met = round(float(p.sum()))

    def ours(watch: Stopwatch) -> None:
        with watch:
            poisson_binomial(p)

    def theirs(watch: Stopwatch) -> None:
        with watch:
            stats.poisson_binom.pmf(met, p)

    poisson_binomial(p)
    values = poisson_binomial(p).size
    return Measured(trial.in_turn(ours, theirs), f"{values:,} values against the probability of {met:,}")


def measure_digits(trial: Trial) -> Measured:
    """How far P(at least k) is off at most, as a share of it, for every k at which it is no less than 1e-30.

    Raises:
        InputError: this machine has no numbers with more digits.
    """
    if np.finfo(np.longdouble).eps > 1e-18:
        raise InputError("bench", "law-digits: expected a machine whose long double has 64 bits of digits")
    p = chances(trial.scenario, trial.draws).exposed
    found = survival(poisson_binomial(p))
    exact = survival_in_80_bits(p, found.size - 1)
    told = exact >= LEAST
    off = float(np.max(np.abs(found[told] - exact[told]) / exact[told]))
    last = int(np.flatnonzero(told)[-1])
    seen = f"off by {off:.1e} at most, down to P(at least {last:,} exposed) = {float(exact[last]):.1e}"
    beyond = f"more than {found.size - 1:,} are less likely than {cut(p, found.size - 1):.1e}"
    return Measured(((off, DIGITS),), f"{seen}; {beyond}")


def survival_in_80_bits(p: Floats, most: int) -> "np.ndarray[Any, np.dtype[np.longdouble]]":
    """P(at least k), k = 0 ... most, tenant by tenant in numbers of 80 bits, up to what lies beyond ``most``.

    >>> survival_in_80_bits(np.array([0.5, 0.5]), 2).astype(float).tolist()
    [1.0, 0.75, 0.25]
    """
    law = np.zeros(most + 1, np.longdouble)
    law[0] = 1.0
    for one in p[p > 0.0].astype(np.longdouble):
        law[1:] = law[1:] * (1.0 - one) + law[:-1] * one
        law[0] *= 1.0 - one
    return np.cumsum(law[::-1])[::-1]


ROWS = (
    Row(
        "law-kernel",
        "the whole law of the number exposed, from every tenant's probability",
        "one campaign in the kernel, its draws ready",
        Goal(Direction.WITHIN, 1, 0.5),
        measure_beside_kernel,
    ),
    Row(
        "law-scipy",
        "the whole law of the number exposed, from every tenant's probability",
        "one value of scipy.stats.poisson_binom's pmf, from the same",
        Goal(Direction.FASTER, 200, 500),
        measure_beside_scipy,
    ),
    Row(
        "law-digits",
        "the relative error of P(at least k exposed), the worst down to 1e-30",
        f"{DIGITS:g}",
        Goal(Direction.WITHIN, 1, 0.1),
        measure_digits,
    ),
)
