"""Client kinds, their rates over a week, and the next connection after an instant.

Clients that connect on demand do so by a non-homogeneous Poisson process. It runs at rate 1 on the clock of
its integrated rate, so the j-th connection after an instant is where that integral has grown by the sum of
j unit exponentials. Both engines walk clients with the functions below; none of them knows what is shown.
"""

import math

import numpy as np
import numpy.typing as npt

from .compiled import lean
from .laws import EXPONENTIAL_UNIT
from .tables import KINDS, WEEKDAYS, Campaign, Clients
from .units import DAY, HOUR, WEEK
from .words import NEVER, Channel

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
HOURS = 168


def weekly_rates(clients: Clients, campaign: Campaign) -> Floats:
    """Connection rates of each kind over one week that begins at 00:00 of the campaign's first day.

    Hours and days are weights, so only ``per_day`` sets the level.

    Returns:
        Shape (kinds, 168 + 169): connections per microsecond in each hour of the week, then connections
        since the week began at each full hour.
    """
    hours = np.array(clients.hours) / np.mean(clients.hours)
    days = np.array(clients.days) / np.mean(clients.days)
    shape = np.roll(days, -campaign.first_day.weekday())[:, None] * hours[None, :]
    table = np.zeros((len(KINDS), HOURS + HOURS + 1))
    for i, kind in enumerate(KINDS):
        level = getattr(clients.per_day, kind) / DAY
        table[i, :HOURS] = level * shape.ravel() if kind in SHAPED else level
    table[:, HOURS + 1 :] = np.cumsum(table[:, :HOURS] * HOUR, axis=1)
    return table


@lean
def integrated(at: int, kind: int, rates: Floats) -> float:
    """Connections of a kind expected from the campaign's first midnight to an instant."""
    weeks = at // WEEK
    rest = at - weeks * WEEK
    hour = rest // HOUR
    return float(
        weeks * rates[kind, 2 * HOURS] + rates[kind, HOURS + hour] + rates[kind, hour] * (rest - hour * HOUR)
    )


@lean
def next_connection(after: int, growth: int, kind: int, rates: Floats) -> int:
    """The instant at which a kind's integrated rate has grown by so much.

    Args:
        after: microseconds since 00:00 of the campaign's first day.
        growth: the sum of unit exponentials, in multiples of 2**-32.
        kind: index into KINDS.
        rates: see weekly_rates.

    Returns:
        Microseconds since 00:00 of the first day, after ``after``; NEVER for a client that never connects.

    Source: Devroye, Non-Uniform Random Variate Generation (1986), chapter VI.
    """
    a_week = rates[kind, 2 * HOURS]
    if a_week <= 0.0:
        return NEVER
    target = integrated(after, kind, rates) + growth / _UNIT
    weeks = math.floor(target / a_week)
    if weeks > 100_000:
        return NEVER
    rest = target - weeks * a_week
    # The last hour whose integral is no greater, and which is not a silent one; mostly the hour of ``after``.
    low = after % WEEK // HOUR
    if rest < rates[kind, HOURS + low] or rates[kind, HOURS + low + 1] <= rest:
        low, high = 0, HOURS
        while high - low > 1:
            middle = (low + high) // 2
            if rates[kind, HOURS + middle] <= rest:
                low = middle
            else:
                high = middle
    while low > 0 and rates[kind, low] <= 0.0:
        low -= 1
    into = (rest - rates[kind, HOURS + low]) / rates[kind, low] if rates[kind, low] > 0.0 else 0.0
    at = int(weeks) * WEEK + low * HOUR + int(math.floor(min(into, float(HOUR))))
    return max(at, after + 1)


def weekday(day: int, campaign: Campaign) -> str:
    """The name of a day, counted from the campaign's first."""
    return WEEKDAYS[(campaign.first_day.weekday() + day) % 7]
