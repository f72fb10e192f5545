"""The law of a number of tenants, each with a probability of its own: the Poisson-binomial law, tails included.

Only positive numbers are added, so every value keeps its relative accuracy: under 1e-12 down to 1e-30 by the
recursion over tenants, 1e-10 by the ratio recursion that millions of tenants need. A transform would be exact to
1e-16 of the largest value alone, and a Poisson law is too heavy in its tail by a quarter at 1e-9.

>>> poisson_binomial([0.5, 0.5]).tolist()
[0.25, 0.5, 0.25]
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from .compiled import compiled
from .streams import Floats

LARGE: Final = 0.2
"""Above it a probability is left to the recursion over tenants: the ratio recursion loses digits there."""
MOST_PRODUCTS: Final = 1e10
"""Tenants times values up to which tenants are taken one by one."""
_LEAST: Final = 1e-300
"""Mass below it is dropped on the way: with a hundred million tenants it comes to less than 1e-290."""
_MOST: Final = 1e-150
"""Mass below it is, where there are many tenants."""
_FEW: Final = 4096
"""Tenants whose law takes no time, whatever is carried along."""
_OF_A_LAW: Final = 2.0
"""Events that tenants bring about in the mean before a new law is begun."""
_STEEPEST: Final = 500.0
"""Tilt at which exp() still has room."""
_SERIES_ENDS: Final = 1e-20
"""Terms of the ratio recursion's series are left out from this share of the first on."""


def poisson_binomial(p: Sequence[float] | Floats) -> Floats:
    """How many of some independent events happen.

    Args:
        p: the probability of each, shape (events,).

    Returns:
        The probability of 0, 1, 2 ... K of them, shape (K + 1,): all that there are, or as many as ``kept`` says;
        ``cut`` bounds the rest.

    Raises:
        ValueError: no list of probabilities.
    """
    given = _checked(p)
    certain = int((given == 1.0).sum())
    uncertain = given[(given > 0.0) & (given < 1.0)]
    many = kept(given) - certain
    if uncertain.size * float(many) <= MOST_PRODUCTS:
        pmf = _over_tenants(uncertain, many, _negligible(uncertain, many))
    else:
        is_large = uncertain > LARGE
        pmf = _by_ratios(uncertain[~is_large], many)
        if is_large.any():
            few = uncertain[is_large]
            pmf = np.convolve(pmf, _over_tenants(few, min(many, few.size), _LEAST))[: many + 1]
    return np.concatenate((np.zeros(certain), pmf))


def kept(p: Sequence[float] | Floats) -> int:
    """The greatest number of events whose probability ``poisson_binomial`` gives.

    It is 16 standard deviations above the mean and 30, and no more than there are.
    """
    given = _checked(p)
    spread = math.sqrt(float((given * (1.0 - given)).sum()))
    return min(int((given > 0.0).sum()), math.ceil(float(given.sum()) + 16.0 * spread + 30.0))


def survival(pmf: Floats) -> Floats:
    """P(at least k) for k = 0, 1, 2 ..., summed from the top, so that small ones keep their digits.

    >>> survival(poisson_binomial([0.5, 0.5])).tolist()
    [1.0, 0.75, 0.25]
    """
    found: Floats = np.cumsum(pmf[::-1])[::-1]
    return found


def worst_of(nights: Sequence[Floats]) -> Floats:
    """The law of the largest of independent numbers, from their laws.

    P(at least k) is one less the product of P(under k), by logarithms, so that small ones keep their digits.

    >>> worst_of([np.array([0.5, 0.5]), np.array([0.5, 0.5])]).tolist()
    [0.25, 0.75]
    """
    size = max(law.size for law in nights)
    none = np.zeros(size)
    for law in nights:
        # A night surely at least that high leaves no chance of less.
        with np.errstate(divide="ignore"):
            none[: law.size] += np.log1p(-np.minimum(survival(law), 1.0))
    at_least: Floats = -np.expm1(none)
    at_least[0] = 1.0
    largest: Floats = at_least - np.append(at_least[1:], 0.0)
    return largest


def quantile(pmf: Floats, share: float) -> int:
    """The least number that is not exceeded with at least this probability; the greatest known, where none is.

    >>> pmf = poisson_binomial([0.5, 0.5])
    >>> quantile(pmf, 0.25), quantile(pmf, 0.26), quantile(pmf, 0.9)
    (0, 1, 2)
    """
    return min(int(np.searchsorted(np.cumsum(pmf), share)), pmf.size - 1)


def cut(p: Sequence[float] | Floats, most: int) -> float:
    """A bound on the probability of more than so many events, by Chernoff; 0 where there are no more.

    >>> cut([0.5, 0.5], 2)
    0.0
    """
    given = _checked(p)
    given = given[given > 0.0]
    if most >= given.size:
        return 0.0
    if most + 1 == given.size:
        return float(np.exp(np.log(given).sum()))
    # E[exp(s (X - most - 1))] bounds it for any s, best where the tilted mean is most + 1: s is found by halving.
    low, high = 0.0, 1.0
    while high < _STEEPEST and _tilted_mean(given, high) < most + 1:
        low, high = high, 2.0 * high
    for _ in range(60):
        middle = (low + high) / 2.0
        if _tilted_mean(given, middle) < most + 1:
            low = middle
        else:
            high = middle
    exponent = float(np.log1p(given * np.expm1(low)).sum()) - low * (most + 1)
    return min(1.0, math.exp(min(exponent, 0.0)))


def _tilted_mean(p: Floats, s: float) -> float:
    tilted = p * math.exp(s)
    return float((tilted / (1.0 - p + tilted)).sum())


def _checked(p: Sequence[float] | Floats) -> Floats:
    given = np.asarray(p, np.float64)
    if given.ndim != 1 or not ((given >= 0.0) & (given <= 1.0)).all():
        raise ValueError("expected one row of probabilities, each from 0 to 1")
    return given


def _negligible(p: Floats, many: int) -> float:
    """What is too small to count: of many tenants so is what is beside a Poisson number's chance of so many."""
    if p.size < _FEW:
        return _LEAST
    mean = float(p.sum())
    at_most = many * math.log(mean) - mean - math.lgamma(many + 1.0)
    return max(_LEAST, min(_MOST, math.exp(max(at_most, -700.0)) * 1e-40))


@compiled
def _over_tenants(p: Floats, many: int, least: float) -> Floats:
    """Laws of few tenants each, one tenant after the other; then two laws at a time, until there is one.

    Short laws are the reason: a law is passed over once for every tenant that it is found from, and the whole one is
    long.
    """
    one, other = np.zeros(p.size + 4), np.zeros(p.size + 4)
    laws = [np.ones(1)]
    starts = [0]
    since, mean = 0, 0.0
    for i in range(p.size):
        mean += p[i]
        if mean >= _OF_A_LAW or i == p.size - 1:
            law, start = _of_few(p[since : i + 1], one, other, least)
            laws.append(law)
            starts.append(start)
            since, mean = i + 1, 0.0
    while len(laws) > 1:
        half = len(laws) // 2
        for j in range(half):
            law, start = _trimmed(_convolved(laws[2 * j], laws[2 * j + 1]), least)
            laws[j], starts[j] = law, starts[2 * j] + starts[2 * j + 1] + start
        if len(laws) % 2:
            laws[half], starts[half] = laws[-1], starts[-1]
            half += 1
        for _ in range(len(laws) - half):
            laws.pop()
            starts.pop()
    found = np.zeros(many + 1)
    for k in range(min(laws[0].size, many + 1 - starts[0])):
        found[starts[0] + k] = laws[0][k]
    return found


@compiled
def _of_few(p: Floats, one: Floats, other: Floats, least: float) -> tuple[Floats, int]:
    """The law of some tenants, two at a time, without what is too small to count; and the number it begins at.

    It is told by the odds, and scaled by the probability of none in the end: to multiply by what is next to 1 for
    each tenant would add up so many roundings.

    Args:
        p: their probabilities.
        one, other: room for the law before and after two of them, with two zeros ahead of it, shape (tenants + 4,).
        least: what is too small.
    """
    low = high = 0
    before, after = one, other
    before[0], before[1], before[2] = 0.0, 0.0, 1.0
    none = lost = 0.0
    for i in range(0, p.size, 2):
        first, second = p[i], p[i + 1] if i + 1 < p.size else 0.0
        # Kahan's sum: many equal terms would all be rounded the same way.
        term = math.log1p(-first) + math.log1p(-second) - lost
        total = none + term
        none, lost = total, (total - none) - term
        first, second = first / (1.0 - first), second / (1.0 - second)
        either, both = first + second, first * second
        before[high + 3 : high + 5] = 0.0
        high += 2
        for k in range(low + 2, high + 3):
            after[k] = before[k] + before[k - 1] * either + before[k - 2] * both
        while high > low and after[high + 2] < least:
            high -= 1
        while low < high and after[low + 2] < least:
            low += 1
        after[low : low + 2] = 0.0
        before, after = after, before
    return before[low + 2 : high + 3] * math.exp(none), low


@compiled
def _convolved(a: Floats, b: Floats) -> Floats:
    """The law of the sum of two numbers."""
    found = np.zeros(a.size + b.size - 1)
    for i in range(a.size):
        weight = a[i]
        for j in range(b.size):
            found[i + j] += weight * b[j]
    return found


@compiled
def _trimmed(law: Floats, least: float) -> tuple[Floats, int]:
    """What is not too small to count, and where it begins."""
    low, high = 0, law.size - 1
    while law[low] < least:
        low += 1
    while law[high] < least:
        high -= 1
    return law[low : high + 1].copy(), low


def _by_ratios(p: Floats, many: int) -> Floats:
    """De Pril's recursion, carried as ratios of neighbours, so that nothing underflows.

    k f(k) = sum over m of (-1)**(m + 1) T(m) f(k - m), T(m) being the sum of the m-th powers of the odds.
    """
    terms = 1
    odds = float(p.max(initial=0.0) / (1.0 - p.max(initial=0.0)))
    while odds**terms > _SERIES_ENDS and terms < 60:
        terms += 1
    ratios = _ratios(_power_sums(p, terms), many)
    # From the mode on, up and down; the whole is 1 but for what ``cut`` bounds.
    mode = int(np.argmax(ratios[1:] < 1.0)) if (ratios[1:] < 1.0).any() else many
    found = np.ones(many + 1)
    found[mode + 1 :] = np.cumprod(ratios[mode + 1 :])
    found[:mode] = np.cumprod(1.0 / ratios[mode:0:-1])[::-1]
    return found / math.fsum(found)


@compiled
def _power_sums(p: Floats, terms: int) -> Floats:
    """Sums of powers of the odds, block by block, so that rounding does not add up."""
    found = np.zeros(terms)
    block = np.zeros(terms)
    for start in range(0, p.size, 4096):
        block[:] = 0.0
        for i in range(start, min(start + 4096, p.size)):
            odds = p[i] / (1.0 - p[i])
            power = odds
            for m in range(terms):
                block[m] += power
                power *= odds
        found += block
    return found


@compiled
def _ratios(sums: Floats, many: int) -> Floats:
    """f(k) / f(k - 1) for k = 1, 2 ... many; the first entry means nothing."""
    ratios = np.zeros(many + 1)
    for k in range(1, many + 1):
        total, back, sign = 0.0, 1.0, 1.0
        for m in range(min(sums.size, k)):
            if m > 0:
                back /= ratios[k - m]
            total += sign * sums[m] * back
            sign = -sign
        ratios[k] = max(total, 0.0) / k
    return ratios
