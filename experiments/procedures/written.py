"""A procedure as the keys and the TOML that people write: what is at its default is left out."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sim.procedure import Procedure, Step
from sim.units import written

HEAD: Final = ("name", "purpose", "move", "default_lists")
"""What a procedure says before its steps."""
DURATIONS: Final = ("duration", "after")

Keys = dict[str, Any]


def head_of(procedure: Procedure) -> Keys:
    """The keys before the steps."""
    return {key: str(getattr(procedure, key)) for key in HEAD}


def keys_of(step: Step) -> Keys:
    """The keys of a step, those at their defaults left out, durations with their unit."""
    found: Keys = {}
    for key, field in Step.model_fields.items():
        value = getattr(step, key)
        if value != field.default:
            found[key] = written(value) if key in DURATIONS else str(value) if key == "scope" else value
    return found | {"verb": str(step.verb)}


def to_toml(
    head: Mapping[str, Any], steps: Iterable[Mapping[str, Any]], notes: Mapping[int, list[str]]
) -> str:
    """A procedure's file.

    Args:
        head: its keys before the steps.
        steps: the keys of each.
        notes: comments to stand before a step, by its index; those of one past the last stand at the end.
    """
    steps = list(steps)
    tables = [_table(head)]
    for place, step in enumerate(steps):
        tables.append(_comments(notes.get(place, [])) + "[[steps]]\n" + _table(step))
    last = _comments(notes.get(len(steps), []))
    return "\n".join([*tables, *([last] if last else [])])


def _comments(lines: Iterable[str]) -> str:
    return "".join(f"# {' '.join(line.split())}\n" for line in lines)


def _table(keys: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in keys.items())


def _value(value: object) -> str:
    # A basic string of TOML is one of JSON, but for the one control character that JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
