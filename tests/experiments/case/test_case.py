"""Dossiers: equally hard, different, short enough, and solved by `forensics` from their own lines."""

import json
from pathlib import Path

import pytest

from experiments.case.mark import read_answers
from experiments.case.plots import plots
from experiments.sheets.printed import words
from tests.experiments.test_cli import gallab

pytestmark = pytest.mark.long

GROUPS = 8


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """As large a class as there is, and what the command said of it."""
    out = tmp_path_factory.mktemp("class") / "case"
    done = gallab("case", "--groups", str(GROUPS), "--seed", "1", "--out", str(out), "--json")
    assert done.returncode == 0, done.stderr
    return out, json.loads(done.stdout)


Given = tuple[Path, dict[str, object]]


def test_groups_are_equally_hard(handed_out: Given) -> None:
    """Each dossier has as many exposed tenants, false trails and log lines as the others."""
    groups = handed_out[1]["groups"]
    assert isinstance(groups, list)
    assert len(groups) == GROUPS
    assert {
        (each["exposed"], each["false_trails"], each["log_lines"], each["tenants"]) for each in groups
    } == {(3, 3, 160, 24)}


def test_a_dossier_is_short(handed_out: Given) -> None:
    """At most 4,000 words in all, and 300 lines of logs with their headers."""
    for group in range(1, GROUPS + 1):
        folder = handed_out[0] / f"group-{group}"
        logs = [path.read_text(encoding="utf-8") for path in folder.rglob("*.[lL][oO][gG]")]
        lines = [line for log in logs for line in log.splitlines()]
        assert 160 < len(lines) <= 300
        page = (folder / "dossier.html").read_text(encoding="utf-8")
        assert words(page) <= 4_000
        for part in ("The customer’s ticket", "Status page", "The journal", "Who is who", "The logs"):
            assert part in page


def test_forensics_returns_the_key(handed_out: Given) -> None:
    """From a dossier's own lines and journal `gallab forensics` finds who received, and nobody else."""
    key = read_answers(handed_out[0] / "key" / "key.csv")
    for group, plot in zip(range(1, GROUPS + 1), plots(), strict=False):
        logs = handed_out[0] / f"group-{group}" / "logs"
        done = gallab(
            "forensics",
            "--logs",
            str(logs),
            "--journal",
            str(logs / "journal.csv"),
            "--lag",
            plot.lag,
            "--json",
        )
        found = json.loads(done.stdout)
        named = sorted(
            each["tenant"] for each in found["cases"] if each["received"] in ("proven", "inferred")
        )
        assert " ".join(map(str, named)) == key[group, "received"]
        assert not [each for each in found["cases"] if each["received"] == "possible"]


def test_groups_differ(handed_out: Given) -> None:
    """No two groups have the same cause, the same tenants or the same instant."""
    key = read_answers(handed_out[0] / "key" / "key.csv")
    for word in ("cause", "received", "first_received_at"):
        assert len({key[group, word] for group in range(1, GROUPS + 1)}) == GROUPS, word


def test_the_key_is_apart(handed_out: Given) -> None:
    """Nothing that a group is given says who received: no key, no answer on its sheet."""
    key = read_answers(handed_out[0] / "key" / "key.csv")
    for group in range(1, GROUPS + 1):
        folder = handed_out[0] / f"group-{group}"
        assert not list(folder.rglob("key*"))
        assert set(read_answers(folder / "answers.csv").values()) == {""}
        assert key[group, "first_received_at"] not in (folder / "dossier.html").read_text(encoding="utf-8")


def test_answers_are_marked(handed_out: Given, tmp_path: Path) -> None:
    """The key itself gets every point; a group that found one of three, and named a wrong one, gets fewer."""
    out = handed_out[0]
    done = gallab("case", "--mark", str(out / "key" / "key.csv"), "--out", str(out), "--json")
    assert [(each["points"], each["of"]) for each in json.loads(done.stdout)["groups"]] == [(10, 10)] * GROUPS

    key = read_answers(out / "key" / "key.csv")
    first = key[1, "received"].split()[0]
    answers = tmp_path / "answers.csv"
    answers.write_text(f"group,question,answer\n1,cause,{key[1, 'cause']}\n1,received,{first}\n")
    done = gallab("case", "--mark", str(answers), "--out", str(out))
    assert done.stdout.startswith("group 1: 3.33 of 10 points\n  received: 1.33 of 4; not found: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--groups", "9"], "command line: --groups = 9: expected 1 to 8: each group's case has a cause of its own"),
        (["--mark", "a", "--seed", "2"], "--seed: 2: cannot bear on --mark: the key in --out says which dossiers"),
        (["--mark", "a.csv", "--out", "x"], "--out: x: expected a folder of dossiers: there is no case.json in it"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_line(arguments: list[str], says: str, tmp_path: Path) -> None:
    """Too many groups, an option without effect, and a folder without a key are refused before anything is made."""
    done = gallab("case", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, f"gallab: {says}\n")
    assert not list(tmp_path.iterdir())
