"""A law worked out by hand: tenants of 1, 2 and 8 mailboxes, with chances 1 - exp(-mailboxes x rate x window)."""

import math
from dataclasses import dataclass, field

import numpy as np

from experiments.calibrate.count import Count
from experiments.calibrate.law import Point, Silent
from experiments.calibrate.posterior import Posterior
from experiments.calibrate.priors import Prior
from experiments.calibrate.surface import Surface
from sim.chances import Chances
from sim.streams import Floats

MAILBOXES = np.array([1, 1, 1, 2, 2, 8], np.float64)
FOUND_S = 36_000.0
"""What a silent failure adds to the window."""
PRIORS = (
    Prior("window_s", 120.0, 1.0, "by hand"),
    Prior("rate_per_day", 2.0, 1.0, "by hand"),
    Prior("silent_share", 1e-7, 0.1, "by hand: none", 1.0),
)
"""One sigma for window and rate, and next to no silent failures."""


def connected(window_s: float, rate: float, mailboxes: Floats = MAILBOXES) -> Floats:
    """Each tenant's chance."""
    return np.asarray(-np.expm1(-mailboxes * rate * window_s / 86_400))


@dataclass
class Law:
    """The law by hand; keeps what it was asked."""

    asked: list[tuple[float, float]] = field(default_factory=list)
    bend: float = 0.0
    """How much it waves, once every e-fold of the window."""

    def at(self, window_s: float, rate: float) -> Point:
        """What it says."""
        self.asked.append((window_s, rate))
        return Point.of(self._fine(window_s, rate))

    def silent_at(self, window_s: float, rate: float) -> Silent:
        """What it says of those who are found hours later."""
        return Silent.of(
            self._fine(window_s, rate), _chances(connected(window_s + FOUND_S, rate), exposed=0.9)
        )

    def _fine(self, window_s: float, rate: float) -> Chances:
        bent = window_s * (1 + self.bend * math.sin(6 * math.log(window_s)))
        return _chances(connected(bent, rate), exposed=0.5)


def _chances(p: Floats, exposed: float) -> Chances:
    return Chances(p, p, exposed * p, np.zeros(p.size, np.int64), "")


Priors = tuple[Prior, Prior, Prior]


def surface(law: Law, priors: Priors = PRIORS, near: float = 0.004) -> Surface:
    """The law, interpolated over the priors."""
    return Surface.of(law, priors[0].ends, priors[1].ends, near, 0.002, lambda done, of: None)


def posterior(count: Count, priors: Priors = PRIORS, blur: float = 0.0) -> Posterior:
    """What a count leaves of the priors."""
    asked = surface(Law(), priors, max(count.connected, 1) / count.tenants)
    found = Posterior.of(count, priors, asked, blur)
    assert found is not None
    return found
