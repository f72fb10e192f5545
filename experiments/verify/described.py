"""An assessment for programs: one JSON object."""

import json
from dataclasses import asdict
from typing import Any

from sim.explorer.assessment import Assessment
from sim.explorer.conditions import Condition
from sim.explorer.constraint import Constraint
from sim.explorer.instance import NOT_COVERED
from sim.explorer.story import Event

from . import sentences


def to_json(found: Assessment) -> str:
    """The object that ``verify --json`` prints."""
    verdict, fewest = found.verdict, found.fewest
    return json.dumps(
        {
            "procedure": verdict.procedure.name,
            "faults": verdict.faults,
            "leaks": verdict.leaks,
            "states": verdict.states,
            "instance": asdict(verdict.instance),
            "story": told(verdict.story),
            "conditions": [_condition(each) for each in found.conditions],
            "constraint": None if found.constraint is None else _constraint(found.constraint),
            "stopped": {
                "leaks": any(each.leaks for each in found.stopped),
                "states": sum(each.states for each in found.stopped),
                "instances": [asdict(each.instance) for each in found.stopped],
            },
            "fewest_faults": None
            if fewest is None
            else {"faults": fewest.faults, "story": told(fewest.story)},
            "residual": told(found.residual),
            "warnings": list(found.warnings),
            "not_covered": list(NOT_COVERED),
        },
        ensure_ascii=False,
    )


def told(story: tuple[Event, ...]) -> list[dict[str, str]]:
    """A story, an object a line."""
    return [{"actor": event.actor, "action": event.action, "says": event.says} for event in story]


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "claim": sentences.claim(condition),
        "in_model": condition.is_in_model,
        "any_of": [
            {"key": each.key, "claim": each.claim, "source": each.source, "check": each.check}
            for each in condition.any_of
        ],
    }


def _constraint(constraint: Constraint) -> dict[str, Any]:
    return {
        "pairs": [[str(before), str(after)] for before, after in constraint.pairs],
        "steps": [str(step.verb) for step in constraint.procedure.steps],
        "states": constraint.states,
    }
