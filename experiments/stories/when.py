"""Instants of a story as people read them: local date and time to the second, and the distance to an anchor."""

from datetime import date, timedelta

from sim.nights import Nights
from sim.scenario import Campaign
from sim.units import DAY, HOUR, MINUTE, SECOND


def clock(at: int) -> str:
    """The time of day, to the second.

    >>> clock(79_445_999_999)
    '22:04:05'
    """
    second = at % DAY // SECOND
    return f"{second // 3_600:02}:{second // 60 % 60:02}:{second % 60:02}"


def day(first_day: date, at: int) -> str:
    """The weekday and date.

    >>> day(date(2016, 4, 4), 14 * DAY)
    'Mon 18 Apr'
    """
    of = first_day + timedelta(days=at // DAY)
    return f"{of:%a} {of.day} {of:%b}"


def offset(at: int, anchor: int) -> str:
    """How long after an anchor, or before it, to the second.

    >>> offset(150 * SECOND, 0), offset(0, 26 * HOUR), offset(2 * DAY, HOUR)
    ('+00:02:30', '-1 d 02:00:00', '+1 d 23:00:00')
    """
    # Between the seconds of the two clocks, so that the three columns add up.
    apart = at // SECOND - anchor // SECOND
    days = abs(apart) * SECOND // DAY
    sign = "-" if apart < 0 else "+"
    return f"{sign}{f'{days} d ' if days else ''}{clock(abs(apart) * SECOND)}"


def lasting(us: int) -> str:
    """A duration in two units, to the second; below a minute to a tenth of one.

    >>> lasting(161 * SECOND), lasting(20_160_000), lasting(8 * HOUR + 40 * SECOND), lasting(25 * HOUR)
    ('2 min 41 s', '20.2 s', '8 h 0 min', '1 d 1 h')
    """
    if us < SECOND:
        return f"{us / 1_000:,.3g} ms"
    if us < MINUTE - SECOND // 20:
        return f"{us / SECOND:.3g} s"
    whole = round(us / SECOND) * SECOND
    for unit, part, names in ((DAY, HOUR, "d h"), (HOUR, MINUTE, "h min"), (MINUTE, SECOND, "min s")):
        if whole >= unit:
            first, second = names.split()
            return f"{whole // unit} {first} {whole % unit // part} {second}"
    return f"{whole // SECOND} s"


def night_at(campaign: Campaign, at: int) -> int | None:
    """The number, from 1, of the night in which an instant falls; None by day.

    >>> from sim.scenario import Scenario
    >>> campaign = Scenario.load().campaign
    >>> night_at(campaign, 14 * DAY + 23 * HOUR), night_at(campaign, 15 * DAY + 12 * HOUR)
    (1, None)
    """
    nights = Nights(campaign)
    last = 0
    while nights[last].opens_at <= at:
        last += 1
    return last if last and at < nights[last - 1].closes_at else None
