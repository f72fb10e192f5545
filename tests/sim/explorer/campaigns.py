"""Whole campaigns of the kernel, against what the explorer says of their procedure.

The scenarios are those of the equality of the engines: clients, faults, lags, nights, redirects. A campaign counts
where ovh-2016 exposes somebody under the same scenario and seed: else nobody came.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache

from sim.draws import Draws
from sim.explorer import Instance, explore
from sim.explorer.constraint import constrained
from sim.explorer.scaled import scaled_down
from sim.judges import judge
from sim.procedure import Procedure, built_in
from sim.scenario import Scenario
from sim.words import Verb

from ..equality.cases import Case
from ..equality.examples import for_each


def safe_ones(case: Case) -> Iterator[tuple[Procedure, int]]:
    """Procedures that cannot leak, each with how many tenants the kernel exposes under it; none where nobody came.

    Built-ins, the case's own procedure, and its own put right.
    """
    scenario, draws = case.scenario, case.draws(is_shared=True)
    if not exposed(scenario, draws, Procedure.load("ovh-2016")):
        return
    own = scenario.procedure
    mended = constrained(own, ((Verb.WAIT_REPLICATION, Verb.SWITCH_ROUTING),))
    of_its_own = [own] if mended is None else [own, mended]
    instance, faults = scaled_down(scenario)
    for procedure in (*of_its_own, *_built_ins()):
        if not leaks(procedure, instance, faults):
            yield procedure, exposed(scenario, draws, procedure)


def exposed(scenario: Scenario, draws: Draws, procedure: Procedure) -> int:
    """Tenants that the kernel exposes where a scenario's tenants are migrated by a procedure."""
    other = scenario.model_copy(update={"procedure": procedure})
    return int(judge(other, draws, "kernel").totals["exposed"])


@cache
def leaks(procedure: Procedure, instance: Instance, faults: int) -> bool:
    """The explorer's verdict."""
    return explore(procedure, instance, faults=faults).leaks


@cache
def _built_ins() -> tuple[Procedure, ...]:
    return tuple(map(Procedure.load, built_in()))


def compared(shards: range) -> tuple[Counter[str], list[str]]:
    """How many campaigns of each procedure counted, and in words each that exposed somebody."""
    counted: Counter[str] = Counter()
    wrong: list[str] = []

    def look(case: Case) -> None:
        for procedure, number in safe_ones(case):
            counted[procedure.name] += 1
            if number:
                steps = [str(step.verb) for step in procedure.steps]
                wrong.append(f"{procedure.name} exposes {number}: {steps}; the case: {case.told()}")

    for_each(shards, look)
    return counted, wrong
