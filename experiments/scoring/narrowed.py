"""How far a count of connected tenants could have been narrowed down, by what such logs tell."""

from dataclasses import dataclass
from typing import Final

from ..estimates import share_interval
from ..forensics.tenant_case import Received
from .score import Scored

COUNTED_2016: Final = 521
"""Tenants that connected in their window, as OVH counted them (incident report of 23 April 2016)."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Of the 521.

    Attributes:
        received: named one by one as having received, proven or inferred: expected, low, high at 95 %.
        possible: left as possible, likewise.
        truly: that would have been exposed, likewise.
    """

    received: tuple[float, float, float]
    possible: tuple[float, float, float]
    truly: tuple[float, float, float]


def narrowed(scored: Scored) -> Narrowed | None:
    """By the shares of one cell; None: nobody connected in it.

    Shares are of those that logs and journal call connected, as in 2016; more may be exposed than connected, by a
    session of a kind that does not count.
    """
    of = max(scored.connected[1], 1)
    if scored.connected[1] == 0:
        return None
    by_class = {score.received: score.tenants for score in scored.scores}
    named = by_class[Received.PROVEN] + by_class[Received.INFERRED]
    return Narrowed(
        *(_scaled(min(number, of), of) for number in (named, by_class[Received.POSSIBLE], scored.exposed))
    )


def _scaled(number: int, of: int) -> tuple[float, float, float]:
    low, high = share_interval(number, of)
    return COUNTED_2016 * number / of, COUNTED_2016 * low, COUNTED_2016 * high
