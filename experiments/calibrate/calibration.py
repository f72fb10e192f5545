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
from .likelihood import log_likelihood
from .posterior import Posterior, mixed
from .priors import Prior, Priors
from .surface import Surface

SCHEDULES: Final = 8
"""Schedules that are mixed over."""
_RIDGE: Final = 29
"""Rates at which the ridge is told."""
_FINER: Final = 20
"""Windows for one of the grid, among which the crest is looked for."""


@dataclass(frozen=True, slots=True)
class Crest:
    """A point of the ridge: the window that explains the count best, at one rate and silent share.

    Of a count of 0, the longest window under which it has still one chance in twenty.

    Attributes:
        window_s: what the isolation step takes.
        rate_per_day: connections a mailbox-day.
        silent_share: isolation steps that fail silently.
        loglik: log-likelihood of the count.
    """

    window_s: float
    rate_per_day: float
    silent_share: float
    loglik: float


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
        count: the count's own standard error; None: of 0, which is only a bound.
        interpolation: what the law between the points at which it was asked is off, root mean square.
        people: the standard error of the slice's tenants, had others been drawn; 0 of all of one's own.
        schedules: the standard deviation over schedules.
    """

    count: float | None
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
    """

    count: Count
    scenario: Scenario
    priors: tuple[Prior, Prior, Prior]
    seed: int

    @classmethod
    def of(cls, count: Count, scenario: Scenario, priors: Priors, seed: int) -> Self:
        """A calibration of a scenario to a count."""
        return cls(count, scenario, priors.each(), seed)

    def run(self, told: Callable[[int, int], None]) -> Found:
        """Ask the law and weigh the unknowns.

        Args:
            told: is called with windows done and windows in all, as far as is known.

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
        of_each = np.array([point.connected for point in points])
        errors = Errors(
            stat if count.connected else None,
            surface.error,
            0.0 if law.knows_its_people else points[0].spread,
            float(of_each.std(ddof=1) / of_each.mean()) if of_each.any() else 0.0,
        )
        posterior = Posterior.of(
            count, self.priors, surface, math.hypot(errors.interpolation, errors.people, errors.schedules)
        )
        if posterior is None:
            raise InputError(
                "calibrate",
                f"{self.scenario.procedure.name}: {count.connected:,} of {count.tenants:,} cannot be: under this "
                "procedure nobody connects in a window, whatever its length",
            )
        return Found(
            self,
            law,
            posterior,
            _ridge(posterior, surface),
            self._own(law, posterior, windows, at_own),
            errors,
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


def _window_of(share: float, windows: Floats, shares: Floats) -> float | None:
    """The window at which so many connect, shares growing with windows; None: none of them."""
    if not shares[0] <= share <= shares[-1]:
        return None
    ascending = np.maximum.accumulate(shares)
    return float(np.exp(np.interp(share, ascending, np.log(windows))))


def _ridge(posterior: Posterior, surface: Surface) -> list[Crest]:
    """The crest where no isolation fails silently, and where as many do as the count leaves likely."""
    rates = posterior.unknowns[1].values
    median, low, high = posterior.interval(2)
    places = np.linspace(0, rates.size - 1, _RIDGE).round().astype(int)
    crests = (
        _crest(posterior, surface, float(rate), share)
        for share in (0.0, low, median, high)
        for rate in rates[places]
    )
    return [crest for crest in crests if crest is not None]


def _crest(posterior: Posterior, surface: Surface, rate: float, share: float) -> Crest | None:
    """The crest at one rate and silent share; None: it lies at no window that is looked at."""
    count, windows = posterior.count, posterior.unknowns[0].values
    fine = np.exp(np.linspace(math.log(windows[0]), math.log(windows[-1]), _FINER * windows.size))
    mean, square, _ = mixed(surface.at(fine, np.array([rate])), share)
    loglik = log_likelihood(float(count.connected), count.tenants, mean[:, 0], square[:, 0], posterior.blur)
    # A count of 0 is explained best by the shortest window; what it leaves room for ends where one chance in
    # twenty is left.
    aim = loglik if count.connected else -np.abs(loglik - math.log(1 - LEVEL))
    best = int(np.argmax(aim))
    if best in (0, fine.size - 1):
        return None
    return Crest(float(fine[best]), rate, share, float(loglik[best]))
