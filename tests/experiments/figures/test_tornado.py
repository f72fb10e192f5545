"""Bars of inputs, where an answer goes from impossible to certain."""

import polars as pl
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments import figures

from . import reading, toys


def _tail(least: float) -> Figure:
    """The tail's bars, every low end of an input as unlikely as that."""
    moved = toys.moved().with_columns(
        pl.when(pl.col("end") == "low").then(pl.lit(least)).otherwise(pl.col(name)).alias(name)
        for name in ("p", "p_low", "p_high")
    )
    return figures.tornado(moved, measure="p", own=0.01, at=260, tenants=130_000, seed=1, schedules=4)


@pytest.mark.parametrize(("least", "ends"), [(1e-20, 1e-20), (1e-300, 1e-30), (0.0, 1e-30)])
def test_a_bar_ends_at_its_probability_or_where_none_is_told(least: float, ends: float) -> None:
    """Beside 0.01 a probability of 1e-20 is lost to rounding, and its bar would run out of the figure."""
    figure = _tail(least)
    bars = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    assert min(bar.get_x() for bar in bars) == ends
    assert figure.axes[0].get_xlim()[0] < ends


def test_words_stand_clear_of_each_other() -> None:
    """However small a probability is: of the inputs' names, of the ticks, of the bars."""
    figure = _tail(0.0)
    assert reading.overlapping(figure) == []
    assert reading.clipped(figure) == []
    assert any("under 1e-30" in text for text in reading.words(figure))
