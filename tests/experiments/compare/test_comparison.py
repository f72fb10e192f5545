"""A comparison: pairs of campaigns under the same draws, and the results folder they become."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from experiments.compare.comparison import Comparison, widest
from experiments.enough import Schedules, Width
from experiments.paired import Difference, holm
from experiments.stories.picture import Picture, lane_folder
from experiments.study.runs import Ran, run_cells
from fakeexchange.clock import NEVER
from sim.errors import InputError
from sim.judges import run
from sim.scenario import Scenario

from . import toys

pytestmark = pytest.mark.usefixtures("in_process")


def _scenario(procedure: str) -> Scenario:
    return toys.comparison().scenario.replaced({"procedure": procedure})


def test_differences_are_taken_schedule_by_schedule() -> None:
    """Each difference is the mean over the seeds of the other's number less the first's, under the same seed."""
    rows = {(row["procedure"], row["measure"]): row for row in toys.found().differences}
    for procedure in toys.PROCEDURES[1:]:
        for measure in ("connected", "exposed", "refused_logons", "downtime_p99_s"):
            first, other = (
                np.array([run(_scenario(name), seed, "kernel").totals[measure] for seed in toys.SEEDS])
                for name in ("ovh-2016", procedure)
            )
            row = rows[procedure, measure]
            assert row["difference"] == pytest.approx((other - first).mean(), rel=1e-12)
            assert (row["more"], row["fewer"]) == ((other > first).sum(), (other < first).sum())
            assert row["reference"] == "ovh-2016"
    assert rows["batch-late", "exposed"]["difference"] > 0 > rows["gated", "exposed"]["difference"]


def test_sides_are_those_of_the_first_seed() -> None:
    """Who changes sides is read from the rows of the two campaigns under the first seed."""
    a, b = (
        {int(t) for t in c["tenant"][c["exposed_at"] != NEVER]}
        for c in (run(_scenario(name), toys.SEEDS[0]).columns for name in ("ovh-2016", "batch-late"))
    )
    _, sides = toys.found().sides
    assert sides.procedure == "batch-late"
    assert (set(sides.only_reference), set(sides.only_procedure)) == (a - b, b - a)
    assert sides.both == len(a & b)
    assert b - a


def test_what_ran_is_said() -> None:
    """Circumstances, and how many rows of the two engines were compared: every one under the first seed."""
    about = toys.found().about
    assert (about["reference"], about["window"], about["tenants"]) == ("ovh-2016", "10 min", toys.TENANTS)
    assert (about["seed"], about["seeds"], about["schedules"]) == (3, list(toys.SEEDS), 4)
    assert about["rows_compared"] == 3 * toys.TENANTS
    assert about["stop"] is None


def test_the_results_folder(tmp_path: Path) -> None:
    """Tables, figures with data and captions, one report, and nothing half-written; a second run takes its place."""
    asked = toys.comparison()
    for _ in range(2):
        toys.run(asked, tmp_path / "out")
    folder = tmp_path / "out"
    tables = (
        "assumptions", "changed_sides", "differences", "paired", "procedures", "replications", "sides",
    )  # fmt: skip
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [
            "compare.json",
            "figures",
            "lane-1",
            "lane-2",
            "report.html",
            *(f"{t}.{s}" for t in tables for s in ("csv", "parquet")),
        ]
    )
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    drawn = {path.stem for path in (folder / "figures").iterdir()}
    assert drawn == {"compare", "risk_beside_cost", "schedules", "causes", "swim_lane_1", "swim_lane_2"}
    paired = pl.read_parquet(folder / "paired.parquet")
    assert paired.select("procedure", "seed").rows() == [
        (p, s) for p in toys.PROCEDURES[1:] for s in toys.SEEDS
    ]
    replications = pl.read_parquet(folder / "replications.parquet")
    first, other = (replications.filter(procedure=p)["exposed"] for p in ("ovh-2016", "batch-late"))
    assert paired.filter(procedure="batch-late")["exposed"].to_list() == (other - first).to_list()
    sides = pl.read_parquet(folder / "sides.parquet").row(1, named=True)
    assert pl.read_csv(folder / "changed_sides.csv").filter(procedure="batch-late").height == (
        sides["only_reference"] + sides["only_procedure"]
    )
    about = json.loads((folder / "compare.json").read_text())
    assert (about["kind"], about["format"], about["command"]) == ("compare", 2, toys.COMMAND)
    assert (folder / "report.html").stat().st_size < 5_000_000


def test_one_tenant_that_changes_sides_is_shown_under_both(tmp_path: Path) -> None:
    """Its night under the first procedure and under the other one, side by side, exposed in one of them alone."""
    found = toys.run(toys.comparison(), tmp_path / "out")
    sides = next(s for s in found.sides if s.example is not None)
    assert sides.example is not None
    lanes = [Picture.read(lane_folder(tmp_path / "out", place)) for place in (0, 1)]
    pictures = [lane for lane in lanes if lane is not None]
    assert [(p.about["tenant"], p.about["procedure"]) for p in pictures] == [
        (f"Tenant {sides.example[0]}", sides.reference),
        (f"Tenant {sides.example[0]}", sides.procedure),
    ]
    assert [p.about["procedure"] for p in pictures if "Exposed at" in p.words] == [sides.example[1]]


def test_a_window_that_was_not_given_is_as_drawn(tmp_path: Path) -> None:
    """Without a window the isolation step is as drawn, and every figure says so."""
    asked = toys.comparison(("ovh-2016", "gated"), Schedules((1, 2)), tenants=60)
    drawn = Comparison.of(
        ("ovh-2016", "gated"), Scenario.load().replaced({"population.tenants": 60}), asked.schedules, ""
    )
    found = toys.run(drawn, tmp_path / "out")
    assert found.about["window"] == "as drawn"
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "isolation step as drawn" in text
    assert "takes as drawn" not in text


def test_the_estimate_is_that_of_what_each_schedule_makes_one_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of counts of tenants the estimate is the paired difference of expectations; other measures have none."""
    toys.make_up_chances(monkeypatch, {"ovh-2016": 20, "gated": 5, "batch-late": 80})
    rows = {(row["procedure"], row["measure"]): row for row in toys.run(toys.comparison()).differences}
    first, other = (
        np.array([toys.made_up(name, seed) for seed in toys.SEEDS]) for name in ("ovh-2016", "gated")
    )
    row = rows["gated", "exposed"]
    assert row["expected_difference"] == pytest.approx((other - first).mean(), rel=1e-9)
    assert row["expected_difference_se"] == pytest.approx((other - first).std(ddof=1) / 2, rel=1e-9)
    assert row["expected_ratio"] == pytest.approx(other.mean() / first.mean(), rel=1e-9)
    assert row["expected_gain"] == pytest.approx(
        (row["difference_se"] / row["expected_difference_se"]) ** 2, rel=1e-9
    )
    assert rows["gated", "nights"]["expected_difference"] is None
    third = [toys.made_up("batch-late", seed) for seed in toys.SEEDS]
    p = [Difference.of(first.tolist(), numbers).p for numbers in (other.tolist(), third)]
    corrected = holm([each for each in p if each is not None])
    found = [rows[name, "exposed"]["p_holm"] for name in ("gated", "batch-late")]
    assert found == pytest.approx(corrected, rel=1e-9)


def test_it_goes_on_until_the_difference_is_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a width, schedules are added ten at a time until half the widest paired interval is under it."""
    toys.make_up_chances(monkeypatch, {"ovh-2016": 20, "batch-late": 25})
    asked = toys.comparison(("ovh-2016", "batch-late"), Schedules.of(1, 90, 0.1), tenants=60)
    told: list[tuple[int, int]] = []
    found = asked.run(None, lambda done, of: told.append((done, of)))

    stop = found.stop
    assert stop is not None
    assert stop.is_narrow
    assert stop.schedules in range(30, 91, 10)
    row = next(r for r in found.differences if r["measure"] == "exposed")
    mean = next(r for r in found.procedures)["exposed_expected_mean"]
    assert stop.width == Width(
        (row["expected_difference_high"] - row["expected_difference"]) / mean,
        "batch-late less ovh-2016, of the mean of ovh-2016",
    )
    assert stop.width.share < 0.1
    assert found.about["seeds"] == list(range(1, 1 + stop.schedules))
    assert told[-1][0] == 2 + stop.schedules


def test_the_cap_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A width that is out of reach ends at the cap, and that is what is said."""
    toys.make_up_chances(monkeypatch, {"ovh-2016": 20, "batch-late": 25})
    asked = toys.comparison(("ovh-2016", "batch-late"), Schedules.of(1, 20, 0.001), tenants=60)
    stop = toys.run(asked).stop
    assert stop is not None
    assert (stop.is_narrow, stop.schedules) == (False, 20)
    assert str(stop).startswith("Stopped at the cap of 20 schedules: ")


def test_where_the_first_exposes_nobody_the_others_mean_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A width is measured by the first procedure's mean, by the other's where that is zero, and says which."""
    toys.make_up_chances(monkeypatch, {"ovh-2016": 20, "gated": 0})
    cells = toys.comparison(("gated", "ovh-2016"), Schedules((1, 2, 3))).cells
    ran: list[Ran]
    ran, stop = run_cells(cells, Schedules((1, 2, 3)), widest, lambda done, of: None)
    assert stop is None
    width = widest(ran)
    assert width is not None
    assert width.of == "ovh-2016 less gated, of the mean of ovh-2016"


def test_a_procedure_of_ones_own(tmp_path: Path) -> None:
    """A TOML file is a procedure beside a built-in; two of the same name are refused."""
    shipped = Path(__file__).parents[3] / "sim" / "procedures" / "gated.toml"
    mine = tmp_path / "mine.toml"
    mine.write_text(shipped.read_text().replace('name = "gated"', 'name = "mine"'))
    assert [str(cell.scenario.procedure.name) for cell in toys.comparison(("gated", str(mine))).cells] == [
        "gated",
        "mine",
    ]
    mine.write_text(shipped.read_text())
    with pytest.raises(InputError, match="expected each name once"):
        toys.comparison(("gated", str(mine)))
