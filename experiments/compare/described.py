"""A comparison for programs: one JSON object."""

import json
from typing import Any, Final

from sim.outcome import CAUSES

from ..study.campaigns import COUNTED
from .comparison import Found, Row
from .measures import MEASURES

_ABOUT: Final = (
    "reference",
    "window",
    "tenants",
    "seed",
    "schedules",
    "stop",
    "rows_compared",
    "scenario_digest",
    "version",
)
_SPREAD: Final = ("mean", "mean_low", "mean_high", "min", "q05", "median", "q95", "max")
_OF_EXPECTED: Final = ("mean", "mean_low", "mean_high")
_SAID_ABOVE: Final = ("tenants", "seed", "schedules")


def to_json(found: Found) -> str:
    """The object that ``compare --json`` prints."""
    return json.dumps(
        {
            **{key: found.about[key] for key in _ABOUT},
            "procedures": [_procedure(row) for row in found.procedures],
            "differences": [
                {key: value for key, value in row.items() if key not in _SAID_ABOVE}
                for row in found.differences
            ],
            "dominated": found.about["dominated"],
            "sides": [sides.described() for sides in found.sides],
        }
    )


def _procedure(row: Row) -> dict[str, Any]:
    return {
        "procedure": row["procedure"],
        "dominated_by": row["dominated_by"],
        **{
            measure.total: {
                "unit": measure.unit,
                **{what: row[f"{measure.total}_{what}"] for what in _SPREAD},
                **(
                    {f"expected_{what}": row[f"{measure.total}_expected_{what}"] for what in _OF_EXPECTED}
                    if measure.total in COUNTED
                    else {}
                ),
            }
            for measure in MEASURES
        },
        "any_exposed": {
            "share": row["any_exposed_share"],
            "low": row["any_exposed_share_low"],
            "high": row["any_exposed_share_high"],
        },
        "first_schedule": {
            "seed": row["seed"],
            "exposed": row["exposed"],
            "exposed_by_cause": {cause: row[cause] for cause in CAUSES if cause in row},
        },
    }
