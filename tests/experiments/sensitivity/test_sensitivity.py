"""A sensitivity as people and programs get it: words, JSON, a folder, and the report of a study beside it."""

import json
from pathlib import Path

import pytest

from experiments.folders import Kind, kind_of, write_mark, write_tables
from experiments.redraw import redraw
from experiments.report.assumed import assumed
from experiments.sensitivity.described import to_json
from experiments.sensitivity.inputs import inputs_of
from experiments.sensitivity.sensitivity import refuse_other, write
from experiments.sensitivity.words import show
from sim.errors import InputError
from sim.scenario import Scenario
from tests.experiments.test_cli import gallab

from . import toys


def test_what_a_terminal_shows(capsys: pytest.CaptureFixture[str]) -> None:
    """The answer with its interval, both ends of what moves it, what does not move it, what is not varied."""
    show(toys.found(), None)
    said = " ".join(capsys.readouterr().out.split())

    assert said.startswith(
        "ovh-2016: 130,000 tenants, isolation step as drawn; 100 (95.0 to 105) tenants expected to be exposed, "
        "124 or more with P = "
    )
    for told in ("low 0.05", "high 0.56", "now 5 s", "(23.8 to 26.2)", "(266 to 294)"):
        assert told in said
    assert "Varied without moving the answer: clients.retries." in said
    assert "Not varied, no range: population.tenants," in said
    assert "Not varied, the procedure has no such step: steps.close_gate.base," in said


def test_json_has_the_keys_that_others_rely_on() -> None:
    """One object: circumstances, inputs with both ends, indices, and what is not varied."""
    said = json.loads(to_json(toys.found()))

    assert said["procedure"] == "ovh-2016"
    assert (said["at"], said["exposed"]) == (124, pytest.approx(100.0))
    assert [each["input"] for each in said["inputs"]] == [toys.LEFT_ON, toys.STEP, "clients.retries"]
    assert said["inputs"][0]["high"]["exposed"] == pytest.approx(280.0)
    assert {row["run"] for row in said["indices"]} == {"inputs", "ridge"}
    assert {"key": "population.tenants", "why": "no range"} in said["not_varied"]


def test_a_folder_drawn_again(tmp_path: Path) -> None:
    """A folder has tables, figures and a page that says how far each assumption moves the answer, drawn again too."""
    out = tmp_path / "out"
    page = write(toys.found(), Scenario.load(), out)
    html = page.read_text(encoding="utf-8")

    assert kind_of(out) == Kind.SENSITIVITY
    assert sorted(path.stem for path in (out / "figures").glob("*.png")) == [
        "sobol_inputs", "sobol_ridge", "tornado_exposed", "tornado_p",
    ]  # fmt: skip
    assert "25.0 exposed tenants at 0.05, 280 at 0.56" in html
    assert "clients.left_on_at_night moves the answer most" in html
    assert redraw(out) == page
    assert page.read_text(encoding="utf-8") == html


def test_a_study_of_the_same_inputs_takes_it_up(tmp_path: Path) -> None:
    """Beside a study's assumptions stands how far each moves the answer; other inputs are refused in one line."""
    scenario = Scenario.load()
    write_tables(
        tmp_path, {"assumptions": toys.assumptions(scenario).to_dicts(), "tornado": toys.found().tornado}
    )
    write_mark(tmp_path, Kind.STUDY, {})
    rows = {row["key"]: row for row in assumed(tmp_path)}

    assert rows["clients.left_on_at_night"]["moves"] == "25.0 exposed tenants at 0.05, 280 at 0.56"
    assert rows["steps.assign_policy"]["moves"].startswith("base: 100 exposed tenants at 1 s, 200 at 2 min")
    assert rows["clients.retries"]["moves"] == "does not move"
    assert rows["campaign.slots"]["moves"] == rows["campaign.slots"]["range"] == ""
    assert rows["clients.left_on_at_night"]["basis"] == "assumed"
    refuse_other(tmp_path, scenario)
    with pytest.raises(InputError) as refused:
        refuse_other(tmp_path, scenario.replaced({"campaign.slots": 20}))
    assert str(refused.value) == (
        f"--out: {tmp_path}: expected the study's own inputs: campaign.slots is 50 there, 20 here"
    )


def test_what_the_scenario_sets_is_said_to_be(tmp_path: Path) -> None:
    """A key that the scenario changes rests on whoever set it; the others on their source."""
    scenario = Scenario.load().replaced({"clients.left_on_at_night": 0.4})
    write_tables(tmp_path, {"assumptions": toys.assumptions(scenario).to_dicts()})
    first, *others = assumed(tmp_path)

    assert (first["key"], first["basis"], first["moves"]) == ("clients.left_on_at_night", "set here", "")
    assert {row["basis"] for row in others} == {"assumed", "sourced", "measured"}
    assert {row["key"] for row in others if row["basis"] == "measured"} == {"clients.hours", "clients.days"}


def test_every_number_is_varied_or_said_not_to_be() -> None:
    """Each default with a number in it is an input that varies, or stands among those that do not, with a reason."""
    from sim.ranges import described

    varied, left = inputs_of(Scenario.load())
    named = {each.range.of for each in varied} | {".".join(each.key.split(".")[:2]) for each in left}

    assert {default.key for default in described() if default.is_number} <= named


def test_names_bear_on_no_sensitivity() -> None:
    """An option that cannot bear is refused by name."""
    done = gallab("sensitivity", "ovh-2016", "--names")

    assert (done.returncode, done.stderr) == (
        2,
        "gallab: --names: cannot bear on sensitivity, which names no tenant\n",
    )
