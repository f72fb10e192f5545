"""A risk assessment for programs: one JSON object."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from .assessment import Found
from .law import Chance


def to_json(found: Found) -> str:
    """The object that ``risk --json`` prints."""
    about, mean, people = found.about, found.law.mean, found.people
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
            "people": None if people is None else _people(found),
            **{key: value for key, value in about.items() if key not in ("procedure", "command", "scenario")},
            "assumed": list(found.assumed),
        }
    )


def _people(found: Found) -> dict[str, Any]:
    people = found.people
    assert people is not None
    return {
        "everybody": people.everybody,
        "nobody": people.nobody.p,
        "all_but_own": people.all_but_own,
        "all": people.all.p,
    }


def _chances(chances: Sequence[Chance]) -> list[dict[str, Any]]:
    return [{"k": (row := asdict(each)).pop("at_least"), **row} for each in chances]
