"""What a verdict may rest on, taken away: each negation changes the procedure or the platform it is tried on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ..procedure import Procedure, Step
from ..words import Verb
from .instance import Instance

Tried = tuple[Procedure, Instance]
Negation = Callable[[Procedure, Instance], Tried | None]
"""A procedure and a platform of which something is not true any more; None where it bears on neither."""

_A_WHILE: Final = "1 s"


def _step(verb: Verb, **keys: object) -> Step:
    return Step.model_validate({"verb": verb, **keys})


def _without_effect(verb: Verb) -> Negation:
    """A step of a verb takes its time and does nothing."""

    def negate(step: Step) -> Step:
        return _step(Verb.MANUAL, scope=step.scope, duration=_A_WHILE)

    return _each(verb, negate)


def _each(verb: Verb, negate: Callable[[Step], Step]) -> Negation:
    def of(procedure: Procedure, instance: Instance) -> Tried | None:
        steps = tuple(negate(step) if step.verb is verb else step for step in procedure.steps)
        return None if steps == procedure.steps else (procedure.model_copy(update={"steps": steps}), instance)

    return of


def _lists(default: str) -> Negation:
    def of(procedure: Procedure, instance: Instance) -> Tried | None:
        if procedure.default_lists == default:
            return None
        return procedure.model_copy(update={"default_lists": default}), instance

    return of


def _platform(negate: Callable[[Instance], Instance]) -> Negation:
    return lambda procedure, instance: (procedure, negate(instance))


NEGATIONS: Final[dict[str, Negation]] = {
    "source_redirects": _platform(lambda of: replace(of, are_sources_redirecting=True)),
    "gate_does_nothing": _without_effect(Verb.CLOSE_GATE),
    "gate_on_a_timer": _each(
        Verb.OPEN_GATE, lambda step: step if step.on else _step(step.verb, on="timer", after=_A_WHILE)
    ),
    "default_lists_open": _lists("open"),
    "default_lists_denied": _lists("denied"),
    "assignment_does_nothing": _without_effect(Verb.ASSIGN_POLICY),
    "policy_lost_at_cut_over": _platform(lambda of: replace(of, are_policies_lost_at_cut_over=True)),
    "wait_promises_nothing": _each(
        Verb.WAIT_REPLICATION, lambda step: _step(step.verb, scope=step.scope, duration=_A_WHILE)
    ),
    "check_says_nothing": _without_effect(Verb.VERIFY_ISOLATION),
    "one_controller": _platform(lambda of: replace(of, controllers=1)),
}
"""By the name that a condition gives it."""
