"""A made-up population whose probabilities are a formula of the shocks: its law is known to many digits.

A tenant is exposed with probability 1 - exp(-rate * shocks * its own duration): the campaign's shock, its night's,
and a lognormal that is its own under each schedule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from sim.chances import Chances
from sim.mixing.batch import BatchLaw
from sim.mixing.blend import blended
from sim.mixing.design import Design
from sim.mixing.node import node_law
from sim.mixing.schedules import Schedule
from sim.mixing.strata import SPAN
from sim.streams import Floats
from sim.tail import poisson_binomial

FINE = 81
"""Values of each shock by which the law itself is found."""


@dataclass(frozen=True)
class Population:
    """Tenants on nights of equal size.

    Attributes:
        mean: tenants expected to be exposed, or about so many.
        tenants: how many there are.
        nights: how many nights.
        night_shock: the sigma of a night's shock.
        campaign_shock: and of the campaign's.
        own: and of each tenant's duration.
    """

    mean: float = 40.0
    tenants: int = 650
    nights: int = 13
    night_shock: float = 0.2
    campaign_shock: float = 0.1
    own: float = 0.5

    @cached_property
    def rates(self) -> Floats:
        """One a tenant; they differ as sizes do."""
        drawn = np.random.default_rng(1).lognormal(0.0, 1.0, self.tenants)
        found: Floats = drawn * (self.mean / drawn.sum())
        return found

    @cached_property
    def night(self) -> np.typing.NDArray[np.int64]:
        """The night of each tenant."""
        return np.arange(self.tenants) * self.nights // self.tenants

    def factor(self, campaign: float, night: Floats) -> Floats:
        """What shocks multiply a duration by, its mean being 1."""
        of_campaign = self.campaign_shock * campaign - self.campaign_shock**2 / 2
        found: Floats = np.exp(of_campaign + self.night_shock * night - self.night_shock**2 / 2)
        return found

    def judge(self, schedule: Schedule, entangled: str = "") -> Chances:
        """The probabilities under one schedule."""
        drawn = np.random.default_rng(schedule.seed)
        shocks = schedule.nights if schedule.nights.size else drawn.standard_normal(self.nights)
        own = np.exp(self.own * drawn.standard_normal(self.tenants) - self.own**2 / 2)
        p = -np.expm1(-self.rates * own * self.factor(schedule.outer.shock, shocks)[self.night])
        return Chances(p, p, p, self.night, entangled)

    def design(self, seed: int, schedules: int = 8, nodes: int = 5) -> Design:
        """The usual design."""
        nodes = nodes if self.campaign_shock else 1
        return Design(seed, self.nights, nodes, schedules, ((1.0, False),), self.night_shock > 0)

    def batches(self, design: Design) -> list[BatchLaw]:
        """The law by independent batches."""
        return design.batches([node_law(self.judge, place) for place in design.places()])

    @cached_property
    def exact(self) -> tuple[Floats, Floats]:
        """P(at least k), of the total and of the worst night: own durations averaged out, shocks on a fine grid."""
        of_campaign = np.linspace(*SPAN, FINE) if self.campaign_shock else np.zeros(1)
        totals, worsts = [], []
        for shock in of_campaign.tolist():
            laws = [self._of_night(shock, night) for night in range(self.nights)]
            totals.append(reduce(np.convolve, laws))
            worsts.append(_largest(laws))
        return blended(of_campaign, totals).sum(axis=0), blended(of_campaign, worsts).sum(axis=0)

    def _of_night(self, campaign: float, night: int) -> Floats:
        nodes, weights = np.polynomial.hermite_e.hermegauss(24)
        weights = weights / weights.sum()
        own = np.exp(self.own * nodes - self.own**2 / 2)
        shocks = np.linspace(*SPAN, FINE) if self.night_shock else np.zeros(1)
        of_each = np.exp(-(shocks**2) / 2)
        rates = self.rates[self.night == night]
        laws = [
            poisson_binomial((-np.expm1(-np.outer(rates, own) * factor)) @ weights)
            for factor in self.factor(campaign, shocks).tolist()
        ]
        found = np.zeros(max(law.size for law in laws))
        for law, weight in zip(laws, (of_each / of_each.sum()).tolist(), strict=True):
            found[: law.size] += weight * law
        return found


def _largest(laws: Sequence[Floats]) -> Floats:
    """The law of the largest: differences of products of P(at most k)."""
    size = max(law.size for law in laws)
    under = np.prod([np.cumsum(np.pad(law, (0, size - law.size))) for law in laws], axis=0)
    return np.diff(under, prepend=0.0)


def level(tails: Floats, p: float) -> int:
    """The first number that is less likely than so."""
    return int(np.argmax(tails < p))
