"""Orderings x windows at full size: which campaigns a study runs, and the results folder they become.

Every cell is simulated once in SimPy, anew, on all cores, under the study's first seed; the kernel says the
same beside it, row by row, and then runs every cell under every seed. How a cell comes out is the engines'
business alone. A row in which they differ ends the study, and nothing is written.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final

import polars as pl
from pydantic import Field, ValidationInfo, field_validator

from sim.edge import Duration, Part, parse, read_toml
from sim.errors import InputError, Mistake
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.units import duration, spoken

from .assumptions import assumptions
from .campaigns import (
    OBSERVING,
    REPLICATING,
    Cell,
    Compared,
    DisagreementError,
    Result,
    compared,
    pictured,
    replicated,
)
from .files import MARK, new_folder, write_text
from .stories.picture import Picture
from .tables import Ran, cell_rows, night_rows, replication_rows, variant_row
from .workers import Task, run_all

REPLICATIONS: Final = 200
"""Schedules of a study that does not say how many."""


class StudyFile(Part):
    """What a study file says.

    A seed names a schedule. With one seed in the list, the schedules are those of ``replications`` seeds from
    it on; with several, exactly theirs, and ``replications`` has no place. The first one is simulated in SimPy
    as well.
    """

    name: str
    purpose: str = ""
    scenario: str = "incident"
    procedures: Annotated[tuple[str, ...], Field(min_length=1)]
    windows: Annotated[tuple[Duration, ...], Field(min_length=1)]
    seeds: Annotated[tuple[int, ...], Field(min_length=1)] = (1,)
    replications: Annotated[int | None, Field(ge=1)] = None
    vary: Annotated[dict[str, tuple[Any, ...]], Field(default_factory=dict)]

    @field_validator("seeds")
    @classmethod
    def _seeds_differ(cls, seeds: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(seeds)) < len(seeds):
            raise ValueError("seeds of which none is there twice")
        return seeds

    @field_validator("replications")
    @classmethod
    def _counted_from_one_seed(cls, replications: int | None, info: ValidationInfo) -> int | None:
        if replications is not None and len(info.data.get("seeds", ())) > 1:
            raise ValueError("one seed to count from: several seeds are the schedules")
        return replications

    @property
    def schedules(self) -> tuple[int, ...]:
        """The seed of every schedule."""
        if len(self.seeds) > 1:
            return self.seeds
        return tuple(range(self.seeds[0], self.seeds[0] + (self.replications or REPLICATIONS)))

    @classmethod
    def load(cls, path: Path | None = None) -> "StudyFile":
        """A study file; without a path the one that ships.

        Raises:
            InputError: with every mistake in it.
        """
        source = path or Path(str(resources.files("experiments") / "studies" / "orderings.toml"))
        return parse(cls, read_toml(source), str(path or source.name))

    def asked(
        self,
        procedures: Sequence[str] = (),
        windows: Sequence[str] = (),
        seed: int | None = None,
        replications: int | None = None,
    ) -> "StudyFile":
        """The same study with what the command line says in place of what the file does.

        Raises:
            InputError: what an option does not take.
        """
        changes: dict[str, object] = {}
        if procedures:
            changes["procedures"] = tuple(procedures)
        if windows:
            try:
                changes["windows"] = tuple(map(duration, windows))
            except ValueError as error:
                raise _refused("--window", list(windows), str(error)) from error
        if seed is not None:
            changes["seeds"] = (seed,)
        elif replications is not None and len(self.seeds) > 1:
            counted = f"a --seed to count from: {self.name} lists {len(self.seeds)} seeds"
            raise _refused("--replications", replications, counted)
        if replications is not None:
            if replications < 1:
                raise _refused("--replications", replications, "at least 1")
            changes["replications"] = replications
        return self.model_copy(update=changes)


def _refused(option: str, value: object, expected: str) -> InputError:
    return InputError("command line", Mistake(option, value, f"expected {expected}"))


@dataclass(frozen=True)
class Study:
    """A study, ready to run.

    Attributes:
        file: what the study file says.
        scenario: what all its cells share.
        cells: its campaigns: the grid, then the variants.
        command: what was typed.
    """

    file: StudyFile
    scenario: Scenario
    cells: tuple[Cell, ...]
    command: str

    @classmethod
    def of(cls, file: StudyFile, scenario: Scenario, command: str) -> "Study":
        """The runs of a study: one a procedure and window; one for all windows only where none can matter."""
        cells: list[Cell] = []
        for name in file.procedures:
            procedure = Procedure.load(name)
            of_procedure = scenario.replaced({"procedure": name}, source=file.name)
            groups = [(w,) for w in file.windows] if procedure.depends_on_window else [file.windows]
            cells += [Cell(of_procedure.replaced({"window": f"{group[0]} us"}), group) for group in groups]
        for variant, changes in _variants(file):
            cells.append(Cell(scenario.replaced(changes, source=file.name), (), variant))
        return cls(file, scenario, tuple(cells), command)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of every schedule; the first is simulated in SimPy too."""
        return self.file.schedules

    def run(self, out: Path, told: Callable[[int, int], None]) -> None:
        """Run every cell and every schedule on all cores and write the results folder.

        Args:
            out: the folder.
            told: is called with runs done and runs in all; a schedule of all cells is one run.

        Raises:
            DisagreementError: two engines differ in a row; nothing is written.
        """
        with new_folder(out) as folder:
            observed, schedules = self._results(told)
            self._write(folder, observed, schedules)
            if (picture := self._picture(observed)) is not None:
                picture.keep(folder)
            from .report.report import write_report

            write_report(folder)

    def _results(self, told: Callable[[int, int], None]) -> tuple[list[Compared], list[list[Result]]]:
        # SimPy first, long windows first: many clients come, so those runs last longest.
        order = sorted(range(len(self.cells)), key=lambda i: -max(self.cells[i].windows, default=0))
        tasks: list[Task] = [(compared, (self.cells[i], self.seeds[0])) for i in order]
        tasks += [(replicated, (self.cells, seed)) for seed in self.seeds]
        observed: dict[int, Compared] = {}
        schedules: dict[int, list[Result]] = {}

        def took(place: int, result: Any) -> None:
            if place >= len(order):
                schedules[place - len(order)] = result
            else:
                cell = order[place]
                if result.difference is not None:
                    raise DisagreementError.of(self.cells[cell], self.seeds[0], result.difference)
                observed[cell] = result
            told(len(observed) + len(schedules), len(tasks))

        told(0, len(tasks))
        run_all(tasks, took)
        return [observed[i] for i in range(len(order))], [schedules[k] for k in range(len(self.seeds))]

    def _picture(self, observed: list[Compared]) -> Picture | None:
        """The story with which the report opens: the first tenant exposed in the first cell that exposes anybody."""
        exposing = (
            cell
            for cell, each in zip(self.cells, observed, strict=True)
            if not cell.variant and each.result.totals["exposed"]
        )
        cell = next(exposing, None)
        found: list[Picture | None] = []
        if cell is not None:
            # In a process of its own: the memory of a campaign goes with it.
            run_all([(pictured, (cell, self.seeds[0]))], lambda _, picture: found.append(picture))
        return found[0] if found else None

    def _write(self, folder: Path, observed: list[Compared], schedules: list[list[Result]]) -> None:
        ran = [
            Ran(cell, observed[i].result, [schedule[i] for schedule in schedules])
            for i, cell in enumerate(self.cells)
        ]
        grid, varied = [r for r in ran if not r.cell.variant], [r for r in ran if r.cell.variant]
        tables = {
            "cells": [row for r in grid for row in cell_rows(r)],
            "nights": [row for r in grid for row in night_rows(r)],
            "variants": [variant_row(r) for r in varied],
            "replications": [row for r in ran for row in replication_rows(r)],
            "assumptions": list(assumptions(self.scenario)),
        }
        for name, rows in tables.items():
            frame = pl.DataFrame(rows, infer_schema_length=None)
            frame.write_parquet(folder / f"{name}.parquet")
            frame.write_csv(folder / f"{name}.csv")
        about = self._about() | {"rows_compared": sum(each.rows for each in observed)}
        write_text(folder / MARK, json.dumps(about, indent=1, ensure_ascii=False) + "\n")

    def _about(self) -> dict[str, Any]:
        from importlib.metadata import version

        campaign = self.scenario.campaign
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
            "reference": self.scenario.procedure.name,
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
                }
                for p in map(Procedure.load, self.file.procedures)
            ],
        }


def _variants(file: StudyFile) -> Iterator[tuple[str, dict[str, Any]]]:
    if not file.vary:
        return
    yield "every default", {}
    for key, values in file.vary.items():
        for value in values:
            if isinstance(value, dict):
                yield (
                    f"{key} {'/'.join(str(v) for v in value.values())}",
                    {f"{key}.{k}": v for k, v in value.items()},
                )
            else:
                yield f"{key} {value}", {key: value}
