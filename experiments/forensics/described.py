"""Findings for programs: one JSON object."""

import json
from dataclasses import asdict
from typing import Any

from ..estimates import LEVEL
from .classes import SURE_ENOUGH
from .clocks import ServerClock
from .findings import Count, Findings
from .tables import case_rows, instant
from .tenant_case import Received


def to_json(found: Findings) -> str:
    """The object that ``forensics --json`` prints."""
    return json.dumps(described(found), ensure_ascii=False)


def described(found: Findings) -> dict[str, Any]:
    """What came out, as JSON has it."""
    people, lists, tenants = found.disclosed
    span = found.span
    residual, unreplaced = found.residual
    return {
        "tenants": found.tenants,
        "windows": len(found.inquiry.windows),
        "connected": _count(found.connected),
        "asked": _count(found.asked),
        "received": {
            **{str(received): len(found.of(received)) for received in Received},
            "expected": round(found.received.mean, 2),
            "low": found.received.low,
            "high": found.received.high,
            "level": LEVEL,
            "inferred_from": SURE_ENOUGH,
        },
        "first_received_at": None if span is None else instant(span[0]),
        "last_received_at": None if span is None else instant(span[1]),
        "disclosed": {
            "people": people,
            "lists": lists,
            "tenants": tenants,
            "entries_delivered": found.delivered,
        },
        "residual": {
            "tenants": residual,
            "not_replaced": unreplaced,
            "last_replaced_at": instant(found.residual_until),
        },
        "could_have_been_known": [
            {
                "at": instant(signal.at),
                "says": signal.says,
                "line": None if signal.place is None else found.place(signal.place),
            }
            for signal in found.signals
        ],
        "declared": {
            "lag_s": found.inquiry.declared.lag_us / 1e6,
            "skew_s": found.inquiry.declared.skew_us / 1e6,
            "default_lists": "denied" if found.inquiry.declared.are_lists_denied else "open",
        },
        "clocks": [_clock(clock, found) for clock in found.clocks],
        "logs": logs(found),
        "cases": list(case_rows(found)),
    }


def logs(found: Findings) -> dict[str, Any]:
    """What the reading of the logs came to."""
    reading = found.reading
    return {
        "files": len(reading.files),
        "lines": reading.lines,
        "megabytes": round(reading.bytes_read / 1e6, 1),
        "anonymous": reading.anonymous,
        "servers": reading.servers,
        "targets": list(found.targets),
        "broken": {str(wrong): number for wrong, number in reading.broken.counts.items()},
        "broken_listed": [{**asdict(broken), "wrong": str(broken.wrong)} for broken in reading.broken.listed],
        "missing": [
            {"server": gap.server, "from": instant(gap.from_at), "until": instant(gap.until)}
            for gap in found.gaps
        ],
        "unknown_domains": dict(found.inquiry.evidence.strange.most_common(10)),
        "unknown_books": dict(found.inquiry.evidence.unknown_books.most_common(10)),
    }


def _clock(clock: ServerClock, found: Findings) -> dict[str, Any]:
    """A server's clock less the journal's, seconds; null where no line bounds it."""
    return {
        "server": clock.server,
        **{
            f"{name}_s": None if bound is None else bound / 1e6
            for name, bound in (("low", clock.low), ("high", clock.high))
        },
        "lines": [found.place(place) for place in (clock.low_by, clock.high_by) if place is not None],
        "put_right_by_s": -clock.middle / 1e6 if clock in found.put_right else 0.0,
    }


def _count(count: Count) -> dict[str, Any]:
    return {"surely": count.low, "possibly": count.high}
