"""The defaults of each release are kept: an old result can be run again, and no value changes unsaid."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from experiments.assumptions import assumptions
from sim import defaults as kept
from sim.defaults import defaults, releases, text
from sim.errors import InputError
from sim.ranges import described
from sim.scenario import Scenario
from tests.test_docs import ROOT


def values(release: str | None = None) -> dict[str, Any]:
    """Every key and its value, as the file of a release has them."""
    tables = tomllib.loads(text(release))
    return {f"{table}.{key}": value for table, keys in tables.items() for key, value in keys.items()}


def unreleased() -> str:
    """What the changelog says of the version to come."""
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return re.split(r"^## ", changes, flags=re.MULTILINE)[1]


def test_this_version_has_its_defaults() -> None:
    """The version that a results folder records is one whose defaults are kept."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == releases()[-1]


def test_no_default_changes_unsaid() -> None:
    """A value that is not the last release's stands in the changelog of the version to come, by its key."""
    then, now, said = values(releases()[-1]), values(), unreleased()
    changed = [key for key in {**then, **now} if then.get(key) != now.get(key)]

    assert [key for key in changed if f"`{key}`" not in said] == [], "say so in CHANGELOG.md, or release it"


def test_an_old_result_is_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Laid over an old release, a scenario has that one's values; what it says itself comes first."""
    shelf = tmp_path / "releases"
    shelf.mkdir()
    older = text().replace("batch = 5\n", "batch = 7\n").replace('in_flight = "finish"\n', "")
    (shelf / "0.0.9.toml").write_text(older, encoding="utf-8")
    (tmp_path / "defaults.toml").write_text(text(), encoding="utf-8")
    monkeypatch.setattr(kept, "SHELF", tmp_path)
    for known in (kept.defaults, described):
        known.cache_clear()
    try:
        old = Scenario.of({"defaults": "0.0.9", "campaign": {"slots": 20}}, "night.toml")
        further = old.replaced({"campaign.slots": 30})
        told = {row["key"]: row for row in assumptions(old)}
    finally:
        for known in (kept.defaults, described):
            known.cache_clear()

    assert (old.campaign.batch, old.campaign.slots, Scenario.load().campaign.batch) == (7, 20, 5)
    assert (further.campaign.batch, further.campaign.slots) == (7, 30)
    # A key that came later is as it was when it came.
    assert old.campaign.in_flight == "finish"
    assert (told["campaign.batch"]["value"], told["campaign.batch"]["status"]) == ("7", "default")
    assert told["campaign.in_flight"]["value"] == "finish"


def test_a_release_changes_no_name_of_what_it_does_not_change() -> None:
    """The digest is of what is simulated: where the defaults are the same, so is the scenario."""
    now = Scenario.load()
    again = now.replaced({"defaults": releases()[-1]})

    same = defaults(releases()[-1]) == defaults()
    assert (again.digest == now.digest) == same


def test_a_release_that_there_is_not() -> None:
    """One line says which there are."""
    with pytest.raises(InputError) as refused:
        Scenario.of({"defaults": "9.9.9"}, "night.toml")
    known = ", ".join(f'"{version}"' for version in releases())

    assert str(refused.value) == f'night.toml: defaults = "9.9.9": expected a release: {known}'
