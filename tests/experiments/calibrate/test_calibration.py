"""What a calibration comes to: in words, as JSON, as a folder that can be drawn again."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from experiments.calibrate import law as laws
from experiments.calibrate.calibration import Calibration, Found
from experiments.calibrate.count import Count
from experiments.calibrate.described import to_json
from experiments.calibrate.folder import write_folder
from experiments.calibrate.priors import Priors
from experiments.calibrate.words import show
from experiments.redraw import redraw
from sim.chances import Chances
from sim.draws import Draws
from sim.errors import InputError
from sim.scenario import Scenario

from . import toys

BASE = 2.005
"""Connections a mailbox-day of the scenario that ships."""


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law by hand: window x rate x mailboxes, a silent failure adding ten hours; a drawn step takes 7 s."""

    def answer(scenario: Scenario, draws: Draws, _: float, *, every: int = 1) -> Chances:
        rate = BASE * scenario.clients.per_day.owa / 2.3
        window = 7.0 if scenario.window is None else scenario.window / 1e6
        if scenario.faults.silent == 1.0:
            window += toys.FOUND_S
        if scenario.procedure.name == "gated":
            rate = 0.0
        p = toys.connected(window, rate, draws.people.mailboxes[::every].astype(np.float64))
        return Chances(p, p, 0.5 * p, np.zeros(p.size, np.int64), "")

    monkeypatch.setattr(laws, "chances", answer)


def _run(count: Count, **keys: object) -> Found:
    scenario = Scenario.load().replaced({"population.tenants": 2_000, **keys})
    return Calibration.of(count, scenario, Priors.load(), 1).run(lambda done, of: None)


def _said(found: Found) -> dict[str, Any]:
    return dict(json.loads(to_json(found)))


def test_the_ridge_is_level() -> None:
    """All along it the count is as likely, and without silent failures window x rate is one number."""
    said = _said(_run(Count(521, 130_000)))

    ridge = [point for point in said["ridge"] if point["silent_share"] == 0]
    assert len(ridge) > 15
    assert set(ridge[0]) == {"window_s", "rate_per_day", "silent_share", "loglik"}
    products = [point["window_s"] * point["rate_per_day"] for point in ridge]
    assert max(products) / min(products) < 1.01
    assert max(point["loglik"] for point in ridge) - min(point["loglik"] for point in ridge) < 0.01
    assert max(point["window_s"] for point in ridge) > 30 * min(point["window_s"] for point in ridge)
    # With silent failures the windows are shorter.
    shorter = [point["window_s"] for point in said["ridge"] if point["silent_share"] > 0.001]
    assert max(shorter) < max(point["window_s"] for point in ridge)


def test_json_has_the_keys_that_others_rely_on() -> None:
    """Product, ridge and exposed, and beside them what they assume and how far they may be off."""
    said = _said(_run(Count(521, 130_000)))

    assert said["product"] == pytest.approx(0.004016, abs=1e-6)
    assert (said["product_low"], said["product_high"]) == pytest.approx((0.003678, 0.004376), abs=1e-6)
    assert (said["exposed"]["low"], said["exposed"]["high"]) == (1, 521)
    assert said["exposed"]["assuming"][0] == {
        "assumption": "clients ask as the scenario says",
        "low": 238,
        "high": 283,
    }
    assert said["says"] == "The figure fixes the product, not the factors."
    assert said["migrated"] is None
    assert [row["unknown"] for row in said["unknowns"]] == ["window_s", "rate_per_day", "silent_share"]
    assert said["errors"]["count"] == pytest.approx(521**-0.5)
    assert said["errors"]["interpolation"] < said["errors"]["count"] / 5
    assert said["next_campaign"]["low"] < 521 < said["next_campaign"]["high"]


def test_where_the_scenario_stands() -> None:
    """At its own rate the window that gives the count, with its interval, and what its own window would give."""
    said = _said(_run(Count(521, 130_000), window="2 min"))["own"]

    best, low, high = said["windows_s"]
    assert low < best < high
    assert high / low == pytest.approx(568 / 477, rel=0.03)
    assert said["expected"] / 521 == pytest.approx(120 / best, rel=0.05)
    assert (said["window_s"], said["is_drawn"], said["rate_per_day"]) == (120.0, False, BASE)


def test_what_a_clean_pilot_proves(capsys: pytest.CaptureFixture[str]) -> None:
    """An upper bound: on a tenant's chance, on a whole campaign, on the window at the rate assumed."""
    found = _run(Count(0, 200))
    show(found, None)
    said = " ".join(capsys.readouterr().out.split())

    assert "A clean pilot: at most 1.5 % of tenants connect (95 %; rule of three: 3 / 200 = 1.5 %)." in said
    assert "of 2,000 such tenants up to 30 may." in said
    assert "no silent failure the isolation step takes at most" in said
    assert "Exposed" not in said
    assert _said(found)["exposed"]["high"] == 0
    # Where one chance in twenty is left.
    ridge = [point for point in _said(found)["ridge"] if point["silent_share"] == 0]
    assert ridge
    assert all(point["loglik"] == pytest.approx(np.log(0.05), abs=0.02) for point in ridge)
    assert found.own.windows_s[:2] == (None, None)


def test_words_say_what_the_figure_fixes_and_what_is_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    """The one sentence, the share that nobody told, and that every narrower interval is an assumption."""
    show(_run(Count(521, 130_000)), Path("out/ridge.png"))
    said = " ".join(capsys.readouterr().out.split())

    assert (
        "The figure fixes the product, not the factors. The product: 0.00402 connections in its window"
        in said
    )
    assert "Nobody said how many of the 130,000 had been migrated by then: taken as all of them" in said
    assert (
        "At least 1 and at most 521 were exposed, if somebody was shown foreign entries and told. The report does "
        "not say more; every narrower interval printed here is an assumption about who asks or who tells, named "
        "beside it."
    ) in said
    assert "The law is that of 2,000 tenants, seed 1. Off by: the count 4.4 %, interpolation" in said
    assert said.endswith("out/ridge.png")


def test_a_share_that_was_migrated_is_not_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    """Half had been migrated: the share doubles, and nothing is said to be unknown of it."""
    show(_run(Count(521, 130_000, 0.5)), None)
    said = " ".join(capsys.readouterr().out.split())

    assert "ovh-2016: 521 connected of 65,000 migrated tenants: a tenant's probability is 0.802 %" in said
    assert "Nobody said" not in said


def test_one_s_own_people_are_known(tmp_path: Path) -> None:
    """Tenants of an inventory do not blur what the count fixes; those that are made up do."""
    file = tmp_path / "tenants.csv"
    file.write_text("tenant,mailboxes\n" + "".join(f"t{k},{1 + k % 7}\n" for k in range(40)))

    own = _run(Count(9, 40), **{"population.inventory": str(file), "population.tenants": 40})
    made_up = _run(Count(9, 40), **{"population.tenants": 40})

    assert own.errors.people == 0.0
    assert own.posterior.blur < 0.01
    assert made_up.errors.people > 0.05


def test_a_count_that_cannot_be_is_one_line() -> None:
    """A procedure under which nobody connects in a window, whatever fails."""
    with pytest.raises(InputError) as refused:
        _run(Count(3, 200), procedure="gated")
    assert str(refused.value) == (
        "calibrate: gated: 3 of 200 cannot be: under this procedure nobody connects in a window, whatever its length"
    )


def test_a_folder_is_drawn_again(tmp_path: Path) -> None:
    """Its figure comes out with the same bytes, and its tables are CSV too."""
    folder = tmp_path / "out"
    picture = write_folder(_run(Count(521, 130_000)), folder, "gallab calibrate")

    assert picture == folder / "ridge.png"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    picture.unlink()
    assert redraw(folder) == picture
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    exposed = pl.read_csv(folder / "exposed.csv")
    assert exposed.row(0) == ("somebody was shown foreign entries and told", 1, 521)
    assert (folder / "crest.csv").is_file()
    assert json.loads((folder / "calibrate.json").read_text())["said"]["product_unit"]
