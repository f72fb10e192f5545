"""``gallab orderings`` as people and programs meet it, on a few of its classes."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import polars as pl
import pytest

from experiments import workers
from experiments.orderings import survey
from sim.orderings.choice import procedure_of
from sim.orderings.classes import OrderingClass, classes
from sim.procedure import Move, disorder
from sim.words import Verb
from tests.experiments.test_cli import gallab

MEASURES = ("exposed", "any_exposed", "exposed_q99", "nights", "downtime_p99_s", "refused_logons")
SMALL = ("--tenants", "40", "--seed", "3")


def _few(move: Move) -> Iterator[OrderingClass]:
    yield from list(classes(move))[::90]


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few classes, no orderings drawn from all, and no processes."""
    monkeypatch.setattr(survey, "classes", _few)
    monkeypatch.setattr(survey, "DRAWN", 0)
    monkeypatch.setattr(survey, "DRAWN_OF_EACH", 0)
    monkeypatch.setattr(workers, "_pool", ThreadPoolExecutor)


def _said(*arguments: str) -> dict[str, Any]:
    done = gallab("orderings", *SMALL, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_one_object_for_programs() -> None:
    """The keys that others rely on come first; each class has its measures, their members, and their errors."""
    said = _said("--window", "2 min")
    every = list(_few(Move.MRS))

    assert list(said)[:5] == ["move", "orderings", "leaking", "safe", "constraints"]
    assert (said["move"], said["orderings"]) == ("mrs", sum(one.members for one in every))
    assert said["leaking"] + said["safe"] == said["orderings"]
    assert said["constraints"]
    for chosen in said["constraints"]:
        assert all(Verb(before) is not Verb(after) for before, after in chosen)
    assert [each["order"] for each in said["classes"]] == [list(one.critical) for one in every]
    for each in said["classes"]:
        assert each["window"] == "2 min"
        assert {"exposed_se", "refused_logons_se"} <= set(each)
        for measure in MEASURES:
            extent = each[measure]
            assert list(extent) == ["least", "least_in", "greatest", "greatest_in"]
            assert extent["least"] <= extent["greatest"]
    assert {each["procedure"] for each in said["procedures"]} >= {"ovh-2016", "gated"}


def test_what_cannot_leak_exposes_nobody() -> None:
    """Proved is proved: no such class has an expected tenant, nor a chance of one; of the others some have."""
    found = _said("--window", "10 min")["classes"]
    for measure in ("exposed", "any_exposed", "exposed_q99"):
        assert not any(each[measure]["greatest"] for each in found if not each["leaks"])
        assert any(each[measure]["greatest"] for each in found if each["leaks"])
    assert {each["leaks"] for each in found} == {False, True}


def test_members_are_orderings_that_load() -> None:
    """Whatever is least or greatest is named by an ordering that is a valid procedure of its class."""
    for each in _said("--window", "2 min")["classes"]:
        for measure in MEASURES:
            for member in (each[measure]["least_in"], each[measure]["greatest_in"]):
                verbs = [verb for verb in member if verb in each["order"]]
                assert verbs == each["order"]
                assert not disorder(procedure_of(tuple(map(Verb, member)), Move.MRS))


def test_the_map_has_six_windows_and_a_folder(tmp_path: Path) -> None:
    """A row a class and window, the procedures that ship, the constraints, and the figure with its caption."""
    done = gallab("orderings", "--map", *SMALL, "--out", str(tmp_path / "map"))
    assert done.returncode == 0, done.stderr
    kept = tmp_path / "map"
    rows = pl.read_csv(kept / "classes.csv")

    assert rows["window"].unique(maintain_order=True).to_list() == [
        "0 s",
        "10 s",
        "30 s",
        "2 min",
        "10 min",
        "1 h",
    ]
    assert rows.height == 6 * len(list(_few(Move.MRS)))
    assert set(pl.read_csv(kept / "constraints.csv").columns) == {"set", "before", "after"}
    assert "ovh-2016" in pl.read_csv(kept / "procedures.csv")["procedure"].to_list()
    assert (kept / "ordering_map.png").stat().st_size > 10_000
    about = json.loads((kept / "orderings.json").read_text(encoding="utf-8"))
    assert (about["tenants"], about["every"], about["refused_every"]) == (40, 1, 1)
    _redrawn(kept)
    taken = gallab("orderings", *SMALL, "--out", str(tmp_path))
    assert taken.returncode == 2


def _redrawn(folder: Path) -> None:
    """The folder draws itself again, byte for byte."""
    before = (folder / "ordering_map.svg").read_bytes()
    assert gallab("report", str(folder)).returncode == 0
    assert (folder / "ordering_map.svg").read_bytes() == before


def test_the_words_say_what_the_numbers_rest_on() -> None:
    """Counts, constraints, a table of classes, the tail, and how each number came to be; all were looked at."""
    done = gallab("orderings", *SMALL, "--window", "2 min")
    text = " ".join(done.stdout.split())

    assert done.returncode == 0, done.stderr
    assert text.startswith(f"{sum(one.members for one in _few(Move.MRS)):,} orderings are possible")
    for words in (
        "not exceeded",
        "cannot leak: the cheapest of",
        "can leak: the riskiest",
        "by the exact law given",
    ):
        assert words in text
    assert "Looked at for what it exposes" not in text


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["--names"],
            "gallab: --names: cannot bear on orderings, which tells of no tenant by itself\n",
        ),
        (
            ["--map", "--window", "2 min"],
            'gallab: command line: --window = ["2 min"]: expected none: the map has six of its own\n',
        ),
        (
            ["--move", "mbx"],
            "gallab: Invalid value for '--move': 'mbx' is not one of 'mrs', 'precreated'.\n",
        ),
    ],
)
def test_what_cannot_bear_is_refused_by_name(arguments: list[str], line: str) -> None:
    """One line, exit code 2, nothing on standard output."""
    done: CompletedProcess[str] = gallab("orderings", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)
