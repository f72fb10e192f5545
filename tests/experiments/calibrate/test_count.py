"""What was counted, and the product that it fixes."""

import math

import pytest

from experiments.calibrate.count import Count
from sim.errors import InputError


def test_the_figure_of_2016_fixes_the_product() -> None:
    """521 of 130,000 are 0.00402 connections a tenant, between 0.00368 and 0.00438."""
    product, low, high = Count.given(521, 130_000, None).product

    assert product is not None
    assert high is not None
    assert [round(x, 6) for x in (product, low, high)] == [0.004016, 0.003678, 0.004376]


def test_a_share_that_was_migrated_makes_the_product_larger() -> None:
    """Of half as many tenants the same count is twice the product, but for those who would connect twice."""
    count = Count.given(521, 130_000, 0.5)

    assert count.tenants == 65_000
    assert count.product[0] == pytest.approx(-math.log1p(-521 / 65_000), rel=1e-12)


def test_a_clean_pilot_is_an_upper_bound() -> None:
    """None of 200: no product is likelier than none, and one above 3 / 200 has not a chance in twenty."""
    product, low, high = Count.given(0, 200, None).product

    assert (product, low) == (0.0, 0.0)
    assert high == pytest.approx(-math.log(0.05) / 200, rel=1e-9)


def test_where_all_connected_no_product_is_too_large() -> None:
    """The upper end is missing."""
    product, low, high = Count.given(50, 50, None).product

    assert (product, high) == (None, None)
    assert low == pytest.approx(2.8446, rel=1e-4)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ((5, 0, None), "command line: --of = 0: expected at least 1 tenant"),
        (
            (-1, 9, None),
            "command line: --connected = -1: expected at least 0 and at most the 9 that had been migrated",
        ),
        (
            (9, 10, 0.5),
            "command line: --connected = 9: expected at least 0 and at most the 5 that had been migrated",
        ),
        ((1, 10, 0.0), "command line: --migrated = 0.0: expected a share above 0, at most 1, such as 0.5"),
        ((1, 10, 1.5), "command line: --migrated = 1.5: expected a share above 0, at most 1, such as 0.5"),
        ((0, 10, 0.01), "command line: --migrated = 0.01: expected a share that is a tenant of 10 at least"),
    ],
)
def test_what_cannot_be_counted_is_one_line(given: tuple[int, int, float | None], line: str) -> None:
    """The line names the option, its value and what was expected."""
    with pytest.raises(InputError) as refused:
        Count.given(*given)
    assert str(refused.value) == line
