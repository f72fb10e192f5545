"""The law of a campaign that may be stopped, from the chances of the same campaign uncut.

Given the schedule tenants are independent until something stops the campaign, and the stop is the earliest of
their reports: that none comes before an instant t is one factor a tenant, q of them. So, of the campaigns cut at
one state of the schedule, P(k exposed, no report before t) is Poisson-binomial up to those factors, and what falls
between two instants is a difference. Instants are cut into cells; within one the schedule is cut in its middle.

On one slot a cell is what lies between two tenants' beginnings: that is exact, but for the instants of exposure,
which a few quantiles of drawn ones stand for. With more slots, or tenants, a cell is a thirty-second of all
stops, and the law an approximation. A probe's end is sure, given the schedule.

Source: the recursion over tenants of a campaign on one slot that stops at the first report is the case without any
delay; a test holds this to it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from scipy.special import ndtr

from ..campaign import Plan
from ..draws import Draws
from ..fault_draws import controllers_in_use
from ..kernel.courses import Tenants
from ..kernel.engine import platform_of, uncut_columns
from ..kernel.passes import Schedule, schedule
from ..kernel.probes import found_by_probes
from ..kernel.records import world_of
from ..scenario import Scenario
from ..step_draws import oab_phase
from ..stops import Stop
from ..streams import Floats, Ints, Source, stream_key
from ..tail import poisson_binomial, worst_of
from ..units import MINUTE
from ..words import NEVER
from .events import EVENTS, EXPOSED

CELLS: Final = 32
FEW: Final = 500
"""Tenants: so many cells, one each, are few enough."""
ENOUGH: Final = 400
"""Exposures, drawn to see how long into its night a tenant is exposed; or as many as there are in ..."""
MOST_DRAWN: Final = 20
"""... so many campaigns."""
QUANTILES: Final = 12
"""Of those, equally likely ones stand for all."""
NAMES: Final = ("connected", "asked", "exposed")

Parts = Sequence[tuple[int, int]]


class Uncut(NamedTuple):
    """A campaign that nothing has stopped, and its chances.

    Attributes:
        scenario: what is asked.
        draws: for it.
        planned: order, batches and nights.
        done: what was done to whom, and when.
        chances: of every tenant, shape (tenants, EVENTS).
        night: the planned night of each.
        told: chances of tenants at some positions, under another schedule or horizon; others have 0.
        keys: of the compiled uniforms.
    """

    scenario: Scenario
    draws: Draws
    planned: Plan
    done: Schedule
    chances: Floats
    night: Ints
    told: Callable[[Tenants, Parts], Floats]
    keys: Ints


@dataclass(frozen=True)
class CutLaws:
    """What a campaign that may be stopped makes of its tenants.

    Attributes:
        chances: of every tenant, over all stops, shape (tenants, EVENTS).
        laws: how many are connected, asked, exposed: the probability of 0, 1, 2 ... each.
        worst: how many are exposed in the night that exposes most.
        stopped: the probability that the campaign is stopped before its last tenant has begun.
        is_exact: there is one slot, and a cell for each tenant.
    """

    chances: Floats
    laws: Mapping[str, Floats]
    worst: Floats
    stopped: float
    is_exact: bool


class Reports:
    """By when tenants will have had the campaign stopped.

    Attributes:
        exposed: the chance of each, uncut.
        since: the beginning of each one's night.
        after: microseconds from there to its exposure, equally likely ones.
    """

    def __init__(self, campaign: Uncut) -> None:
        scenario, courses = campaign.scenario, campaign.done.tenants.courses
        self._law = scenario.campaign.report_delay
        self._reaction = max(1, scenario.campaign.reaction)
        self._probability = scenario.campaign.report_probability
        self.exposed = campaign.chances[:, EXPOSED]
        self.since: Ints = np.ascontiguousarray(courses["started_at"])
        self.after: Floats = _after(campaign) if self._probability > 0 else np.zeros(1)

    def by(self, at: int) -> Floats:
        """P(a tenant has had the campaign stopped by an instant), of each, shape (tenants,)."""
        found = np.zeros(self.exposed.size)
        if self._probability == 0:
            return found
        of = np.flatnonzero((self.since < at) & (self.exposed > 0))
        for after in self.after.tolist():
            found[of] += self._reported((at - self.since[of]).astype(np.float64) - after)
        found[of] *= self._probability / self.after.size * self.exposed[of]
        return found

    def reported(self, at: float, bins: Ints, masses: Floats) -> float:
        """Expected reports by an instant, of exposures at some instants."""
        return float(self._probability * (masses * self._reported((at - bins).astype(np.float64))).sum())

    def _reported(self, since: Floats) -> Floats:
        """P(an exposure so long ago has stopped the campaign)."""
        since = np.maximum(since - self._reaction, 0.0)
        if self._law.sigma == 0:
            found: Floats = (since >= self._law.median).astype(np.float64)
            return found
        with np.errstate(divide="ignore"):
            reported: Floats = ndtr((np.log(since) - np.log(self._law.median)) / self._law.sigma)
        return reported

    def binned(self) -> tuple[Ints, Floats]:
        """All exposures, by instants some minutes apart: when, and how many are expected."""
        of = np.flatnonzero(self.exposed > 0)
        instants = (self.since[of, None] + self.after[None, :]) // (5 * MINUTE)
        bins, where = np.unique(instants.astype(np.int64).ravel(), return_inverse=True)
        masses = np.bincount(where, np.repeat(self.exposed[of] / self.after.size, self.after.size), bins.size)
        return bins * 5 * MINUTE, masses.astype(np.float64)


def _after(campaign: Uncut) -> Floats:
    """Microseconds from a night's beginning to exposure, as quantiles of some that the second judge has drawn."""
    scenario, draws = campaign.scenario, campaign.draws
    found: list[float] = []
    for place in range(MOST_DRAWN):
        other = draws.rescheduled(Source(stream_key(draws.source.seed, f"exposure/{place}")))
        rows = uncut_columns(scenario, other, campaign.planned)
        is_exposed = rows["exposed_at"] != NEVER
        found += (rows["exposed_at"] - rows["started_at"])[is_exposed].tolist()
        if len(found) >= ENOUGH:
            break
    if not found:
        return np.zeros(1)
    return np.quantile(np.maximum(found, 0.0), (np.arange(QUANTILES) + 0.5) / QUANTILES)


class Cell(NamedTuple):
    """Stops from an instant on and before another, told as if all came at a third; NEVER: without end, or uncut."""

    since: int
    until: int
    stop_at: int


def laws_of(campaign: Uncut) -> CutLaws:
    """The laws of a campaign, over all stops."""
    reports = Reports(campaign)
    probed_at = min(_probed_at(campaign), default=NEVER)
    is_exact, cells = _cells(campaign, reports, probed_at)
    chances = np.zeros_like(campaign.chances)
    laws = {name: np.zeros(1) for name in NAMES}
    worst = np.zeros(1)
    nights = np.unique(campaign.night).tolist()
    going_on = 1.0
    for cell in cells:
        state = _state(campaign, cell.stop_at)
        for at, sign in ((cell.since, 1.0), (cell.until, -1.0)):
            if at == NEVER:
                continue
            told = reports.by(at)
            none = float(np.exp(np.log1p(-told).sum()))
            if cell.until == NEVER:
                going_on = none if cell.stop_at == NEVER else 0.0
            p = _unreported(state, told, reports.exposed)
            chances += sign * none * p
            for event, name in enumerate(NAMES):
                laws[name] = _sum(laws[name], sign * none * poisson_binomial(p[:, event]))
            of_nights = [poisson_binomial(p[campaign.night == night, EXPOSED]) for night in nights]
            worst = _sum(worst, sign * none * worst_of(of_nights))
    return CutLaws(
        np.clip(chances, 0.0, 1.0),
        {name: _whole(law) for name, law in laws.items()},
        _whole(worst),
        1.0 - going_on,
        is_exact,
    )


def _probed_at(campaign: Uncut) -> list[int]:
    if not campaign.done.tenants.probes.size:
        return []
    people = campaign.draws.people
    platform = platform_of(campaign.scenario, campaign.draws, campaign.planned, campaign.keys, campaign.done)
    found: list[int] = found_by_probes(platform, people.listed, people.lists).tolist()
    return found


def _cells(campaign: Uncut, reports: Reports, probed_at: int) -> tuple[bool, Iterator[Cell]]:
    """Cells in order, from the first that may be stopped on; and whether each is what lies between two beginnings."""
    started: Ints = np.unique(campaign.done.tenants.courses["started_at"])
    started = started[started < min(probed_at, NEVER)]
    is_exact = campaign.scenario.campaign.slots == 1 and started.size <= FEW
    if not started.size or campaign.scenario.campaign.report_probability == 0:
        return is_exact, iter([Cell(0, NEVER, probed_at)])
    last = min(int(started[-1]) + 1, probed_at)
    edges = [*(started + 1).tolist()]
    if not is_exact:
        bins, masses = reports.binned()
        first = int(started[0])
        levels = np.linspace(0.0, -np.expm1(-reports.reported(last, bins, masses)), 2 * CELLS + 1)
        wanted = [
            _when(-np.log1p(-level), reports, bins, masses, first, last) for level in levels[1:-1].tolist()
        ]
        edges = [first, *wanted, last]
    return is_exact, _between(edges, last, probed_at, is_exact)


def _between(edges: list[int], last: int, probed_at: int, is_exact: bool) -> Iterator[Cell]:
    if is_exact:
        # Whoever begins at the very instant of a stop has not begun.
        yield from (Cell(a, b, (a + b) // 2) for a, b in pairwise(edges))
    else:
        yield from (
            Cell(a, b, m) for a, m, b in zip(edges[:-2:2], edges[1::2], edges[2::2], strict=True) if b > a
        )
    yield Cell(last, NEVER, probed_at)


def _when(wanted: float, reports: Reports, bins: Ints, masses: Floats, low: int, high: int) -> int:
    """The instant by which so many reports are expected."""
    while high - low > MINUTE:
        middle = (low + high) // 2
        if reports.reported(middle, bins, masses) < wanted:
            low = middle
        else:
            high = middle
    return high


def _state(campaign: Uncut, at: int) -> Floats:
    """The chances of each tenant in the campaign cut at an instant, shape (tenants, EVENTS)."""
    if at == NEVER:
        return campaign.chances
    scenario, draws, courses = campaign.scenario, campaign.draws, campaign.done.tenants.courses
    stop = Stop.of(scenario, at, courses["finished_at"])
    controllers = controllers_in_use(draws.source, scenario)
    world = world_of(scenario, controllers, oab_phase(draws.source, scenario), stop)
    cut = schedule(scenario, draws, campaign.planned, world, campaign.keys, stop)
    is_over = courses["finished_at"] < at
    in_flight = np.flatnonzero(~is_over & (cut.tenants.courses["anchor_at"] < at))
    found = np.where(is_over[:, None], campaign.chances, 0.0)
    if in_flight.size:
        gaps = np.flatnonzero(np.diff(in_flight) > 1)
        firsts = in_flight[np.concatenate(([0], gaps + 1))].tolist()
        lasts = in_flight[np.concatenate((gaps, [in_flight.size - 1]))].tolist()
        told = campaign.told(
            cut.tenants, [(first, last + 1) for first, last in zip(firsts, lasts, strict=True)]
        )
        found[in_flight] = told[in_flight]
    return found


def _unreported(state: Floats, told: Floats, exposed: Floats) -> Floats:
    """The chances of each tenant, given that it has not had the campaign stopped, shape (tenants, EVENTS)."""
    found = np.empty((told.size, EVENTS))
    for event in range(EVENTS):
        # Whoever reports was exposed, and is connected if it mostly is.
        often = np.divide(state[:, event], exposed, out=np.ones_like(told), where=exposed > 0)
        found[:, event] = state[:, event] - told * np.minimum(often, 1.0)
    return np.clip(found / (1.0 - told)[:, None], 0.0, 1.0)


def _sum(a: Floats, b: Floats) -> Floats:
    found = np.zeros(max(a.size, b.size))
    found[: a.size] += a
    found[: b.size] += b
    return found


def _whole(law: Floats) -> Floats:
    """A law without the dust of differences."""
    above = np.maximum(law, 0.0)
    found: Floats = above / above.sum()
    return found
