from pathlib import Path
from typing import Any

import polars as pl

from experiments.report.finding import Finding
from experiments.report.results import Results

from ..figures import toys as cells_toys
from . import toys


def _finding(tmp_path: Path, **changed: Any) -> Finding:
    return Finding.of(Results.read(toys.write_results(tmp_path, **changed)))


def test_a_sentence_beside_2016(tmp_path: Path) -> None:
    """The finding names order, step, number, interval, and what OVH counted."""
    assert _finding(tmp_path).sentence == (
        "With the order of 2016 and an isolation step of 2 min, 1,203 of 130,000 tenants (95 %, given this "
        "schedule: 1,133 to 1,274) would have seen foreign entries. In April 2016 OVH counted 521 that "
        "connected; how many of them saw something is not known."
    )


def test_numbers_for_the_back_row(tmp_path: Path) -> None:
    """Beside the sentence stand connected and exposed of the reference, and the 521 last."""
    assert [number.value for number in _finding(tmp_path).numbers] == ["721", "1,203", "521"]


def test_a_smaller_study_compares_shares(tmp_path: Path) -> None:
    """With fewer tenants the 521 are said as a share, not as a number to compare."""
    finding = _finding(tmp_path, tenants=13_000)

    assert "the same share would be 52 of 13,000" in finding.sentence
    assert (
        "More connect than the 521 of 130,000 that OVH counted, as a share: 52.1 of 13,000."
        in finding.prediction
    )


def test_nobody_exposed(tmp_path: Path) -> None:
    """Zero is said as not seen, with the upper bound it leaves."""
    finding = _finding(tmp_path, reference="gated")

    assert finding.headline == "No tenant was seen to receive foreign entries"
    assert "0 of 130,000 tenants (95 %, given this schedule: < 4)" in finding.sentence


def test_reference_not_run(tmp_path: Path) -> None:
    """Without the reference cell the finding says so instead of another number."""
    others = cells_toys.cells().filter(pl.col("procedure") != "ovh-2016")
    finding = _finding(tmp_path, cells=others)

    assert finding.headline == "The reference was not run"
    assert [number.value for number in finding.numbers] == ["521"]


def test_prediction_beside_521(tmp_path: Path) -> None:
    """The first variant is the prediction; the finding says on which side of the 521 its interval lies."""
    low, high = toys.variants(), toys.variants().reverse()

    assert "202 tenants connect" in _finding(tmp_path / "low", variants=low).prediction
    assert (
        "Fewer connect than the 521 of 130,000 that OVH counted."
        in _finding(tmp_path / "low", variants=low).prediction
    )
    follow = high.filter(pl.col("connected") == 2_950)
    assert "More connect than the 521" in _finding(tmp_path / "high", variants=follow).prediction
    near = low.with_columns(connected_low=pl.lit(500.0), connected_high=pl.lit(600.0))
    assert "Within chance as many connect as the 521" in _finding(tmp_path / "near", variants=near).prediction


def test_prediction_counts_changed_assumptions(tmp_path: Path) -> None:
    """The prediction says whether it rests on every default or on changed assumptions."""
    default = toys.assumptions().with_columns(status=pl.lit("default"))

    assert _finding(tmp_path / "a").prediction.startswith("With 1 changed assumption, ovh-2016")
    assert _finding(tmp_path / "b", assumptions=default).prediction.startswith("With every default, ovh-2016")


def test_a_step_of_no_length(tmp_path: Path) -> None:
    """What a step of 0 s exposes is said with the window that remains."""
    assert _finding(tmp_path).at_zero == (
        "Here ovh-2016 exposes 84 tenants with a step of 0 s: half of the tenants still have "
        "a window of 21 s or more."
    )


def test_many_schedules_are_told_by_median_and_middle(tmp_path: Path) -> None:
    """Over many schedules every number is a median with the 5 to 95 % of them."""
    finding = _finding(tmp_path, schedules=200)

    assert finding.headline == "1,202 of 130,000 tenants would have seen foreign entries"
    assert finding.sentence.startswith(
        "With the order of 2016 and an isolation step of 2 min, 1,202 of 130,000 tenants (median of 200 "
        "schedules; 5 to 95 %: 1,094 to 1,311) would have seen foreign entries."
    )
    assert [number.interval for number in finding.numbers[:2]] == [
        "median of 200 schedules; 5 to 95 %: 655 to 786",
        "median of 200 schedules; 5 to 95 %: 1,094 to 1,311",
    ]
    assert "exposes 84 tenants (median of 200 schedules; 5 to 95 %: 76 to 92) with a step" in finding.at_zero


def test_521_beside_many_schedules(tmp_path: Path) -> None:
    """The prediction counts the schedules in which at least as many connect as in 2016."""
    # With every default 202 connect under the first seed, and one more under each next: 521 from the 320th on.
    few, many = (_finding(tmp_path / str(n), schedules=n).prediction for n in (200, 322))
    assert (
        "predicts that 301 tenants connect in the window (median of 200 schedules; 5 to 95 %: 211 to 391)"
        in few
    )
    assert few.endswith(
        "In 0 of 200 schedules at least as many connect as the 521 of 130,000 that OVH counted."
    )
    assert many.endswith(
        "In 3 of 322 schedules at least as many connect as the 521 of 130,000 that OVH counted."
    )


def test_nobody_exposed_in_many_schedules(tmp_path: Path) -> None:
    """Zero in every schedule bounds the share of campaigns that expose anybody, and claims no more."""
    finding = _finding(tmp_path, schedules=200, reference="gated")

    assert finding.headline == "No tenant was seen to receive foreign entries"
    assert (
        "0 of 130,000 tenants (none in 200 schedules) would have seen foreign entries. "
        "At 95 %, fewer than 1.5 % of such campaigns expose anybody."
    ) in finding.sentence
