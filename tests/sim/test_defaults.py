"""Every default says where it comes from, on the line above it."""

import tomllib
from importlib import resources

import pytest

from sim.scenario import TABLES

TEXT = (resources.files("sim") / "defaults.toml").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
VALUES = [i for i, line in enumerate(LINES) if "=" in line and not line.startswith(("#", "["))]

SOURCES = (
    "assumption",
    "incident report",
    "Microsoft KB",
    "Exchange documentation, ",
    "own count of 22,615 Enron send times",
    "the same count",
    "Oxford University IT",
    "technet",
    "the mailbox replication service's RetryDelay",
    "the hoster's country",
)


def test_every_value_is_one_line() -> None:
    """As many lines hold a value as the file has keys, so that none can stand without a line above it."""
    tables = tomllib.loads(TEXT)

    assert len(VALUES) == sum(len(table) for table in tables.values())
    assert tuple(tables) == TABLES


@pytest.mark.parametrize("i", VALUES, ids=[LINES[i].split(" ")[0] for i in VALUES])
def test_the_line_above_names_a_source(i: int) -> None:
    """Right above a value stands a comment that names a source, or says "assumption"."""
    above = LINES[i - 1]

    assert above.startswith("# ")
    assert any(source in above for source in SOURCES), above
