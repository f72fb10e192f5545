"""Where logs are missing in a window nothing is excluded: it was used as likely as windows are where logs are."""

from collections.abc import Iterator, Mapping, Sequence
from math import exp
from typing import Final

from sim.units import HOUR

from .tenant_case import Case, Received

LONGEST: Final = 7 * 24 * HOUR
"""A window that has no end is looked at so long."""


def fill_gaps(
    cases: Sequence[Case], mailboxes: Mapping[int, int], missing_hours: Mapping[int, float]
) -> None:
    """Tenants that nothing was seen of may have received in the hours that logs lack.

    Args:
        cases: every tenant's; those that change class are changed here.
        mailboxes: of each tenant.
        missing_hours: hours since 1970 that servers' logs lack, each with the share of servers that do.
    """
    seen = sum(case.probability for case in cases)
    covered = 0.0
    gaps: list[tuple[Case, float]] = []
    for case in cases:
        if case.window is None:
            continue
        missing = 0.0
        for start, end in case.window.possible:
            for a, b in _by_hour(start, min(end, start + LONGEST)):
                mailbox_hours = (b - a) / HOUR * mailboxes[case.tenant]
                share = missing_hours.get(a // HOUR, 0.0)
                missing += share * mailbox_hours
                covered += (1 - share) * mailbox_hours
        if missing:
            case.has_gap = True
            gaps.append((case, missing))
    # Jeffreys' half: where nothing was seen, something may have been.
    rate = (seen + 0.5) / covered if covered else 1.0
    for case, missing in gaps:
        if case.received is Received.EXCLUDED:
            case.received, case.why = Received.POSSIBLE, "logs are missing in its window"
            case.probability = max(case.probability, 1 - exp(-rate * missing))


def _by_hour(start: int, end: int) -> Iterator[tuple[int, int]]:
    """An interval cut at full hours."""
    while start < end:
        edge = min((start // HOUR + 1) * HOUR, end)
        yield start, edge
        start = edge
