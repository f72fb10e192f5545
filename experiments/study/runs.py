"""Campaigns on all cores: each once in SimPy, all of them in the kernel under every schedule, until it is enough.

How a campaign comes out is the engines' business alone. A row in which they differ ends everything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..enough import Schedules, Stop, Width
from ..workers import Run, Task, crew
from .campaigns import Cell, Compared, DisagreementError, Result, compared, replicated


@dataclass(frozen=True, slots=True)
class Ran:
    """One campaign and all that it came to.

    Attributes:
        cell: what was asked.
        compared: by SimPy, under the first seed, and that the kernel says the same.
        schedules: by the kernel, one a seed, the first seed's first.
    """

    cell: Cell
    compared: Compared
    schedules: Sequence[Result]

    @property
    def observed(self) -> Result:
        """By SimPy, under the first seed."""
        return self.compared.result

    def numbers(self, total: str) -> list[float]:
        """One of the totals, a schedule each."""
        return [result.totals[total] for result in self.schedules]

    def expected(self, total: str) -> list[float]:
        """What one of the totals is on average over what clients may do, given each schedule."""
        return [result.expected[total] for result in self.schedules]


Judge = Callable[[Sequence[Ran]], Width | None]
"""The widest half-width of what ran; None: there is none to become narrow."""


def run_cells(
    cells: Sequence[Cell], schedules: Schedules, widest: Judge, told: Callable[[int, int], None]
) -> tuple[list[Ran], Stop | None]:
    """Run campaigns.

    Args:
        cells: what to run.
        schedules: under which seeds.
        widest: looks at the intervals; is asked only where a width may end it.
        told: is called with runs done and runs in all, as far as is known; a schedule of all cells is one run.

    Returns:
        What each came to, in the order of the cells, and why no more schedules were run; None: all were.

    Raises:
        DisagreementError: two engines differ in a row.
    """
    # SimPy first, long windows first: many clients come, so those runs last longest.
    order = sorted(range(len(cells)), key=lambda i: -max(cells[i].windows, default=0))
    observed: dict[int, Compared] = {}
    results: dict[int, list[Result]] = {}
    expected = len(schedules.seeds)

    def tell() -> None:
        told(len(observed) + len(results), len(cells) + expected)

    def run_lot(more: Sequence[int], run: Run) -> None:
        watched = [] if observed else order
        first = len(results)

        def took(place: int, result: Any) -> None:
            if place >= len(watched):
                results[first + place - len(watched)] = result
            elif result.difference is not None:
                raise DisagreementError.of(cells[watched[place]], schedules.seeds[0], result.difference)
            else:
                observed[watched[place]] = result
            tell()

        observing: list[Task] = [(compared, (cells[i], schedules.seeds[0])) for i in watched]
        run([*observing, *((replicated, (cells, seed)) for seed in more)], took)

    def ran() -> list[Ran]:
        return [
            Ran(cell, observed[i], [results[k][i] for k in range(len(results))])
            for i, cell in enumerate(cells)
        ]

    tell()
    stop = None
    with crew(len(cells) + len(schedules.seeds)) as run:
        more = schedules.first()
        while more:
            run_lot(more, run)
            if schedules.until is None:
                break
            stop = schedules.stop(len(results), widest(ran()))
            expected = schedules.expected(stop)
            more = schedules.more(stop)
    return ran(), stop
