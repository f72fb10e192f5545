"""A calibration for programs: one JSON object."""

import json
from dataclasses import asdict
from typing import Any, Final

from .calibration import SCHEDULES, Found
from .posterior import Interval

SENTENCE: Final = "The figure fixes the product, not the factors."
UNITS: Final = {"window_s": "s", "rate_per_day": "connections a mailbox-day", "silent_share": "share"}


def to_json(found: Found) -> str:
    """The object that ``calibrate --json`` prints."""
    return json.dumps(described(found), ensure_ascii=False)


def described(found: Found) -> dict[str, Any]:
    """What came out, as JSON has it."""
    calibration, posterior = found.calibration, found.posterior
    count, scenario = calibration.count, calibration.scenario
    product, product_low, product_high = count.product
    low, high = count.share
    surely, *assuming = found.exposed
    mean, next_low, next_high = found.next_campaign
    return {
        "procedure": scenario.procedure.name,
        "connected": count.connected,
        "of": count.of,
        "migrated": count.migrated,
        "tenants": count.tenants,
        "share_low": low,
        "share_high": high,
        "product": product,
        "product_low": product_low,
        "product_high": product_high,
        "product_unit": "connections in its window a tenant",
        "says": SENTENCE,
        "window_times_rate": _interval(posterior.together(1), posterior.together(1, before=True)),
        "window_over_rate": _interval(posterior.together(-1), posterior.together(-1, before=True)),
        "ridge": [asdict(crest) for crest in found.ridge],
        "unknowns": unknowns(found),
        "own": asdict(found.own),
        "next_campaign": {"tenants": count.tenants, "mean": mean, "low": next_low, "high": next_high},
        "exposed": {
            "low": surely.low,
            "high": surely.high,
            "assumption": surely.assumption,
            "assuming": [asdict(each) for each in assuming],
        },
        "errors": asdict(found.errors),
        "on_the_edge": posterior.on_the_edge,
        "slice": {"tenants": found.law.scenario.population.tenants, "of": scenario.population.tenants},
        "seed": calibration.seed,
        "schedules": SCHEDULES,
        "scenario_digest": scenario.digest,
    }


def unknowns(found: Found) -> list[dict[str, Any]]:
    """One row an unknown: where it was thought to be, and where it is."""
    return [
        {
            "unknown": unknown.prior.name,
            "unit": UNITS[unknown.prior.name],
            **_interval(found.posterior.interval(k), found.posterior.interval(k, before=True)),
            "source": unknown.prior.source,
        }
        for k, unknown in enumerate(found.posterior.unknowns)
    ]


def _interval(after: Interval, before: Interval) -> dict[str, float]:
    names = ("median", "low", "high")
    return {
        **dict(zip(names, after, strict=True)),
        **{f"prior_{name}": value for name, value in zip(names, before, strict=True)},
    }
