"""How often a client connects, how many mailboxes have one, at which hours and on which days.

Of N mailboxes a share has a client of a kind, which connects by a Poisson process: so T logons by D users fix both
the mean of a client that is there, m / (1 - exp(-m)) = T / D, and the share. Intervals are of T as a Poisson count
and of D as a binomial one: users who behave unlike each other would need wider ones.
"""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy.optimize import brentq

from sim.scenario import Scenario
from sim.streams import Floats, Ints
from sim.units import DAY

from ..estimates import share_interval
from .measure import Measure, Untold, poisson_interval
from .visits import HOURS, PAUSE, SOURCE_OUTLOOK, Visits

SHAPED: Final = (SOURCE_OUTLOOK, "owa")
"""Kinds that follow the hours of the day."""
OUTLOOKS: Final = ("outlook_cached", "outlook_online")
SEATS: Final = {SOURCE_OUTLOOK: OUTLOOKS, "owa": ("owa",), "phone": ("phone",), "ews": ("ews",)}
FEW: Final = 30
"""Logons that a kind must have."""


def rates(visits: Visits, mailboxes: int, scenario: Scenario) -> Iterator[Measure | Untold]:
    """Every number that logons tell.

    Args:
        visits: counted.
        mailboxes: of the customers whose logs these are.
        scenario: the zone that hours are local in, and how many mailboxes have two Outlooks.
    """
    for kind, seats in SEATS.items():
        covered = visits.covered_on_source if kind == SOURCE_OUTLOOK else visits.covered
        logons = visits.by_hour.get(kind)
        total = 0 if logons is None else int(logons.sum())
        if total < FEW:
            where = (
                "RPC logons on the source before the first cut-over"
                if seats is OUTLOOKS
                else "logons of that kind"
            )
            for seat in seats:
                yield Untold(f"clients.per_day.{seat}", f"{total} {where} in these logs")
                yield Untold(f"clients.seats.{seat}", f"{total} {where} in these logs")
            continue
        yield from _kind(visits, kind, total, covered, mailboxes, scenario)
    yield from _hours_and_days(visits, scenario.campaign.time_zone)


def _kind(
    visits: Visits, kind: str, total: int, covered: Ints, mailboxes: int, scenario: Scenario
) -> Iterator[Measure | Untold]:
    """One kind's rate, and the share of mailboxes that have such a client."""
    seats, users = SEATS[kind], len(visits.users[kind])
    # A day of average activity: the hours that the logs cover may be busier or quieter than a week's.
    shape = _shape(visits) if kind in SHAPED else None
    weight = 1.0 if shape is None else float((shape * covered).sum() / covered.sum())
    days = float(covered.sum()) / 24 * weight
    mean = _mean_of_present(total / users)
    a_user = mean / days
    if kind == "ews":
        # Two logons within a pause are seen as one: rate r is seen as r exp(-r pause).
        a_user = float(brentq(lambda r: r * math.exp(-r * PAUSE / DAY) - mean / days, 0.0, DAY / PAUSE))
    if seats is OUTLOOKS:
        a_user /= _outlooks_a_user(scenario)
    low, high = (bound / total for bound in poisson_interval(total))
    for seat in seats:
        yield Measure(
            f"clients.per_day.{seat}", a_user, a_user * low, a_user * high, total, "/d",
            f"logons of {users:,} users in {covered.sum() / 24:.1f} days of logs", f'"{a_user:.4g}/d"',
        )  # fmt: skip
        if seats is OUTLOOKS:
            yield Untold(f"clients.seats.{seat}", "logs of RPC do not tell cached Outlooks from online ones")
    if seats is not OUTLOOKS:
        there = 1 - math.exp(-mean)
        share_low, share_high = (min(1.0, bound / there) for bound in share_interval(users, mailboxes))
        share = min(1.0, users / mailboxes / there)
        yield Measure(
            f"clients.seats.{seats[0]}", share, share_low, share_high, mailboxes, "of the mailboxes",
            f"mailboxes, of which {users:,} were seen with one", f"{share:.4g}",
        )  # fmt: skip


def _outlooks_a_user(scenario: Scenario) -> float:
    """Outlooks of a user who has one or two, by the scenario's seats: logs have users, not Outlooks."""
    cached, online = (float(getattr(scenario.clients.seats, seat)) for seat in OUTLOOKS)
    either = 1 - (1 - cached) * (1 - online)
    return (cached + online) / either if either else 1.0


def _mean_of_present(per_user: float) -> float:
    """The mean of a Poisson count, from its mean over those who were seen at all."""
    if per_user <= 1.0 + 1e-9:
        return 1e-6
    return float(brentq(lambda m: m / -math.expm1(-m) - per_user, 1e-9, per_user + 1.0))


def _shape(visits: Visits) -> Floats | None:
    """Rates of the shaped kinds by hour of the week, mean 1; None where some hour of the week is not covered."""
    covered, total = _shaped(visits)
    if (covered == 0).any() or not total.sum():
        return None
    rate = total / covered
    return np.asarray(rate / rate.mean(), np.float64)


def _shaped(visits: Visits) -> tuple[Floats, Ints]:
    """Hours that were covered, each kind's by its own logs and weight, and logons of the shaped kinds, by hour."""
    total, covered = np.zeros(HOURS, np.int64), np.zeros(HOURS)
    for kind in SHAPED:
        mine = visits.by_hour.get(kind)
        of = visits.covered_on_source if kind == SOURCE_OUTLOOK else visits.covered
        if mine is not None and (of > 0).all():
            total += mine
            covered += of * (mine.sum() / of.sum())
    return covered, total


def _hours_and_days(visits: Visits, zone: str) -> Iterator[Measure | Untold]:
    if _shape(visits) is None:
        for key in ("clients.hours", "clients.days"):
            yield Untold(key, "the logs do not cover every hour of the week")
        return
    covered, total = _shaped(visits)
    for key, cells, hours, unit in (
        ("clients.hours", total.reshape(7, 24).sum(0), covered.reshape(7, 24).sum(0), "of the mean hour"),
        ("clients.days", total.reshape(7, 24).sum(1), covered.reshape(7, 24).sum(1), "of a week"),
    ):
        rate = cells / hours
        scale = 1 / rate.mean() if key.endswith("hours") else 1 / rate.sum()
        toml = "[" + ", ".join(f"{value:.4g}" for value in (rate * scale).tolist()) + "]"
        for place, (cell, of) in enumerate(zip(cells.tolist(), hours.tolist(), strict=True)):
            low, high = (bound / of * scale for bound in poisson_interval(int(cell)))
            yield Measure(
                f"{key}[{place}]", cell / of * scale, low, high, int(cell), unit,
                f"logons of Outlook and OWA, {zone}", toml,
            )  # fmt: skip
