"""The law of what was seen, where each viewer downloads all that there is: distinct entries, and records by viewers.

Tenants are independent, as in ``sim.tail``. Entries are people or lists, whichever the arrays count: a tenant's own
are not foreign to it, and are left out where it alone has seen them.
"""

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

import numpy as np

from .streams import Floats, Ints

POINTS: Final = 2**17
"""Values that the law of records is given at, where they are too many for one each."""
_SURE: Final = -700.0
"""The logarithm that stands for no probability at all: sums of it can be taken apart again."""
_NOTHING: Final = 1e-290
"""What is less likely is left out."""
_LARGE: Final = 0.2
"""Above it a probability is multiplied in by itself: the series of its odds would be long."""
_SERIES_ENDS: Final = 1e-18


@dataclass(frozen=True, slots=True)
class NumberLaw:
    """The law of a number.

    Attributes:
        values: those it may take, ascending, shape (values,).
        probabilities: of each; they sum to 1.
    """

    values: Ints
    probabilities: Floats

    @property
    def mean(self) -> float:
        """The expected number."""
        return float(self.values @ self.probabilities)

    def at_least(self, number: int) -> float:
        """P(at least so many), summed from the top."""
        return float(self.probabilities[::-1][: int((self.values >= number).sum())].sum())

    def quantile(self, share: float) -> int:
        """The least number that is not exceeded with at least that probability."""
        under = np.cumsum(self.probabilities)
        return int(self.values[min(int(np.searchsorted(under, share)), self.values.size - 1)])


def distinct(exposed: Floats, at: Ints, entries: Ints, own: Ints, since: Ints) -> NumberLaw:
    """How many different entries strangers have seen, if each viewer downloads all that there is at its last ask.

    The last viewer sees all but its own entries, and nothing is ever taken off the target: so what was seen in all is
    what is there then, less the last viewer's own unless another one has asked since these came. Where everybody is
    provisioned before anybody is exposed, that is the whole number N: seen are N less the viewer's own where there is
    one viewer, N where there are two or more.

    Args:
        exposed: the probability that a tenant is exposed, shape (tenants,).
        at: when it asks for the last time, if it does; who asks at one instant sees the same.
        entries: what is on the target at that instant, its own included; never less at a later one.
        own: its own entries.
        since: since when these are there, not after ``at``.

    Raises:
        ValueError: entries that become fewer, or tenants that ask before their own entries are there.

    >>> law = distinct(np.array([0.5, 0.5]), np.zeros(2, int), np.array([9, 9]), np.array([2, 3]), np.zeros(2, int))
    >>> law.values.tolist(), law.probabilities.tolist()
    ([0, 6, 7, 9], [0.25, 0.25, 0.25, 0.25])
    """
    order = np.argsort(at, kind="stable")
    e, t, there = exposed[order], at[order], entries[order]
    if (np.diff(there) < 0).any() or (since > at).any():
        raise ValueError(
            "expected entries that never become fewer, and nobody that asks before its own are there"
        )
    logs = _none(e)
    after = np.append(np.cumsum(logs[::-1])[::-1], 0.0)
    # Who has asked since one's own entries came and not after one's own ask.
    first = np.searchsorted(t, since[order], side="left")
    earlier = after[first] - after[:-1]
    is_last = e * np.exp(after[1:])
    values = np.concatenate(([0], there - own[order], there))
    masses = np.concatenate(([np.exp(after[0])], is_last * np.exp(earlier), is_last * -np.expm1(earlier)))
    return _gathered(values, masses)


def records(exposed: Floats, shown: Ints, points: int = POINTS) -> tuple[NumberLaw, NumberLaw]:
    """How many records were handed out: entries times viewers, the same entry again for each viewer.

    Its law is the product of those of the tenants, found by one transform; 1e-14 of the largest value is noise there.

    Args:
        exposed: the probability that a tenant is exposed, shape (tenants,).
        shown: the foreign entries that it is shown then, likewise.
        points: values that the law is given at; where there are more, numbers are rounded to as many.

    Returns:
        The law with every number shown rounded down, and up: true bounds of it, equal where nothing is rounded.
    """
    mean, variance = float(exposed @ shown), float((exposed * (1.0 - exposed)) @ shown.astype(float) ** 2)
    reach = min(float(shown[exposed > 0].sum()), mean + 16.0 * sqrt(variance) + float(shown.max(initial=0)))
    # Half of the values are left for what is rounded up.
    grid = max(1, ceil(2.0 * reach / points))
    size = points if grid > 1 else 1 << max(1, int(2.0 * reach + 1).bit_length())
    down, up = (_compound(exposed, steps, size) for steps in (shown // grid, -(-shown // grid)))
    return tuple(NumberLaw(np.arange(size) * grid, law) for law in (down, up))  # type: ignore[return-value]


def _compound(p: Floats, steps: Ints, size: int) -> Floats:
    """P(sum of the steps of those exposed = 0, 1 ... size - 1), by the logarithm of its generating function."""
    is_large = p > _LARGE
    small, of_small = p[~is_large], steps[~is_large]
    odds = small / (1.0 - small)
    masses = np.zeros(size)
    power, m = odds.copy(), 1
    while power.max(initial=0.0) / m > _SERIES_ENDS:
        where = of_small * m
        fits = where < size
        sign = 1.0 if m % 2 else -1.0
        masses += np.bincount(where[fits], sign * power[fits] / m, size)[:size]
        power *= odds
        m += 1
    transform = np.exp(np.fft.rfft(masses) + np.log1p(-small).sum())
    turns = np.exp(-2j * np.pi * np.arange(transform.size) / size)
    for chance, step in zip(p[is_large].tolist(), steps[is_large].tolist(), strict=True):
        transform *= 1.0 - chance + chance * turns**step
    found = np.maximum(np.fft.irfft(transform, size), 0.0)
    law: Floats = found / found.sum()
    return law


def _none(p: Floats) -> Floats:
    """The logarithm of the probability that a thing does not happen."""
    with np.errstate(divide="ignore"):
        found: Floats = np.maximum(np.log1p(-p), _SURE)
    return found


def _gathered(values: Ints, masses: Floats) -> NumberLaw:
    """A law from values of which some are equal."""
    is_there = masses > _NOTHING
    each, which = np.unique(values[is_there], return_inverse=True)
    return NumberLaw(each, np.bincount(which, masses[is_there]).astype(np.float64))
