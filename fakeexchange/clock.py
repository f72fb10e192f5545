"""Time as the fake reads it: whole microseconds since 00:00 of the campaign's first day.

The fake asks a clock and never sets it. Whatever has an integer ``now`` will do: a simulation's
environment, the wall clock of a server, or the manual clock below.
"""

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
