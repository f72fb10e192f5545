"""Orderings x windows at full size: which campaigns a study runs, and the results folder they become.

Every cell is simulated once in SimPy, anew, on all cores, under the study's first seed; the kernel says the
same beside it, row by row, and then runs every cell under every seed. How a cell comes out is the engines'
business alone. A row in which they differ ends the study, and nothing is written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.units import MINUTE, spoken

from ..assumptions import assumptions
from ..enough import Schedules, Stop, Width
from ..estimates import Spread
from ..files import new_folder
from ..folders import Kind, write_mark, write_tables
from ..naming import OwnNames
from ..seal import seal
from ..stories.choice import FIRST
from ..stories.picture import Picture
from ..workers import run_all
from .campaigns import OBSERVING, REPLICATING, Cell, crossed, grid, pictured
from .file import StudyFile
from .runs import Ran, run_cells
from .tables import cell_rows, night_rows, replication_rows, variant_row

COMPARED_AT: Final = 2 * MINUTE
"""The length of the isolation step at which a report compares procedures, where it is one of the study's."""
SETTLED: Final = {
    "procedure": "the campaigns of a study have their own; name them: gallab study A B",
    "window": "the campaigns of a study have their own; --window takes others",
}
"""Keys of a scenario that a study gives values of its own, and where these come from."""


@dataclass(frozen=True)
class Study:
    """A study, ready to run.

    Attributes:
        file: what the study file says.
        scenario: what all its cells share.
        cells: its campaigns: the grid, then the variants.
        command: what was typed.
        names: of the tenants, where they are shown.
    """

    file: StudyFile
    scenario: Scenario
    cells: tuple[Cell, ...]
    command: str
    names: OwnNames = None

    @classmethod
    def of(cls, file: StudyFile, scenario: Scenario, command: str, names: OwnNames = None) -> "Study":
        """The runs of a study: one a procedure and window; one for all windows only where none can matter."""
        cells = grid(scenario, crossed(file.procedures, file.as_study().windows), file.name)
        for variant, changes in _variants(file):
            cells.append(Cell(scenario.replaced(changes, source=file.name), (), variant))
        return cls(file, scenario, tuple(cells), command, names)

    @property
    def schedules(self) -> Schedules:
        """Under which seeds every cell runs; under the first in SimPy too."""
        return self.file.schedules

    def run(self, out: Path, told: Callable[[int, int], None]) -> Stop | None:
        """Run every cell and every schedule on all cores and write the results folder.

        Args:
            out: the folder.
            told: is called with runs done and runs in all; a schedule of all cells is one run.

        Returns:
            Why no more schedules were run; None: all were.

        Raises:
            DisagreementError: two engines differ in a row; nothing is written.
        """
        with new_folder(out, Kind.STUDY.mark) as folder:
            ran, stop = run_cells(self.cells, self.schedules, _widest, told)
            self._write(folder, ran, stop)
            if (picture := self._picture(ran)) is not None:
                picture.keep(folder)
            from ..report.report import write_report

            write_report(folder)
        return stop

    def _picture(self, ran: Sequence[Ran]) -> Picture | None:
        """The story with which the report opens: the first tenant exposed in the first cell that exposes anybody.

        At the length of the isolation step at which the report compares procedures, if it can be.
        """
        exposing = [r.cell for r in ran if not r.cell.variant and r.observed.totals["exposed"]]
        compared_at = [cell for cell in exposing if COMPARED_AT in cell.windows]
        cell = next(iter(compared_at or exposing), None)
        if cell is None:
            return None
        # In a process of its own: the memory of a campaign goes with it.
        picture: Picture | None
        (picture,) = run_all([(pictured, (cell, self.schedules.seeds[0], FIRST, self.names))])
        return picture

    def _write(self, folder: Path, ran: Sequence[Ran], stop: Stop | None) -> None:
        grid, varied = [r for r in ran if not r.cell.variant], [r for r in ran if r.cell.variant]
        write_tables(
            folder,
            {
                "cells": [row for r in grid for row in cell_rows(r)],
                "nights": [row for r in grid for row in night_rows(r)],
                "variants": [variant_row(r) for r in varied],
                "replications": [row for r in ran for row in replication_rows(r)],
                "assumptions": list(assumptions(self.scenario)),
            },
        )
        write_mark(folder, Kind.STUDY, self._about(ran, stop))

    def _about(self, ran: Sequence[Ran], stop: Stop | None) -> dict[str, Any]:
        from importlib.metadata import version

        campaign = self.scenario.campaign
        names = [cell.scenario.procedure.name for cell in self.cells if not cell.variant]
        seeds = [result.seed for result in ran[0].schedules]
        return {
            "name": self.file.name,
            "purpose": self.file.purpose,
            "seed": seeds[0],
            "seeds": seeds,
            "schedules": len(seeds),
            "stop": stop and stop.described(),
            "rows_compared": sum(r.compared.rows for r in ran),
            "tenants": self.scenario.population.tenants,
            "command": self.command,
            "scenario": self.scenario.name,
            "scenario_digest": self.scenario.digest,
            "version": version("gallab"),
            "reference": self.scenario.procedure.name if self.scenario.procedure.name in names else names[0],
            "engine": OBSERVING,
            "replicating_engine": REPLICATING,
            "runs": len(self.cells),
            "first_day": str(campaign.first_day),
            "windows": [spoken(w) for w in self.file.windows],
            "procedures": [
                {
                    "name": p.name,
                    "purpose": p.purpose,
                    "move": str(p.move),
                    "default_lists": p.default_lists,
                    "steps": [str(s.verb) for s in p.steps],
                    "shares_windows": not p.depends_on_window,
                    "seal": seal(p, self.scenario).described(),
                }
                for p in map(Procedure.load, self.file.procedures)
            ],
        }


def _widest(ran: Sequence[Ran]) -> Width | None:
    """Of the means of every cell's exposed tenants, the one whose interval is widest."""
    spreads = [Spread.of(r.expected("exposed")) for r in ran]
    return Width.widest(
        (s.half_width, s.mean, f"of the mean of {r.cell}") for s, r in zip(spreads, ran, strict=True)
    )


def _variants(file: StudyFile) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if file.vary:
        yield "every default", {}
    for axis in file.axes:
        for value in axis.values:
            yield f"{axis.key} {value.text}", value.changes
