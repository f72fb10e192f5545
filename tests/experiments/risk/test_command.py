"""``gallab risk`` as people meet it."""

import json
from pathlib import Path

import polars as pl
import pytest

from experiments.redraw import redraw
from experiments.risk.assessment import Assessment
from sim.scenario import Scenario
from tests.experiments.test_cli import gallab

KEYS = {"k", "p", "low", "high", "effective", "largest", "why_not"}


def test_one_json_object(tmp_path: Path) -> None:
    """With the keys that others rely on, and nothing else on standard output; the folder has tables and figure."""
    done = gallab(
        *[
            "risk",
            "ovh-2016",
            "--tenants",
            "150",
            "--at",
            "2",
            "--at",
            "1",
            "--replications",
            "160",
            "--json",
            "--out",
        ],
        str(tmp_path / "out"),
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["procedure"] == "ovh-2016"
    assert found["mean"] >= 0
    assert list(found["quantiles"]) == ["5", "25", "50", "75", "95", "99", "99.9"]
    assert [each["k"] for each in found["at"]] == [1, 2]
    assert all(set(each) == KEYS for each in found["at"] + found["worst_night"]["at"])
    assert (found["schedules"], found["batches"], found["method"]) == (160, 8, "night by night")
    assert "campaign.night_shock" in found["assumed"]
    tables = {path.stem for path in (tmp_path / "out").glob("*.parquet")}
    assert tables == {"at", "exceedance", "quantiles", "disclosed", "crude", "assumptions"}
    assert pl.read_parquet(tmp_path / "out" / "at.parquet")["at_least"].to_list() == [1, 2, 1, 2]
    before = (tmp_path / "out" / "exceedance.png").read_bytes()
    assert redraw(tmp_path / "out").read_bytes() == before


def test_a_procedure_that_exposes_nobody_says_so() -> None:
    """In words, without a bound that was made up."""
    done = gallab(*["risk", "isolate-first", "--tenants", "60", "--replications", "160"])
    assert done.returncode == 0, done.stderr
    assert "0: no tenant can be exposed under any schedule drawn (160)." in done.stdout
    assert "95 %" not in done.stdout


def test_nights_that_pause_are_mixed_whole_and_it_says_so() -> None:
    """Work that goes on in another night ties the two together."""
    done = gallab(
        *["risk", "ovh-2016", "--tenants", "60", "--replications", "160", "--set", "campaign.at_dawn=pause"]
    )
    assert done.returncode == 0, done.stderr
    assert "Whole campaigns are mixed, for " in done.stdout
    assert "Nights are mixed one by one" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["--at", "0"],
            "gallab: command line: --at = 0: expected a number of tenants, at least 1\n",
        ),
        (
            ["--replications", "100"],
            "gallab: command line: --replications = 100: expected at least 160: 4 at each of 5 nodes of 8 batches\n",
        ),
        (
            ["--names"],
            "gallab: --names: expected an inventory: tenants that are made up have a number alone\n",
        ),
    ],
)
def test_what_is_wrong_is_one_line(arguments: list[str], line: str) -> None:
    """The option, its value, what was expected; exit code 2."""
    done = gallab("risk", "gated", "--tenants", "60", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)


def test_the_people_are_one_draw_and_the_seed_names_it() -> None:
    """The planned nights are those of the scenario; a seed gives other schedules."""
    asked = Scenario.load("incident").replaced({"population.tenants": 60})
    first, other = (Assessment.of(asked, seed, None, (), "") for seed in (1, 2))
    assert first.design.nights == 1
    assert {p.seed for p in first.design.places()} == {1}
    assert {p.seed for p in other.design.places()} == {2}
