"""Findings as rows: a tenant each, with what put it into its class."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sim.words import NEVER

from .findings import Findings
from .tenant_case import Received


def instant(at: int) -> str | None:
    """An instant as ISO 8601 in UTC; None: it did not come.

    >>> instant(1_461_013_147_000_000)
    '2016-04-18T20:59:07+00:00'
    """
    if at in (0, NEVER):
        return None
    return datetime.fromtimestamp(at / 1e6, UTC).isoformat(timespec="seconds")


def case_rows(found: Findings, *, everybody: bool = False) -> Iterator[dict[str, Any]]:
    """One row a tenant that is not excluded or that connected; or everybody with a window."""
    for case in found.cases:
        is_quiet = case.received is Received.EXCLUDED and case.connected_at == NEVER
        if is_quiet and not everybody:
            continue
        window = case.window
        yield {
            "tenant": case.tenant,
            "received": str(case.received),
            "probability": round(case.probability, 4),
            "window_opens": None if window is None else instant(window.opened_at),
            "window_closes": None if window is None else instant(window.closed_at),
            "connected": "no"
            if case.connected_at == NEVER
            else "surely"
            if case.is_connected_surely
            else "possibly",
            "connected_at": instant(case.connected_at),
            "asked_at": instant(case.asked_at),
            "received_at": instant(case.received_at),
            "channel": case.channel,
            "likelihood_ratio": None if case.ratio is None else float(f"{case.ratio:.3g}"),
            "people": case.people,
            "lists": case.lists,
            "tenants": case.tenants,
            "residual_from": instant(case.residual_from),
            "residual_until": instant(case.residual_until),
            "logs_missing": case.has_gap,
            "why": case.why,
            "lines": [found.place(place) for place in case.lines[:3]],
        }
