"""Every default with its unit and its source, and what a scenario changed: read from the file itself."""

import json
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

from sim.scenario import TABLES, Scenario, defaults

_TABLE = re.compile(r"\[(\w+)\]")
_KEY = re.compile(r"(\w+) = ")
_UNIT = re.compile(r"[\d.]+\s*([A-Za-z]+(?:/[A-Za-z]+)?|/[a-z])")


def assumptions(scenario: Scenario) -> Iterator[dict[str, str]]:
    """One row a key: key, value, unit, source, and whether the scenario changed it."""
    for table, key, source in _sources():
        changed = _at(scenario.raw, table, key)
        default = defaults()[table][key]
        value = default if changed is None else changed
        if isinstance(value, dict) and isinstance(default, dict):
            value = {**default, **value}
        yield {
            "key": f"{table}.{key}",
            "value": _shown(value),
            "unit": _unit(value),
            "source": source,
            "status": "default" if changed is None or value == default else "changed",
        }


def _sources() -> Iterator[tuple[str, str, str]]:
    """Table, key and the comment above it, for every key of the defaults."""
    table, comment = "", ""
    for line in (resources.files("sim") / "defaults.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            comment = line.removeprefix("#").strip()
        elif match := _TABLE.fullmatch(line):
            table = match[1]
        elif (match := _KEY.match(line)) and table in TABLES:
            yield table, match[1], comment


def _at(raw: dict[str, Any], table: str, key: str) -> Any:
    values = raw.get(table)
    return values.get(key) if isinstance(values, dict) else None


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {_shown(v)}" for k, v in value.items())
    if isinstance(value, list):
        return " ".join(_shown(v) for v in value) or "none"
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _unit(value: Any) -> str:
    """The units written in a value; a number without one is a count or a share."""
    if isinstance(value, dict):
        return ", ".join(dict.fromkeys(filter(None, map(_unit, value.values()))))
    match = _UNIT.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else ""
