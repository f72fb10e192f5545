"""Whatever is named on the command line, and is not what it ought to be: one line, exit code 2, nothing written."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.folders import Kind
from tests.experiments.test_cli import gallab

from .ended import Ended, entries, wrong_with_refusal

READ = (
    "run X.toml", "run gated --scenario X.toml", "run gated --tenants 5 --map X.toml", "study X.toml", "sweep X.toml",
    "verify X.toml", "procedures X.toml", "plan gated --tenants 5 --hoster X.toml",
    "calibrate --connected 5 --of 50 --priors X.toml", "run gated --inventory X.csv", "procedures --from X.csv",
    "procedures --from X.json", "plan gated --tenants 5 --journal X.csv", "case --mark X.csv --out key",
    "forensics --logs X.csv --journal X.csv", "calibrate --logs X.csv", "forensics --logs none --journal X.csv",
    "report X.csv", "forensics --logs none --journal none --likelihood X.toml",
)  # fmt: skip
"""What reads a file ``X``."""
ODD = ("folder", "binary", "absent")
TYPED = (
    "run gated --tenants -1", "run gated --tenants 99999999999999999999", "run gated --window NaNmin",
    "run gated --window -1min", "run gated --window 1e9d", "run gated --set window=", "run gated --set =5",
    "run gated --set campaign.batch=1e999", "run gated --set campaign.batch=nan",
    "run gated --set population.mailboxes.mu=nan", "run gated --set clients.asks.owa=inf",
    "run gated --set window=" + "9" * 5000, "run gated --set campaign.batch=" + "[" * 5000,
    "run gated --explain " + "9" * 5000, "run gated --explain -1", "run gated --logs l --logs-span 1h",
    "sweep nights --workers 0", "sweep nights --cluster nonsense", "verify gated --faults -1",
    "plan gated --tenants 5 --risk nan", "plan gated --tenants 5 --at 0", "risk gated --tenants 5 --at -5",
    "risk gated --tenants 5 --replications 0", "calibrate --connected 5 --of 50 --migrated nan",
    "compare gated ovh-2016 --until-halfwidth nan", "forensics --logs none --journal none --lag x",
    "lesson --port 70000", "lesson --tenants 5 --port PORT", "lesson --tenants 5 --host 999.1.1.1",
    "serve --tenants 5 --port PORT", "serve --tenants 5 --host 999.1.1.1", "serve --tenants 5 --upto fly",
    "serve --tenants 5 --campaign gated --port PORT", "serve --campaign gated --speed 0", "case --groups 9",
    "sensitivity gated --tenants 5 --points 3", "bench nonsense", "orderings --move fly", "report damaged",
)  # fmt: skip
"""Numbers, units, words and ports; ``PORT`` is in use."""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with an empty folder for logs, and a study whose tables are damaged."""
    (tmp_path / "none").mkdir()
    (tmp_path / "damaged").mkdir()
    mark = {"format": Kind.STUDY.layout}
    (tmp_path / "damaged" / Kind.STUDY.mark).write_text(json.dumps(mark), encoding="utf-8")
    for name in ("cells", "nights", "variants", "replications", "assumptions"):
        (tmp_path / "damaged" / f"{name}.parquet").write_bytes(b"PAR1 and no more")
    return tmp_path


@pytest.fixture
def port() -> Iterator[int]:
    """One that is in use."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("line", READ)
def test_a_file_that_is_none(line: str, odd: str, here: Path) -> None:
    """A folder in its place, bytes that are no text, or nothing."""
    for suffix in (".toml", ".csv", ".json"):
        if odd == "folder":
            (here / f"X{suffix}").mkdir()
        elif odd == "binary":
            (here / f"X{suffix}").write_bytes(bytes(range(255, -1, -1)) * 3)
    _refused(line.split(), here)


@pytest.mark.parametrize("line", TYPED, ids=lambda line: line[:60])
def test_what_is_typed_and_cannot_be(line: str, here: Path, port: int) -> None:
    """Values out of range, other units, other words, and a port that somebody has."""
    _refused(line.replace("PORT", str(port)).split(), here)


def _refused(words: list[str], here: Path) -> None:
    before = entries(here)
    done = gallab(*words, cwd=here)
    assert list(wrong_with_refusal(Ended(done.returncode, done.stdout, done.stderr))) == [], done.stderr
    assert done.stdout == ""
    assert len(done.stderr) < 2000
    assert entries(here) == before
