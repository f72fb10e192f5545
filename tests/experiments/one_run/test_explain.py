"""``gallab run --explain`` as people meet it: words, JSON, a folder, and one line where there is no story."""

import json
from pathlib import Path

import polars as pl
import pytest
from PIL import Image

from experiments.stories.story import explain
from sim.judges import run
from sim.scenario import Scenario

from ..test_cli import gallab

ASKED = ("run", "ovh-2016", "--tenants", "300", "--window", "10 min")


def _first_exposed() -> int:
    rows = run(
        Scenario.load().replaced({"population.tenants": 300, "window": "10 min"}), engine="kernel"
    ).to_polars()
    return int(rows.drop_nulls("exposed_at").sort("exposed_at", "tenant")["tenant"][0])


def test_the_story_follows_the_usual_answer() -> None:
    """The totals are printed as ever, then the story, which ends with the cause; a number gives the same one."""
    usual = gallab(*ASKED).stdout
    said = gallab(*ASKED, "--explain", "first-exposed").stdout
    tenant = _first_exposed()

    assert said.startswith(usual + f"\nTenant {tenant}, ")
    assert said.splitlines()[-1].startswith("Exposed at Mon 18 Apr 2")
    assert said == gallab(*ASKED, "--explain", str(tenant)).stdout


def test_json_has_the_story_besides() -> None:
    """``--json`` keeps every key and adds the story, a list of events in order."""
    usual = json.loads(gallab(*ASKED, "--json").stdout)
    said = json.loads(gallab(*ASKED, "--json", "--explain", "worst", "--engine", "kernel").stdout)
    story = said.pop("story")

    assert said == {**usual, "engine": "kernel"}
    instants = [event["at"] for event in story]
    assert instants == sorted(instants)
    assert {event["actor"] for event in story} == {"engineer", "platform", "client"}
    assert next(event["night"] for event in story if event["what"] == "begins") == 1
    assert story[0]["night"] is None
    assert all(event["says"] for event in story)


@pytest.mark.parametrize("who", ["first-exposed", "worst"])
def test_nobody_exposed(who: str, tmp_path: Path) -> None:
    """Where nobody is exposed one line says so after the usual answer, and nothing is written."""
    asked = ("run", "gated", "--tenants", "60", "--explain", who)
    done = gallab(*asked, "--out", "story", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        gallab(*asked[:4]).stdout
        + "\nnobody was exposed in this draw, so there is no such tenant to tell of\n"
    )
    assert list(tmp_path.iterdir()) == []
    assert json.loads(gallab(*asked, "--json").stdout)["story"] == []


def test_a_folder_with_words_and_figure(tmp_path: Path) -> None:
    """``--out`` writes the story and its swim lane, data and caption, and an older one gives way."""
    for _ in range(2):
        done = gallab(*ASKED, "--explain", "first-exposed", "--out", "story", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    names = ["story.json", "story.txt", *(f"swim_lane.{s}" for s in ("csv", "parquet", "png", "svg", "txt"))]
    folder = tmp_path / "story"

    assert [path.name for path in tmp_path.iterdir()] == ["story"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert (folder / "story.txt").read_text() in done.stdout
    with Image.open(folder / "swim_lane.png") as image:
        assert image.width == 1280
    marks = pl.read_csv(folder / "swim_lane.csv")
    assert {"window", "step", "holds", "logon"} <= set(marks["mark"])
    assert "the axis is compressed" in (folder / "swim_lane.txt").read_text()

    drawn = (folder / "swim_lane.svg").read_bytes()
    (folder / "swim_lane.svg").unlink()
    again = gallab("report", "story", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, "story/swim_lane.png\n")
    assert (folder / "swim_lane.svg").read_bytes() == drawn


def test_a_folder_that_is_taken(tmp_path: Path) -> None:
    """A folder with other things in it is refused before anything runs, and left as it was."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    done = gallab(*ASKED, "--explain", "0", "--out", "mine", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "gallab: --out: mine: expected a new name, an empty folder or an older results folder\n"
    )
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_either_engine_is_told_the_same_story() -> None:
    """The kernel's outcome comes with the story that SimPy observed."""
    scenario = Scenario.load().replaced({"population.tenants": 120, "window": "10 min"})
    _, observed = explain(scenario, 1, "7", "simpy")
    outcome, computed = explain(scenario, 1, "7", "kernel")

    assert outcome.engine == "kernel"
    assert observed is not None
    assert computed is not None
    assert observed.text() == computed.text()
