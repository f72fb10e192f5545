"""Night by night: who moves, how much, and what it costs; over some schedules of the kernel.

The people, their order and so who is planned for which night are one draw; durations, clients, faults and shocks are
each schedule's own. A night that takes what another has not started is a night like any other here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from fakeexchange.clock import NEVER
from sim.campaign import Plan, plan
from sim.draws import Draws
from sim.inventory import UNKNOWN
from sim.judges import judge
from sim.nights import Nights
from sim.outcome import Outcome
from sim.population import People
from sim.scenario import Scenario
from sim.streams import Floats, Ints, Source
from sim.units import DAY, HOUR, SECOND

from ..study.campaigns import REPLICATING
from .hoster import Hoster

SCHEDULES: Final = 20
"""Schedules that nights are told from."""
GIGABYTE: Final = 10**9


@dataclass(frozen=True, slots=True)
class Counted:
    """What one schedule comes to, by night number from 1, shape (nights,), and in all.

    Attributes:
        tenants: that began in it.
        mailboxes: of those.
        gigabytes: of those.
        refused: logons refused to those.
        down_s: downtime of its tenants at the 99th percentile, seconds.
        open_at_dawn: tenants whose window was open when it closed.
        late_s: seconds from its close to the end of its last tenant; negative: before.
        totals: of the outcome.
    """

    tenants: Ints
    mailboxes: Floats
    gigabytes: Floats
    refused: Ints
    down_s: Floats
    open_at_dawn: Ints
    late_s: Floats
    totals: dict[str, Any]


def counted(scenario: Scenario, seed: int, schedules: Sequence[int]) -> list[Counted]:
    """Some schedules, as a worker runs them; all meet the people of the first seed."""
    people = Draws(scenario, Source(seed))
    sizes = gigabytes_of(scenario, people.people)
    return [
        _counted(
            scenario,
            sizes,
            judge(scenario, people if s == seed else people.rescheduled(Source(s)), REPLICATING),
        )
        for s in schedules
    ]


def _counted(scenario: Scenario, sizes: Floats, outcome: Outcome) -> Counted:
    columns, calendar = outcome.columns, Nights(scenario.campaign)
    night = columns["night"]
    last = int(night.max(initial=0))
    begun = night > 0
    down, finished = np.zeros(last), np.full(last, -np.inf)
    for number in range(1, last + 1):
        of = night == number
        if not of.any():
            continue
        down[number - 1] = float(np.quantile(columns["downtime_s"][of], 0.99)) / SECOND
        ends = columns["finished_at"][of]
        ends = ends[ends != NEVER]
        if ends.size:
            finished[number - 1] = (int(ends.max()) - calendar[number - 1].closes_at) / SECOND
    return Counted(
        np.bincount(night, minlength=last + 1)[1:],
        np.bincount(night, columns["mailboxes"].astype(np.float64), last + 1)[1:].astype(np.float64),
        np.bincount(night, sizes[columns["position"]], last + 1)[1:].astype(np.float64),
        np.bincount(night[begun], columns["refused"][begun], last + 1)[1:].astype(np.int64),
        down,
        np.bincount(night[begun], columns["open_at_dawn"][begun], last + 1)[1:].astype(np.int64),
        finished,
        outcome.totals,
    )


def night_rows(
    scenario: Scenario, people: People, hoster: Hoster, found: Sequence[Counted]
) -> list[dict[str, Any]]:
    """One row a night that any schedule opens.

    Args:
        scenario: what is planned.
        people: by position in the campaign.
        hoster: how many calls a night leads to.
        found: the schedules.
    """
    planned, calendar = plan(scenario, people), Nights(scenario.campaign)
    last = max(each.tenants.size for each in found)
    meant = _meant_for(planned)
    rows, moved = [], 0.0
    for number in range(1, last + 1):
        tenants = _spread([_at(each.tenants, number) for each in found])
        if not tenants["high"]:
            continue
        of = meant == number
        night = calendar[number - 1]
        mailboxes = _spread([float(_at(each.mailboxes, number)) for each in found])["mean"]
        gb = _spread([float(_at(each.gigabytes, number)) for each in found])["mean"]
        moved += tenants["mean"]
        refused = _spread([_at(each.refused, number) for each in found])
        desk = hoster.help_desk
        calls = desk.calls_a_tenant * tenants["mean"] + desk.calls_a_refused_logon * refused["mean"]
        hours = (night.last_start_at - night.opens_at) / HOUR
        rows.append(
            {
                "night": number,
                "date": str(calendar.date(number - 1)),
                "weekday": f"{calendar.date(number - 1):%a}",
                "opens": _clock(night.opens_at),
                "last_start": _clock(night.last_start_at),
                "closes": _clock(night.closes_at),
                "planned_tenants": int(of.sum()),
                "batches": len(set(((np.flatnonzero(of) + planned.ahead) // planned.batch).tolist())),
                "tenants": tenants["mean"],
                "tenants_low": tenants["low"],
                "tenants_high": tenants["high"],
                "moved": moved,
                "mailboxes": mailboxes,
                "gigabytes": gb,
                "tenants_an_hour": tenants["mean"] / hours,
                "gigabytes_an_hour": gb / hours,
                "downtime_p99_s": _spread([float(_at(each.down_s, number)) for each in found])["mean"],
                **_named("refused", refused),
                "calls": calls,
                "calls_share": calls / desk.calls_a_day,
                **_named("open_at_dawn", _spread([_at(each.open_at_dawn, number) for each in found])),
                "past_close": float(np.mean([_at(each.late_s, number) > 0 for each in found])),
            }
        )
    return rows


def gigabytes_of(scenario: Scenario, people: People) -> Floats:
    """Gigabytes of each tenant, by position: the inventory's, or its mailboxes times a mailbox's mean."""
    size = scenario.population.mailbox_size
    each = size.median * float(np.exp(size.sigma**2 / 2)) * _kept(size.sigma, size.max / size.median)
    found: Floats = np.asarray(people.mailboxes * (each / GIGABYTE), np.float64)
    if scenario.inventory is not None:
        known = scenario.inventory.size[people.numbers]
        found = np.asarray(np.where(known == UNKNOWN, found, known / GIGABYTE), np.float64)
    return found


def _kept(sigma: float, most: float) -> float:
    """By how much a cut at so many medians makes the mean of a lognormal smaller.

    Source: the partial expectation of a lognormal, Johnson, Kotz, Balakrishnan (1994), chapter 14.

    >>> round(_kept(1.3, 62.5), 3)
    0.971
    """
    from scipy.special import ndtr

    if not sigma:
        return 1.0
    at = float(np.log(most)) / sigma
    return float(ndtr(at - sigma) / ndtr(at))


def _meant_for(planned: Plan) -> Ints:
    """The night, from 1, that each position is planned for."""
    batches = (np.arange(planned.tenants) + planned.ahead) // planned.batch
    return np.asarray(np.searchsorted(planned.edges, batches, side="right"), np.int64)


def _at(numbers: Any, night: int) -> Any:
    return numbers[night - 1] if night <= len(numbers) else 0


def _spread(numbers: Sequence[float]) -> dict[str, float]:
    return {"mean": float(np.mean(numbers)), "low": float(np.min(numbers)), "high": float(np.max(numbers))}


def _named(name: str, spread: dict[str, float]) -> dict[str, float]:
    return {name: spread["mean"], f"{name}_low": spread["low"], f"{name}_high": spread["high"]}


def _clock(at: int) -> str:
    minutes = at % DAY // (60 * SECOND)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def total_rows(found: Sequence[Counted]) -> Iterator[dict[str, Any]]:
    """One row a total of a campaign: its mean over the schedules, least and greatest."""
    for name in (
        "nights",
        "exposed",
        "connected",
        "refused_logons",
        "downtime_p99_s",
        "window_p50_s",
        "window_p99_s",
        "open_at_dawn",
        "backed_out",
        "not_reached",
    ):
        yield {"total": name, **_spread([each.totals[name] for each in found])}
