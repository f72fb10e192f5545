"""Which hours each server's logs cover, and which are missing: nobody can say that nothing happened in those.

A server is missing in an hour where it wrote no line of any log, and another one that shares its load was busy, or
none of them wrote any: what was a quiet hour, and what was lost, nobody can tell apart afterwards.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .request import Log
from .stamps import SECOND

HOUR: Final = 3600 * SECOND
BUSY: Final = 20
"""Lines in an hour of a server beside which another one's silence is suspicious: an assumption."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours of a server without a line.

    Attributes:
        server: whose logs they are.
        from_at: the first missing hour begins.
        until: the last one ends.
    """

    server: str
    from_at: int
    until: int


class Coverage:
    """Lines by server, log and hour."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, Log], dict[int, int]] = {}

    def hours_of(self, server: str, log: Log) -> dict[int, int]:
        """Lines of a server's log by hour since 1970: to be counted into."""
        return self.lines.setdefault((server, log), {})

    @property
    def first_at(self) -> int | None:
        """When the first hour begins that anything covers; None: nothing was read."""
        hours = [min(of) for of in self.lines.values() if of]
        return min(hours) * HOUR if hours else None

    @property
    def last_at(self) -> int | None:
        """When the last one ends."""
        hours = [max(of) for of in self.lines.values() if of]
        return (max(hours) + 1) * HOUR if hours else None

    def gaps(self, servers: Sequence[str], from_at: int, until: int) -> list[Gap]:
        """The hours that are missing.

        Args:
            servers: that ought to have logs.
            from_at: the first instant that matters, microseconds since 1970.
            until: the last one.
        """
        totals = {server: self._totals(server) for server in servers}
        found = []
        for server in servers:
            missing = []
            for hour in range(from_at // HOUR, -(-until // HOUR)):
                others = max((totals[o].get(hour, 0) for o in servers if o != server), default=0)
                is_silent_everywhere = others == 0
                if not totals[server].get(hour) and (is_silent_everywhere or others >= BUSY):
                    missing.append(hour)
            found += [Gap(server, a * HOUR, b * HOUR) for a, b in _runs(missing)]
        return found

    def _totals(self, server: str) -> Counter[int]:
        totals: Counter[int] = Counter()
        for (of, _), hours in self.lines.items():
            if of == server:
                totals.update(hours)
        return totals


def missing_hours(gaps: Iterable[Gap], servers: int) -> dict[int, float]:
    """Hours since 1970 that are missing, each with the share of the servers that lack it."""
    many = Counter(h for gap in gaps for h in range(gap.from_at // HOUR, gap.until // HOUR))
    return {hour: number / servers for hour, number in many.items()}


def _runs(hours: list[int]) -> list[tuple[int, int]]:
    """Consecutive hours as half-open runs.

    >>> _runs([3, 4, 7])
    [(3, 5), (7, 8)]
    """
    runs: list[tuple[int, int]] = []
    for hour in hours:
        if runs and runs[-1][1] == hour:
            runs[-1] = runs[-1][0], hour + 1
        else:
            runs.append((hour, hour + 1))
    return runs
