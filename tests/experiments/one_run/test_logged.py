"""``run --logs``: a folder with all that a hoster has, or one line that says why not."""

from pathlib import Path

import pytest

from tests.experiments.test_cli import gallab

SMALL = ("run", "ovh-2016", "--tenants", "12", "--set", "clients.per_day.phone=2/d")


def test_a_folder_holds_all_that_a_hoster_has(tmp_path: Path) -> None:
    """Three servers, the journal twice where it was asked for, customers and books; and the load of all clients."""
    done = gallab(*SMALL, "--logs", "logs", "--journal", "journal.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "logons a minute on the target" in done.stdout
    found = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert found == ["EX10-1", "EX16-1", "EX16-2", "books.csv", "customers.csv", "journal.csv"]
    assert (tmp_path / "journal.csv").read_bytes() == (tmp_path / "logs" / "journal.csv").read_bytes()
    assert len((tmp_path / "logs" / "customers.csv").read_text(encoding="utf-8").splitlines()) == 13
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--logs", "taken"), "--logs: taken: expected a new name or an empty folder"),
        (
            ("--logs", "new", "--engine", "kernel"),
            "--engine: kernel: expected simpy with --logs: the kernel has no clients",
        ),
        (("--logs", "new", "--out", "o"), "--out: o: cannot bear on --logs, which keeps a folder of its own"),
        (
            ("--logs", "new", "--explain", "worst"),
            "--explain: worst: cannot bear on --logs, which keeps a folder of its own",
        ),
        (("--logs-span", "1 d..2 d"), "--logs-span: 1 d..2 d: cannot bear without --logs"),
        (
            ("--logs", "new", "--logs-span", "2 d..1 d"),
            '--logs-span: 2 d..1 d: expected two durations since the first day\'s midnight: "14 d..16 d"',
        ),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], line: str, tmp_path: Path) -> None:
    """What is wrong, and what was expected; exit code 2, and nothing is left behind."""
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "something").touch()
    done = gallab(*SMALL, *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"gallab: {line}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
