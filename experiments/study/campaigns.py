"""The campaigns of a study, as a worker runs them: what comes back is small enough to hand from process to process.

A cell is simulated in SimPy on the fake Exchange beside the kernel under the same draws, and their rows are
compared here, where both are. A schedule is what one seed draws: the kernel runs every cell under it, so the
same tenants, clients and durations meet every procedure and window. Keep one campaign of SimPy at a time: at
130,000 tenants it takes 1 GB.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from fakeexchange.clock import NEVER
from sim.chances import ROUGHLY, chances
from sim.draws import Draws
from sim.errors import InputError, Mistake
from sim.judges import Engine, judge
from sim.outcome import Outcome, first_difference
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.stops import may_stop
from sim.streams import Source
from sim.units import spoken

from ..estimates import over_all
from ..naming import OwnNames
from ..slices import one_in
from ..stories.choice import FIRST
from ..stories.picture import Picture
from ..stories.story import explain

OBSERVING: Final[Engine] = "simpy"
"""The judge of one schedule of every cell: it observes."""
REPLICATING: Final[Engine] = "kernel"
"""The judge of all the others: it computes the same, and much sooner."""
COUNTED: Final = ("connected", "asked", "exposed")
"""Counts of tenants, of which the law given the schedule is known."""
LOOKED_AT: Final = 10_000
"""Tenants that are looked at for what a schedule makes one expect, other ones under each seed, and scaled."""
LOOKED_AT_SLOWLY: Final = 1_000
"""Likewise where books are fetched when due: the law takes a hundredth of a second a tenant."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One campaign of a study.

    Attributes:
        scenario: what is simulated.
        windows: the lengths of the isolation step it answers for, microseconds; none: as drawn.
        variant: what was changed of the scenario, in words; empty in the grid.
    """

    scenario: Scenario
    windows: tuple[int, ...]
    variant: str = ""

    def __str__(self) -> str:
        """Procedure, isolation step and variant, in words."""
        step = " and ".join(map(spoken, self.windows)) or "as drawn"
        return f"{self.scenario.procedure.name}, isolation step {step}" + (
            f", {self.variant}" if self.variant else ""
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What one campaign came to.

    Attributes:
        seed: of its draws.
        totals: the Outcome's, and how many tenants were shown names.
        nights: tenants exposed of the batches of each night that opened, by its number.
        expected: how many tenants are connected, asked and exposed on average over what clients may do, given the
            schedule; without them where nobody asked for it.
    """

    seed: int
    totals: dict[str, Any]
    nights: dict[int, int]
    expected: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, outcome: Outcome, expected: Mapping[str, float] | None = None) -> "Result":
        """The totals and nights of an outcome, and what its schedule makes one expect, where that is known."""
        columns = outcome.columns
        opened = np.unique(columns["night"][columns["night"] > 0]).tolist()
        exposed = np.bincount(
            columns["night"][columns["exposed_at"] != NEVER], minlength=max(opened, default=0) + 1
        )
        named = int((columns["tenants_named"] > 0).sum())
        return cls(
            outcome.seed,
            {**outcome.totals, "named": named},
            {k: int(exposed[k]) for k in opened},
            expected or {},
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """What one campaign came to, observed in SimPy, and whether the other engine says the same.

    Attributes:
        result: by SimPy.
        rows: rows of the two engines that were compared.
        difference: the first one, in words; None: every row is equal, in every column.
        exposed: the tenants that were, by their numbers, in ascending order.
    """

    result: Result
    rows: int
    difference: str | None
    exposed: tuple[int, ...] = ()


class DisagreementError(InputError):
    """Two engines say different things of one campaign: a defect of the lab, which ends as bad input does."""

    @classmethod
    def of(cls, cell: Cell, seed: int, difference: str) -> "DisagreementError":
        """The line that says where they differ."""
        return cls(
            "engines disagree",
            f"{cell}, seed {seed}: {difference}; this is a defect of gallab: please report this line",
        )


def refuse_doubles(key: str, names: Sequence[str]) -> None:
    """Make sure that campaigns can be told apart by name.

    Raises:
        InputError: a name is there twice.
    """
    if len(set(names)) < len(names):
        raise InputError("campaigns", Mistake(key, list(names), "expected each name once"))


Crossed = Sequence[tuple[str, tuple[int, ...]]]
"""Procedures by name or file, each with the lengths of the isolation step that one run of it answers for."""


def crossed(procedures: Sequence[str], windows: Sequence[int]) -> Crossed:
    """One a procedure and window; one for all windows only where none can matter; of no window one as drawn.

    Args:
        procedures: names or files.
        windows: lengths of the isolation step, microseconds.

    Raises:
        InputError: a procedure or a length is there twice, or cannot be used.
    """
    loaded = [Procedure.load(name) for name in procedures]
    refuse_doubles("procedures", [procedure.name for procedure in loaded])
    refuse_doubles("windows", list(map(spoken, windows)))
    each: list[tuple[int, ...]] = [(w,) for w in windows] or [()]
    return [
        (name, group)
        for name, procedure in zip(procedures, loaded, strict=True)
        for group in (each if procedure.depends_on_window else [tuple(windows)])
    ]


def grid(
    scenario: Scenario, which: Crossed, source: str, changes: Mapping[str, object] | None = None
) -> list[Cell]:
    """The cells of a scenario.

    Args:
        scenario: what they share.
        which: see ``crossed``.
        source: what to name where something is wrong.
        changes: keys that all of them change; None: none.

    Raises:
        InputError: the scenario does not take a change.
    """
    return [
        Cell(
            scenario.replaced(
                {**(changes or {}), "procedure": name, **({"window": f"{group[0]} us"} if group else {})},
                source,
            ),
            group,
        )
        for name, group in which
    ]


def compared(cell: Cell, seed: int) -> Compared:
    """One cell in SimPy, and beside it in the kernel under the same draws."""
    draws = Draws(cell.scenario, Source(seed), is_shared=True)
    observed = judge(cell.scenario, draws, OBSERVING)
    computed = judge(cell.scenario, draws, REPLICATING)
    rows = observed.columns
    exposed = np.sort(rows["tenant"][rows["exposed_at"] != NEVER]).tolist()
    return Compared(
        Result.of(observed), int(rows["tenant"].size), first_difference(observed, computed), tuple(exposed)
    )


def pictured(cell: Cell, seed: int, who: str = FIRST, names: OwnNames = None) -> Picture | None:
    """The swim lane of one tenant, by default of the first that a cell exposes; None where it exposes nobody."""
    _, story = explain(cell.scenario, seed, who, REPLICATING, names)
    return None if story is None else Picture.of(story)


def replicated(cells: Sequence[Cell], seed: int) -> list[Result]:
    """One schedule: every cell in the kernel under one seed, with its expectations, in the order of the cells."""
    return [
        Result.of(judge(cell.scenario, draws, REPLICATING), expected(cell.scenario, draws))
        for cell, draws in drawn(cells, seed)
    ]


def drawn(cells: Sequence[Cell], seed: int) -> Iterator[tuple[Cell, Draws]]:
    """Each cell with what one seed draws for it."""
    draws = None
    for cell in cells:
        # Cells that differ in procedure and window alone share draws; a variant may need its own.
        if draws is None or not draws.serve(cell.scenario):
            draws = Draws(cell.scenario, Source(seed), is_shared=True)
        yield cell, draws


def looked_at_every(scenario: Scenario) -> int:
    """One tenant in how many is looked at for what a schedule makes one expect."""
    if may_stop(scenario) or scenario.inventory is not None:
        # What hangs together is told of all; and of an inventory the same would be looked at under each seed.
        return 1
    most = LOOKED_AT_SLOWLY if scenario.clients.oab_after_move == "when_due" else LOOKED_AT
    return one_in(scenario, most)


def expected(scenario: Scenario, draws: Draws) -> dict[str, float]:
    """How many tenants are connected, asked and exposed in the mean, given the schedule."""
    every = looked_at_every(scenario)
    given = chances(scenario, draws, ROUGHLY, every=every)
    mailboxes = np.diff(draws.people.first_mailbox).astype(float)
    return {name: over_all(getattr(given, name), mailboxes, every)[0] for name in COUNTED}
