"""How often an interval holds the truth, and how many numbers carry a mean."""

import math
from typing import Final

import numpy as np

from ...estimates import LEVEL, Spread, carried, count_interval, share_interval
from ...paired import holm
from .formula import Checked, Formula

_TRIALS: Final = 4_000


def _count(effort: float) -> Checked:
    chance, trials = np.random.default_rng(11), max(200, round(_TRIALS * effort))
    numbers = chance.binomial(130_000, 521 / 130_000, trials)
    ends = {int(n): count_interval(int(n), 130_000) for n in set(numbers.tolist())}
    missed = sum(not ends[n][0] <= 521 <= ends[n][1] for n in numbers.tolist())
    return Checked.share(
        1 - LEVEL, missed, trials, f"521 expected of 130,000, {trials:,} counts", is_bound=True
    )


def _zero(effort: float) -> Checked:
    _, high = share_interval(0, 200)
    chance, trials = np.random.default_rng(12), max(200, round(25 * _TRIALS * effort))
    none = int((chance.binomial(200, high, trials) == 0).sum())
    return Checked.share(1 - LEVEL, none, trials, f"P(none of 200) at the bound, {trials:,} draws")


def _spread(effort: float) -> Checked:
    chance, trials = np.random.default_rng(13), max(200, round(_TRIALS * effort))
    missed = 0
    for numbers in chance.poisson(330 * np.exp(0.1 * chance.standard_normal((trials, 20)) - 0.005)):
        spread = Spread.of(numbers.tolist())
        missed += not (spread.mean_low or 0.0) <= 330 <= (spread.mean_high or 0.0)
    return Checked.share(1 - LEVEL, missed, trials, f"20 schedules each, {trials:,} studies")


def _carried(effort: float) -> Checked:
    chance, trials = np.random.default_rng(14), max(200, round(5 * _TRIALS * effort))
    weights = np.random.default_rng(15).lognormal(0.0, 1.0, 50)
    means = chance.standard_normal((trials, 50)) @ weights / weights.sum()
    return Checked.mean(
        1.0 / carried(weights.tolist()),
        means**2,
        f"variance of a mean of 50 unequal weights, {trials:,} means",
    )


def _families(effort: float) -> Checked:
    chance, trials = np.random.default_rng(16), max(200, round(_TRIALS * effort))
    # Ten comparisons of which none differs, not independent of each other.
    z = math.sqrt(0.5) * (chance.standard_normal((trials, 10)) + chance.standard_normal((trials, 1)))
    p = np.vectorize(math.erfc)(np.abs(z) / math.sqrt(2.0))
    wrong = sum(min(holm(row.tolist())) < 1 - LEVEL for row in p)
    return Checked.share(
        1 - LEVEL, wrong, trials, f"10 comparisons of equals, {trials:,} families", is_bound=True
    )


FORMULAS: Final = (
    Formula(
        "interval of a count misses",
        "Clopper and Pearson's beta quantiles: at most 5 %",
        "experiments/estimates.py: count_interval",
        _count,
    ),
    Formula(
        "none seen: the bound",
        "1 − 0.05^(1/n): none is seen once in twenty",
        "experiments/estimates.py: share_interval",
        _zero,
    ),
    Formula(
        "interval of a mean misses", "mean ± t s / √n: about 5 %", "experiments/estimates.py: Spread", _spread
    ),
    Formula(
        "numbers that carry a mean",
        "(Σ w)² / Σ w²: the variance is 1 over it",
        "experiments/estimates.py: carried",
        _carried,
    ),
    Formula(
        "any of several wrongly told apart",
        "Holm's correction: at most 5 %",
        "experiments/paired.py: holm",
        _families,
    ),
)
