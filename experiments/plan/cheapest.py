"""The cheapest safe procedure: of all orderings that the explorer proves, the one that costs least.

Of each safe class three members are costed, between which the others lie (``sim.orderings.extremes``), under one
schedule of the kernel on a prefix of the population. Safe exposes nobody, so cost alone decides: nights, then
downtime, then refused logons. The procedures that ship and are proved stand beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.orderings.choice import procedure_of
from sim.orderings.extremes import Aim, extreme
from sim.procedure import Move, Procedure, built_in
from sim.scenario import Scenario

from ..orderings.atlas import durations
from ..orderings.survey import Survey
from ..orderings.worth import Cell, Worth, worths
from ..seal import seal
from ..workers import Run, in_order

TENANTS: Final = 4_000
"""Tenants that orderings are costed on."""
ALIKE_S: Final = 15
"""Downtimes that are no further apart are alike: the shock of another night alone moves them so."""
_A_LOT: Final = 24


@dataclass(frozen=True, slots=True)
class Safe:
    """A procedure that is proved, and what it costs.

    Attributes:
        procedure: it.
        is_built_in: it ships, under its name.
        worth: its cost, over the tenants that it was costed on.
    """

    procedure: Procedure
    is_built_in: bool
    worth: Worth


def cheapest_safe(run: Run, scenario: Scenario, seed: int) -> list[Safe]:
    """The safe procedures of the scenario's move: the cheapest ordering of all, then those that ship, cheapest first.

    Args:
        run: runs tasks.
        scenario: whose procedure is replaced; nothing stops it.
        seed: of the one schedule.
    """
    part = scenario.replaced({"population.tenants": min(TENANTS, scenario.population.tenants)}, source="plan")
    move = scenario.procedure.move
    members = _members(part, move, seed)
    shipped = [p for p in map(Procedure.load, built_in()) if p.move is move and seal(p).is_proved]
    shipped = [p for p in shipped if not p.probes]
    cells = [Cell(p, None, None) for p in (*members, *shipped)]
    lots = [cells[first : first + _A_LOT] for first in range(0, len(cells), _A_LOT)]
    found = in_order(run, [(worths, (part, lot, seed)) for lot in lots])
    each: list[Worth] = [worth for lot in found for worth in lot]
    by_order = [Safe(p, False, w) for p, w in zip(members, each, strict=False)]
    named = [Safe(p, True, w) for p, w in zip(shipped, each[len(members) :], strict=True)]
    return [min(by_order, key=_cost), *sorted(named, key=_cost)]


def _members(part: Scenario, move: Move, seed: int) -> Sequence[Procedure]:
    """Members of every safe class, between which the others lie, each once."""
    takes = durations(part, seed)
    survey = Survey.of(move, lambda done, of: None)
    safe = [each.one for each in survey.judged if not each.leaks]
    orderings = dict.fromkeys(extreme(one, aim, takes) for one in safe for aim in Aim)
    return [procedure_of(ordering, move) for ordering in orderings]


def _cost(safe: Safe) -> tuple[int, int, int, int]:
    # A step that costs nobody anything is still one more to carry out.
    worth, steps = safe.worth, len(safe.procedure.steps)
    return worth.nights, round(worth.downtime_p99_s / ALIKE_S), steps, worth.refused_logons
