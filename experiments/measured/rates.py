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

from sim.streams import Floats

from ..estimates import share_interval
from .measure import Measure, Untold, poisson_interval
from .visits import HOURS, Visits

SHAPED: Final = ("outlook", "owa")
"""Kinds that follow the hours of the day."""
SEATS: Final = {
    "outlook": ("outlook_cached", "outlook_online"),
    "owa": ("owa",),
    "phone": ("phone",),
    "ews": ("ews",),
}
FEW: Final = 30
"""Logons that a kind must have."""


def rates(visits: Visits, mailboxes: int, zone: str) -> Iterator[Measure | Untold]:
    """Every number that logons tell.

    Args:
        visits: counted.
        mailboxes: of the customers whose logs these are.
        zone: the name of the zone that hours are local in.
    """
    covered_days = float(visits.covered.sum()) / 24
    shape = _shape(visits)
    for kind, seats in SEATS.items():
        logons = visits.by_hour.get(kind)
        total = 0 if logons is None else int(logons.sum())
        if total < FEW or not covered_days:
            for seat in seats:
                yield Untold(f"clients.per_day.{seat}", f"{total} logons of that kind in these logs")
            continue
        users = len(visits.users[kind])
        # A day of average activity: the hours that the logs cover may be busier or quieter than a week's.
        weight = 1.0
        if kind in SHAPED and shape is not None:
            weight = float((shape * visits.covered).sum() / visits.covered.sum())
        days = covered_days * weight
        mean = _mean_of_present(total / users)
        low, high = (bound / total for bound in poisson_interval(total))
        for seat in seats:
            yield Measure(
                f"clients.per_day.{seat}", mean / days, mean * low / days, mean * high / days, total, "/d",
                f"logons of {users:,} users in {covered_days:.1f} days of logs", f'"{mean / days:.4g}/d"',
            )  # fmt: skip
        if len(seats) == 1:
            there = 1 - math.exp(-mean)
            share_low, share_high = (min(1.0, bound / there) for bound in share_interval(users, mailboxes))
            share = min(1.0, users / mailboxes / there)
            yield Measure(
                f"clients.seats.{seats[0]}", share, share_low, share_high, mailboxes, "of the mailboxes",
                f"{users:,} users seen of {mailboxes:,} mailboxes", f"{share:.4g}",
            )  # fmt: skip
        else:
            for seat in seats:
                yield Untold(
                    f"clients.seats.{seat}", "logs of RPC do not tell cached Outlooks from online ones"
                )
    yield from _hours_and_days(visits, zone)


def _mean_of_present(per_user: float) -> float:
    """The mean of a Poisson count, from its mean over those who were seen at all."""
    if per_user <= 1.0 + 1e-9:
        return 1e-6
    return float(brentq(lambda m: m / -math.expm1(-m) - per_user, 1e-9, per_user + 1.0))


def _shape(visits: Visits) -> Floats | None:
    """Rates of the shaped kinds by hour of the week, mean 1; None where some hour of the week is not covered."""
    if (visits.covered == 0).any():
        return None
    total = sum((visits.by_hour[k] for k in SHAPED if k in visits.by_hour), np.zeros(HOURS, np.int64))
    rate = total / visits.covered
    return None if rate.sum() == 0 else np.asarray(rate / rate.mean(), np.float64)


def _hours_and_days(visits: Visits, zone: str) -> Iterator[Measure | Untold]:
    if _shape(visits) is None:
        for key in ("clients.hours", "clients.days"):
            yield Untold(key, "the logs do not cover every hour of the week")
        return
    total = sum((visits.by_hour[k] for k in SHAPED if k in visits.by_hour), np.zeros(HOURS, np.int64))
    for key, cells, covered, unit in (
        (
            "clients.hours",
            total.reshape(7, 24).sum(0),
            visits.covered.reshape(7, 24).sum(0),
            "of the mean hour",
        ),
        ("clients.days", total.reshape(7, 24).sum(1), visits.covered.reshape(7, 24).sum(1), "of a week"),
    ):
        rate = cells / covered
        scale = 1 / rate.mean() if key.endswith("hours") else 1 / rate.sum()
        values = rate * scale
        toml = "[" + ", ".join(f"{value:.4g}" for value in values.tolist()) + "]"
        for place, (cell, count) in enumerate(zip(cells.tolist(), covered.tolist(), strict=True)):
            low, high = (bound / count * scale for bound in poisson_interval(int(cell)))
            yield Measure(
                f"{key}[{place}]", float(values[place]), low, high, int(cell), unit,
                f"logons of Outlook and OWA, {zone}", toml,
            )  # fmt: skip
