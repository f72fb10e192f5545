"""A sweep: what it computes, what it writes, and that it comes out the same however it was interrupted."""

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from experiments.folders import Kind
from experiments.redraw import redraw
from experiments.study.file import StudyFile
from experiments.sweep import fingerprint
from experiments.sweep.ledger import Ledger
from experiments.sweep.sweep import Sweep
from sim.errors import InputError
from sim.judges import run as run_alone
from sim.scenario import Scenario
from tests.experiments.here import here

from .toys import SHORT_S, content, run, toy


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a toy sweep that ran through."""
    folder = tmp_path_factory.mktemp("sweep") / "out"
    run(toy(), folder)
    return folder


def test_every_campaign_is_in_the_table(finished: Path) -> None:
    """Each point, procedure, length and seed has a row, which says what that campaign by itself comes to."""
    rows = pl.read_parquet(finished / "replications.parquet")
    assert rows.height == 4 * 2 * 2 * 3
    assert rows["seed"].to_list() == [7, 3, 4] * 16
    base = Scenario.load().replaced({"population.tenants": 60})
    for row in (rows.row(k, named=True) for k in (0, 4, 16, 29, 47)):
        alone = base.replaced(
            {
                "campaign.batch": int(row["campaign.batch"]),
                "clients.retries": int(row["clients.retries"]),
                "procedure": row["procedure"],
                "window": row["window"],
            }
        )
        totals = run_alone(alone, row["seed"], "simpy").totals
        assert row["digest"] == alone.digest
        for name in ("connected", "exposed", "people_disclosed", "nights", "refused_logons", "window_p99_s"):
            assert row[name] == totals[name], (row, name)
        assert {cause: row[cause] for cause in totals["exposed_by_cause"]} == totals["exposed_by_cause"]


def test_cells_are_told_over_their_schedules(finished: Path) -> None:
    """The table of cells has the mean of each cell's schedules, with the values that make the cell."""
    rows, cells = (pl.read_parquet(finished / f"{name}.parquet") for name in ("replications", "cells"))
    which = ["point", "procedure", "window", "campaign.batch", "clients.retries"]
    means = rows.group_by(which, maintain_order=True).agg(pl.col("exposed").mean())
    assert cells.select(which).rows() == means.select(which).rows()
    assert cells["exposed_mean"].to_list() == pytest.approx(means["exposed"].to_list())
    assert set(cells["schedules"]) == {3}
    assert cells["exposed_mean"].sum() > 0


def test_effects_are_means_over_all_else(finished: Path) -> None:
    """Along each key, the lengths of the isolation step included, the mean over every row with that value."""
    rows, effects = (pl.read_parquet(finished / f"{name}.parquet") for name in ("replications", "effects"))
    assert effects["key"].unique(maintain_order=True).to_list() == [
        "campaign.batch",
        "clients.retries",
        "isolation step takes",
    ]
    for row in effects.iter_rows(named=True):
        key = "window" if row["key"] == "isolation step takes" else row["key"]
        here = rows.filter(pl.col(key) == row["value"], pl.col("procedure") == row["procedure"])
        assert row["exposed_mean"] == pytest.approx(here["exposed"].mean())
        assert row["cells"] == here.height / 3
        means = here.group_by("point", "window").agg(pl.col("exposed").mean())["exposed"].to_list()
        assert (row["exposed_least"], row["exposed_most"]) == (min(means), max(means))


def test_a_sample_is_told_in_fifths(tmp_path: Path) -> None:
    """Between two ends the means are those of the points in each fifth, of the window too."""
    sampled = toy(
        procedures=("ovh-2016",),
        windows=(),
        sample=10,
        vary={"window": {"low": "1 s", "high": "1 h"}, "campaign.batch": {"low": 1, "high": 50}},
    )
    run(sampled, tmp_path / "out")
    effects = pl.read_parquet(tmp_path / "out" / "effects.parquet")
    rows = pl.read_parquet(tmp_path / "out" / "replications.parquet")
    assert set(effects["key"]) == {"isolation step takes", "campaign.batch"}
    batches = effects.filter(key="campaign.batch")
    assert batches["place"].to_list() == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])
    assert batches["cells"].sum() == 10
    # The lowest fifth of a batch from 1 to 50, whose ends are far apart: up to 50 to the power of a fifth, 2.19.
    lowest = rows.filter(pl.col("campaign.batch").cast(int) <= 2)
    assert batches["exposed_mean"][0] == pytest.approx(lowest["exposed"].mean())
    assert batches["value"][0] == "1 to 2"


def test_what_is_there_is_not_computed_again(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With some parts there and others missing or cut short, only those are computed; the rows are the same."""
    monkeypatch.setattr("experiments.sweep.parts.PART_S", SHORT_S)
    out, sweep = tmp_path / "out", toy()
    run(sweep, out)
    whole = content(out)
    assert len(sweep.parts) == 12
    assert whole["replications.parquet"] == content(finished)["replications.parquet"]
    ledger = Ledger(out, sweep.parts)
    missing, broken, short = (ledger.place(sweep.parts[k]) for k in (4, 9, 11))
    missing.unlink()
    broken.write_bytes(broken.read_bytes()[:-9])
    pl.read_parquet(short).head(3).write_parquet(short)
    assert [ledger.place(part) for part in ledger.left()] == [missing, broken, short]
    (out / "report.html").unlink()
    told: list[tuple[int, int]] = []
    sweep.run(out, here, lambda done, of: told.append((done, of)), resume=True)
    assert told == [(36, 48), (40, 48), (44, 48), (48, 48)]
    assert content(out) == whole


def test_another_seed_changes_bytes_another_version_names(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other seeds are other rows; another default or code version is another name, and no part is taken for one."""
    ours = {part.name for part in toy().parts}
    run(toy(seeds=(7, 3, 5)), tmp_path / "seeds")
    assert content(tmp_path / "seeds")["replications.parquet"] != content(finished)["replications.parquet"]
    by_default = Sweep.of(
        toy().file, Scenario.load().replaced({"population.tenants": 60, "platform.lag_hop": "4 s"}), "x"
    )
    assert ours.isdisjoint(part.name for part in by_default.parts)
    other = {**fingerprint.fingerprint(), "its code": "0"}
    monkeypatch.setattr("experiments.sweep.sweep.fingerprint", lambda: other)
    assert ours.isdisjoint(part.name for part in toy().parts)
    # A worker that is of this version does not compute for one of another.
    with pytest.raises(InputError) as refused:
        run(toy(), tmp_path / "other")
    assert f"has its code {fingerprint.fingerprint()['its code']} (expected 0)" in str(refused.value)


def test_resuming_with_another_file_leaves_no_other_parts(finished: Path, tmp_path: Path) -> None:
    """A folder holds the parts of its sweep alone, whatever was computed there before."""
    run(toy(seeds=(1, 2)), tmp_path / "out")
    run(toy(), tmp_path / "out", resume=True)
    assert content(tmp_path / "out") == content(finished)


def test_what_a_killed_sweep_left_is_taken_away(finished: Path, tmp_path: Path) -> None:
    """Killed while it wrote its tables: whoever resumes it finds its own folder alone."""
    out = Path(shutil.copytree(finished, tmp_path / "out"))
    (tmp_path / ".out.part-385dbb4f" / "figures").mkdir(parents=True)
    run(toy(), out, resume=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_is_not_taken_by_mistake(finished: Path, tmp_path: Path) -> None:
    """What is no sweep's folder is refused, and a sweep in it is kept unless it is to be resumed."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError) as refused:
        run(toy(), tmp_path)
    told = f"--out: {tmp_path}: expected a new name, an empty folder, or that of a sweep"
    assert str(refused.value) == told
    with pytest.raises(InputError) as refused:
        run(toy(), finished)
    assert str(refused.value) == (
        f"--out: {finished}: there is a sweep in it; expected --resume to keep what it has computed, or a new name"
    )
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.txt"]


def test_a_sweep_that_has_not_ended_has_no_report(tmp_path: Path) -> None:
    """Its folder says that it has not ended, and how to go on."""

    def lazy(tasks: Any, took: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        toy().run(tmp_path / "out", lazy, lambda done, of: None)
    with pytest.raises(InputError) as refused:
        redraw(tmp_path / "out")
    assert str(refused.value) == (
        f"{tmp_path / 'out' / 'sweep.json'}: is_finished = false: "
        "expected a sweep that has ended: go on with it (--resume)"
    )


def test_the_report_is_drawn_again(finished: Path) -> None:
    """``gallab report`` gives the same page from the tables alone."""
    before = content(finished)
    (finished / "report.html").unlink()
    assert redraw(finished) == finished / "report.html"
    assert content(finished) == before
    about = json.loads((finished / Kind.SWEEP.mark).read_text())
    assert (about["cells"], about["points"], about["keys"]) == (48, 4, ["campaign.batch", "clients.retries"])
    text = (finished / "report.html").read_text(encoding="utf-8")
    assert "48 campaigns of 60 tenants" in " ".join(text.split())


@pytest.mark.parametrize(
    ("keys", "mistake"),
    [
        (
            'until_halfwidth = 0.1\n[vary]\n"campaign.batch" = [5]',
            "until_halfwidth = 0.1: only a study stops",
        ),
        ("sample = 4", "sample = 4: expected something under [vary] to take it of"),
        (
            'sample = 4\n[vary]\n"campaign.slots" = [5, 6]',
            "sample = 4: expected at most 2: there are hardly more different points",
        ),
        (
            'windows = ["2 min"]\n[vary]\n"window" = ["1 s"]',
            "vary.window: expected no windows beside it: they are lengths of the same step",
        ),
        ('[vary]\n"procedure" = ["gated"]', "vary.procedure: no such key; procedures lists them"),
        (
            '[vary]\n"campaign.slots" = { low = 1, high = 9 }',
            'vary.campaign.slots = {"low": 1, "high": 9}: expected a list, or a sample = N beside it',
        ),
        ('[vary]\n"campaign.slots" = [5, 0]', "campaign.slots = 0: expected at least 1"),
        ('[vary]\n"campaign.slotz" = [5]', 'campaign.slotz: no such key; did you mean "slots"?'),
        (
            # Each by itself is a night; together they are none.
            '[vary]\n"campaign.opens" = ["22:00", "01:00"]\n"campaign.last_start" = ["05:00", "00:30"]\n'
            '"campaign.closes" = ["06:00"]',
            "campaign",
        ),
    ],
)
def test_a_sweep_file_with_a_mistake(keys: str, mistake: str, tmp_path: Path) -> None:
    """What a sweep cannot run is one line with file, key and value, before anything runs."""
    path = tmp_path / "mine.toml"
    path.write_text(f'name = "mine"\nprocedures = ["ovh-2016"]\n{keys}\n')
    with pytest.raises(InputError) as refused:
        Sweep.of(StudyFile.load(str(path)), Scenario.load(), "x")
    assert str(refused.value).startswith(f"{path}: {mistake}")


def test_a_large_sweep_says_how_far_it_has_looked() -> None:
    """Every thousand points, before anything runs: what stands still for a minute looks dead."""
    told: list[tuple[int, int]] = []
    file = StudyFile(
        name="large",
        procedures=("ovh-2016",),
        sample=2_100,
        vary={"campaign.night_shock": {"low": 0.0, "high": 1.0}},
    )
    Sweep.of(file, Scenario.load(), "x", lambda done, of: told.append((done, of)))
    assert told == [(1_000, 2_100), (2_000, 2_100)]


def test_a_name_that_nothing_ships_under_is_one_line() -> None:
    """What ships is listed."""
    with pytest.raises(InputError) as refused:
        StudyFile.load("nigths")
    assert str(refused.value) == (
        'study: study = "nigths": expected a TOML file or one of doubts, faults, nights, orderings, stops'
    )


def test_a_study_refuses_what_only_a_sweep_can() -> None:
    """A sample, ends, or no length at all are a sweep's alone."""
    file = StudyFile(
        name="mine", procedures=("gated",), sample=4, vary={"campaign.slots": {"low": 1, "high": 9}}
    )
    with pytest.raises(InputError) as refused:
        file.as_study()
    assert str(refused.value) == (
        "study: windows: expected, and not there: a study compares lengths; "
        "sample = 4: only a sweep takes a sample: gallab sweep; "
        'vary.campaign.slots = {"low": 1, "high": 9}: expected a list; only a sweep takes ends'
    )


@pytest.mark.parametrize(("name", "points"), [("nights", 18), ("doubts", 128), ("faults", 16)])
def test_what_ships_can_be_swept(name: str, points: int) -> None:
    """A study file that ships is a sweep too: its keys and values are the scenario's."""
    file = StudyFile.load(name).asked(replications=1)
    sweep = Sweep.of(file, Scenario.load(file.scenario), "x")
    assert len(sweep.points) == points
    assert all(len(point.values) == len(file.vary) for point in sweep.points)
