"""A sweep's one object: what ran, its cells and effects, and nothing else on standard output."""

import json
from pathlib import Path

from tests.experiments.test_cli import gallab

FILE = """
name = "two"
procedures = ["ovh-2016", "gated"]
windows = ["2 min"]
seeds = [1, 2]
[vary]
"campaign.batch" = [5, 20]
"""


def test_json_is_one_object_of_what_the_folder_has(tmp_path: Path) -> None:
    """Cells and effects are the tables of the folder, and the page is named."""
    (tmp_path / "two.toml").write_text(FILE)

    done = gallab(
        "sweep", "two.toml", "--tenants", "60", "--workers", "1", "--out", "out", "--json", cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["name"], told["points"], told["cells"], len(told["table"])) == ("two", 2, 8, 4)
    assert [row["procedure"] for row in told["table"]] == ["ovh-2016", "gated"] * 2
    assert {row["key"] for row in told["effects"]} == {"campaign.batch"}
    assert (tmp_path / told["report"]).is_file()
    assert told["command"] == "gallab sweep two.toml --tenants 60 --out out"


def test_json_cannot_bear_on_a_dry_run(tmp_path: Path) -> None:
    """What runs nothing has nothing to tell a program."""
    done = gallab("sweep", "nights", "--dry-run", "--json", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (
        2,
        "gallab: --json: cannot bear on --dry-run, which says what would run\n",
    )
