"""A comparison as people and programs get it."""

import json
from dataclasses import replace

import pytest

from experiments.compare.described import to_json
from experiments.compare.words import show
from experiments.enough import Stop, Width

from . import toys


def test_json_has_the_keys_that_others_rely_on() -> None:
    """One object: circumstances, procedures with mean, interval and quantiles, differences, sides."""
    said = json.loads(to_json(toys.found()))

    assert list(said) == [
        "reference", "window", "tenants", "seed", "schedules", "stop", "rows_compared", "scenario_digest", "version",
        "procedures", "differences", "dominated", "sides",
    ]  # fmt: skip
    first, *_ = said["procedures"]
    assert first["procedure"] == "ovh-2016"
    assert list(first["exposed"]) == [
        "unit", "mean", "mean_low", "mean_high", "min", "q05", "median", "q95", "max", "expected_mean",
        "expected_mean_low", "expected_mean_high",
    ]  # fmt: skip
    assert "expected_mean" not in first["nights"]
    assert sum(first["first_schedule"]["exposed_by_cause"].values()) == first["first_schedule"]["exposed"] > 0
    exposed = next(d for d in said["differences"] if (d["procedure"], d["measure"]) == ("gated", "exposed"))
    assert exposed["difference_low"] < exposed["difference"] < exposed["difference_high"] < 0
    assert exposed["unit"] == "tenants"
    assert [side["procedure"] for side in said["sides"]] == ["gated", "batch-late"]


def test_what_a_terminal_shows(capsys: pytest.CaptureFixture[str]) -> None:
    """Two tables with units and intervals, then sides, causes, and that the engines agree; no line is cut."""
    show(toys.found(), None)
    said = capsys.readouterr().out

    assert said.startswith(
        "ovh-2016, gated, batch-late: 150 tenants, isolation step 10 min, 4 schedules (seeds 3 to 6)"
    )
    assert "…" not in said
    assert "0 seen" in said
    assert "any: < 53 %" in said
    assert (
        "gated exposes more tenants than ovh-2016 in 0 of 4 schedules (P 0 to 53 %), fewer in 4 (P 47 to 100 %), "
        "as many in 0" in said
    )
    assert "one of them exposes as many in every schedule, so pairing gains nothing" in said
    assert (
        "batch-late exposes more tenants than ovh-2016 in 4 of 4 schedules (P 47 to 100 %), fewer in 0"
        in said
    )
    assert "with schedules of their own the difference would have" in said
    assert "Under seed 3: exposed under ovh-2016 and not under gated " in said
    assert "Causes under gated, seed 3: nobody exposed." in said
    assert "450 rows of 450 equal in both engines." in said
    assert "Stopped" not in said
    assert "about 95 %" not in said


def test_a_stopped_one_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Where a width ended it, the intervals are at about 95 %, and why it ended is a line."""
    show(replace(toys.found(), stop=Stop(0.1, Width(0.05, "gated"), 20, 2_000)), None)
    said = capsys.readouterr().out

    assert "± half of its interval, about 95 %" in said
    assert "Stopped after 20 schedules" in said
