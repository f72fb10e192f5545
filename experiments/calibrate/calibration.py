"""A calibration: what it asks of the law, and what came out.

The figure is one number. It fixes how many connections in its window a tenant makes, a product of rate and window, to
which failures add that nobody noticed; it does not fix the factors. So what comes out is a ridge.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from sim.errors import InputError
from sim.scenario import Scenario
from sim.streams import Floats

from ..estimates import LEVEL
from .count import Count
from .exposure import Exposed, by_assumption, by_clients, sure
from .law import Law
from .posterior import Posterior, over_schedules
from .priors import Prior, Priors
from .surface import Surface

SETTLED: Final = {
    "window": "the length of the isolation step is looked for; --priors says what is known of it",
}
"""The key of a scenario that a calibration gives values of its own."""
SCHEDULES: Final = 8
"""Schedules that are mixed over."""
_RIDGE: Final = (15, 5)
"""Rates and silent shares at which the ridge is told."""
_FINER: Final = 201
"""Windows between two of the grid, among which the crest is looked for."""


@dataclass(frozen=True, slots=True)
class Crest:
    """A point of the ridge: the window that explains the count best, at one rate and silent share.

    Of a count of 0, the longest window under which it has still one chance in twenty.

    Attributes:
        window_s: what the isolation step takes.
        rate_per_day: connections a mailbox-day.
        silent_share: isolation steps that fail silently.
        loglik: log-likelihood of the count.
        log_prior: the logarithm of the prior's density in the three logarithms.
    """

    window_s: float
    rate_per_day: float
    silent_share: float
    loglik: float
    log_prior: float


@dataclass(frozen=True, slots=True)
class Own:
    """Where the scenario's own values stand.

    Attributes:
        window_s: its isolation step; the median, where it is drawn.
        is_drawn: whether each tenant has a length of its own.
        rate_per_day: its rate.
        silent_share: its silent share.
        expected: how many it connects of as many tenants as were counted.
        region: the share of the posterior's weight in the least region of window and rate that holds it.
        windows_s: what the isolation step takes at that rate, if none fails silently: best, shortest, longest; None:
            no length that is looked at gives it.
    """

    window_s: float
    is_drawn: bool
    rate_per_day: float
    silent_share: float
    expected: float
    region: float
    windows_s: tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Errors:
    """How far the numbers may be off, each as a share of the mean number connected.

    Attributes:
        count: the count's own standard error.
        interpolation: what the law between the points it was asked at is off, at most.
        people: the standard error of the slice's tenants, had others been drawn.
        schedules: the standard deviation over schedules.
    """

    count: float
    interpolation: float
    people: float
    schedules: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a calibration came to.

    Attributes:
        calibration: what ran.
        law: what was asked.
        posterior: the unknowns given the count.
        ridge: some of its crest.
        own: where the scenario stands.
        errors: how far the numbers may be off.
        exposed: what is sure, then one interval an assumption.
        next_campaign: of as many tenants: mean connected, and its interval.
    """

    calibration: "Calibration"
    law: Law
    posterior: Posterior
    ridge: Sequence[Crest]
    own: Own
    errors: Errors
    exposed: Sequence[Exposed]
    next_campaign: tuple[float, int, int]


@dataclass(frozen=True)
class Calibration:
    """A calibration, ready to run.

    Attributes:
        count: what was counted.
        scenario: under which procedure, with which clients.
        priors: of window, rate and silent share.
        seed: names the people and the first schedule.
        command: what was typed.
    """

    count: Count
    scenario: Scenario
    priors: tuple[Prior, Prior, Prior]
    seed: int
    command: str

    @classmethod
    def of(cls, count: Count, scenario: Scenario, priors: Priors, seed: int, command: str) -> Self:
        """A calibration of a scenario to a count."""
        return cls(count, scenario, priors.each(), seed, command)

    def run(self, told: Callable[[int, int], None]) -> Found:
        """Ask the law and weigh the unknowns.

        Args:
            told: is called with how often the law has been asked, and how often it will be.

        Raises:
            InputError: the procedure has no such window, or nothing under it gives the count.
        """
        count, law = self.count, Law.of(self.scenario, self.seed)
        window, rate, _ = self.priors
        near = (count.connected or 1) / count.tenants
        stat = 1.0 / math.sqrt(max(count.connected, 1))
        surface = Surface.of(law, window.ends, rate.ends, near, min(0.02, max(0.002, stat / 5)), told)
        windows = window.values(0.01)
        at_own = surface.at(windows, np.array([law.base_rate])).connected[:, 0]
        # The law is asked where the count lies, or as near to it as the prior goes.
        here = float(windows[int(np.argmin(np.abs(np.log(np.maximum(at_own, 1e-300) / near))))])
        points = [law.at(here, law.base_rate, schedule) for schedule in range(SCHEDULES)]
        factors = [
            (
                _ratio(point.connected, points[0].connected),
                _ratio(point.connected_silent, points[0].connected_silent),
            )
            for point in points
        ]
        posterior = Posterior.of(count, self.priors, surface, factors)
        if posterior is None:
            raise InputError(
                "calibrate",
                f"{self.scenario.procedure.name}: {count.connected:,} of {count.tenants:,} cannot be: under this "
                "procedure nobody connects in a window, whatever its length",
            )
        fine = np.array([factor for factor, _ in factors])
        return Found(
            self,
            law,
            posterior,
            _ridge(posterior, surface),
            self._own(law, posterior, windows, at_own),
            Errors(stat, surface.error, points[0].spread, float(fine.std(ddof=1) / fine.mean())),
            [sure(count.connected), *filter(None, [by_clients(posterior)]), *by_assumption(count.connected)],
            posterior.next_campaign(),
        )

    def _own(self, law: Law, posterior: Posterior, windows: Floats, shares: Floats) -> Own:
        window, rate, silent = law.own
        low, high = self.count.share
        return Own(
            window,
            self.scenario.window is None,
            rate,
            silent,
            self.count.tenants * law.as_it_is(),
            posterior.region_of(window, rate),
            (
                _window_of(self.count.connected / self.count.tenants, windows, shares),
                _window_of(low, windows, shares),
                _window_of(high, windows, shares),
            ),
        )


def _ratio(of: float, to: float) -> float:
    return of / to if to else 1.0


def _window_of(share: float, windows: Floats, shares: Floats) -> float | None:
    """The window at which so many connect, shares growing with windows; None: none of them."""
    if not shares[0] <= share <= shares[-1]:
        return None
    ascending = np.maximum.accumulate(shares)
    return float(np.exp(np.interp(share, ascending, np.log(windows))))


def _ridge(posterior: Posterior, surface: Surface) -> list[Crest]:
    """For some rates and silent shares the window on the crest, where one inside the prior is."""
    windows, rates, shares = (unknown.values for unknown in posterior.unknowns)
    found = []
    for k in _spread(shares.size, _RIDGE[1]):
        for j in _spread(rates.size, _RIDGE[0]):
            rate, share = float(rates[j]), float(shares[k])
            place = _crest(posterior, surface, posterior.loglik[:, j, k], rate, share)
            if place is not None:
                logs = [
                    -0.5 * (math.log(value / unknown.prior.median) / unknown.prior.sigma) ** 2
                    for value, unknown in zip((place[0], rate, share), posterior.unknowns, strict=True)
                ]
                found.append(Crest(place[0], rate, share, place[1], sum(logs)))
    return found


def _crest(
    posterior: Posterior, surface: Surface, loglik: Floats, rate: float, share: float
) -> tuple[float, float] | None:
    """Window and log-likelihood of the crest at one rate and silent share; None: it lies at no window looked at.

    Of a count of 0, which the shortest window explains best, it is the longest that still has one chance in twenty.
    """
    windows = posterior.unknowns[0].values
    if posterior.count.connected:
        i = int(np.argmax(loglik))
        if i in (0, windows.size - 1):
            return None
    else:
        i = int(np.searchsorted(-loglik, -math.log(1 - LEVEL)))
        if i in (0, windows.size):
            return None
    ends = np.log(windows[[i - 1, min(i + 1, windows.size - 1)]])
    fine = np.exp(np.linspace(ends[0], ends[1], _FINER))
    averages = surface.at(fine, np.array([rate]))
    near = over_schedules(posterior.count, averages, share, posterior.schedules)[:, 0]
    aim = near if posterior.count.connected else -np.abs(near - math.log(1 - LEVEL))
    best = int(np.argmax(aim))
    return float(fine[best]), float(near[best])


def _spread(size: int, many: int) -> list[int]:
    """So many places evenly over a size, both ends included."""
    return [round(x) for x in np.linspace(0, size - 1, many)]
