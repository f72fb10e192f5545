"""Time as the fake reads it: whole microseconds since 00:00 of the campaign's first day.

The fake asks a clock and never sets it. Whatever has an integer ``now`` will do: a simulation's
environment, the wall clock of a server, or the manual clock below.
"""

from collections.abc import Callable
from typing import Final, Protocol

NEVER: Final = 2**63 - 1
"""The instant of what has not happened: later than every other."""


class Clock(Protocol):
    """Anything that knows what time it is."""

    @property
    def now(self) -> int:
        """Microseconds since 00:00 of the first day."""
        ...


class ManualClock:
    """A clock that stands still until it is told to go on.

    >>> clock = ManualClock()
    >>> clock.advance_to(5)
    >>> clock.now
    5
    """

    def __init__(self, now: int = 0) -> None:
        self.now = now

    def advance_to(self, at: int) -> None:
        """Go forward to an instant.

        Raises:
            ValueError: when that instant is past; time does not run backwards.
        """
        if at < self.now:
            raise ValueError(f"the clock stands at {self.now} us and cannot go back to {at} us")
        self.now = at

    def advance(self, by: int) -> None:
        """Go forward by some microseconds.

        Raises:
            ValueError: fewer than none.
        """
        self.advance_to(self.now + by)


class RunningClock:
    """A clock that runs with another one, and can be told to go ahead of it.

    Args:
        read: the other one, in seconds, such as ``time.monotonic``.
        now: microseconds on this one when it is made.

    >>> seconds = iter((100.0, 100.5, 100.5))
    >>> clock = RunningClock(lambda: next(seconds))
    >>> clock.now
    500000
    >>> clock.advance(2_000_000)
    >>> clock.now
    2500000
    """

    def __init__(self, read: Callable[[], float], now: int = 0) -> None:
        self._read = read
        self._ahead = now
        self._began = read()

    @property
    def now(self) -> int:
        """Microseconds since 00:00 of the first day."""
        return self._ahead + round((self._read() - self._began) * 1_000_000)

    def advance(self, by: int) -> None:
        """Go ahead by some microseconds.

        Raises:
            ValueError: fewer than none; time does not run backwards.
        """
        if by < 0:
            raise ValueError(f"a clock cannot go back by {-by} us")
        self._ahead += by
