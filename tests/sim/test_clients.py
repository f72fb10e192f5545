"""Rates over a week, and the next connection against closed forms worked out with fractions."""

import datetime
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from fakeexchange.clock import NEVER
from sim.clients import HOURS, Floats, integrated, next_connection, weekday, weekly_rates
from sim.laws import EXPONENTIAL_UNIT
from sim.scenario import Scenario
from sim.tables import KINDS
from sim.units import DAY, HOUR, MINUTE, WEEK

UNIT = EXPONENTIAL_UNIT
OWA, PHONE = KINDS.index("owa"), KINDS.index("phone")
# Up to forty connections; none ends where a silent hour begins, as there the integral stands still.
GROWTHS = (1, 12_345, UNIT // 4, UNIT // 2 + 1, UNIT + 1, 3 * UNIT + 7, 10 * UNIT + 99, 40 * UNIT + 3)


def table(per_hour: list[int]) -> Floats:
    """Rates of one kind over a week, from connections in each of its 168 hours."""
    hourly = np.array(per_hour, np.float64)
    return np.concatenate([hourly / HOUR, [0.0], np.cumsum(hourly)])[None, :]


def closed_form(after: int, growth: int, per_hour: list[int]) -> Fraction:
    """The instant at which the integral has grown so much: hour by hour, in fractions."""
    left, at = Fraction(growth, UNIT), Fraction(after)
    while True:
        hour = int(at // HOUR)
        rate = Fraction(per_hour[hour % HOURS], HOUR)
        rest = (hour + 1) * HOUR - at
        if rate * rest >= left and rate:
            return at + left / rate
        left -= rate * rest
        at += rest


CONSTANT = [1] * HOURS
TWO_LEVELS = ([2] * 12 + [1] * 12) * 7
SILENT_NIGHTS = ([0] * 8 + [3] * 10 + [0] * 6) * 7
SILENT_WEEKENDS = [1] * 120 + [0] * 48
ONE_HOUR_A_WEEK = [0] * 100 + [5] + [0] * 67
SHAPES = {
    "constant": CONSTANT,
    "two levels": TWO_LEVELS,
    "silent nights": SILENT_NIGHTS,
    "silent weekends": SILENT_WEEKENDS,
    "one hour a week": ONE_HOUR_A_WEEK,
}
AFTERS = (
    0,
    1,
    HOUR - 1,
    HOUR,
    7 * HOUR + 30 * MINUTE,
    20 * HOUR,
    5 * DAY,
    WEEK - 1,
    WEEK,
    3 * WEEK + 11 * HOUR + 1,
)


@pytest.mark.parametrize("after", AFTERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_next_connection_is_the_closed_form(shape: str, after: int) -> None:
    """The next connection is where the integrated rate has grown by the exponential, to a microsecond."""
    per_hour = SHAPES[shape]
    rates = table(per_hour)

    for growth in GROWTHS:
        found = next_connection(after, growth, 0, rates)
        # At least 1 us after its cause; rounded down; the float integral adds less than 1 us in a few weeks.
        expected = max(closed_form(after, growth, per_hour), Fraction(after + 1))
        assert abs(found - expected) <= 1, (growth, found, float(expected))


@pytest.mark.parametrize("shape", SHAPES)
def test_strictly_after_its_cause(shape: str) -> None:
    """The smallest exponential there is leads to a later instant than the one that caused it."""
    rates = table(SHAPES[shape])

    for after in (*AFTERS, 100 * WEEK + 5 * HOUR):
        assert next_connection(after, 1, 0, rates) > after


@pytest.mark.parametrize("shape", ["silent nights", "silent weekends", "one hour a week"])
def test_never_within_a_silent_hour(shape: str) -> None:
    """Nobody connects inside an hour whose rate is 0, whatever is drawn."""
    per_hour = SHAPES[shape]
    rates = table(per_hour)

    for after in range(0, 2 * WEEK, 5 * HOUR + 123_456_789):
        for growth in (1, UNIT // 3, 2 * UNIT + 5):
            found = next_connection(after, growth, 0, rates)
            # The end of an hour belongs to it as much as to the next one.
            assert per_hour[found // HOUR % HOURS] + per_hour[(found - 1) // HOUR % HOURS] > 0


def test_grows_with_its_growth() -> None:
    """The instants of one sequence follow one another."""
    rates = table(TWO_LEVELS)

    found = [next_connection(1000, growth, 0, rates) for growth in range(UNIT // 10, 20 * UNIT, UNIT // 10)]

    assert found == sorted(set(found))


def test_a_sequence_counts_from_its_anchor_or_from_its_last_connection() -> None:
    """Adding an exponential to the growth since the anchor is the same as starting anew where it stood."""
    rates = table(SILENT_NIGHTS)
    first = next_connection(0, 5 * UNIT, 0, rates)

    whole = next_connection(0, 12 * UNIT, 0, rates)
    anew = next_connection(first, 7 * UNIT, 0, rates)

    # Rounded down twice instead of once: 1 us at most, as the rate at both is the same.
    assert abs(whole - anew) <= 1


def test_no_rate_no_connection() -> None:
    """A kind that never connects does so at no instant."""
    assert next_connection(5, UNIT, 0, table([0] * HOURS)) == NEVER


def test_almost_no_rate() -> None:
    """What lies two thousand years ahead does not happen."""
    rates = table([0] * 167 + [1]) * 1e-9

    assert next_connection(0, UNIT, 0, rates) == NEVER


def test_integral() -> None:
    """The integral counts whole weeks, whole hours, and the part of the hour."""
    rates = table(TWO_LEVELS)

    # A day holds 2 * 12 + 1 * 12 = 36, a week 252.
    assert integrated(0, 0, rates) == 0
    assert integrated(90 * MINUTE, 0, rates) == pytest.approx(3, rel=1e-12)
    assert integrated(13 * HOUR, 0, rates) == pytest.approx(25, rel=1e-12)
    assert integrated(2 * WEEK + DAY + 6 * HOUR, 0, rates) == pytest.approx(504 + 36 + 12, rel=1e-12)


def weekly(**keys: Any) -> Floats:
    """The rate table of the default scenario with some keys replaced."""
    scenario = Scenario.load().replaced(keys)
    return weekly_rates(scenario.clients, scenario.campaign)


def test_the_level_is_per_day_alone() -> None:
    """Each kind connects seven times its rate a day in a week, whatever the shape of hours and days."""
    expected = [14.0, 14.0, 16.1, 672.0, 168.0]

    plain = weekly()
    shaped = weekly(**{"clients.hours": [0.0] * 23 + [100.0], "clients.days": [1.0, 0, 0, 0, 0, 0, 0]})

    np.testing.assert_allclose(plain[:, -1], expected, rtol=1e-12)
    np.testing.assert_allclose(shaped[:, -1], expected, rtol=1e-12)
    assert shaped[OWA, 23] * HOUR == pytest.approx(16.1)


def test_the_shape_is_hours_and_days() -> None:
    """An hour's rate is the day's weight times the hour's; phones and applications are flat."""
    rates = weekly()

    # Monday 14:00 has weight 2.10 in a day of 0.20; Saturday 03:00 0.07 in a day of 0.0155.
    monday, saturday = rates[OWA, 14], rates[OWA, 5 * 24 + 3]
    assert monday / saturday == pytest.approx(2.10 * 0.20 / (0.07 * 0.0155), rel=1e-12)
    assert len(set(rates[PHONE, :HOURS])) == 1
    assert rates[PHONE, 0] * DAY == pytest.approx(96)


def test_the_week_begins_on_the_first_day() -> None:
    """A campaign that begins on a Thursday has the weekend on its third and fourth day."""
    rates = weekly(**{"campaign.first_day": datetime.date(2016, 4, 7)})
    by_day = rates[OWA, :HOURS].reshape(7, 24).sum(axis=1) * HOUR

    # Thursday .20, Friday .169, Saturday .0155, Sunday .0155, Monday to Wednesday .20.
    np.testing.assert_allclose(by_day / 16.1, [0.20, 0.169, 0.0155, 0.0155, 0.20, 0.20, 0.20], rtol=1e-3)


def test_weekdays() -> None:
    """Days are named from the campaign's first."""
    campaign = Scenario.load().campaign

    assert [weekday(day, campaign) for day in (0, 4, 5, 7, 14)] == ["Mon", "Fri", "Sat", "Mon", "Mon"]
