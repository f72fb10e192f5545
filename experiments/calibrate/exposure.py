"""How many of the connected tenants were exposed: at least 1, at most all; every narrower interval is an assumption.

Given the chances, the exposed among C connected tenants are close to binomial with the share sum(e) / sum(c): each
tenant's own share of its chances differs, and which tenants the C are is not known. Worked out in full for 300
tenants of five sizes, of whom 8 are connected and whose shares run from a fifth to all, the two laws are 0.24 % apart
in total variation.
"""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import numpy as np
from scipy.special import betaln, gammaln

from sim.edge import Part, Share
from sim.streams import Floats

from .likelihood import log_likelihood
from .posterior import Posterior, between

_BINS = 200
"""Classes of nearly equal shares that the exposed are mixed over."""


class Assumed(Part):
    """One assumption about the exposed among the connected.

    Attributes:
        says: what is assumed, in words.
        alpha: of the beta law of the share exposed.
        beta: likewise.
        reports: what is known of those who told; None: nothing.
        share: of the exposed who tell; None: any share is as likely.
    """

    says: str
    alpha: float
    beta: float
    reports: Literal["some", "one"] | None = None
    share: Share | None = None

    def pmf(self, connected: int) -> Floats:
        """The law of the number exposed, given that it is at least 1: of 1, 2 ... connected, shape (connected,)."""
        k = np.arange(1, connected + 1, dtype=np.float64)
        log = gammaln(connected + 1) - gammaln(k + 1) - gammaln(connected - k + 1)
        log = log + betaln(k + self.alpha, connected - k + self.beta)
        weights = np.exp(log - log.max()) * self._told(k)
        return np.asarray(weights / weights.sum(), np.float64)

    def _told(self, k: Floats) -> Floats:
        """How likely those who told are where so many were exposed."""
        if self.reports is None:
            return np.ones_like(k)
        if self.share is None:
            # Over all shares r: of 1 - (1 - r)**k, or of k r (1 - r)**(k - 1).
            return k / (k + 1.0) if self.reports == "some" else 1.0 / (k + 1.0)
        if self.reports == "some":
            return np.asarray(-np.expm1(k * math.log1p(-self.share)))
        return np.asarray(k * self.share * np.exp((k - 1.0) * math.log1p(-self.share)))


@dataclass(frozen=True, slots=True)
class Exposed:
    """One interval of tenants exposed.

    Attributes:
        assumption: what it assumes.
        low: tenants.
        high: tenants.
    """

    assumption: str
    low: int
    high: int


def sure(connected: int) -> Exposed:
    """What needs no more than one report of foreign entries: at least 1, at most all that were connected."""
    return Exposed("somebody was shown foreign entries and told", min(1, connected), connected)


def by_assumption(connected: int) -> Sequence[Exposed]:
    """The intervals of each assumption that ships, at 95 %."""
    if not connected:
        return ()
    shipped = (resources.files("experiments") / "calibrate" / "assumed.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(shipped)["assumed"]
    counts = np.arange(1, connected + 1)
    return [
        Exposed(each.says, *between(counts, each.pmf(connected)))
        for each in map(Assumed.model_validate, rows)
    ]


def by_clients(posterior: Posterior) -> Exposed | None:
    """The interval if clients ask for the address book as the scenario says, at 95 %; None: nobody was connected."""
    connected = posterior.count.connected
    if not connected:
        return None
    share, weight = posterior.exposed.ravel(), posterior.weights.ravel()
    of = np.minimum((share * _BINS).astype(np.int64), _BINS - 1)
    weights, sums = np.bincount(of, weight, _BINS), np.bincount(of, weight * share, _BINS)
    counts = np.arange(connected + 1)
    pmf = np.zeros(counts.size)
    for total, of_share in zip(weights, sums, strict=True):
        if total > 0:
            pmf += total * binomial(connected, of_share / total)
    return Exposed("clients ask as the scenario says", *between(counts, pmf))


def binomial(connected: int, share: float) -> Floats:
    """The law of the exposed where each of the connected is so with one probability, shape (connected + 1,)."""
    counts = np.arange(connected + 1, dtype=np.float64)
    found = np.exp(log_likelihood(counts, connected, np.array(share), np.array(share * share)))
    return np.asarray(found, np.float64)
