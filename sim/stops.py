"""When a campaign stops, and what becomes of the tenants in flight then.

An exposed tenant may report what it was shown, and the campaign stops a while later; a probe that is shown a
foreign row stops it at its end. The stop is the earliest of them in the campaign that nothing stops: what comes
before it does not depend on it. So an engine plays the campaign uncut, reads the stop off, and plays it again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .scenario import Scenario
from .step_draws import lognormals
from .streams import Ints, Source
from .units import DAY
from .words import NEVER


class InFlight(StrEnum):
    """What becomes of tenants that have begun a step of the night pass and not ended."""

    FINISH = "finish"
    ROLLBACK = "rollback"
    FREEZE = "freeze"


@dataclass(frozen=True, slots=True)
class Stop:
    """A campaign's stop.

    Attributes:
        at: its instant: administration that is due then has not begun.
        in_flight: what becomes of tenants in flight.
        resume_at: frozen tenants go on from then; meaningless unless they freeze.
        horizons: of each tenant, by position: its finish in the campaign uncut, and the horizon of its clients.
    """

    at: int
    in_flight: InFlight
    resume_at: int
    horizons: Ints

    @classmethod
    def of(cls, scenario: Scenario, at: int, finished_at: Ints) -> "Stop":
        """The stop of a scenario at an instant, from when each tenant would have finished, by position."""
        campaign = scenario.campaign
        today = at - at % DAY + campaign.resume_at
        finished = np.minimum(finished_at, NEVER - scenario.clients.horizon)
        return cls(
            at,
            InFlight(campaign.in_flight),
            today if today > at else today + DAY,
            finished + scenario.clients.horizon,
        )


def may_stop(scenario: Scenario) -> bool:
    """Can anything stop a campaign?"""
    return scenario.campaign.report_probability > 0 or scenario.procedure.probes


def may_roll_back(scenario: Scenario, stop: Stop | None) -> bool:
    """Can what was done for a tenant be undone, because a step fails or the campaign stops?"""
    is_backed_out = stop is not None and stop.in_flight is InFlight.ROLLBACK
    return scenario.procedure.may_roll_back or is_backed_out


def reports_after(scenario: Scenario, source: Source, tenants: Ints) -> Ints:
    """How long after its exposure each tenant would have the campaign stopped, if it is exposed.

    Args:
        scenario: how likely reports are, how late, and how fast the hoster reacts.
        source: the uniforms.
        tenants: their numbers, shape (tenants,).

    Returns:
        Microseconds, shape (tenants,); NEVER for those that would not report.
    """
    campaign, found = scenario.campaign, np.full(tenants.size, NEVER, np.int64)
    if campaign.report_probability > 0:
        law = campaign.report_delay
        does = source.uniforms("report", tenants) < campaign.report_probability
        u = source.uniforms("report_delay", tenants[does])
        delays = lognormals(u, np.full(u.size, float(law.median)), law.sigma)
        found[does] = delays + max(1, campaign.reaction)
    return found


def first_stop(exposed_at: Ints, reports: Ints, probed_at: Iterable[int]) -> int:
    """The earliest stop; NEVER where nothing stops the campaign.

    Args:
        exposed_at: of each tenant, shape (tenants,).
        reports: see ``reports_after``, likewise.
        probed_at: ends of the probes that were shown a foreign row.
    """
    told = (exposed_at != NEVER) & (reports != NEVER)
    reported_at = (exposed_at[told] + reports[told]).tolist()
    return min([*reported_at, *probed_at], default=NEVER)
