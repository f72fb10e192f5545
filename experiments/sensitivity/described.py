"""A sensitivity for programs: a part of a JSON object, or all of one."""

import json
from dataclasses import asdict
from typing import Any, Final

from .sensitivity import Sensitivity
from .tornado import Row

_ABOUT: Final = (
    "procedure",
    "window",
    "tenants",
    "seed",
    "at",
    "exposed",
    "exposed_low",
    "exposed_high",
    "p",
    "p_low",
    "p_high",
    "block",
    "blocks",
    "points",
    "scenario_digest",
    "version",
)
_OF_INPUT: Final = ("input", "basis", "range_basis", "range_source", "own_value")


def to_json(found: Sensitivity) -> str:
    """The object that ``sensitivity --json`` prints."""
    return json.dumps({**{key: found.about[key] for key in _ABOUT}, **part(found)})


def part(found: Sensitivity) -> dict[str, Any]:
    """Its inputs with both ends, its indices, and what is not varied: what another object may carry."""
    inputs: dict[str, Row] = {}
    for row in found.tornado:
        one = inputs.setdefault(row["input"], {key: row[key] for key in _OF_INPUT})
        one[row["end"]] = {key: value for key, value in row.items() if key not in (*_OF_INPUT, "end")}
    return {
        "inputs": list(inputs.values()),
        "indices": list(found.indices),
        "not_varied": [asdict(each) for each in found.not_varied],
    }
