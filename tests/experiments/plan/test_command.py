"""``gallab plan`` as people meet it: one object, a folder with a sheet, one line for whatever is wrong."""

import json
from pathlib import Path

import pytest

from experiments.redraw import redraw
from tests.experiments.test_cli import gallab

CALM = ("--set", "campaign.night_shock=0.0", "--set", "campaign.campaign_shock=0.0")
"""Without shocks there is one node to look at in place of many."""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small plan of the order of 2016, and what it printed."""
    folder = tmp_path_factory.mktemp("plan")
    done = gallab("plan", "ovh-2016", "--tenants", "120", *CALM, "--out", "out", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "said.json").write_text(done.stdout)
    return folder


def test_one_object_answers_everything(planned: Path) -> None:
    """What is asked, the risk, the nights, what it allows, what may be done, and who signs."""
    said = json.loads((planned / "said.json").read_text())

    assert (said["procedure"], said["risk"], said["at"], said["tenants"]) == ("ovh-2016", 0.01, 1, 120)
    assert said["keeps_risk"] is False
    assert 0.05 < said["p_low"] <= said["p"] <= said["p_high"] <= 1
    assert said["verdict"]["leaks"] is True
    (night,) = said["nights"]
    assert (night["date"], night["tenants"], night["planned_tenants"]) == ("2016-04-18", 120, 120)
    assert night["calls"] == pytest.approx(0.02 * 120 + 0.01 * night["refused"])
    assert said["longest_window"]["allowed"] in ("none", "up to")
    by_name = {row["name"]: row for row in said["mitigations"]}
    assert by_name["the least change of order"]["is_proved"] is True
    assert by_name["the least change of order"]["p"] == 0
    assert by_name["no Outlook left on"]["exposed"] < said["exposed"]
    assert said["safe"][0]["steps"].index("cut_over") < said["safe"][0]["steps"].index("decommission")
    assert [row["verb"] for row in said["steps"] if not row["can_go_back"]] == ["decommission"]
    assert said["risks"][0]["people"] == said["mailboxes"]
    assert said["approval"][0] == "change manager"
    assert said["left"] is None


def test_the_sheet_has_every_row_and_is_drawn_again(planned: Path) -> None:
    """A page that loads nothing, with each heading; ``gallab report`` writes the same bytes."""
    page = planned / "out" / "sheet.html"
    text = page.read_text(encoding="utf-8")

    for heading in (
        "Risks",
        "Mitigations",
        "allows",
        "Nights",
        "point of no return",
        "Stop conditions",
        "pilot",
        "Approval",
    ):
        assert heading in text
    assert " src=" not in text
    assert " href=" not in text
    assert {path.name for path in (planned / "out").iterdir()} >= {
        "runbook.md",
        "checklist.md",
        "nights.csv",
        "risks.parquet",
    }
    page.unlink()
    assert redraw(planned / "out").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--risk", "0"), "command line: --risk = 0.0: expected a probability above 0 and below 1"),
        (("--risk", "1.5"), "command line: --risk = 1.5: expected a probability above 0 and below 1"),
        (
            ("--at", "0"),
            "command line: --at = 0: expected a number of tenants from 1 to the 120 that there are",
        ),
        (("--journal", "none.csv"), "none.csv: No such file or directory"),
        (("--hoster", "none.toml"), "none.toml: No such file or directory"),
        (
            ("--set", "campaign.time_zone=Mars/Base"),
            'command line: campaign.time_zone = "Mars/Base": expected a time zone of the IANA database such as'
            ' "Europe/Paris"',
        ),
    ],
)
def test_what_is_wrong_is_one_line(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    """Before anything is computed: exit code 2, and nothing written."""
    done = gallab("plan", "gated", "--tenants", "120", *arguments, "--out", "out", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (2, f"gallab: {says}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_journal_has_a_place_and_an_engine(tmp_path: Path) -> None:
    """``run --journal`` refuses what keeps none, and a name that no journal can have."""
    for arguments, says in (
        (("--engine", "kernel", "--journal", "a.csv"),
         "--engine: kernel: cannot bear on --journal, which SimPy's clients at risk are run for"),
        (("--journal", "a.txt"),
         "--journal: a.txt: expected the name of a file in a folder that exists, ending in .csv"),
    ):  # fmt: skip
        done = gallab("run", "gated", "--tenants", "10", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (2, f"gallab: {says}\n")
