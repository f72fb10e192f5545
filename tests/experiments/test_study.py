"""The study: which runs it makes, what it writes, and that an interruption leaves nothing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from experiments.study import Study, StudyFile, forecast
from sim.errors import InputError
from sim.judges import run
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.units import MINUTE, SECOND

WINDOWS = (0, 10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 60 * MINUTE)


def study(tenants: int = 200, **keys: object) -> Study:
    """A small study of the shipped kind."""
    file = StudyFile.load().model_copy(update=keys)
    return Study.of(file, Scenario.load().replaced({"population.tenants": tenants}), 1, "gallab study")


def test_the_shipped_study_is_every_procedure_at_every_window() -> None:
    """Seven procedures, six windows, and three variants of the incident: 45 runs, none shared."""
    shipped = study()
    assert [c.windows for c in shipped.cells[:6]] == [(w,) for w in WINDOWS]
    assert len(shipped.cells) == 7 * 6 + 3
    assert [c.variant for c in shipped.cells[-3:]] == [
        "every default",
        "clients.follow 0.2/0.3/0.48/0.02",
        "clients.oab_after_move when_due",
    ]
    assert all(cell.scenario.window is None for cell in shipped.cells[-3:])


def test_one_run_serves_all_windows_only_where_no_step_assigns() -> None:
    """Without an assign_policy no total can depend on the window; all six are run here, and agree."""
    unassigned: dict[str, object] = {
        "name": "never isolated",
        "steps": [
            {"verb": verb}
            for verb in ("provision", "build_address_lists", "sync_mailboxes", "cut_over", "switch_routing")
        ],
    }
    assert not Procedure.of(unassigned, "test").depends_on_window
    base = Scenario.load().replaced({"population.tenants": 150, "procedure": unassigned})
    assert len({str(run(base.replaced({"window": f"{w} us"})).totals) for w in WINDOWS}) == 1


def test_isolating_first_still_depends_on_the_window() -> None:
    """A longer isolation step before the pre-sync delays it: the night of a batch may move, so every cell is run."""
    assert Procedure.load("isolate-first").depends_on_window
    # All tenants wait for one pre-sync slot, so the step's length decides in which night they are ready.
    base = Scenario.load().replaced(
        {
            "population.tenants": 40,
            "procedure": "isolate-first",
            "campaign.sync_slots": 1,
            "campaign.sync_lead": "1 d",
        }
    )
    short, long = (run(base.replaced({"window": f"{w} us"})).totals for w in (0, 60 * MINUTE))
    assert short["nights"] != long["nights"] or short["refused_logons"] != long["refused_logons"]


def test_results_folder(tmp_path: Path) -> None:
    """Tables, figures with their data and captions, and one report, under the names that the report reads."""
    small = study(procedures=("ovh-2016", "gated"), windows=(0, 10 * MINUTE), vary={"clients.retries": (0,)})
    told: list[tuple[int, int]] = []
    small.run(tmp_path / "out", lambda done, of: told.append((done, of)))
    folder = tmp_path / "out"
    assert told[0] == (0, 6)
    assert told[-1] == (6, 6)
    cells = pl.read_parquet(folder / "cells.parquet")
    assert cells.select("procedure", "window").rows() == [
        ("ovh-2016", "0 s"), ("ovh-2016", "10 min"), ("gated", "0 s"), ("gated", "10 min"),
    ]  # fmt: skip
    leaking = cells.row(1, named=True)
    assert leaking["exposed"] == run(small.cells[1].scenario).totals["exposed"] > 0
    assert leaking["exposed_low"] < leaking["exposed"] < leaking["exposed_high"]
    nights = pl.read_parquet(folder / "nights.parquet").filter(window="10 min", procedure="ovh-2016")
    assert nights["cumulative"][-1] == nights["exposed"].sum() == leaking["exposed"]
    assert nights["date"][0] == "2016-04-18"
    about = json.loads((folder / "study.json").read_text())
    assert about["reference"] == "ovh-2016"
    assert (folder / "report.html").stat().st_size < 5_000_000
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_an_older_results_folder_gives_way_and_nothing_else_does(tmp_path: Path) -> None:
    """A study replaces a study; a folder with other things in it is refused and left as it was."""
    from experiments.files import new_folder

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep")
    refused = pytest.raises(
        InputError, match="expected a new name, an empty folder or an older results folder"
    )
    with refused, new_folder(tmp_path / "mine"):
        pass
    with new_folder(tmp_path / "out") as folder:
        (folder / "study.json").write_text("old")
    with new_folder(tmp_path / "out") as folder:
        (folder / "study.json").write_text("new")
    assert (tmp_path / "out" / "study.json").read_text() == "new"
    assert (tmp_path / "mine" / "letter.txt").read_text() == "keep"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["mine", "out"]


def test_interrupt_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Ctrl-C ends a study with exit code 130, no folder, no part of one, no traceback."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "experiments.cli",
            "study",
            "--tenants",
            "3000",
            "--out",
            str(tmp_path / "out"),
        ],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    said = [process.stderr.readline()]  # the first word of progress: workers are starting
    os.killpg(process.pid, signal.SIGINT)
    said += process.stderr.readlines()
    assert process.wait() == 130
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in "".join(said)


def test_forecast_scales_a_trial() -> None:
    """A dry run names runs, minutes and memory; ten times the tenants take about ten times as long."""
    small, large = forecast(study(2_000), 200), forecast(study(20_000), 200)
    assert small.runs == large.runs == 45
    assert 0 < small.minutes < large.minutes
    assert small.gigabytes < large.gigabytes
