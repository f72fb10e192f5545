"""The study: which runs it makes, what it writes, and that an interruption leaves nothing."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from experiments import workers
from experiments.stories.picture import Picture
from experiments.study import campaigns
from experiments.study.file import StudyFile, study_in
from experiments.study.study import Study
from sim.chances import ROUGHLY, chances
from sim.draws import Draws
from sim.errors import InputError
from sim.judges import Engine, judge, run
from sim.outcome import Outcome
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.streams import Source
from sim.units import MINUTE, SECOND, spoken

WINDOWS = (0, 10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 60 * MINUTE)


def study(tenants: int = 200, **keys: object) -> Study:
    """A small study of the shipped kind."""
    file = StudyFile.load().model_copy(update=keys)
    return Study.of(file, Scenario.load().replaced({"population.tenants": tenants}), "gallab study")


def test_the_shipped_study_is_every_procedure_at_every_window() -> None:
    """Nine procedures at six windows, two panels in times of their own, and eight variants of the incident."""
    shipped = study()
    assert [c.windows for c in shipped.cells[:6]] == [(w,) for w in WINDOWS]
    assert [len(c.windows) for c in shipped.cells] == [1] * 54 + [6, 6] + [0] * 8
    assert [c.variant for c in shipped.cells[-8:]] == [
        "every default",
        "clients.follow 0.2/0.3/0.48/0.02",
        "clients.oab_after_move when_due",
        "campaign.at_dawn pause",
        "campaign.order smallest-first",
        "campaign.order largest-first",
        "campaign.order quietest-first",
        "campaign.order by-name",
    ]


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
    small = study(
        procedures=("ovh-2016", "gated"),
        windows=(0, 10 * MINUTE),
        vary={"clients.retries": (0,)},
        seeds=(7, 3, 4),
    )
    told: list[tuple[int, int]] = []
    small.run(tmp_path / "out", lambda done, of: told.append((done, of)))
    folder = tmp_path / "out"
    assert told == [(k, 6 + 3) for k in range(10)]
    cells = pl.read_parquet(folder / "cells.parquet")
    assert cells.select("procedure", "window").rows() == [
        ("ovh-2016", "0 s"), ("ovh-2016", "10 min"), ("gated", "0 s"), ("gated", "10 min"),
    ]  # fmt: skip
    leaking = cells.row(1, named=True)
    assert leaking["exposed"] == run(small.cells[1].scenario, 7).totals["exposed"] > 0
    assert leaking["exposed_low"] < leaking["exposed"] < leaking["exposed_high"]
    nights = pl.read_parquet(folder / "nights.parquet").filter(window="10 min", procedure="ovh-2016")
    assert nights["cumulative"][-1] == nights["exposed"].sum() == leaking["exposed"]
    assert nights["date"][0] == "2016-04-18"
    about = json.loads((folder / "study.json").read_text())
    assert about["reference"] == "ovh-2016"
    assert (about["seed"], about["seeds"], about["schedules"]) == (7, [7, 3, 4], 3)
    assert (folder / "report.html").stat().st_size < 5_000_000
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]

    replications = pl.read_parquet(folder / "replications.parquet")
    assert replications.height == 6 * 3
    for cell in small.cells:
        of_cell = replications.filter(
            pl.col("procedure") == cell.scenario.procedure.name,
            pl.col("variant") == cell.variant,
            pl.col("window_us").eq_missing(cell.windows[0] if cell.windows else None),
        )
        assert of_cell["seed"].to_list() == [7, 3, 4]
        totals = [run(cell.scenario, seed).totals for seed in (7, 3, 4)]
        for name in (
            "connected",
            "exposed",
            "people_disclosed",
            "refused_logons",
            "window_p99_s",
            "not_assigned",
        ):
            assert of_cell[name].to_list() == [{**t, **t["exposed_by_cause"]}[name] for t in totals], name
    exposed = sorted(run(small.cells[1].scenario, seed).totals["exposed"] for seed in (7, 3, 4))
    assert [leaking[f"exposed_{what}"] for what in ("min", "q05", "median", "q95", "max")] == [
        exposed[0], exposed[0], exposed[1], exposed[2], exposed[2],
    ]  # fmt: skip
    assert leaking["exposed_mean"] == sum(exposed) / 3
    assert (leaking["any_exposed"], leaking["any_exposed_share"]) == (3, 1)
    assert nights["cumulative_median"][-1] == exposed[1]
    gated = cells.row(3, named=True)
    assert (gated["exposed_max"], gated["any_exposed"]) == (0, 0)
    # None in three schedules: up to 63 % of campaigns may expose somebody, at 95 %.
    assert gated["any_exposed_share_high"] == pytest.approx(1 - 0.05 ** (1 / 3))
    variants = pl.read_parquet(folder / "variants.parquet")
    assert variants.select("variant", "schedules").rows() == [("every default", 3), ("clients.retries 0", 3)]

    exposing = [c for c in small.cells if run(c.scenario, 7).totals["exposed"]]
    # The page tells a night at the length at which it compares procedures, if one of them is.
    first = next((c for c in exposing if 2 * MINUTE in c.windows), exposing[0])
    rows = run(first.scenario, 7).to_polars().drop_nulls("exposed_at").sort("exposed_at", "tenant")
    picture = Picture.read(folder)
    assert picture is not None
    assert picture.about["tenant"] == f"Tenant {rows['tenant'][0]}"
    assert picture.about["window"] == spoken(first.windows[0])
    assert 'id="one"' in (folder / "report.html").read_text()


def test_a_seed_names_a_schedule() -> None:
    """One seed is counted on from, 200 schedules if nothing else is said; several seeds are the schedules."""
    shipped = StudyFile.load()
    assert shipped.schedules.seeds == tuple(range(1, 201))
    assert shipped.asked(seed=5, replications=3).schedules.seeds == (5, 6, 7)
    listed = shipped.model_copy(update={"seeds": (9, 2)})
    assert listed.schedules.seeds == (9, 2)
    assert listed.asked(seed=4, replications=2).schedules.seeds == (4, 5)
    with pytest.raises(InputError) as refused:
        listed.asked(replications=2)
    assert str(refused.value) == (
        "command line: --replications = 2: expected a --seed to count from: orderings lists 2 seeds"
    )


@pytest.mark.parametrize(
    ("keys", "mistake"),
    [
        ("seeds = [1, 2, 1]", "seeds = [1, 2, 1]: expected seeds of which none is there twice"),
        ("seeds = []", "seeds = []: expected at least 1 of them"),
        ("replications = 0", "replications = 0: expected at least 1"),
        ("until_halfwidth = 2.0", "until_halfwidth = 2.0: expected a share between 0 and 1, such as 0.05"),
        (
            "replications = 19\nuntil_halfwidth = 0.1",
            "until_halfwidth = 0.1: expected replications of at least 20 beside it: none is looked at before",
        ),
        (
            "seeds = [1, 2]\nuntil_halfwidth = 0.1",
            "until_halfwidth = 0.1: expected one seed to count from: several seeds are the schedules",
        ),
        (
            "seeds = [1, 2]\nreplications = 3",
            "replications = 3: expected one seed to count from: several seeds are the schedules",
        ),
    ],
)
def test_a_study_file_with_a_mistake(keys: str, mistake: str, tmp_path: Path) -> None:
    """Seeds that are no schedules are refused in one line with file, key and value."""
    file = tmp_path / "mine.toml"
    file.write_text(f'name = "mine"\nprocedures = ["gated"]\nwindows = ["0 s"]\n{keys}\n')
    with pytest.raises(InputError) as refused:
        StudyFile.load(str(file))
    assert str(refused.value) == f"{file}: {mistake}"


def test_engines_that_differ_stop_the_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that differs is one line with procedure, step, seed, tenant, column, both values; no folder is left."""

    def planted(scenario: Scenario, draws: Draws, engine: Engine) -> Outcome:
        outcome = judge(scenario, draws, "simpy")
        if engine == campaigns.OBSERVING or scenario.procedure.name != "gated":
            return outcome
        finished = outcome.columns["finished_at"].copy()
        finished[4] += 1
        return replace(outcome, engine=engine, columns={**outcome.columns, "finished_at": finished})

    monkeypatch.setattr(campaigns, "judge", planted)
    monkeypatch.setattr(campaigns, "REPLICATING", "kernel")
    monkeypatch.setattr(workers, "_pool", ThreadPoolExecutor)
    small = study(30, procedures=("ovh-2016", "gated"), windows=(2 * MINUTE,), vary={}, seeds=(5, 6))
    with pytest.raises(InputError) as stopped:
        small.run(tmp_path / "out", lambda done, of: None)
    fifth = run(small.cells[1].scenario, 5).columns
    assert str(stopped.value) == (
        f"engines disagree: gated, isolation step 2 min, seed 5: tenant {fifth['tenant'][4]}, column finished_at: "
        f"simpy says {fifth['finished_at'][4]}, kernel says {fifth['finished_at'][4] + 1}; "
        "this is a defect of gallab: please report this line"
    )
    assert list(tmp_path.iterdir()) == []


def test_every_row_is_compared(tmp_path: Path) -> None:
    """The study says how many rows of the two engines it compared: all of the first schedule, in every cell."""
    small = study(40, procedures=("gated",), windows=(0, MINUTE), vary={}, replications=1)
    small.run(tmp_path / "out", lambda done, of: None)
    about = json.loads((tmp_path / "out" / "study.json").read_text())
    assert about["rows_compared"] == 2 * 40
    cells = pl.read_parquet(tmp_path / "out" / "cells.parquet")
    assert cells["schedules"].to_list() == [1, 1]
    assert cells["exposed_mean_se"].to_list() == [None, None]
    # A study that exposes nobody has no tenant to open with.
    assert Picture.read(tmp_path / "out") is None
    assert 'id="one"' not in (tmp_path / "out" / "report.html").read_text()


def test_procedures_by_name_are_a_study_of_their_own(tmp_path: Path) -> None:
    """Named on the command line, procedures and windows make a study that claims nothing of the shipped one's."""
    asked = StudyFile.load().asked(
        procedures=("gated", "batch-late"), windows=("0 s", "10 min"), replications=2
    )
    small = Study.of(
        asked, Scenario.load().replaced({"population.tenants": 60}), "gallab study gated batch-late"
    )
    assert [(cell.scenario.procedure.name, cell.windows, cell.variant) for cell in small.cells] == [
        (name, (window,), "") for name in ("gated", "batch-late") for window in (0, 10 * MINUTE)
    ]
    small.run(tmp_path / "out", lambda done, of: None)
    about = json.loads((tmp_path / "out" / "study.json").read_text())
    assert (about["name"], about["purpose"], about["reference"]) == ("gated, batch-late", "", "gated")
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "The reference was not run" not in text
    assert "Assumptions that move the answer most" not in text


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ((), "orderings"),
        (("faults",), "faults"),
        (("mine.toml",), "mine.toml"),
        (("gated",), None),
        (("mine.toml", "faults"), None),
    ],
)
def test_one_word_may_name_a_study(what: tuple[str, ...], name: str | None) -> None:
    """One that ships, or a file; beside another word, each can only be a procedure."""
    assert study_in(what) == name


def test_every_study_that_ships_is_found_by_its_name() -> None:
    """The name in the file is the name of the file, and what it names is there."""
    for file in (Path(__file__).parents[3] / "experiments" / "studies").glob("*.toml"):
        shipped = StudyFile.load(file.stem)
        assert shipped.name == file.stem
        assert shipped.sample or Study.of(shipped, Scenario.load(shipped.scenario), "gallab study").cells


def test_two_campaigns_of_one_name_are_refused(tmp_path: Path) -> None:
    """Procedures from files go by the name inside, which no two may share."""
    mine = tmp_path / "mine.toml"
    shipped = Path(__file__).parents[3] / "sim" / "procedures" / "gated.toml"
    mine.write_text(shipped.read_text())
    with pytest.raises(InputError) as refused:
        study(procedures=("gated", str(mine)))
    assert str(refused.value) == 'campaigns: procedures = ["gated", "gated"]: expected each name once'


def test_it_goes_on_until_every_mean_is_narrow(tmp_path: Path) -> None:
    """With a width, every cell gets as many schedules as the one whose mean is least known needs, and says so."""
    file = StudyFile.load().asked(
        procedures=("ovh-2016", "gated"), windows=("10 min",), replications=100, until_halfwidth=0.25
    )
    small = Study.of(file, Scenario.load().replaced({"population.tenants": 60}), "gallab study")
    stop = small.run(tmp_path / "out", lambda done, of: None)

    assert stop is not None
    assert stop.width is not None
    assert stop.is_narrow
    # gated exposes nobody: there is no mean to measure its interval by, and it holds nothing up.
    assert stop.width.of == "of the mean of ovh-2016, isolation step 10 min"
    cells = pl.read_parquet(tmp_path / "out" / "cells.parquet")
    assert cells["schedules"].to_list() == [stop.schedules] * 2
    first = cells.row(0, named=True)
    # What it goes by is what each schedule makes one expect: the clients' chance is no reason to go on.
    half = first["exposed_expected_mean_high"] - first["exposed_expected_mean"]
    assert half / first["exposed_expected_mean"] == pytest.approx(stop.width.share)
    about = json.loads((tmp_path / "out" / "study.json").read_text())
    assert about["stop"] == stop.described()
    assert about["seeds"] == list(range(1, 1 + stop.schedules))
    text = " ".join((tmp_path / "out" / "report.html").read_text(encoding="utf-8").split())
    assert "<strong>Narrow enough.</strong>" in text


def test_an_older_results_folder_gives_way_and_nothing_else_does(tmp_path: Path) -> None:
    """A study replaces a study; a folder with other things in it is refused and left as it was."""
    from experiments.files import new_folder

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep")
    refused = pytest.raises(
        InputError, match="expected a new name, an empty folder or an older results folder"
    )
    with refused, new_folder(tmp_path / "mine", "study.json"):
        pass
    with new_folder(tmp_path / "out", "study.json") as folder:
        (folder / "study.json").write_text("old")
    with new_folder(tmp_path / "out", "study.json") as folder:
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
            "experiments",
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


def test_of_a_slow_law_some_tenants_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where books are fetched when due: one tenant in three of 60, scaled by mailboxes; all where there are few."""
    keys = {"population.tenants": 60, "window": "10 min", "clients.oab_after_move": "when_due"}
    scenario = Scenario.load("incident").replaced(keys)
    draws = Draws(scenario, Source(1))
    each = chances(scenario, draws, ROUGHLY).exposed
    mailboxes = draws.people.mailboxes

    (all_of_them,) = campaigns.replicated([campaigns.Cell(scenario, ())], 1)
    monkeypatch.setattr(campaigns, "LOOKED_AT_SLOWLY", 20)
    (some,) = campaigns.replicated([campaigns.Cell(scenario, ())], 1)

    assert all_of_them.expected["exposed"] == pytest.approx(each.sum(), rel=1e-9)
    scaled = each[::3].sum() * mailboxes.sum() / mailboxes[::3].sum()
    assert some.expected["exposed"] == pytest.approx(scaled, rel=1e-9)
    assert some.totals == all_of_them.totals
    assert scaled != pytest.approx(each.sum(), rel=1e-3)
