"""One night of a campaign: counters at any instant of it, and lanes of tenants as they are moved.

Everything is read from the rows of an Outcome; a tenant belongs to the night its batch began in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.campaign import plan
from sim.draws import Draws
from sim.outcome import CAUSES, CHANNELS, Outcome
from sim.scenario import Scenario
from sim.streams import Ints
from sim.units import HOUR, MINUTE, SECOND
from sim.words import NEVER

from ..wording import clock, day

FRAMES: Final = 150
"""Of a night: at five a second it plays in half a minute."""
ROWS: Final = 6
"""Lanes, one tenant after the other in each."""
LONG_ROWS: Final = 2
"""Of them, the first, for tenants that take longer than LONG: they would leave no room for others."""
LONG: Final = 2 * HOUR
_APART: Final = 10 * MINUTE
"""At least so long between two tenants of a lane."""
_LANED: Final = 120
"""Tenants that are looked at for a lane: whoever was exposed first, then whoever connected, then others."""


@dataclass(frozen=True)
class Night:
    """One night.

    Attributes:
        number: of the nights that were opened, from 1.
        opens_at: microseconds since 00:00 of the campaign's first day.
        ends_at: what is played ends here, likewise.
        rows: the columns of its tenants, in the order in which they began.
        first_day: of the campaign.
    """

    number: int
    opens_at: int
    ends_at: int
    rows: dict[str, Ints]
    first_day: Any

    @classmethod
    def of(cls, scenario: Scenario, draws: Draws, outcome: Outcome, rule: str, lasts: int) -> "Night":
        """The night that a rule picks.

        Args:
            scenario: what was asked.
            draws: what was drawn.
            outcome: what came of it.
            rule: "median" or "most", by exposed tenants.
            lasts: what is played, microseconds from the opening on.
        """
        columns = outcome.columns
        nights = columns["night"]
        exposed = np.bincount(nights[columns["exposed_at"] != NEVER], minlength=int(nights.max()) + 1)[1:]
        # Every night, the planned last one apart, is full: closing nights and the last hold too few to be a night.
        full = np.bincount(nights, minlength=int(nights.max()) + 1)[1:]
        usual = np.flatnonzero(full >= full.max() // 2)
        order = usual[np.argsort(exposed[usual], kind="stable")]
        number = int(order[-1] if rule == "most" else order[(order.size - 1) // 2]) + 1
        (places,) = np.nonzero(nights == number)
        places = places[np.argsort(columns["started_at"][places], kind="stable")]
        first = int(columns["started_at"][places[0]])
        opens_at = _opening(scenario, draws, first)
        return cls(
            number,
            opens_at,
            opens_at + lasts,
            {name: values[places] for name, values in columns.items()},
            scenario.campaign.first_day,
        )

    def frame(self, i: int) -> dict[str, Any]:
        """The counters at the i-th of FRAMES instants, 0 .. FRAMES."""
        at = self.opens_at + (self.ends_at - self.opens_at) * i // FRAMES
        rows = self.rows
        begun, finished = rows["started_at"] <= at, rows["finished_at"] <= at
        isolated = rows["isolated_at"] <= at
        shown = rows["exposed_at"] <= at
        return {
            "i": i,
            "at": (at - self.opens_at) / SECOND,
            "clock": self._told(at),
            "begun": int(begun.sum()),
            "finished": int(finished.sum()),
            "open": int(((rows["reachable_at"] <= at) & ~isolated & (rows["window_s"] > 0)).sum()),
            "connected": int((rows["connected_at"] <= at).sum()),
            "exposed": int(shown.sum()),
            "entries": int((rows["foreign_mailboxes"] + rows["foreign_lists"])[shown].sum()),
        }

    def frames(self, first: int = 0) -> Iterator[dict[str, Any]]:
        """From one on to the last."""
        return (self.frame(i) for i in range(first, FRAMES + 1))

    def lanes(self) -> list[dict[str, Any]]:
        """Tenants in lanes: who was exposed comes first, then who connected, then others as there is room."""
        taken: list[list[tuple[int, int]]] = [[] for _ in range(ROWS)]
        found = []
        for place in self._worth_a_lane():
            since, until = int(self.rows["started_at"][place]), self._until(place)
            for lane in range(LONG_ROWS) if until - since > LONG else range(LONG_ROWS, ROWS):
                spans = taken[lane]
                if all(until + _APART <= a or since >= b + _APART for a, b in spans):
                    spans.append((since, until))
                    found.append(self._lane(place, lane))
                    break
        return sorted(found, key=lambda each: (each["lane"], each["started"]))

    def _worth_a_lane(self) -> list[int]:
        rows = self.rows
        is_met, is_shown = rows["connected_at"] <= self.ends_at, rows["exposed_at"] <= self.ends_at
        exposed = np.flatnonzero(is_shown)
        exposed = exposed[np.argsort(rows["exposed_at"][exposed], kind="stable")]
        connected = np.flatnonzero(is_met & ~is_shown)
        others = np.flatnonzero(~is_met & ~is_shown & (rows["started_at"] <= self.ends_at))
        evenly = others[:: max(1, others.size // _LANED)]
        return [*exposed[:_LANED].tolist(), *connected[:_LANED].tolist(), *evenly.tolist()]

    def _until(self, place: int) -> int:
        """When a tenant's lane ends: its procedure, its window, or what it was shown in a session that stayed."""
        ends = [int(self.rows[name][place]) for name in ("finished_at", "isolated_at", "exposed_at")]
        return max(
            int(self.rows["started_at"][place]), *(min(end, self.ends_at) for end in ends if end != NEVER)
        )

    def _lane(self, place: int, lane: int) -> dict[str, Any]:
        rows = self.rows
        instants = ("started", "reachable", "isolated", "finished", "connected", "asked", "exposed")
        return {
            "lane": lane,
            "tenant": int(rows["tenant"][place]),
            "mailboxes": int(rows["mailboxes"][place]),
            **{name: self._since(int(rows[f"{name}_at"][place])) for name in instants},
            "entries": int(rows["foreign_mailboxes"][place] + rows["foreign_lists"][place]),
            "channel": CHANNELS[rows["channel"][place]],
            "cause": CAUSES[rows["cause"][place]],
        }

    def _since(self, at: int) -> float | None:
        """Seconds since the opening; None: it does not happen while the night is played."""
        return None if at > self.ends_at else (at - self.opens_at) / SECOND

    def _told(self, at: int) -> str:
        return f"{day(self.first_day, at / SECOND)} {clock(at / SECOND)}"


def _opening(scenario: Scenario, draws: Draws, first_start: int) -> int:
    """When the night opened in which a batch began."""
    nights, index = plan(scenario, draws.people).nights, 0
    while nights[index + 1].opens_at <= first_start:
        index += 1
    return nights[index].opens_at
