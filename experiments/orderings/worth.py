"""What orderings expose and cost: one schedule of each at full size, as a worker runs them.

Nights and downtime are the kernel's, over all tenants; refused logons are counted of the tenants looked at, and taken
of the others by their mailboxes: clients are what is refused, and a tenant has them by its mailboxes. What is exposed
is expected of every tenant looked at by its exact law, and of the others in the same way. Where that law takes too
long, the kernel's count stands in its place, with the error of a count. What cannot leak exposes nobody: that has
been proved, and is not worked out again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import pdtrik

from sim.chances import ROUGHLY, chances, exposures
from sim.draws import Draws
from sim.judges import judge
from sim.kernel.sums import Campaign, Campaigns
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.stops import may_stop
from sim.streams import Floats, Source
from sim.tail import poisson_binomial, quantile

from ..estimates import over_all

TAIL: Final = 0.99
"""The probability with which a number is not exceeded, given the schedule."""
_MANY: Final = 50.0
"""Expected tenants from which on the law of their number is normal but for its skewness, to a tenant or so."""
_Z: Final = 2.3263478740408408
"""The quantile of the normal law at TAIL."""


COUNTED: Final = 0
"""In place of one in so many: as many as the kernel counts."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One campaign.

    Attributes:
        procedure: what is done.
        window: the isolation step's length, microseconds; None: as the scenario says.
        every: one tenant in so many is looked at for what is exposed; COUNTED: the kernel counts; None: nobody can
            be exposed.
        refused_every: one tenant in so many is looked at for how many of its logons are refused.
    """

    procedure: Procedure
    window: int | None
    every: int | None
    refused_every: int = 1


@dataclass(frozen=True, slots=True)
class Worth:
    """What one campaign exposes and costs.

    Attributes:
        exposed: expected tenants, given the schedule.
        exposed_se: the standard error of looking at some tenants only; 0 where all were looked at.
        any_exposed: the probability that there is one.
        exposed_q99: tenants that are not exceeded with TAIL.
        nights: opened.
        downtime_p99_s: of a tenant's downtime, seconds.
        refused_logons: of all tenants.
        refused_logons_se: the standard error of looking at some tenants only; 0 where all were looked at.
    """

    exposed: float
    exposed_se: float
    any_exposed: float
    exposed_q99: int
    nights: int
    downtime_p99_s: float
    refused_logons: int
    refused_logons_se: float


def worths(scenario: Scenario, cells: Sequence[Cell], seed: int) -> list[Worth]:
    """What each campaign comes to under one seed.

    Args:
        scenario: whose steps and window the cells replace.
        cells: the campaigns.
        seed: of the draws, the same for all.
    """
    draws = Draws(scenario, Source(seed), is_shared=True)
    campaigns = Campaigns(draws)
    return [_worth(_with(scenario, cell), campaigns, cell) for cell in cells]


def _with(scenario: Scenario, cell: Cell) -> Scenario:
    window = scenario.window if cell.window is None else cell.window
    return scenario.model_copy(update={"procedure": cell.procedure, "window": window})


def _worth(scenario: Scenario, campaigns: Campaigns, cell: Cell) -> Worth:
    # What is counted is counted on all.
    looked_at = 1 if cell.every == COUNTED else cell.refused_every
    if may_stop(scenario):
        return _worth_of_stopped(scenario, campaigns.draws, cell.every)
    played = campaigns.run(scenario, looked_at)
    mailboxes = np.diff(campaigns.draws.people.first_mailbox).astype(float)
    refused, refused_error = over_all(played.refused.astype(float), mailboxes, looked_at)
    exposed, error, none, most = _exposed(scenario, campaigns.draws, cell.every, played.exposed, played)
    return Worth(
        exposed,
        error,
        1.0 - none,
        most,
        played.nights,
        played.downtime_p99_s,
        round(refused),
        refused_error,
    )


def _worth_of_stopped(scenario: Scenario, draws: Draws, every: int | None) -> Worth:
    """What hangs together is counted on all."""
    totals = judge(scenario, draws, "kernel").totals
    exposed = _exposed(scenario, draws, every, totals["exposed"], None)
    return Worth(
        *exposed[:2],
        1.0 - exposed[2],
        exposed[3],
        totals["nights"],
        totals["downtime_p99_s"],
        totals["refused_logons"],
        0.0,
    )


def _exposed(
    scenario: Scenario, draws: Draws, every: int | None, counted: int, played: Campaign | None
) -> tuple[float, float, float, int]:
    """Tenants expected, their standard error, the probability of none, and what is not exceeded with TAIL."""
    if every is None:
        return 0.0, 0.0, 1.0, 0
    if every == COUNTED:
        # What befalls many tenants, each with a small probability, has the mean for its variance.
        return (
            counted,
            math.sqrt(max(1, counted)),
            math.exp(-counted),
            int(pdtrik(TAIL, max(counted, 1e-9)) + 1),
        )
    if played is None:
        of_each = chances(scenario, draws, ROUGHLY, every=every, is_of_exposed=True).exposed
    else:
        of_each = exposures(scenario, draws, played, ROUGHLY, every)
    mailboxes = np.diff(draws.people.first_mailbox).astype(float)
    exposed, error = over_all(of_each, mailboxes, every)
    scale = exposed / of_each.sum() if exposed else 0.0
    with np.errstate(divide="ignore"):
        none = math.exp(scale * float(np.log1p(-of_each).sum())) if exposed else 1.0
    return exposed, error, none, _not_exceeded(of_each, scale, exposed)


def _not_exceeded(p: Floats, scale: float, exposed: float) -> int:
    """Tenants that are not exceeded with TAIL.

    Source: Cornish and Fisher, Rev. Int. Stat. Inst. 5 (1938), the first term, for many.
    """
    if exposed < _MANY:
        each = max(1, round(scale))
        pmf = poisson_binomial(np.minimum(np.repeat(p, each) * (scale / each), 1.0))
        return quantile(pmf, TAIL)
    variance = scale * float((p * (1.0 - p)).sum())
    skew = scale * float((p * (1.0 - p) * (1.0 - 2.0 * p)).sum()) / variance**1.5
    return int(np.ceil(exposed + math.sqrt(variance) * (_Z + (_Z**2 - 1.0) / 6.0 * skew) - 0.5))
