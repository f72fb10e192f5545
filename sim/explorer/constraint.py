"""The one constraint whose addition removes a leak: found by search, and checked by it.

A constraint is a precedence: one step not before another has ended. It is added by delaying what has to wait,
and whatever has to follow that, and nothing else; a wait or a check that the procedure lacks is put in where it
belongs. Nothing here knows which constraint helps: each is tried.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ..procedure import BEFORE, Move, Procedure, Scope, Step, disorder
from ..words import Verb
from .instance import SMALL, Instance
from .verdict import explore

INSERTED: Final = (Verb.WAIT_REPLICATION, Verb.VERIFY_ISOLATION)
"""Steps that may be put into a procedure that lacks them."""
PLACES: Final = {
    Verb.WAIT_REPLICATION: (Verb.ASSIGN_POLICY,),
    Verb.VERIFY_ISOLATION: (Verb.WAIT_REPLICATION, Verb.ASSIGN_POLICY),
}
"""Behind which step each of them is put: the first that is there."""

Pair = tuple[Verb, Verb]
"""The first has to have ended before the second begins."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """Precedences under which a procedure cannot leak, none of which can be left out.

    Attributes:
        pairs: one; two where no single one is enough.
        procedure: the procedure that keeps them.
        states: of it, all of them met without a leak.
    """

    pairs: tuple[Pair, ...]
    procedure: Procedure
    states: int


@dataclass(frozen=True, slots=True)
class _Tried:
    pairs: tuple[Pair, ...]
    procedure: Procedure
    cost: tuple[int, int]


def constraint_for(procedure: Procedure, instance: Instance, faults: int) -> Constraint | None:
    """The least change of order that makes a leaking procedure safe; None where two precedences are not enough."""
    singles = list(_candidates(procedure))
    for size in (1, 2):
        tried = sorted(_combined(procedure, singles, size), key=lambda t: t.cost)
        for each in tried:
            if explore(each.procedure, SMALL, faults=faults).leaks:
                continue
            verdict = explore(each.procedure, instance, faults=faults)
            if not verdict.leaks:
                return Constraint(each.pairs, each.procedure, verdict.states)
    return None


def constrained(procedure: Procedure, pairs: tuple[Pair, ...]) -> Procedure | None:
    """A procedure that keeps some precedences, as near to its own order as they allow; None: there is none.

    What a timer carried out comes as early as it may, and what is put in comes as late as it may: so it is the
    precedences that help, and not the places.
    """
    steps = list(procedure.steps)
    for verb in INSERTED:
        held_up = [after for before, after in pairs if before is verb]
        if held_up and all(step.verb is not verb for step in steps):
            if all(step.verb not in PLACES[verb] for step in steps):
                return None
            _insert(steps, verb, held_up)
    later = {after for _, after in pairs}
    steps = [_in_sequence(step) if step.verb in later else step for step in steps]
    timed = {step.verb for step in procedure.steps if step.on is not None} & later
    ordered: list[Step] = []
    while steps:
        waiting = {step.verb for step in steps}
        free = [s for s in steps if not any(need in waiting for need in _needs(procedure, s.verb, pairs))]
        if not free:
            return None
        found = next((step for step in free if step.verb in timed), free[0])
        steps.remove(found)
        ordered.append(found)
    changed = procedure.model_copy(update={"steps": tuple(ordered)})
    return None if disorder(changed) else changed


def _combined(procedure: Procedure, singles: list[Pair], size: int) -> Iterator[_Tried]:
    for pairs in combinations(singles, size):
        changed = constrained(procedure, pairs)
        if changed is not None:
            yield _Tried(pairs, changed, _cost(procedure, changed))


def _candidates(procedure: Procedure) -> Iterator[Pair]:
    """Precedences that the procedure does not keep already, those that hold up less first."""
    verbs = [step.verb for step in procedure.steps]
    timed = {step.verb for step in procedure.steps if step.on is not None}
    ways = [*verbs, *(verb for verb in INSERTED if verb not in verbs and Verb.ASSIGN_POLICY in verbs)]
    for after in reversed(verbs):
        for before in ways:
            is_kept = before in verbs and verbs.index(before) < verbs.index(after) and after not in timed
            if before is not after and not is_kept:
                yield before, after


def _needs(procedure: Procedure, verb: Verb, pairs: tuple[Pair, ...]) -> Iterator[Verb]:
    yield from BEFORE[verb]
    if verb is Verb.ASSIGN_POLICY and procedure.move is Move.MRS:
        yield Verb.CUT_OVER
    yield from (before for before, after in pairs if after is verb)


def _insert(steps: list[Step], verb: Verb, held_up: list[Verb]) -> None:
    verbs = [step.verb for step in steps]
    place = next(verbs.index(behind) for behind in PLACES[verb] if behind in verbs) + 1
    place = max([place, *(verbs.index(after) for after in held_up if after in verbs)])
    # Not into a loop over mailboxes, but behind it.
    while place < len(steps) and steps[place - 1].scope is steps[place].scope is Scope.MAILBOX:
        place += 1
    steps.insert(place, Step(verb=verb))


def _in_sequence(step: Step) -> Step:
    """A step that a timer carried out, in sequence."""
    if step.on is None:
        return step
    keys = {name: getattr(step, name) for name in step.model_fields_set - {"on", "after"}}
    return Step(**keys)


def _cost(procedure: Procedure, changed: Procedure) -> tuple[int, int]:
    """How much is put in, and how many pairs of steps change places."""
    places = {id(step): i for i, step in enumerate(procedure.steps)}
    order = [places[id(step)] for step in changed.steps if id(step) in places]
    swapped = sum(a > b for a, b in combinations(order, 2))
    return len(changed.steps) - len(procedure.steps), swapped
