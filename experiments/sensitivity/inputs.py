"""Which inputs of a scenario vary, from where to where; and which do not, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.campaign import exact_duration
from sim.ranges import Basis, Range, described
from sim.scenario import Scenario

from ..assumptions import in_force

ISOLATION: Final = "steps.assign_policy.base"
"""The input that makes the window longer."""
RATE: Final = "clients.per_day"
"""The input that makes connections more frequent."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input that varies.

    Attributes:
        range: how low and how high it may be.
        value: of the scenario's key that it belongs to, as the scenario has it.
        basis: what that value rests on.
    """

    range: Range
    value: Any
    basis: Basis

    @property
    def key(self) -> str:
        """What it is called."""
        return self.range.key

    def changes(self, place: float) -> dict[str, object]:
        """What a scenario is given to have it at a place: 0 the low end, 1 the high one."""
        return {self.range.of: self.range.laid_over(self.value, place)}


@dataclass(frozen=True, slots=True)
class NotVaried:
    """An input that stays as it is.

    Attributes:
        key: what it is called.
        why: in words.
    """

    key: str
    why: str


def inputs_of(scenario: Scenario) -> tuple[list[Input], list[NotVaried]]:
    """The inputs that vary, and those that do not, each in the order of the defaults."""
    varied: list[Input] = []
    left: list[NotVaried] = []
    for default in described(scenario.defaults):
        value, is_set = in_force(scenario, default)
        basis = Basis.SET_HERE if is_set else default.basis
        if not default.ranges and default.is_number:
            left.append(NotVaried(default.key, "no range"))
        for each in default.ranges:
            why = _bears_not(scenario, each)
            if why:
                left.append(NotVaried(each.key, why))
            else:
                varied.append(Input(each, value, basis))
    if scenario.window is not None:
        left.append(NotVaried("window", "given, and exact"))
    return varied, left


def together(varied: Iterable[Input], places: Mapping[str, float]) -> dict[str, object]:
    """What a scenario is given to have several inputs at their places, some of them perhaps of one key."""
    changes: dict[str, object] = {}
    for each in varied:
        value = changes.get(each.range.of, each.value)
        changes[each.range.of] = each.range.laid_over(value, places[each.key])
    return changes


def _bears_not(scenario: Scenario, found: Range) -> str:
    """Why an input cannot bear on a scenario; empty where it may."""
    table, name, *_ = found.key.split(".")
    if table == "steps":
        steps = [step for step in scenario.procedure.steps if step.verb == name]
        if not steps:
            return "the procedure has no such step"
        if all(exact_duration(scenario, step) is not None for step in steps):
            return "the step's length is given, and exact"
    if table == "population" and scenario.inventory is not None and name == "mailboxes":
        return "the inventory says it"
    return ""
