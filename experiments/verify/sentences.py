"""Findings of the explorer in single sentences, the same in text, checklist, figure and report."""

from sim.explorer.assessment import Assessment
from sim.explorer.conditions import Condition
from sim.explorer.constraint import Constraint
from sim.explorer.story import Event
from sim.explorer.verdict import Verdict
from sim.procedure import Procedure

from ..wording import counted


def headline(verdict: Verdict) -> str:
    """The verdict.

    >>> from sim.explorer import Instance, explore
    >>> headline(explore(Procedure.load("isolate-first"), Instance(movers=1, mailboxes=1)))
    'isolate-first cannot leak'
    """
    under = f" under {counted(verdict.faults, 'fault')}" if verdict.faults else ""
    if not verdict.leaks:
        return f"{verdict.procedure.name} cannot leak{under}"
    return f"{verdict.procedure.name} leaks{under}: {counted(len(verdict.path) + 1, 'action')} are enough"


def searched(verdict: Verdict) -> str:
    """How many states, and of what."""
    how = "met before the first leak" if verdict.leaks else "every interleaving"
    return f"{counted(verdict.states, 'state')}, {how}: {verdict.instance}."


def stopped(assessment: Assessment) -> str:
    """What a stop at any step would do."""
    verdicts = assessment.stopped
    if verdicts[-1].leaks:
        in_flight = counted(verdicts[-1].instance.movers, "tenant")
        return f"It leaks too where the campaign is stopped and what is in flight backed out: {in_flight} moving."
    tried = [
        f"{counted(each.states, 'state')}, {counted(each.instance.movers, 'tenant')} moving"
        for each in verdicts
    ]
    return (
        "Nor does it where the campaign is stopped at any step and what is in flight is backed out: "
        f"{'; '.join(tried)}."
    )


def fewest(assessment: Assessment) -> str:
    """The smallest number of faults that leaks, and which they are."""
    found = assessment.fewest
    if found is None:
        return (
            "No number of faults makes it leak: steps that fail for good, or report success and do nothing."
        )
    if not found.faults:
        return "It takes no fault."
    befell = "; ".join(f"{event.action} {event.says}" for event in faults_in(found))
    return f"{counted(found.faults, 'fault')} are enough to make it leak, and not fewer: {befell}.".replace(
        "1 fault are", "1 fault is"
    )


def faults_in(verdict: Verdict) -> list[Event]:
    """The events of a story that are faults."""
    return [event for event in verdict.story if event.is_fault]


def remedy(procedure: Procedure, constraint: Constraint | None) -> str:
    """The constraint whose addition removes the leak."""
    if constraint is None:
        return "No constraint on the order of its steps removes the leak, nor two together."
    have = {step.verb for step in procedure.steps}
    timed = {step.verb for step in procedure.steps if step.on is not None}
    parts = []
    for before, after in constraint.pairs:
        new = "" if before in have else ", which has to be put in"
        sequence = ", in sequence and not on a timer" if after in timed else ""
        parts.append(f"{after} not before {before} has ended{new}{sequence}")
    what = "One constraint removes the leak" if len(parts) == 1 else "Two constraints remove the leak"
    return f"{what}: {'; '.join(parts)}. Checked: {counted(constraint.states, 'state')} without one."


def left_behind(residual: tuple[Event, ...]) -> str:
    """What outlives the window, without the story."""
    fetched = next(event for event in residual if event.action == "connect and ask")
    return (
        "Left behind: a client keeps strangers in its offline address book when all is over and its tenant is "
        f"isolated, until its next good download. It {fetched.says}."
    )


def claim(condition: Condition) -> str:
    """What has to be true."""
    if len(condition.any_of) == 1:
        return condition.any_of[0].claim
    return "One of these is enough. " + " Or: ".join(each.claim for each in condition.any_of)
