"""However a sweep is interrupted, it goes on with what is whole and ends with the same bytes."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from experiments.sweep.ledger import PARTS
from tests.experiments.here import here

from .toys import SHORT_S, content, run, toy

FILE = """
name = "toy"
procedures = ["ovh-2016"]
windows = ["10 min"]
seeds = [7]
replications = 2000
[vary]
"campaign.batch" = [5, 20]
"clients.retries" = [0, 3]
"""


def test_killed_before_inside_and_after_a_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed thrice, some parts there and others missing, it computes each of the others once: the same bytes."""
    monkeypatch.setattr("experiments.sweep.parts.PART_S", SHORT_S)
    folder = tmp_path / "out"
    there = []
    for when, nth in (("before", 3), ("inside", 4), ("after", 2)):
        command = [sys.executable, "-m", "tests.experiments.sweep.killed", str(folder), when, str(nth)]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
        there.append(len(list((folder / PARTS).glob("*.parquet"))))
        assert not (folder / "report.html").exists()
    # Two whole parts before the third is written; three more before the half of one; two more.
    assert there == [2, 5, 7]
    assert [path.suffix for path in (folder / PARTS).iterdir()].count(".part") <= 1
    told: list[tuple[int, int]] = []
    toy().run(folder, here, lambda done, of: told.append((done, of)), resume=True)
    assert told == [(4 * k, 48) for k in range(7, 13)]
    run(toy(), tmp_path / "whole")
    assert content(folder) == content(tmp_path / "whole")


def test_told_to_stop_it_says_how_to_go_on(tmp_path: Path) -> None:
    """A sweep that is told to stop ends with 130, keeps whole parts alone, and says so; it writes no report."""
    (tmp_path / "toy.toml").write_text(FILE)
    command = [
        sys.executable,
        "-m",
        "experiments",
        "sweep",
        "toy.toml",
        "--tenants",
        "500",
        "--out",
        "out",
    ]
    with subprocess.Popen(
        [*command, "--workers", "1"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if re.match(r"[1-9]\d* of 8000 cells done", line):
                running.send_signal(signal.SIGTERM)
                break
        rest = running.stderr.read()
    assert running.returncode == 130
    assert "gallab: out keeps what has been computed; --resume goes on with it\n" in rest
    parts = list((tmp_path / "out" / PARTS).iterdir())
    assert parts
    assert all(pl.read_parquet(path).height for path in parts)
    assert not (tmp_path / "out" / "report.html").exists()
