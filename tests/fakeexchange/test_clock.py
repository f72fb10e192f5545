import pytest

from fakeexchange.clock import NEVER, ManualClock


def test_stands_still_until_told() -> None:
    """A manual clock shows the same instant until it is told to go on."""
    clock = ManualClock(7)

    assert [clock.now, clock.now] == [7, 7]

    clock.advance_to(9)
    assert clock.now == 9


def test_may_stay() -> None:
    """Going on to the instant it shows is allowed: many things happen in one instant."""
    clock = ManualClock(7)

    clock.advance_to(7)

    assert clock.now == 7


def test_never_runs_backwards() -> None:
    """A clock told to go back says so, whole, and stays where it is."""
    clock = ManualClock(7)

    with pytest.raises(ValueError, match=r"^the clock stands at 7 us and cannot go back to 6 us$"):
        clock.advance_to(6)

    assert clock.now == 7


def test_never_is_the_last_instant() -> None:
    """NEVER is the largest 64-bit instant, so that columns of instants can hold it."""
    assert NEVER == 9_223_372_036_854_775_807
