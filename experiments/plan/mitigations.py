"""What may be done about the risk: each thing by itself, with the risk before and after it.

Which there are follows from the procedure and the scenario: nothing is offered that is there already. A gate and a
check are tried as procedures that ship have them; the least change of order is the explorer's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.explorer.assessment import Assessment
from sim.procedure import Procedure, Step
from sim.scenario import Scenario
from sim.units import SECOND, spoken, written
from sim.words import Verb

from ..procedures.written import keys_of
from ..verify import sentences
from .chance import as_keys

FEWER: Final = 10
"""A shorter isolation step is so many times as short."""


@dataclass(frozen=True, slots=True)
class Mitigation:
    """One thing that may be done.

    Attributes:
        name: of it, in a few words.
        how: what has to be done, in a sentence.
        changes: of the scenario, as ``Scenario.replaced`` takes them.
    """

    name: str
    how: str
    changes: Mapping[str, object]


def mitigations(scenario: Scenario, found: Assessment, window: float | None) -> Iterator[Mitigation]:
    """What may be done about a scenario.

    Args:
        scenario: nothing stops it.
        found: what the explorer says of its procedure.
        window: seconds of the longest isolation step that the risk allows; None: there is none.
    """
    procedure = scenario.procedure
    if found.constraint is not None:
        yield Mitigation(
            "the least change of order",
            sentences.remedy(procedure, found.constraint),
            {"procedure": as_keys(found.constraint.procedure)},
        )
    if (gated := _gated(procedure)) is not None:
        yield Mitigation(
            "a gate around the move",
            "close_gate before the cut-over; wait for replication and verify isolation on all controllers before"
            " open_gate.",
            {"procedure": gated},
        )
    if procedure.default_lists == "open":
        denied = {**as_keys(procedure), "default_lists": "denied"}
        yield Mitigation(
            "default lists denied",
            "Deny everybody the default address lists and the default offline address book before the first night.",
            {"procedure": denied},
        )
    if procedure.depends_on_window and found.verdict.leaks:
        yield from _shorter(scenario, window)
    if scenario.clients.left_on_at_night > 0 and found.verdict.leaks:
        yield Mitigation(
            "no Outlook left on",
            "Ask every customer to close Outlook on the evening of its night, and be obeyed.",
            {"clients.left_on_at_night": 0.0},
        )


def _shorter(scenario: Scenario, window: float | None) -> Iterator[Mitigation]:
    base = scenario.steps.assign_policy.base if scenario.window is None else scenario.window
    if window is None:
        name, longest = "a shorter isolation step", max(1, base // FEWER)
    elif window * SECOND < base:
        name, longest = "the longest isolation step allowed", max(1, round(window * SECOND))
    else:
        return
    how = f"Hold it to {spoken(longest)} for every tenant."
    yield Mitigation(name, how, {"window": written(longest)})


def _gated(procedure: Procedure) -> dict[str, Any] | None:
    """The procedure with a gate that is opened after a check; None: it has a gate, or nowhere to put one."""
    verbs = [step.verb for step in procedure.steps]
    if Verb.CLOSE_GATE in verbs or not {Verb.CUT_OVER, Verb.ASSIGN_POLICY} <= set(verbs):
        return None
    steps = [
        step for step in procedure.steps if step.verb not in (Verb.WAIT_REPLICATION, Verb.VERIFY_ISOLATION)
    ]
    first = next(i for i, step in enumerate(steps) if step.verb in (Verb.CUT_OVER, Verb.SWITCH_ROUTING))
    last = max(
        i
        for i, step in enumerate(steps)
        if step.verb in (Verb.CUT_OVER, Verb.SWITCH_ROUTING, Verb.ASSIGN_POLICY)
    )
    scopes = {step.scope for step in steps[first : last + 1]}
    if len(scopes) > 1:
        return None
    checked = [Step(verb=verb) for verb in (Verb.WAIT_REPLICATION, Verb.VERIFY_ISOLATION, Verb.OPEN_GATE)]
    closed = [Step(verb=Verb.CLOSE_GATE)]
    whole = [*steps[:first], *closed, *steps[first : last + 1], *checked, *steps[last + 1 :]]
    keys = as_keys(procedure, [keys_of(step) for step in whole])
    return {**keys, "name": f"{procedure.name}, gated"}
