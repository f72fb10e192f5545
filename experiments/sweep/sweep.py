"""A grid or a sample of any keys of a scenario x procedures x seeds: its points, its parts, one run.

Every campaign runs in the kernel, which is equal to SimPy row by row; a study compares the two. How a cell comes out
is the kernel's business alone, and nothing here looks at it before all are there.
"""

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import polars as pl

from sim.errors import InputError, Mistake
from sim.scenario import Scenario
from sim.units import spoken

from ..assumptions import assumptions
from ..axes import Point, grid_of, sample_of
from ..folders import write_parquet, write_tables
from ..study.campaigns import REPLICATING, Cell, Crossed, crossed, grid
from ..study.file import StudyFile
from ..workers import Run, Task
from .computing import computed
from .effects import effect_rows
from .fingerprint import fingerprint
from .ledger import Ledger
from .lock import held
from .parts import Asked, Part, cut
from .tables import cell_rows, labelled, labels_of

_OF_THE_RUN: Final = {"--resume": 0, "--json": 0, "--workers": 1, "--cluster": 1}
"""Options that change nothing of what comes out, with how many words follow each."""
_LOOKED_AT: Final = 1_000
"""Points between two words on how many have been looked at: a second or more."""
"""Runs tasks somewhere, and tells each one's place and result as it ends."""


def settled(file: StudyFile) -> Mapping[str, str]:
    """Keys of a scenario that a sweep gives values of its own, and where these come from."""
    varied = dict.fromkeys(file.vary, f"the sweep varies it, in {file.source}")
    return {"procedure": f"the sweep has its own, in {file.source}", **varied}


def lasting(words: Sequence[str]) -> str:
    """The command that was typed, without what changes nothing of what comes out.

    >>> lasting(["sweep", "mine.toml", "--workers", "2", "--resume", "--cluster=tcp://a:1", "--out", "x"])
    'gallab sweep mine.toml --out x'
    """
    kept, skipped = ["gallab"], 0
    for word in words:
        option, equals, _ = word.partition("=")
        if skipped:
            skipped -= 1
        elif option in _OF_THE_RUN:
            skipped = 0 if equals else _OF_THE_RUN[option]
        else:
            kept.append(word)
    return shlex.join(kept)


@dataclass(frozen=True)
class Sweep:
    """A sweep, ready to run.

    Attributes:
        file: what its file says.
        scenario: what all its points share.
        command: what was typed, but for what does not change the results.
        which: procedures and lengths of the isolation step, the same at every point.
        points: the combinations of what is varied.
        parts: what is computed at a time, in the order of the rows.
    """

    file: StudyFile
    scenario: Scenario
    command: str
    which: Crossed
    points: Sequence[Point]
    parts: Sequence[Part]

    @classmethod
    def of(
        cls, file: StudyFile, scenario: Scenario, command: str, told: Callable[[int, int], None] | None = None
    ) -> "Sweep":
        """The sweep of a file, every scenario of which has been looked at.

        Args:
            file: what it says.
            scenario: what all points share.
            command: what was typed.
            told: is called with points looked at and points in all, every thousand of them.

        Raises:
            InputError: a key or value that the scenario does not take, alone or together with others.
        """
        axes, many = file.as_sweep().axes, file.sample
        points = grid_of(axes) if many is None else sample_of(axes, many)
        if many is not None and len(points) < many:
            expected = f"expected at most {len(points)}: there are hardly more different points"
            raise InputError(file.source, Mistake("sample", many, expected))

        which = crossed(file.procedures, file.windows)

        def asked() -> Iterator[Asked]:
            for looked_at, point in enumerate(points):
                if told is not None and looked_at and looked_at % _LOOKED_AT == 0:
                    told(looked_at, len(points))
                cells = grid(scenario, which, file.source, point.changes)
                digests = tuple(cell.scenario.digest for cell in cells)
                yield Asked(cells[0].scenario.population.tenants, digests)

        parts = list(cut(asked(), file.schedules.seeds, fingerprint()))
        return cls(file, scenario, command, which, points, parts)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The schedules, the same at every point."""
        return self.file.schedules.seeds

    def cells(self, point: Point) -> list[Cell]:
        """The campaigns of a point."""
        return grid(self.scenario, self.which, self.file.source, point.changes)

    def run(self, out: Path, run: Run, told: Callable[[int, int], None], *, resume: bool = False) -> Path:
        """Compute the parts that are not there, and write the results folder.

        Args:
            out: the folder, which keeps its parts.
            run: where tasks run.
            told: is called with cells done and cells in all.
            resume: go on with the sweep that is in the folder.

        Returns:
            The page.

        Raises:
            InputError: the folder cannot be used, another sweep runs in it, or a worker has other versions.
        """
        ledger = Ledger.begin(out, self.parts, self.about(), resume=resume)
        with held(out):
            self.compute(ledger, run, told)
            ledger.end(lambda folder: self._fill(folder, ledger), self.about())
        return out / "report.html"

    def compute(self, ledger: Ledger, run: Run, told: Callable[[int, int], None]) -> None:
        """Compute the parts that are not there, and keep each as it ends.

        Args:
            ledger: what is there.
            run: where tasks run.
            told: is called with cells done and cells in all.
        """
        left, all_cells = ledger.left(), sum(part.cells for part in self.parts)
        done = all_cells - sum(part.cells for part in left)

        def took(place: int, content: bytes) -> None:
            nonlocal done
            ledger.keep(left[place], content)
            done += left[place].cells
            told(done, all_cells)

        told(done, all_cells)
        if left:
            run(self._tasks(left), took)

    def _tasks(self, parts: Iterable[Part]) -> Iterator[Task]:
        """Made one by one, as workers ask for them: all scenarios of a large sweep at once would fill the memory."""
        for part in parts:
            cells = [self.cells(point) for point in self.points[slice(*part.points)]]
            scenarios = [[cell.scenario for cell in of_point] for of_point in cells]
            yield computed, (scenarios, part.seeds, fingerprint())

    def _fill(self, folder: Path, ledger: Ledger) -> None:
        axes, seeds = self.file.axes, len(self.seeds)
        labels = labels_of(axes, self.points, self.cells(self.points[0]))
        rows = labelled(pl.concat(ledger.rows()), seeds, labels)
        write_parquet(folder / "replications.parquet", rows)
        write_tables(
            folder,
            {
                "cells": list(cell_rows(rows, [axis.key for axis in axes], seeds)),
                "effects": list(effect_rows(rows, axes, self.points, list(map(spoken, self.file.windows)))),
                "assumptions": list(assumptions(self.scenario)),
            },
        )
        from ..report.sweep import write_sweep

        write_sweep(folder)

    def about(self) -> dict[str, Any]:
        """What ran, for the folder's mark: nothing of when, where, or on how many workers."""
        cells = self.cells(self.points[0])
        return {
            "name": self.file.name,
            "purpose": self.file.purpose,
            "seed": self.seeds[0],
            "seeds": list(self.seeds),
            "schedules": len(self.seeds),
            "tenants": self.scenario.population.tenants,
            "command": self.command,
            "scenario": self.scenario.name,
            "scenario_digest": self.scenario.digest,
            "version": version("gallab"),
            "engine": REPLICATING,
            "keys": [axis.key for axis in self.file.axes],
            "sample": self.file.sample,
            "points": len(self.points),
            "cells": sum(part.cells for part in self.parts),
            "procedures": list(dict.fromkeys(cell.scenario.procedure.name for cell in cells)),
            "windows": [spoken(window) for window in self.file.windows],
        }
