"""Where an instant of a story lies: how far from an anchor, and in which night."""

from sim.nights import Nights
from sim.tables import Campaign
from sim.units import DAY, SECOND

from ..wording import clock


def offset(at: int, anchor: int) -> str:
    """How long after an anchor, or before it, to the second.

    >>> from sim.units import HOUR
    >>> offset(150 * SECOND, 0), offset(0, 26 * HOUR), offset(2 * DAY, HOUR)
    ('+00:02:30', '-1 d 02:00:00', '+1 d 23:00:00')
    """
    # Between the seconds of the two clocks, so that the three columns add up.
    apart = at // SECOND - anchor // SECOND
    days = abs(apart) * SECOND // DAY
    sign = "-" if apart < 0 else "+"
    return f"{sign}{f'{days} d ' if days else ''}{clock(abs(apart))}"


def night_at(campaign: Campaign, at: int) -> int | None:
    """The number, from 1, of the night in which an instant falls; None by day.

    >>> from sim.scenario import Scenario
    >>> from sim.units import HOUR
    >>> campaign = Scenario.load().campaign
    >>> night_at(campaign, 14 * DAY + 23 * HOUR), night_at(campaign, 15 * DAY + 12 * HOUR)
    (1, None)
    """
    nights = Nights(campaign)
    last = 0
    while nights[last].opens_at <= at:
        last += 1
    return last if last and at < nights[last - 1].closes_at else None
