"""Orderings x windows at full size: which campaigns a study runs, and the results folder they become.

Every cell is simulated once in SimPy, anew, on all cores, under the study's first seed; the kernel says the
same beside it, row by row, and then runs every cell under every seed. How a cell comes out is the engines'
business alone. A row in which they differ ends the study, and nothing is written.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, ValidationInfo, field_validator

from sim.edge import Duration, Part, beside, parse, read_toml
from sim.errors import InputError, Mistake
from sim.procedure import Procedure, built_in
from sim.scenario import Scenario
from sim.units import MINUTE, duration, spoken

from .assumptions import assumptions
from .campaigns import OBSERVING, REPLICATING, Cell, pictured, refuse_doubles
from .enough import START, Schedules, Stop, Width
from .estimates import Spread
from .files import new_folder
from .folders import Kind, write_mark, write_tables
from .naming import OwnNames
from .runs import Ran, run_cells
from .stories.choice import FIRST
from .stories.picture import Picture
from .tables import cell_rows, night_rows, replication_rows, variant_row
from .workers import Task, run_all

COMPARED_AT: Final = 2 * MINUTE
"""The length of the isolation step at which a report compares procedures, where it is one of the study's."""
SHIPPED: Final = "orderings"
"""The study that runs where none is named: the lab's main job."""
SETTLED: Final = {
    "procedure": "the campaigns of a study have their own; name them: gallab study A B",
    "window": "the campaigns of a study have their own; --window takes others",
}
"""Keys of a scenario that a study gives values of its own, and where these come from."""


class StudyFile(Part):
    """What a study file says.

    A seed names a schedule. With one seed in the list, the schedules are those of ``replications`` seeds from
    it on; with several, exactly theirs, and ``replications`` has no place. The first one is simulated in SimPy
    as well. With ``until_halfwidth`` there are only as many as it takes until the interval of each cell's mean
    number of exposed tenants is as narrow as that, as a share of the mean; ``replications`` is then the cap.
    """

    name: str
    purpose: str = ""
    scenario: str = "incident"
    procedures: Annotated[tuple[str, ...], Field(min_length=1)]
    windows: Annotated[tuple[Duration, ...], Field(min_length=1)]
    seeds: Annotated[tuple[int, ...], Field(min_length=1)] = (1,)
    replications: Annotated[int | None, Field(ge=1)] = None
    until_halfwidth: float | None = None
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

    @field_validator("until_halfwidth")
    @classmethod
    def _can_be_reached(cls, until: float | None, info: ValidationInfo) -> float | None:
        if until is None:
            return None
        if not 0 < until < 1:
            raise ValueError("a share between 0 and 1, such as 0.05")
        if len(info.data.get("seeds", ())) > 1:
            raise ValueError("one seed to count from: several seeds are the schedules")
        if (info.data.get("replications") or START) < START:
            raise ValueError(f"replications of at least {START} beside it: none is looked at before")
        return until

    @property
    def schedules(self) -> Schedules:
        """Under which seeds to run."""
        if len(self.seeds) > 1:
            return Schedules(self.seeds)
        return Schedules.of(self.seeds[0], self.replications, self.until_halfwidth)

    @classmethod
    def load(cls, name_or_path: str = SHIPPED) -> "StudyFile":
        """A study that ships, by its name, or a study file.

        Raises:
            InputError: with every mistake in it.
        """
        is_file = name_or_path.endswith(".toml")
        source = Path(name_or_path) if is_file else _shelf() / f"{name_or_path}.toml"
        file = parse(cls, read_toml(source), str(source) if is_file else source.name)
        return file.model_copy(
            update={
                "scenario": beside(file.scenario, str(source)),
                "procedures": tuple(beside(name, str(source)) for name in file.procedures),
            }
        )

    def asked(
        self,
        procedures: Sequence[str] = (),
        windows: Sequence[str] = (),
        seed: int | None = None,
        replications: int | None = None,
        until_halfwidth: float | None = None,
    ) -> "StudyFile":
        """The same study with what the command line says in place of what the file does.

        Procedures by name make it a study of one's own: what the file says of its purpose and varies is not asked.

        Raises:
            InputError: what an option does not take.
        """
        changes: dict[str, object] = {}
        if procedures:
            changes |= {
                "procedures": tuple(procedures),
                "name": ", ".join(procedures),
                "purpose": "",
                "vary": {},
            }
        if windows:
            try:
                changes["windows"] = tuple(map(duration, windows))
            except ValueError as error:
                raise InputError.of_option("--window", list(windows), str(error)) from error
        if seed is not None:
            changes["seeds"] = (seed,)
        elif len(self.seeds) > 1:
            counted = f"a --seed to count from: {self.name} lists {len(self.seeds)} seeds"
            for option, value in (("--replications", replications), ("--until-halfwidth", until_halfwidth)):
                if value is not None:
                    raise InputError.of_option(option, value, counted)
        if replications is not None:
            changes["replications"] = replications
        if until_halfwidth is not None:
            changes["until_halfwidth"] = until_halfwidth
        asked = self.model_copy(update=changes)
        # Whether they can be is for the schedules to say, and before anything runs.
        _ = asked.schedules
        return asked


def study_in(what: Sequence[str]) -> str | None:
    """The study that the words of a command line name, that of the lab for no word; None: they name procedures.

    Raises:
        InputError: one word that is neither.
    """
    if not what:
        return SHIPPED
    if len(what) > 1:
        # Beside another name a file, too, can only be a procedure.
        return None
    studies = sorted(entry.stem for entry in _shelf().iterdir())
    if what[0].endswith(".toml") or what[0] in studies:
        return what[0]
    if what[0] not in built_in():
        told = f"a TOML file, a study ({', '.join(studies)}) or procedures ({', '.join(built_in())})"
        raise InputError("study", Mistake("study", what[0], f"expected {told}"))
    return None


def _shelf() -> Path:
    return Path(str(resources.files("experiments") / "studies"))


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
        cells: list[Cell] = []
        refuse_doubles("procedures", [Procedure.load(name).name for name in file.procedures])
        refuse_doubles("windows", list(map(spoken, file.windows)))
        for name in file.procedures:
            procedure = Procedure.load(name)
            of_procedure = scenario.replaced({"procedure": name}, source=file.name)
            groups = [(w,) for w in file.windows] if procedure.depends_on_window else [file.windows]
            cells += [Cell(of_procedure.replaced({"window": f"{group[0]} us"}), group) for group in groups]
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
            from .report.report import write_report

            write_report(folder)
        return stop

    def _picture(self, ran: Sequence[Ran]) -> Picture | None:
        """The story with which the report opens: the first tenant exposed in the first cell that exposes anybody.

        At the length of the isolation step at which the report compares procedures, if it can be.
        """
        exposing = [r.cell for r in ran if not r.cell.variant and r.observed.totals["exposed"]]
        compared_at = [cell for cell in exposing if COMPARED_AT in cell.windows]
        cell = next(iter(compared_at or exposing), None)
        found: list[Picture | None] = []
        if cell is not None:
            # In a process of its own: the memory of a campaign goes with it.
            task: Task = (pictured, (cell, self.schedules.seeds[0], FIRST, self.names))
            run_all([task], lambda _, picture: found.append(picture))
        return found[0] if found else None

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


def _variants(file: StudyFile) -> Iterator[tuple[str, dict[str, Any]]]:
    if not file.vary:
        return
    yield "every default", {}
    for key, values in file.vary.items():
        for value in values:
            if isinstance(value, dict):
                # Entries of one law are known by their order; keys of a table have to be named.
                of_law = "/".join(map(str, value.values()))
                of_table = ", ".join(f"{name} {each}" for name, each in value.items())
                yield (
                    f"{key} {of_law if '.' in key else of_table}",
                    {f"{key}.{k}": v for k, v in value.items()},
                )
            else:
                yield f"{key} {value}", {key: value}
