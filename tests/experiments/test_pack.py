"""The teacher's pack: every sheet is there, prints by itself, and says the numbers of its scenario."""

import json
import re
from pathlib import Path

import pytest

from experiments.pack.folder import SHEETS
from sim import Scenario, run
from tests.experiments.test_cli import gallab

SMALL = ("--tenants", "600", "--seed", "5")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of a small scenario."""
    out = tmp_path_factory.mktemp("teacher") / "pack"
    done = gallab("pack", *SMALL, "--out", str(out), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sheets"] == list(SHEETS)
    return out


def test_every_sheet_is_there(pack: Path) -> None:
    """A page each, which brings all it needs, and the index leads to all of them."""
    index = (pack / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="([\w-]+)\.html"', index) == list(SHEETS)
    for name, (title, _) in SHEETS.items():
        page = (pack / f"{name}.html").read_text(encoding="utf-8")
        assert f"<h1>{title}</h1>" in page
        assert "@media print" in page
        assert not re.findall(r'(?:src|href)="(?!#)', page)


def test_numbers_are_those_of_the_scenario(pack: Path) -> None:
    """What the answers and the wrong ideas say is what the same schedules come to when they are run again."""
    scenario = Scenario.load("incident").replaced({"population.tenants": 600, "procedure": "ovh-2016"})
    seeds = range(5, 15)
    for window, sheet, total in (("2 min", "answers", "connected"), ("0 s", "wrong-ideas", "exposed")):
        seen = sorted(
            run(scenario.replaced({"window": window}), seed=seed, engine="kernel").totals[total]
            for seed in seeds
        )
        said = f"{round((seen[4] + seen[5]) / 2):,} ({seen[0]:,} to {seen[-1]:,})"
        assert said in (pack / f"{sheet}.html").read_text(encoding="utf-8"), (window, total)


def test_the_class_is_not_told_the_answers(pack: Path) -> None:
    """No number of the answer sheet stands on a sheet for the class, but for the scenario's own."""
    told = re.findall(
        r"\d[\d,]* \(\d[\d,]* to \d[\d,]*\)", (pack / "answers.html").read_text(encoding="utf-8")
    )
    assert len(told) > 5
    for name, (_, who) in SHEETS.items():
        if who == "class":
            page = (pack / f"{name}.html").read_text(encoding="utf-8")
            assert not [number for number in told if number in page]


def test_the_same_scenario_writes_the_same_sheets(pack: Path, tmp_path: Path) -> None:
    """Numbers never drift: a second pack of the same seed differs in nothing but the command that wrote it."""
    assert gallab("pack", *SMALL, "--out", str(tmp_path / "again")).returncode == 0
    for name in SHEETS:
        assert (tmp_path / "again" / f"{name}.html").read_bytes() == (pack / f"{name}.html").read_bytes(), (
            name
        )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--set", "procedure=gated"], "command line: --set = \"procedure\": expected none: the lesson has its own"),
        (["--window", "2 min"], "--window: cannot bear on pack"),
    ],
)  # fmt: skip
def test_what_the_lesson_settles_is_refused(arguments: list[str], says: str, tmp_path: Path) -> None:
    """Procedure and window are the lesson's own."""
    done = gallab("pack", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert not list(tmp_path.iterdir())
