"""Orderings x windows at full size: every cell is one campaign, simulated anew on all cores.

A study is a list of runs and a folder of results. Which runs is decided from the study file; how a cell
comes out is the simulation's business alone.
"""

import json
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import polars as pl
from pydantic import Field

from fakeexchange.clock import NEVER
from sim.edge import Duration, Part, parse, read_toml
from sim.judges import run
from sim.nights import Nights
from sim.outcome import Outcome
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.units import spoken

from .assumptions import assumptions
from .estimates import count_interval
from .files import MARK, new_folder, write_text

COUNTED = ("connected", "asked", "exposed")
"""Totals that get an interval."""


class StudyFile(Part):
    """What a study file says."""

    name: str
    purpose: str = ""
    scenario: str = "incident"
    procedures: Annotated[tuple[str, ...], Field(min_length=1)]
    windows: Annotated[tuple[Duration, ...], Field(min_length=1)]
    seeds: Annotated[tuple[int, ...], Field(min_length=1, max_length=1)] = (1,)
    vary: Annotated[dict[str, tuple[Any, ...]], Field(default_factory=dict)]

    @classmethod
    def load(cls, path: Path | None = None) -> "StudyFile":
        """A study file; without a path the one that ships.

        Raises:
            InputError: with every mistake in it.
        """
        source = path or Path(str(resources.files("experiments") / "studies" / "orderings.toml"))
        return parse(cls, read_toml(source), str(path or source.name))


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of a study.

    Attributes:
        scenario: what is simulated.
        windows: the lengths of the isolation step it answers for, microseconds; none: as drawn.
        variant: what was changed of the scenario, in words; empty in the grid.
    """

    scenario: Scenario
    windows: tuple[int, ...]
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What one run came to, small enough to hand from process to process."""

    totals: dict[str, Any]
    nights: list[tuple[int, str, int]]
    """Night, its date, tenants exposed of its batches."""


@dataclass(frozen=True)
class Study:
    """A study, ready to run."""

    file: StudyFile
    scenario: Scenario
    seed: int
    cells: tuple[Cell, ...]
    command: str

    @classmethod
    def of(cls, file: StudyFile, scenario: Scenario, seed: int, command: str) -> "Study":
        """The runs of a study: one a procedure and window; one for all windows only where none can matter."""
        cells: list[Cell] = []
        for name in file.procedures:
            procedure = Procedure.load(name)
            of_procedure = scenario.replaced({"procedure": name}, source=file.name)
            groups = [(w,) for w in file.windows] if procedure.depends_on_window else [file.windows]
            cells += [Cell(of_procedure.replaced({"window": f"{group[0]} us"}), group) for group in groups]
        for variant, changes in _variants(file):
            cells.append(Cell(scenario.replaced(changes, source=file.name), (), variant))
        return cls(file, scenario, seed, tuple(cells), command)

    def run(self, out: Path, told: Callable[[int, int], None]) -> None:
        """Run every cell on all cores and write the results folder.

        Args:
            out: the folder.
            told: is called with runs done and runs in all.
        """
        with new_folder(out) as folder:
            results = self._results(told)
            self._write(folder, results)
            from .report.report import write_report

            write_report(folder)

    def _results(self, told: Callable[[int, int], None]) -> list[Result]:
        # Long windows first: many clients come, so those runs last longest.
        order = sorted(range(len(self.cells)), key=lambda i: -max(self.cells[i].windows, default=0))
        results: dict[int, Result] = {}
        told(0, len(self.cells))
        with _pool(min(len(self.cells), os.cpu_count() or 1)) as pool:
            try:
                running = {pool.submit(simulate, self.cells[i].scenario, self.seed): i for i in order}
                while running:
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        results[running.pop(future)] = future.result()
                    told(len(results), len(self.cells))
            except BaseException:
                # A worker in the middle of a campaign would otherwise be waited for.
                for process in (pool._processes or {}).values():
                    process.terminate()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [results[i] for i in range(len(self.cells))]

    def _write(self, folder: Path, results: list[Result]) -> None:
        grid = [(c, r) for c, r in zip(self.cells, results, strict=True) if not c.variant]
        varied = [(c, r) for c, r in zip(self.cells, results, strict=True) if c.variant]
        tables = {
            "cells": [row for c, r in grid for row in self._rows(c, r)],
            "nights": [row for c, r in grid for row in _night_rows(c, r)],
            "variants": [
                {"variant": c.variant, "procedure": c.scenario.procedure.name, **_counts(r.totals)}
                for c, r in varied
            ],
            "assumptions": list(assumptions(self.scenario)),
        }
        for name, rows in tables.items():
            frame = pl.DataFrame(rows, infer_schema_length=None)
            frame.write_parquet(folder / f"{name}.parquet")
            frame.write_csv(folder / f"{name}.csv")
        write_text(folder / MARK, json.dumps(self._about(), indent=1, ensure_ascii=False) + "\n")

    def _rows(self, cell: Cell, result: Result) -> Iterator[dict[str, Any]]:
        for window in cell.windows:
            yield {
                "procedure": cell.scenario.procedure.name,
                "window": spoken(window),
                "window_us": window,
                "seed": self.seed,
                **_counts(result.totals),
            }

    def _about(self) -> dict[str, Any]:
        from importlib.metadata import version

        campaign = self.scenario.campaign
        return {
            "name": self.file.name,
            "purpose": self.file.purpose,
            "seed": self.seed,
            "tenants": self.scenario.population.tenants,
            "command": self.command,
            "scenario": self.scenario.name,
            "scenario_digest": self.scenario.digest,
            "version": version("gallab"),
            "reference": self.scenario.procedure.name,
            "engine": "simpy",
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


def simulate(scenario: Scenario, seed: int) -> Result:
    """One cell, in whatever process."""
    outcome = run(scenario, seed)
    named = int((outcome.columns["tenants_named"] > 0).sum())
    return Result({**outcome.totals, "named": named}, _by_night(scenario, outcome))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a study will cost on this machine, from a trial of it."""

    runs: int
    minutes: float
    gigabytes: float


def forecast(study: Study, trial: int = 2_000) -> Forecast:
    """Measure a small trial of the study's longest and shortest cell, and scale it."""
    tenants = study.scenario.population.tenants
    small = min(trial, tenants)
    ordered = sorted(study.cells, key=lambda cell: max(cell.windows, default=0))
    took = []
    run(
        ordered[0].scenario.replaced({"population.tenants": 1}), study.seed
    )  # the compiler's time is no run's
    for cell in (ordered[0], ordered[-1]):
        began = time.perf_counter()
        run(cell.scenario.replaced({"population.tenants": small}), study.seed)
        took.append(time.perf_counter() - began)
    workers = min(len(study.cells), os.cpu_count() or 1)
    # Large campaigns miss the processor's caches: a tenant takes about 1.5 times as long as in a small one.
    minutes = len(study.cells) / workers * (sum(took) / len(took)) * tenants / small * 1.5 / 60
    return Forecast(len(study.cells), minutes, workers * (0.25 + tenants * 7e-6))


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


def _counts(totals: dict[str, Any]) -> dict[str, Any]:
    flat = {k: v for k, v in totals.items() if k != "exposed_by_cause"}
    for name in COUNTED:
        flat[f"{name}_low"], flat[f"{name}_high"] = count_interval(totals[name], totals["tenants"])
    return {**flat, **totals["exposed_by_cause"]}


def _by_night(scenario: Scenario, outcome: Outcome) -> list[tuple[int, str, int]]:
    columns = outcome.columns
    nights = Nights(scenario.campaign)
    opened = np.unique(columns["night"][columns["night"] > 0])
    exposed = np.bincount(
        columns["night"][columns["exposed_at"] != NEVER], minlength=int(opened.max(initial=0)) + 1
    )
    return [(k, str(nights.date(k - 1)), int(exposed[k])) for k in opened.tolist()]


def _night_rows(cell: Cell, result: Result) -> Iterator[dict[str, Any]]:
    for window in cell.windows:
        cumulative = 0
        for night, date, exposed in result.nights:
            cumulative += exposed
            yield {
                "procedure": cell.scenario.procedure.name,
                "window": spoken(window),
                "window_us": window,
                "night": night,
                "date": date,
                "exposed": exposed,
                "cumulative": cumulative,
            }


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: the parent holds threads of its own, and a fork would copy their locks.
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_serve_the_parent
    )


def _serve_the_parent() -> None:
    """An interrupt is the parent's business; a worker whose parent is gone goes too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
