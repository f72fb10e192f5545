from collections.abc import Callable

import pytest

from sim import units

NOT_A_DURATION = 'a duration such as "90 s", "2 min" or "7 d"'


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("1 us", 1),
        ("1 ms", 1_000),
        ("0.5 s", 500_000),
        ("90 s", 90_000_000),
        ("2 min", 120_000_000),
        ("1.5 h", 5_400_000_000),
        ("7 d", 604_800_000_000),
        ("2 w", 1_209_600_000_000),
        ("2min", 120_000_000),
        ("  2  min ", 120_000_000),
        ("0 s", 0),
        ("0.1 us", 0),
        ("0.6 us", 1),
    ],
)
def test_durations(text: str, us: int) -> None:
    """A number and a unit are that many microseconds, rounded to whole ones."""
    assert units.duration(text) == us


@pytest.mark.parametrize(
    "text",
    [
        "90",
        "2 m",
        "2 M",
        "2 Min",
        "2 month",
        "1 h 30 min",
        "-5 min",
        "+5 min",
        "9**9**9 s",
        "1_000 s",
        "1e3 s",
        "1,5 h",
        ".5 s",
        "1/2 h",
        "s",
        "",
        "2 min/d",
        "1 d/d",
        "2 GB",
        "2 connections",
        "never",
        "2 min # why",
        "2 min\n3 s",
    ],
)
def test_refused_durations(text: str) -> None:
    """What is not one number and one unit of time is refused, saying what was expected."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        units.duration(text)

    assert str(refused.value) == NOT_A_DURATION


@pytest.mark.parametrize("value", [120, 1.5, True, None, ["2 min"]])
def test_numbers_without_a_unit_are_refused(value: object) -> None:
    """A duration is written as text: a bare number has no unit."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        units.duration(value)

    assert str(refused.value) == NOT_A_DURATION


def test_a_century_at_most() -> None:
    """A duration of a hundred years passes, and one of a day more is refused."""
    assert units.duration("36500 d") == 36_500 * units.DAY

    with pytest.raises(ValueError) as refused:  # noqa: PT011
        units.duration("36501 d")
    assert str(refused.value) == f"{NOT_A_DURATION}, of a century at most"


def test_a_number_beyond_floats_is_too_long() -> None:
    """A duration of more digits than a float holds is refused as every too long one."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        units.duration("9" * 400 + " s")
    assert str(refused.value) == f"{NOT_A_DURATION}, of a century at most"


@pytest.mark.parametrize(
    ("text", "size"), [("0.8 GB", 800_000_000), ("1 kB", 1000), ("2 TB", 2 * 10**12), ("5 B", 5)]
)
def test_sizes(text: str, size: int) -> None:
    """Prefixes of sizes are decimal."""
    assert units.size(text) == size


@pytest.mark.parametrize("text", ["40", "1 GiB", "1 b", "40 GB/h", "2 min", "-1 GB"])
def test_refused_sizes(text: str) -> None:
    """A size without a unit, or of another one, is refused, saying what was expected."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        units.size(text)

    assert str(refused.value) == 'a size such as "40 GB"'


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (units.bytes_per_hour, "0.6 GB/h", 6e8),
        (units.bytes_per_hour, "1 B/s", 3600.0),
        (units.per_day, "2.0/d", 2.0),
        (units.per_day, "96 /d", 96.0),
        (units.per_day, "2/h", 48.0),
        (units.per_day, "7/w", 1.0),
        (units.per_day, "1 conn/d", 1.0),
        (units.per_day, "0/d", 0.0),
    ],
)
def test_rates(read: Callable[[object], float], text: str, value: float) -> None:
    """A rate is a number a unit of time, whichever unit of time."""
    assert read(text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (units.bytes_per_hour, "0.6 GB", 'a transfer rate such as "0.6 GB/h"'),
        (units.bytes_per_hour, "2/d", 'a transfer rate such as "0.6 GB/h"'),
        (units.per_day, "96", 'a rate such as "2.0/d"'),
        (units.per_day, "/d", 'a rate such as "2.0/d"'),
        (units.per_day, "2 GB/d", 'a rate such as "2.0/d"'),
        (units.per_day, "2/d/d", 'a rate such as "2.0/d"'),
    ],
)
def test_refused_rates(read: Callable[[object], float], text: str, expected: str) -> None:
    """What is not a rate of its kind is refused, saying what was expected."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        read(text)

    assert str(refused.value) == expected


@pytest.mark.parametrize(
    ("text", "minutes"), [("00:00", 0), ("07:05", 425), ("22:00", 1320), ("23:59", 1439)]
)
def test_times_of_day(text: str, minutes: int) -> None:
    """A time of day is so many minutes after midnight."""
    assert units.time_of_day(text) == minutes * units.MINUTE


@pytest.mark.parametrize(
    "text", ["7:00", "24:00", "23:60", "22:00:00", "22.00", "-1:00", "22:00\n", 22, None]
)
def test_refused_times_of_day(text: object) -> None:
    """What is not hh:mm of a day is refused, saying what was expected."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        units.time_of_day(text)

    assert str(refused.value) == 'a time of day such as "22:00"'


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (0, "0 s"),
        (1, "1 us"),
        (999, "999 us"),
        (1_000, "1 ms"),
        (1_500_000, "1.5 s"),
        (59_000_000, "59 s"),
        (90_000_000, "1.5 min"),
        (5_400_000_000, "1.5 h"),
        (86_400_000_000, "1 d"),
        (1_000_000_000_000, "11.6 d"),
    ],
)
def test_spoken(us: int, text: str) -> None:
    """A duration is said in the largest unit that fits, three figures at most."""
    assert units.spoken(us) == text


def test_seconds_are_exact() -> None:
    """Seconds keep every microsecond, however many there are."""
    assert units.seconds(2**62 + 1) == "4611686018427.387905"
    assert units.seconds(1) == "0.000001"


def test_sizes_beyond_an_exabyte_are_refused() -> None:
    """So that the sum of a few of them is a number still."""
    assert units.size("1000000 TB") == 10**18
    with pytest.raises(ValueError, match='a size such as "40 GB", of an exabyte at most'):
        units.size("1000001 TB")


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "1_000", "²", "٣", " 1", "9" * 19])
def test_what_is_no_whole_number(text: str) -> None:
    """Signs, blanks, other people's figures, and more of them than any count has."""
    assert units.whole(text) is None
    assert units.whole("0" * 17 + "1") == 1
