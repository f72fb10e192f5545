"""The law given what a campaign has once: its shock, its OAB phase, its controllers, its beginning.

Given those, nights are independent, so the law of the total is a convolution over nights; that of a night is the mean
over schedules of its law under each. It is probabilities that are averaged, never exponents or means: a slow night
is not an average one. Where nights are not independent, whole campaigns are averaged, and ``entangled`` says why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from scipy.special import pdtrc

from ..chances import Chances
from ..streams import Floats, Source
from ..tail import poisson_binomial, survival, worst_of
from . import strata
from .schedules import Judge, Outer, Schedule, seed_of


@dataclass(frozen=True, slots=True)
class Place:
    """Which schedules a node's law is made of.

    Attributes:
        seed: of everything.
        batch: the independent estimate that it belongs to, from 0.
        number: the node within it, from 0.
        outer: what the campaign has once.
        schedules: how many are looked at.
        nights: how many nights are planned.
        is_shocked: whether nights have shocks, so that these are worth being strata.
        is_whole: whether whole campaigns are averaged.
    """

    seed: int
    batch: int
    number: int
    outer: Outer
    schedules: int
    nights: int
    is_shocked: bool
    is_whole: bool = False


@dataclass(frozen=True)
class NodeLaw:
    """The law at one node.

    Attributes:
        total: P(0, 1, 2 ... tenants exposed), shape (K + 1,).
        worst: the same of the night that exposes most.
        means: expected tenants exposed, shape (nights, schedules); of whole campaigns (1, schedules).
        weights: what each counts, likewise: every row sums to 1.
        entangled: why nights are not independent; empty where they are.
        tails: of whole campaigns P(at least k) under each schedule, of the total and of the worst night, each of
            shape (schedules, K + 1); None where nights are mixed.
        least_shown: see ``Chances``, of all schedules.
    """

    total: Floats
    worst: Floats
    means: Floats
    weights: Floats
    entangled: str
    tails: tuple[Floats, Floats] | None = None
    least_shown: tuple[int, int] = (0, 0)

    @property
    def mean(self) -> float:
        """Expected tenants exposed."""
        return float((self.means * self.weights).sum())

    def shares(self, at_least: int) -> Floats:
        """What each schedule has to say in P(at least so many exposed), shape (nights, schedules), rows summing to 1.

        Of mixed nights it is found by tilting: where the total is that high, a night counts as if its law, taken
        for a Poisson law, were tilted by the one factor that lifts the mean of the total there. Of a single night, by
        its Poisson law.
        """
        if self.tails is not None:
            return _normed(_at(self.tails[0], at_least)[None, :])
        if self.means.shape[0] == 1:
            return self.shares_of_worst(at_least)
        return _normed(self._tilted(at_least))

    def shares_of_worst(self, at_least: int) -> Floats:
        """The same of P(at least so many in the worst night), over all nights together: (1, nights x schedules)."""
        if self.tails is not None:
            return _normed(_at(self.tails[1], at_least)[None, :])
        return _normed((self.weights * pdtrc(at_least - 1, self.means)).reshape(1, -1))

    def _tilted(self, at_least: int) -> Floats:
        """Weights times exp(mean * (e**tilt - 1)), the tilt being 0 or more."""
        low, high = 0.0, 1.0
        while high < 64.0 and self._lifted(high)[1] < at_least:
            low, high = high, 2.0 * high
        if self._lifted(0.0)[1] >= at_least:
            return self.weights
        for _ in range(40):
            middle = (low + high) / 2.0
            if self._lifted(middle)[1] < at_least:
                low = middle
            else:
                high = middle
        return self._lifted(low)[0]

    def _lifted(self, tilt: float) -> tuple[Floats, float]:
        """The tilted weights, each row up to a factor, and the mean of the total under them."""
        with np.errstate(over="ignore"):
            exponents = self.means * np.expm1(tilt)
        exponents = np.minimum(exponents, 1e300)
        tilted = self.weights * np.exp(exponents - exponents.max(axis=1, keepdims=True))
        mean = (tilted * self.means * np.exp(tilt)).sum(axis=1) / tilted.sum(axis=1)
        return tilted, float(mean.sum())


def node_law(judge: Judge, place: Place) -> NodeLaw:
    """The law at a node, from its schedules; where nights were to be mixed and cannot be, the reason alone."""
    return _whole(judge, place) if place.is_whole else _night_by_night(judge, place)


def _night_by_night(judge: Judge, place: Place) -> NodeLaw:
    shocks = _shocks(place) if place.is_shocked else None
    if shocks is None:
        of_each = np.full((place.nights, place.schedules), 1.0 / place.schedules)
    else:
        of_each = strata.weights(shocks)
    means = np.zeros((place.nights, place.schedules))
    laws: list[list[Floats]] = []
    shown: list[tuple[int, int]] = []
    for r in range(place.schedules):
        found = judge(Schedule(_seed(place, r), place.outer, np.zeros(0) if shocks is None else shocks[:, r]))
        if found.entangled:
            return _refused(found.entangled)
        nights = _by_night(found, place.nights)
        means[:, r] = [p.sum() for p in nights]
        laws.append([poisson_binomial(p) for p in nights])
        shown.append(found.least_shown)
    mixed = [mean_law([law[night] for law in laws], of_each[night]) for night in range(place.nights)]
    return NodeLaw(reduce(np.convolve, mixed), worst_of(mixed), means, of_each, "", None, least_of(shown))


def _refused(entangled: str) -> NodeLaw:
    """No law: nights cannot be mixed."""
    nobody, none = np.ones(1), np.zeros((1, 1))
    return NodeLaw(nobody, nobody, none, none, entangled)


def _whole(judge: Judge, place: Place) -> NodeLaw:
    totals, worsts, means, shown, entangled = [], [], [], [], ""
    for r in range(place.schedules):
        found = judge(Schedule(_seed(place, r), place.outer, np.zeros(0)))
        entangled = entangled or found.entangled
        totals.append(found.law("exposed"))
        worsts.append(found.worst_night)
        means.append(float(found.exposed.sum()))
        shown.append(found.least_shown)
    weights = np.full(place.schedules, 1.0 / place.schedules)
    return NodeLaw(
        mean_law(totals, weights),
        mean_law(worsts, weights),
        np.array([means]),
        weights[None, :],
        entangled,
        (_tails(totals), _tails(worsts)),
        least_of(shown),
    )


def least_of(shown: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The least of each of two numbers.

    >>> least_of([(3, 9), (4, 2)])
    (3, 2)
    """
    people, lists = zip(*shown, strict=True)
    return min(people), min(lists)


def mean_law(laws: Sequence[Floats], weights: Floats) -> Floats:
    """The mean of some laws, as far as the longest goes.

    >>> mean_law([np.array([1.0]), np.array([0.5, 0.5])], np.array([0.5, 0.5])).tolist()
    [0.75, 0.25]
    """
    found = np.zeros(max(law.size for law in laws))
    for law, weight in zip(laws, weights, strict=True):
        found[: law.size] += weight * law
    return found


def _by_night(found: Chances, nights: int) -> list[Floats]:
    return [found.exposed[found.night == night] for night in range(nights)]


def _shocks(place: Place) -> Floats:
    """The shock of each night under each schedule, in standard deviations, shape (nights, schedules).

    A night meets every cell once, in an order of its own: nights must not be slow together.
    """
    source, nights = Source(_seed(place, 0)), np.arange(place.nights, dtype=np.int64)
    orders = np.stack([source.uniforms("stratum/order", nights, r) for r in range(place.schedules)], axis=1)
    where = source.uniforms("stratum/place", nights)
    return strata.points(np.argsort(orders, axis=1, kind="stable"), place.schedules, where)


def _seed(place: Place, schedule: int) -> int:
    return seed_of(place.seed, place.batch, place.number, schedule)


def _tails(laws: Sequence[Floats]) -> Floats:
    found = np.zeros((len(laws), max(law.size for law in laws)))
    for row, law in zip(found, laws, strict=True):
        row[: law.size] = survival(law)
    return found


def _at(tails: Floats, at_least: int) -> Floats:
    return tails[:, at_least] if at_least < tails.shape[1] else np.zeros(tails.shape[0])


def _normed(shares: Floats) -> Floats:
    totals = shares.sum(axis=1, keepdims=True)
    found: Floats = np.divide(shares, totals, out=np.zeros_like(shares), where=totals > 0)
    return found
