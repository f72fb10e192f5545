"""The load of a run: which night is shown, what is said of it, and the folder it fills."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from experiments.one_run.loads import calm_evening, worst_night
from sim.draws import Draws
from sim.load import BIN, QUANTITIES, Load
from sim.nights import Nights
from sim.scenario import Scenario
from sim.simpy_engine.engine import simulate
from sim.streams import Source
from sim.tables import KINDS
from sim.units import DAY, HOUR

from ..test_cli import gallab


def _asked(**changes: object) -> Scenario:
    return Scenario.load("incident").replaced({"population.tenants": 60, "procedure": "gated", **changes})


def _load(days: int, **at: tuple[str, int]) -> Load:
    """A load of some days with one count each at some instants."""
    counts = {name: np.zeros((len(KINDS), days * DAY // BIN), np.int64) for name in QUANTITIES}
    for name, instant in at.values():
        counts[name][0, instant // BIN] += 1
    return Load(Scenario.load().campaign.first_day, counts)


def test_all_and_its_folder(tmp_path: Path) -> None:
    """``run --clients all --out`` writes table and figure, says the peaks, and takes its older folder's place."""
    for _ in range(2):
        done = gallab("run", "gated", "--tenants", "60", "--clients", "all", "--out", "load", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    assert "every client over" in done.stdout
    assert "logons a minute refused, " in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["load"]
    names = ["load.csv", "load.parquet", "load.png", "load.svg", "load.txt", "run.json"]
    assert sorted(path.name for path in (tmp_path / "load").iterdir()) == names
    table = pl.read_parquet(tmp_path / "load" / "load.parquet")
    assert table.columns == ["starts_at_s", "starts", "kind", *QUANTITIES]
    assert pl.read_csv(tmp_path / "load" / "load.csv")["refused"].to_list() == table["refused"].to_list()
    with Image.open(tmp_path / "load" / "load.png") as image:
        assert image.size == (1280, 720)


def test_json_of_all_has_the_load_besides() -> None:
    """``--json`` keeps every key and adds the peaks, units in their names; the totals are the same."""
    said = json.loads(gallab("run", "gated", "--tenants", "60", "--clients", "all", "--json").stdout)
    at_risk = json.loads(gallab("run", "gated", "--tenants", "60", "--json").stdout)

    load = said.pop("load")
    assert said == at_risk
    assert list(load) == [
        f"{name}_peak_{what}"
        for name in ("logons", "logons_source", "logons_target", "refused", "requests")
        for what in ("per_min", "at_s")
    ] + ["oab_peak_mb_per_min", "oab_peak_at_s"]
    assert load["logons_peak_per_min"] > 0


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["--out", "load"],
            "gallab: --out: load: nothing to write there without --clients all or --explain;"
            " --rows writes the rows\n",
        ),
        (
            ["--clients", "all", "--out", "full"],
            "gallab: --out: full: expected a new name, an empty folder or an older results folder\n",
        ),
        (
            ["--clients", "some"],
            "gallab: Invalid value for '--clients': 'some' is not one of 'at-risk', 'all'.\n",
        ),
    ],
)
def test_what_is_refused(arguments: list[str], line: str, tmp_path: Path) -> None:
    """What cannot bear is said in one whole line, and nothing is written."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    done = gallab("run", "gated", "--tenants", "60", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)
    assert [path.name for path in tmp_path.iterdir()] == ["full"]


def test_the_worst_night_is_that_with_most_refusals() -> None:
    """Of the nights in which work began, the one with most refusals is shown; else the first."""
    asked = _asked(**{"campaign.slots": 1, "campaign.batch": 1})
    outcome = simulate(asked, Draws(asked, Source(1)))
    nights = Nights(asked.campaign)
    assert outcome.totals["nights"] > 1

    assert worst_night(asked, outcome, _load(40)) == nights[0]
    second = nights[1].opens_at + HOUR
    assert worst_night(asked, outcome, _load(40, one=("refused", second))) == nights[1]


def test_the_calm_evening_is_the_last_before_anybody_moves() -> None:
    """It is the same weekday, one week or more before, and none where the campaign began with the nights."""
    first, sixth = (Nights(_asked().campaign)[k] for k in (0, 5))
    moved = ("logons_target", first.opens_at + HOUR)

    assert calm_evening(first, _load(40, one=moved)) == first.opens_at - 7 * DAY
    assert calm_evening(sixth, _load(40, one=moved)) == sixth.opens_at - 14 * DAY
    assert calm_evening(first, _load(40, one=("refused", DAY))) is None
