"""The seal of a procedure: proved that it cannot leak, or the shortest story, for tables and pages."""

from dataclasses import asdict, dataclass
from typing import Any

from sim.explorer import Instance, explore
from sim.explorer.scaled import scaled_down
from sim.explorer.verdict import Verdict
from sim.procedure import Procedure
from sim.scenario import Scenario

from .wording import counted


@dataclass(frozen=True, slots=True)
class Seal:
    """What the explorer says of a procedure.

    Attributes:
        is_proved: it cannot leak, under the scenario's classes of faults either.
        leaks: it can, without any fault.
        states: met in the search.
        words: the seal itself.
        story: the shortest leaking one, a line an event; empty where there is none.
    """

    is_proved: bool
    leaks: bool
    states: int
    words: str
    story: tuple[str, ...]

    def described(self) -> dict[str, Any]:
        """The same for a JSON file."""
        return {**asdict(self), "story": list(self.story)}


def seal(procedure: Procedure, scenario: Scenario | None = None) -> Seal:
    """The seal of a procedure on a scenario's platform, among its faults; of none: without faults."""
    if scenario is None:
        return _sealed(explore(procedure), None)
    small, faults = scaled_down(scenario)
    instance = Instance(controllers=small.controllers, are_sources_redirecting=small.are_sources_redirecting)
    verdict = explore(procedure, instance)
    among_faults = explore(procedure, small, faults=faults) if faults and not verdict.leaks else None
    return _sealed(verdict, among_faults)


def _sealed(verdict: Verdict, among_faults: Verdict | None) -> Seal:
    may_leak = verdict if among_faults is None or not among_faults.leaks else among_faults
    story = tuple(f"{event.actor}: {event.action}: {event.says}" for event in may_leak.story)
    states = counted(verdict.states, "state")
    if verdict.leaks:
        words = f"leaks: {counted(len(story), 'action')} are enough"
    elif may_leak.leaks:
        words = f"cannot leak without a fault, {states}; with the scenario's faults it can"
    else:
        words = f"proved: cannot leak, {states}"
    return Seal(not may_leak.leaks, verdict.leaks, verdict.states, words, story)
