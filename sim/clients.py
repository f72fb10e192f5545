"""Client kinds, their rates over a week, and the next connection after an instant.

Clients that connect on demand do so by a non-homogeneous Poisson process. It runs at rate 1 on the clock of
its integrated rate, so the j-th connection after an instant is where that integral has grown by the sum of
j unit exponentials. Both engines walk clients with the functions below; none of them knows what is shown.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fakeexchange.addressbook import Channel
from fakeexchange.clock import NEVER

from .compiled import compiled
from .laws import EXPONENTIAL_UNIT
from .scenario import KINDS, WEEKDAYS, Campaign, Clients
from .units import DAY, HOUR, WEEK

Instants = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CHANNELS = {
    "outlook_cached": Channel.NSPI,
    "outlook_online": Channel.NSPI,
    "owa": Channel.OWA,
    "phone": Channel.EAS,
    "ews": Channel.EWS,
}
"""The way each kind asks online; a cached Outlook reads its OAB besides."""

OUTLOOK_CACHED = KINDS.index("outlook_cached")
OUTLOOKS = (OUTLOOK_CACHED, KINDS.index("outlook_online"))
"""Kinds that may be left on at night."""

SHAPED = ("outlook_cached", "outlook_online", "owa")
"""Kinds that follow the hours of the day; phones and applications never sleep."""

_UNIT = float(EXPONENTIAL_UNIT)
_HOURS = 168


@dataclass(frozen=True, slots=True)
class WeeklyRates:
    """Connection rates of each kind over one week that begins at 00:00 of the campaign's first day.

    Attributes:
        per_us: connections per microsecond, shape (kinds, 168).
        integral: connections since the week began, at each full hour, shape (kinds, 169).
    """

    per_us: Floats
    integral: Floats

    @classmethod
    def of(cls, clients: Clients, campaign: Campaign) -> "WeeklyRates":
        """The rates of a scenario: hours and days are weights, so only ``per_day`` sets the level."""
        hours = np.array(clients.hours) / np.mean(clients.hours)
        days = np.array(clients.days) / np.mean(clients.days)
        first = campaign.first_day.weekday()
        shape = np.roll(days, -first)[:, None] * hours[None, :]
        per_us = np.empty((len(KINDS), _HOURS))
        for i, kind in enumerate(KINDS):
            level = getattr(clients.per_day, kind) / DAY
            per_us[i] = level * shape.ravel() if kind in SHAPED else level
        integral = np.zeros((len(KINDS), _HOURS + 1))
        integral[:, 1:] = np.cumsum(per_us * HOUR, axis=1)
        return cls(per_us, integral)


@compiled
def integrated(at: int, per_us: Floats, integral: Floats) -> float:
    """Connections expected from the campaign's first midnight to an instant."""
    weeks = at // WEEK
    rest = at - weeks * WEEK
    hour = rest // HOUR
    return float(weeks * integral[_HOURS] + integral[hour] + per_us[hour] * (rest - hour * HOUR))


@compiled
def next_connection(after: int, growth: int, per_us: Floats, integral: Floats) -> int:
    """The instant at which the integrated rate has grown by so much.

    Args:
        after: microseconds since 00:00 of the campaign's first day.
        growth: the sum of unit exponentials, in multiples of 2**-32.
        per_us: one kind's row of WeeklyRates.per_us.
        integral: one kind's row of WeeklyRates.integral.

    Returns:
        Microseconds since 00:00 of the first day, after ``after``; NEVER for a client that never connects.

    Source: Devroye, Non-Uniform Random Variate Generation (1986), chapter VI.
    """
    a_week = integral[_HOURS]
    if a_week <= 0.0:
        return NEVER
    target = integrated(after, per_us, integral) + growth / _UNIT
    weeks = math.floor(target / a_week)
    if weeks > 100_000:
        return NEVER
    rest = target - weeks * a_week
    low, high = 0, _HOURS
    # The last hour whose integral is no greater, and which is not a silent one.
    while high - low > 1:
        middle = (low + high) // 2
        if integral[middle] <= rest:
            low = middle
        else:
            high = middle
    while low > 0 and per_us[low] <= 0.0:
        low -= 1
    into = (rest - integral[low]) / per_us[low] if per_us[low] > 0.0 else 0.0
    at = int(weeks) * WEEK + low * HOUR + int(math.floor(min(into, float(HOUR))))
    return max(at, after + 1)


def weekday(day: int, campaign: Campaign) -> str:
    """The name of a day, counted from the campaign's first."""
    return WEEKDAYS[(campaign.first_day.weekday() + day) % 7]
