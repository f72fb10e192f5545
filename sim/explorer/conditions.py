"""The conditions of a verdict: what has to be true of the real platform for it.

Each comes from the search: the verdict changes where it is not true. Two that stand in for each other are one
condition: the verdict changes where neither is true. What lies outside the model is said to.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations

from .instance import SMALL, Instance
from .negations import NEGATIONS
from .verdict import Verdict, explore


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that may have to be true.

    Attributes:
        key: its name.
        claim: what is true.
        source: where that comes from.
        check: the shell line that checks it, on a pilot tenant and every controller.
        negation: how it is taken away; empty outside the model.
    """

    key: str
    claim: str
    source: str
    check: str
    negation: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a verdict rests on.

    Attributes:
        any_of: one assumption; two where either of them is enough.
        is_in_model: the verdict has been seen to change without it.
    """

    any_of: tuple[Assumption, ...]
    is_in_model: bool


@cache
def assumptions() -> tuple[Assumption, ...]:
    """All that is known, in the order of the file."""
    text = (resources.files("sim.explorer") / "conditions.toml").read_text(encoding="utf-8")
    return tuple(Assumption(key, **table) for key, table in tomllib.loads(text).items())


def conditions(verdict: Verdict, instance: Instance = SMALL) -> tuple[Condition, ...]:
    """What the verdict on a procedure rests on, each tried on an instance of its own."""

    def changes(*untrue: Assumption) -> bool:
        return _changes(verdict, instance, *untrue)

    tried = [assumption for assumption in assumptions() if assumption.negation]
    alone = [each for each in tried if changes(each)]
    others = [each for each in tried if each not in alone]
    pairs = [pair for pair in combinations(others, 2) if changes(*pair)]
    found = [*((each,) for each in alone), *pairs]
    outside = [] if verdict.leaks else [each for each in assumptions() if not each.negation]
    return (*(Condition(each, True) for each in found), *(Condition((each,), False) for each in outside))


def _changes(verdict: Verdict, instance: Instance, *untrue: Assumption) -> bool:
    """Does the verdict change where some assumptions are not true, all of them together?"""
    procedure = verdict.procedure
    for each in untrue:
        negated = NEGATIONS[each.negation](procedure, instance)
        if negated is None:
            return False
        procedure, instance = negated
    return explore(procedure, instance, faults=verdict.faults).leaks is not verdict.leaks
