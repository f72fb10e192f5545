"""Every default with its unit, its source and its range, and what a scenario changed."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sim.ranges import Basis, Default, Range, described
from sim.scenario import Scenario

_UNIT = re.compile(r"[\d.]+\s*([A-Za-z]+(?:/[A-Za-z]+)?|/[a-z])")


def assumptions(scenario: Scenario) -> Iterator[dict[str, str]]:
    """One row a key: key, value, unit, what it rests on, source, range, and whether the scenario changed it."""
    for default in described(scenario.defaults):
        value, is_set = in_force(scenario, default)
        yield {
            "key": default.key,
            "value": shown(value),
            "unit": _unit(value),
            "basis": str(Basis.SET_HERE if is_set else default.basis),
            "source": default.source,
            "range": "; ".join(map(_range, default.ranges)),
            "status": "changed" if is_set else "default",
        }


def in_force(scenario: Scenario, default: Default) -> tuple[Any, bool]:
    """The value of a key in a scenario, and whether the scenario changed it."""
    table, key = default.key.split(".")
    changed = _at(scenario.raw, table, key)
    value = default.value if changed is None else changed
    if isinstance(value, dict) and isinstance(default.value, dict):
        value = {**default.value, **value}
    return value, not (changed is None or value == default.value)


def shown(value: Any) -> str:
    """A value in words; the entry of a plain one has no name.

    >>> shown({"prompt": 0.2, "restart": 0.48}), shown({"": "60 s"}), shown([])
    ('prompt 0.2, restart 0.48', '60 s', 'none')
    """
    if isinstance(value, dict):
        return ", ".join(f"{k} {shown(v)}".strip() for k, v in value.items())
    if isinstance(value, list):
        return " ".join(shown(v) for v in value) or "none"
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _range(found: Range) -> str:
    return f"{shown(found.low)} to {shown(found.high)} ({found.source})"


def _at(raw: dict[str, Any], table: str, key: str) -> Any:
    values = raw.get(table)
    return values.get(key) if isinstance(values, dict) else None


def _unit(value: Any) -> str:
    """The units written in a value; a number without one is a count or a share."""
    if isinstance(value, dict):
        return ", ".join(dict.fromkeys(filter(None, map(_unit, value.values()))))
    match = _UNIT.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else ""
