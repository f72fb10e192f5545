import datetime
from typing import Any

import pytest

from sim.nights import Mornings, Night, Nights
from sim.scenario import Scenario
from sim.tables import Campaign
from sim.units import DAY, HOUR, MINUTE


def campaign(**keys: Any) -> Campaign:
    """The default campaign with some keys changed."""
    return Scenario.of({"campaign": keys}, "night.toml").campaign


def dates(nights: Nights, count: int) -> list[str]:
    """The days on which the first nights begin, such as Mon 18."""
    return [f"{nights.date(k):%a %d}" for k in range(count)]


def test_first_night_of_the_incident() -> None:
    """The first night of the default scenario is that of Monday 18 April 2016, from 22:00."""
    nights = Nights(campaign())

    assert nights.date(0) == datetime.date(2016, 4, 18)
    # 4 April is day 0, so the 18th is day 14.
    assert nights[0] == Night(0, 14 * DAY + 22 * HOUR, 15 * DAY + 5 * HOUR, 15 * DAY + 6 * HOUR)


def test_weekends_are_skipped() -> None:
    """Nights begin on Monday to Friday; after Friday's comes Monday's."""
    assert dates(Nights(campaign()), 7) == [
        "Mon 18",
        "Tue 19",
        "Wed 20",
        "Thu 21",
        "Fri 22",
        "Mon 25",
        "Tue 26",
    ]


def test_nights_of_ones_own() -> None:
    """Nights begin on the weekdays named, and on no others."""
    assert dates(Nights(campaign(nights=["Sat", "Wed"])), 4) == ["Wed 20", "Sat 23", "Wed 27", "Sat 30"]


def test_closed_days() -> None:
    """No night begins on a closed day; a night that began the day before runs into it."""
    closed = [datetime.date(2016, 4, 18), datetime.date(2016, 4, 20), datetime.date(2016, 4, 23)]

    nights = Nights(campaign(closed_days=closed))

    assert dates(nights, 4) == ["Tue 19", "Thu 21", "Fri 22", "Mon 25"]
    assert nights[0].closes_at == 16 * DAY + 6 * HOUR


@pytest.mark.parametrize(
    ("sync_lead", "opens", "first"),
    [
        ("0 s", "22:00", "Mon 04"),
        ("22 h", "22:00", "Mon 04"),
        ("23 h", "22:00", "Tue 05"),
        ("14 d", "22:00", "Mon 18"),
        ("350 h", "22:00", "Mon 18"),
        ("358 h", "22:00", "Mon 18"),
        ("359 h", "22:00", "Tue 19"),
        ("14 d", "00:30", "Mon 18"),
        ("337 h", "00:30", "Tue 19"),
    ],
)
def test_no_night_opens_before_the_synchronisation_had_its_time(
    sync_lead: str, opens: str, first: str
) -> None:
    """The first night is the first that opens no earlier than sync_lead after the first midnight."""
    # 350 h are 14 d 14 h, 358 h are 14 d 22 h, 337 h are 14 d 1 h.
    assert dates(Nights(campaign(sync_lead=sync_lead, opens=opens)), 1) == [first]


def test_a_night_after_midnight() -> None:
    """A night that opens after midnight lies within its own day."""
    nights = Nights(campaign(opens="00:30", last_start="04:00", closes="05:00"))

    assert nights[0] == Night(0, 14 * DAY + 30 * MINUTE, 14 * DAY + 4 * HOUR, 14 * DAY + 5 * HOUR)


def test_nights_do_not_depend_on_the_order_of_asking() -> None:
    """A night's instants are the calendar's, whichever night was asked for before."""
    nights = Nights(campaign())

    later = nights[40]

    assert nights[0] == Nights(campaign())[0]
    assert Nights(campaign())[40] == later


def test_mornings_are_those_of_working_days() -> None:
    """The first restart after Friday evening is Monday's, and after a Monday at seven, Tuesday's."""
    mornings = Mornings(campaign(), 7 * HOUR)

    # Day 4 is Friday 8 April, day 7 Monday.
    assert mornings.after(4 * DAY + 6 * HOUR) == 4 * DAY + 7 * HOUR
    assert mornings.after(4 * DAY + 20 * HOUR) == 7 * DAY + 7 * HOUR
    assert mornings.after(7 * DAY + 7 * HOUR - 1) == 7 * DAY + 7 * HOUR
    assert mornings.after(7 * DAY + 7 * HOUR) == 8 * DAY + 7 * HOUR


def test_mornings_skip_closed_days_and_may_be_asked_backwards() -> None:
    """No office starts on a closed day, and an earlier question after a later one is answered alike."""
    mornings = Mornings(campaign(closed_days=[datetime.date(2016, 4, 11)]), 7 * HOUR)

    assert mornings.after(5 * DAY) == 8 * DAY + 7 * HOUR
    assert mornings.after(0) == 7 * HOUR
    assert mornings.after(DAY) == DAY + 7 * HOUR


def test_mornings_come_on_days_without_nights_too() -> None:
    """Which nights are worked on does not change when offices start."""
    mornings = Mornings(campaign(nights=["Sat"]), 7 * HOUR)

    assert mornings.after(0) == 7 * HOUR
