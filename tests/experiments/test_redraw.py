"""Any results folder drawn again, and what is no results folder."""

import json
from pathlib import Path

import pytest

from experiments.folders import Kind, kind_of, read_mark, write_mark
from experiments.one_run.loads import run_all
from experiments.redraw import redraw
from sim.errors import InputError
from sim.scenario import Scenario

from .compare import toys as comparisons
from .report import toys as studies


def _drawn_again(folder: Path, page: str) -> None:
    """Everything that is drawn from the tables comes out with the bytes that it had."""
    drawn = [p for p in folder.rglob("*") if p.suffix in (".html", ".svg", ".png", ".txt")]
    assert drawn
    before = {path: path.read_bytes() for path in drawn}
    for path in drawn:
        path.unlink()
    assert redraw(folder) == folder / page
    assert {path: path.read_bytes() for path in drawn} == before


def test_a_study(tmp_path: Path) -> None:
    """A study's folder is known by study.json."""
    assert redraw(studies.write_results(tmp_path)) == tmp_path / "report.html"
    _drawn_again(tmp_path, "report.html")


def test_a_comparison(tmp_path: Path) -> None:
    """A comparison's folder, as the command writes it, is known by compare.json."""
    folder = tmp_path / "out"
    comparisons.run(comparisons.comparison(tenants=60), folder)
    assert kind_of(folder) == Kind.COMPARE
    _drawn_again(folder, "report.html")


def test_the_load_of_a_run(tmp_path: Path) -> None:
    """The folder of a run with every client is known by run.json, which says what its figure needs."""
    folder = tmp_path / "out"
    run_all(Scenario.load().replaced({"population.tenants": 60}), 1, folder)
    assert read_mark(folder, Kind.RUN)["load"]["procedure"] == "ovh-2016"
    _drawn_again(folder, "load.png")


@pytest.mark.parametrize("kind", list(Kind))
def test_another_version_is_one_line(kind: Kind, tmp_path: Path) -> None:
    """A folder of another format, or of none, is refused in a line that says what to do."""
    write_mark(tmp_path, kind, {"seed": 1})
    assert read_mark(tmp_path, kind) == {"kind": str(kind), "format": kind.layout, "seed": 1}
    with pytest.raises(InputError, match="load: expected as gallab writes it; it is missing"):
        read_mark(tmp_path, kind)["load"]
    for found in (99, None):
        (tmp_path / kind.mark).write_text(json.dumps({"format": found} if found else {}))
        with pytest.raises(InputError) as refused:
            redraw(tmp_path)
        shown = found or "null"
        assert str(refused.value) == (
            f"{tmp_path / kind.mark}: format = {shown}: expected {kind.layout}: another version of gallab wrote it; "
            "run it again"
        )


def test_no_results_folder_is_one_line(tmp_path: Path) -> None:
    """A folder without a mark, or with one that is no JSON, is refused in a line."""
    with pytest.raises(InputError) as refused:
        redraw(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path}: expected a results folder: there is no study.json, compare.json, calibrate.json, run.json,"
        " story.json, procedures.json, orderings.json, risk.json, sensitivity.json, sweep.json, verify.json,"
        " plan.json, forensics.json, scoring.json or measured.json in it"
    )
    (tmp_path / "study.json").write_text("{")
    with pytest.raises(InputError) as refused:
        redraw(tmp_path)
    assert str(refused.value) == f"{tmp_path / 'study.json'}: expected JSON as gallab study writes it"
