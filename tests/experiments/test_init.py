"""``gallab init``: a folder that says what the defaults say, and runs as it is."""

import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from experiments.init import TENANTS, init, scenario_text
from experiments.study.file import StudyFile
from sim.defaults import defaults
from sim.inventory import read_inventory
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.tables import KINDS
from tests.experiments.test_cli import gallab

FILES = ["inventory.csv", "procedure.toml", "scenario.toml", "study.toml"]


def test_the_files_are_what_they_say(tmp_path: Path) -> None:
    """Scenario, procedure, study and inventory are read as they are, each finding the others beside it."""
    *files, _ = init(tmp_path / "ours")
    scenario = Scenario.load(str(tmp_path / "ours" / "scenario.toml"))
    study = StudyFile.load(str(tmp_path / "ours" / "study.toml"))

    assert sorted(files) == [str(tmp_path / "ours" / name) for name in FILES]
    assert scenario.procedure == Procedure.load(str(tmp_path / "ours" / "procedure.toml"))
    assert scenario.population.tenants == TENANTS
    assert len(read_inventory(str(tmp_path / "ours" / "inventory.csv"), KINDS).names) == TENANTS
    assert study.scenario == str(tmp_path / "ours" / "scenario.toml")
    assert study.procedures == (str(tmp_path / "ours" / "procedure.toml"), "ovh-2016")


def test_every_default_stands_in_the_scenario_with_its_source() -> None:
    """The comments, uncommented, are the defaults, all of them; each has a comment above it."""
    lines = scenario_text().splitlines()
    uncommented = [line[1:] if line.startswith("#") and line[1:2] != " " else line for line in lines]
    keys = [line for line in uncommented if " = " in line and not line.startswith("#")]
    said = tomllib.loads("\n".join(uncommented))
    assert said["population"].pop("inventory") == "inventory.csv"
    assert {table: said[table] for table in defaults()} == defaults()
    for line in keys[4:]:
        above = uncommented[uncommented.index(line) - 1]
        assert above.startswith("# ") or line.startswith("inventory"), line


def test_untouched_it_is_the_default_scenario(tmp_path: Path) -> None:
    """Before anything is changed, it differs from the incident in its tenants and its procedure alone."""
    init(tmp_path / "ours")
    ours, incident = Scenario.load(str(tmp_path / "ours" / "scenario.toml")), Scenario.load("incident")

    for table in ("clients", "platform", "campaign", "steps", "faults"):
        assert getattr(ours, table) == getattr(incident, table)


def test_the_commands_of_the_last_line_run_as_they_are(tmp_path: Path) -> None:
    """A shell takes the last line whole, and ends with a report; the name may have a blank in it."""
    last = gallab("init", "my ours", cwd=tmp_path).stdout.splitlines()[-1]
    shell = f'gallab() {{ {shlex.quote(sys.executable)} -m experiments "$@"; }}; {last}'
    done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert last.count("gallab ") == 3
    assert (tmp_path / "my ours" / "results" / "report.html").is_file()


@pytest.mark.parametrize("name", FILES)
def test_it_never_writes_over_a_file(name: str, tmp_path: Path) -> None:
    """One file in the way: one line, exit code 2, and everything is as it was."""
    (tmp_path / name).write_text("mine", encoding="utf-8")
    done = gallab("init", ".", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"gallab: init: .: nothing was written: {name} would be written over\n"
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_it_fills_a_folder_that_has_other_files(tmp_path: Path) -> None:
    """Files of other names stay, and no part is left beside the folder or in it."""
    place = tmp_path / "ours"
    place.mkdir()
    (place / "notes.txt").write_text("mine", encoding="utf-8")
    init(place)

    assert sorted(path.name for path in place.iterdir()) == [*FILES[:1], "notes.txt", *FILES[1:]]
    assert [path.name for path in tmp_path.iterdir()] == ["ours"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A name that is a file's is refused."""
    (tmp_path / "ours").write_text("mine", encoding="utf-8")
    done = gallab("init", "ours", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (2, "gallab: init: ours: expected a folder, or a new name\n")
