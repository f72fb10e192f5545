"""``gallab procedures`` as people meet it."""

import json
import tomllib
from pathlib import Path

import pytest

from sim.procedure import Procedure, built_in
from tests.experiments.test_cli import gallab

FREE = Path(__file__).parent / "free-wording.csv"


def test_the_list_has_every_built_in_with_its_purpose() -> None:
    """Without a name the command says what there is, as a table or as one object."""
    said = " ".join(gallab("procedures").stdout.split())
    listed = json.loads(gallab("procedures", "--json").stdout)["procedures"]

    assert [entry["name"] for entry in listed] == built_in()
    for entry in listed:
        assert entry["name"] in said
        assert entry["purpose"] == Procedure.load(entry["name"]).purpose != ""


@pytest.mark.parametrize("name", ["gated", "cloudpanel"])
def test_the_file_of_a_built_in_is_one_to_copy(name: str, tmp_path: Path) -> None:
    """What --toml prints is a procedure, the same one; and a file's name is as good as a built-in's."""
    done = gallab("procedures", name, "--toml")
    file = tmp_path / "mine.toml"
    file.write_text(done.stdout, encoding="utf-8")

    assert Procedure.load(str(file)) == Procedure.load(name)
    assert gallab("procedures", str(file), "--toml").stdout == done.stdout


def test_one_procedure_is_a_table_of_its_steps() -> None:
    """Scope, start, median duration and owner of every step; the same as one object."""
    asked = ("procedures", "gated", "--tenants", "300", "--window", "2 min")
    table, said = gallab(*asked).stdout, json.loads(gallab(*asked, "--json").stdout)

    assert [step["verb"] for step in said["steps"]] == [str(s.verb) for s in Procedure.load("gated").steps]
    assign = next(step for step in said["steps"] if step["verb"] == "assign_policy")
    assert (assign["takes_s"], assign["scope"], assign["pass"]) == (120.0, "tenant", "night")
    assert "2 min" in next(line for line in table.splitlines() if "assign_policy" in line)
    assert all(step["owner"].split()[0] in table for step in said["steps"])


def test_a_runbook_and_a_figure_are_written_whole(tmp_path: Path) -> None:
    """--runbook and --out write what they name and nothing else; the figure can be drawn again."""
    done = gallab(
        "procedures", "ovh-2016", "--tenants", "50", "--runbook", "night.csv", "--out", "line", cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (0, "line/time_line.png\nnight.csv\n")
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == [
        "line/procedures.json", "line/time_line.csv", "line/time_line.parquet", "line/time_line.png",
        "line/time_line.svg", "line/time_line.txt", "night.csv",
    ]  # fmt: skip
    drawn = (tmp_path / "line" / "time_line.svg").read_bytes()
    assert gallab("report", "line", cwd=tmp_path).stdout == "line/time_line.png\n"
    assert (tmp_path / "line" / "time_line.svg").read_bytes() == drawn
    back = gallab("procedures", "--from", "night.csv", cwd=tmp_path)
    assert tomllib.loads(back.stdout)["name"] == "ovh-2016"
    assert back.stderr == "night.csv: 10 of 10 lines mapped, to 10 steps\n"


def test_a_draft_is_on_standard_output_and_what_it_lacks_on_the_other() -> None:
    """Standard output is TOML and nothing else; every line that is no step is on standard error."""
    done = gallab("procedures", "--from", str(FREE))
    Procedure.of(tomllib.loads(done.stdout), "draft")

    assert done.returncode == 0
    assert done.stderr.count("not mapped") == 3
    assert done.stderr.endswith("13 of 16 lines mapped, to 12 steps\n")
    assert len(json.loads(gallab("procedures", "--from", str(FREE), "--json").stdout)["unmapped"]) == 3


ALONE = "expected the name of a procedure, or its file, beside it"
AS_IT_STANDS = "cannot bear on --toml, which prints the file as it stands"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--tenants", "5"], f"--tenants: 5: cannot bear on a list: {ALONE}"),
        (["--toml"], f"--toml: {ALONE}"),
        (["--runbook", "x.md"], f"--runbook: x.md: {ALONE}"),
        (["gated", "--toml", "--seed", "3"], f"--seed: 3: {AS_IT_STANDS}"),
        (["gated", "--toml", "--json"], f"--json: {AS_IT_STANDS}"),
        (["gated", "--toml", "--set", "window=2 min"], f"--set: window=2 min: {AS_IT_STANDS}"),
        (["gated", "--toml", "--out", "x"], f"--out: x: {AS_IT_STANDS}"),
        (
            ["gated", "--runbook", "x.doc"],
            "--runbook: x.doc: expected the name of a file in a folder that exists, ending in .md or .csv",
        ),
        (["gated", "--from", "x.csv"], "--from: x.csv: expected no procedure beside it; there is gated"),
        (["--from", "x.csv"], "x.csv: No such file or directory"),
        (["--from", "x.xlsx"], "--from: x.xlsx: expected a name ending in .csv or .json"),
        (
            ["--from", "x.csv", "--window", "2 min"],
            "--window: 2 min: cannot bear on --from, which prints the draft of a procedure",
        ),
        (["none.toml"], "none.toml: No such file or directory"),
        (["none.toml", "--toml"], "none.toml: No such file or directory"),
    ],
)
def test_options_that_do_not_go_together_are_refused_by_name(
    arguments: list[str], line: str, tmp_path: Path
) -> None:
    """One line on standard error, exit code 2, and nothing written."""
    done = gallab("procedures", *arguments, cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"gallab: {line}\n")
    assert list(tmp_path.iterdir()) == []
