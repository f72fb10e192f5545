"""A comparison: which campaigns it runs, and the results folder they become.

Each procedure runs once in SimPy under the first seed, beside the kernel, row by row; then the kernel runs all of
them under every seed. All of one schedule share its draws, so a difference is the procedures' own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.errors import InputError
from sim.scenario import Scenario

from ..assumptions import assumptions
from ..enough import Schedules, Stop, Width
from ..files import new_folder
from ..folders import Kind, write_mark, write_tables
from ..naming import OwnNames
from ..stories.picture import lane_folder
from ..study.campaigns import OBSERVING, REPLICATING, Cell, pictured, refuse_doubles
from ..study.runs import Ran, run_cells
from ..study.tables import replication_rows
from ..workers import Task, run_all
from .front import dominated
from .measures import EXPOSED
from .sides import Sides
from .tables import difference_rows, estimated, paired_rows, procedure_row

Row = dict[str, Any]

SETTLED: Final = {"procedure": "the procedures that are compared stand in its place"}
"""The key of a scenario that a comparison gives values of its own, and where these come from."""


@dataclass(frozen=True)
class Found:
    """What a comparison came to.

    Attributes:
        about: what ran.
        procedures: one row a procedure, the first one first.
        differences: one row a further procedure and measure.
        sides: one a further procedure.
        stop: why no more schedules were run; None: all were.
    """

    about: Row
    procedures: Sequence[Row]
    differences: Sequence[Row]
    sides: Sequence[Sides]
    stop: Stop | None


@dataclass(frozen=True)
class Comparison:
    """A comparison, ready to run.

    Attributes:
        scenario: what its campaigns share.
        cells: one a procedure; the others are compared to the first.
        schedules: under which seeds.
        command: what was typed.
        names: of the tenants, where they are shown.
    """

    scenario: Scenario
    cells: tuple[Cell, ...]
    schedules: Schedules
    command: str
    names: OwnNames = None

    @classmethod
    def of(
        cls,
        procedures: Sequence[str],
        scenario: Scenario,
        schedules: Schedules,
        command: str,
        names: OwnNames = None,
    ) -> "Comparison":
        """A comparison of procedures, by name or file.

        Raises:
            InputError: fewer than two, two of one name, or one that there is not.
        """
        if len(procedures) < 2:
            raise InputError(
                "compare", f"{' '.join(procedures) or 'nothing'}: expected two procedures or more"
            )
        windows = () if scenario.window is None else (scenario.window,)
        asked = [scenario.replaced({"procedure": name}, source="command line") for name in procedures]
        refuse_doubles("procedures", [each.procedure.name for each in asked])
        return cls(scenario, tuple(Cell(each, windows) for each in asked), schedules, command, names)

    def run(self, out: Path | None, told: Callable[[int, int], None]) -> Found:
        """Run everything on all cores and, if there is to be one, write the results folder.

        Args:
            out: the folder; None: none is wanted.
            told: is called with runs done and runs in all; a schedule of all procedures is one run.

        Raises:
            DisagreementError: two engines differ in a row; nothing is written.
        """
        if out is None:
            return self._found(*run_cells(self.cells, self.schedules, widest, told))
        with new_folder(out, Kind.COMPARE.mark) as folder:
            ran, stop = run_cells(self.cells, self.schedules, widest, told)
            found = self._found(ran, stop)
            self._write(folder, ran, found)
            self._picture(folder, found.sides)
            from ..report.comparison import write_comparison

            write_comparison(folder)
        return found

    def _found(self, ran: Sequence[Ran], stop: Stop | None) -> Found:
        off_the_front = dominated(ran)
        by = {each.procedure: each.by for each in off_the_front}
        return Found(
            {**self._about(ran, stop), "dominated": [each.described() for each in off_the_front]},
            [{**row, "dominated_by": by.get(row["procedure"])} for row in map(procedure_row, ran)],
            list(difference_rows(ran)),
            [Sides.of(ran[0], other, self.names) for other in ran[1:]],
            stop,
        )

    def _write(self, folder: Path, ran: Sequence[Ran], found: Found) -> None:
        write_tables(
            folder,
            {
                "procedures": found.procedures,
                "differences": found.differences,
                "paired": list(paired_rows(ran)),
                "sides": [sides.row() for sides in found.sides],
                "changed_sides": [row for sides in found.sides for row in sides.changed()],
                "replications": [row for each in ran for row in replication_rows(each)],
                "assumptions": list(assumptions(self.scenario)),
            },
        )
        write_mark(folder, Kind.COMPARE, found.about)

    def _picture(self, folder: Path, sides: Sequence[Sides]) -> None:
        """The night of one tenant that changes sides, under both procedures, for the page to lay side by side."""
        changing = [(i, each.example) for i, each in enumerate(sides, 1) if each.example is not None]
        if not changing:
            return
        other, (tenant, _) = changing[0]
        cells = (self.cells[0], self.cells[other])
        seed = self.schedules.seeds[0]
        tasks: list[Task] = [(pictured, (cell, seed, str(tenant), self.names)) for cell in cells]
        for place, picture in enumerate(run_all(tasks)):
            picture.keep(lane_folder(folder, place))

    def _about(self, ran: Sequence[Ran], stop: Stop | None) -> Row:
        from importlib.metadata import version

        seeds = [result.seed for result in ran[0].schedules]
        names = [cell.scenario.procedure.name for cell in self.cells]
        return {
            "reference": names[0],
            "window": procedure_row(ran[0])["window"],
            "tenants": self.scenario.population.tenants,
            "seed": seeds[0],
            "seeds": seeds,
            "schedules": len(seeds),
            "stop": stop and stop.described(),
            "rows_compared": sum(each.compared.rows for each in ran),
            "engine": OBSERVING,
            "replicating_engine": REPLICATING,
            "command": self.command,
            "scenario": self.scenario.name,
            "scenario_digest": self.scenario.digest,
            "version": version("gallab"),
        }


def widest(ran: Sequence[Ran]) -> Width | None:
    """Of the paired differences of exposed tenants, the one whose interval is widest.

    It is measured by the first procedure's mean; where that one exposes nobody, by the other's.
    """
    first = ran[0]
    means = [sum(numbers) / len(numbers) for numbers in (each.expected(EXPOSED.total) for each in ran)]
    return Width.widest(
        (
            estimated(first, other, EXPOSED).half_width,
            means[0] or mean,
            f"{other.cell.scenario.procedure.name} less {first.cell.scenario.procedure.name}, of the mean of "
            f"{(first if means[0] else other).cell.scenario.procedure.name}",
        )
        for other, mean in zip(ran[1:], means[1:], strict=True)
    )
