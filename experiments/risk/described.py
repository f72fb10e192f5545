"""A risk assessment for programs: one JSON object."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple
from typing import Any

from .assessment import Found
from .disclosed import Amount, Disclosed
from .law import Chance, Quantile


def to_json(found: Found) -> str:
    """The object that ``risk --json`` prints."""
    about, mean = found.about, found.law.mean
    return json.dumps(
        {
            "procedure": about["procedure"],
            "mean": mean.mean,
            "mean_low": mean.mean_low,
            "mean_high": mean.mean_high,
            "quantiles": {f"{each.percent:g}": each.number for each in found.quantiles},
            "quantile_intervals": {f"{each.percent:g}": [each.low, each.high] for each in found.quantiles},
            "at": _chances(found.at),
            "worst_night": {"mean": found.law.worst.mean.mean, "at": _chances(found.at_worst)},
            "can_expose": not found.law.is_none,
            "disclosed": None if found.disclosed is None else _disclosed(found.disclosed),
            **{key: value for key, value in about.items() if key not in ("procedure", "command", "scenario")},
            "assumed": list(found.assumed),
        }
    )


def _disclosed(found: Disclosed) -> dict[str, Any]:
    return {
        "nobody": found.nobody.p,
        "one_viewer": found.one_viewer,
        "more": found.more.p,
        **{
            kind.name: {
                "everybody": kind.everybody,
                "seen": _by_percent(found, kind.seen),
                "handed_out": _by_percent(found, kind.handed_out),
            }
            for kind in found.kinds
        },
    }


def _by_percent(found: Disclosed, amount: Callable[[Quantile], Amount]) -> dict[str, list[int | None]]:
    return {f"{each.percent:g}": list(astuple(amount(each))) for each in found.quantiles}


def _chances(chances: Sequence[Chance]) -> list[dict[str, Any]]:
    return [{"k": (row := asdict(each)).pop("at_least"), **row} for each in chances]
