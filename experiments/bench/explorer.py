"""The explorer on the real fake: what a state takes, and what all built-in procedures take together.

Asked for are 20,000 states a second and two seconds for the built-ins, so both are told in the unit of what is
asked: like bytes a tenant, microseconds a state are a ratio of two numbers of one run.
"""

from sim.explorer import explore
from sim.procedure import Procedure, built_in

from .ratio import Direction, Goal, Measured, Row
from .trial import Trial


def measure_states(trial: Trial) -> Measured:
    """Microseconds a state, over the procedures whose every state is met."""
    safe = [procedure for procedure in _built_ins() if not explore(procedure).leaks]
    states = sum(explore(procedure).states for procedure in safe)
    note = f"{states:,} states of {', '.join(procedure.name for procedure in safe)}"
    return Measured(trial.seconds(lambda: _search(safe), each=states / 1e6), note)


def measure_built_ins(trial: Trial) -> Measured:
    """Seconds of all built-ins, one search each."""
    procedures = _built_ins()
    leaking = sum(explore(procedure).leaks for procedure in procedures)
    note = f"{len(procedures)} procedures, {leaking} of which leak and end at the first leak"
    return Measured(trial.seconds(lambda: _search(procedures)), note)


def _built_ins() -> list[Procedure]:
    return [Procedure.load(name) for name in built_in()]


def _search(procedures: list[Procedure]) -> None:
    for procedure in procedures:
        explore(procedure)


ROWS = (
    Row(
        "explorer-states",
        "time of the explorer on the real fake, over the built-in procedures that cannot leak",
        "each state that is met",
        Goal(Direction.WITHIN, 50, 25, unit="us"),
        measure_states,
        is_scaled=False,
    ),
    Row(
        "explorer-built-ins",
        "time of the explorer on the real fake, all built-in procedures one after the other",
        "a second",
        Goal(Direction.WITHIN, 2, 1, unit="s"),
        measure_built_ins,
        is_scaled=False,
    ),
)
