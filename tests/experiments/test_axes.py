"""What is varied: values, ends, grids and samples of them."""

from itertools import pairwise
from typing import Any

import pytest

from experiments.axes import Axis, grid_of, sample_of


def test_a_grid_is_every_combination() -> None:
    """Two keys of two and three values are six points, the last key fastest."""
    axes = [Axis.of("campaign.slots", (1, 2)), Axis.of("campaign.at_dawn", ("finish", "pause"))]
    assert [point.changes for point in grid_of(axes)] == [
        {"campaign.slots": slots, "campaign.at_dawn": dawn}
        for slots in (1, 2)
        for dawn in ("finish", "pause")
    ]
    assert [point.changes for point in grid_of([])] == [{}]


def test_a_table_changes_several_keys() -> None:
    """A value that is a table is set entry by entry, so that entries it does not name stay."""
    (value,) = Axis.of("clients.asks", ({"owa": 0.5, "ews": 0.25},)).values
    assert value.changes == {"clients.asks.owa": 0.5, "clients.asks.ews": 0.25}
    assert value.text == "0.5/0.25"


def test_a_sample_fills_its_ends_evenly() -> None:
    """Of 64 points each quarter between two ends holds 16, on the logarithm's scale where they are far apart."""
    axes = [
        Axis.of("campaign.night_shock", {"low": 0.0, "high": 0.4}),
        Axis.of("window", {"low": "1 s", "high": "10000 s"}),
    ]
    points = sample_of(axes, 64)
    shocks = sorted(point.changes["campaign.night_shock"] for point in points)
    assert all(0.1 * k <= shock <= 0.1 * (k + 1) for k in range(4) for shock in shocks[16 * k : 16 * (k + 1)])
    # Four decades: 10 to the power of 0 to 4, 16 points in each.
    windows = sorted(int(point.changes["window"].removesuffix(" us")) for point in points)
    edges = [10 ** (6 + k) for k in range(5)]
    assert [sum(low <= window < high for window in windows) for low, high in pairwise(edges)] == [16] * 4


def test_a_larger_sample_begins_with_a_smaller_one() -> None:
    """Points that were computed stay points when more are asked for."""
    axes = [Axis.of("campaign.batch", {"low": 1, "high": 500}), Axis.of("campaign.slots", (10, 20, 30))]
    assert sample_of(axes, 7) == sample_of(axes, 100)[:7]


def test_a_sample_has_no_point_twice() -> None:
    """Of six combinations a sample of six has each once, and one of seven has no more."""
    axes = [Axis.of("campaign.batch", {"low": 1, "high": 3}), Axis.of("campaign.slots", (10, 20))]
    changes = [point.changes for point in sample_of(axes, 6)]
    assert sorted((each["campaign.batch"], each["campaign.slots"]) for each in changes) == [
        (batch, slots) for batch in (1, 2, 3) for slots in (10, 20)
    ]
    assert len(sample_of(axes, 7)) == 6


def test_ends_of_a_table_move_together() -> None:
    """Half-way between two tables of numbers every entry is half-way."""
    follow = Axis.of(
        "clients.follow",
        {
            "low": {"prompt": 0.0, "autodiscover": 0.1, "restart": 0.9},
            "high": {"prompt": 0.2, "autodiscover": 0.3, "restart": 0.5},
        },
    )
    assert follow.at(0.5).changes == pytest.approx(
        {"clients.follow.prompt": 0.1, "clients.follow.autodiscover": 0.2, "clients.follow.restart": 0.7}
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], "expected a list of values, or ends such as { low = 1, high = 9 }"),
        (3, "expected a list of values, or ends such as { low = 1, high = 9 }"),
        ([1, 2, 1], "expected values of which none is there twice"),
        ({"low": 1}, "expected a list of values, or the two ends low and high"),
        ({"low": 1, "high": "2 s"}, "expected two different ends of one kind"),
        ({"low": 2, "high": 2}, "expected two different ends of one kind"),
        ({"low": "few", "high": "many"}, "expected ends that are numbers, or have a unit"),
    ],
)
def test_what_is_no_axis_is_one_line(values: Any, expected: str) -> None:
    """Values that are none are told with their key and what was expected."""
    (mistake,) = Axis.mistakes_in({"campaign.batch": values})
    assert (mistake.key, mistake.value, mistake.expected) == ("vary.campaign.batch", values, expected)
