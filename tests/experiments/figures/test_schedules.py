import numpy as np
import polars as pl
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from experiments.figures import schedules

from . import reading, toys


def _drawn(number: int = 200, cells: pl.DataFrame | None = None) -> Figure:
    return schedules(
        toys.cells(number) if cells is None else cells, toys.replications(number), window="2 min"
    )


def _dots(axes: Axes) -> list[PathCollection]:
    return [found for found in axes.collections if isinstance(found, PathCollection)]


def test_a_dot_a_schedule() -> None:
    """Every schedule is a dot at the number of tenants it exposes, in the row of its procedure."""
    rows = _dots(_drawn().axes[0])

    assert len(rows) == len(toys.PROCEDURES)
    seen = toys.replications(200).filter(procedure="batch-late", window="2 min")["exposed"].to_list()
    offsets = np.asarray(rows[1].get_offsets())
    assert offsets[:, 0].tolist() == seen
    assert np.abs(offsets[:, 1] - 1).max() <= 0.3


def test_every_row_says_its_median_and_middle() -> None:
    """Beside a row stand the median and the 5 to 95 %; beside one of zeros, what that leaves possible."""
    said = reading.words(_drawn())

    assert ("1,202" in said, "1,094 to 1,311" in said) == (True, True)
    assert said.count("0 seen") == said.count("any: < 1.5 %") == 4


def test_the_finding_is_the_title() -> None:
    """The title says between what the worst procedure lies, and how many expose nobody."""
    assert _drawn().get_label() == (
        "batch-late exposes 4,183 to 5,016 tenants in 9 of 10 schedules; "
        "4 of 7 procedures expose nobody in 200 schedules"
    )
    assert str(_drawn(3).get_label()).startswith("batch-late exposes 4,142 to 5,062 tenants in 3 schedules;")


def test_2016_is_marked() -> None:
    """The 521 of 2016 is marked at its place."""
    figure = _drawn()

    assert "521 connected in 2016" in reading.words(figure)
    assert any(np.allclose(np.asarray(line.get_xdata(), float), 521) for line in figure.axes[0].lines)


def test_nobody_exposed() -> None:
    """Where no schedule exposes anybody the title says so, and no text is clipped."""
    nobody = toys.cells(200).filter(pl.col("exposed_max") == 0)
    figure = _drawn(cells=nobody)

    assert figure.get_label() == "Nobody was seen exposed in 200 schedules"
    assert reading.clipped(figure) == []


@pytest.mark.parametrize(("number", "is_picture"), [(200, False), (1_000, True)])
def test_many_dots_are_one_picture(number: int, is_picture: bool) -> None:
    """From some thousands of dots on they are drawn as one picture, so that the page stays small."""
    assert all(bool(dots.get_rasterized()) is is_picture for dots in _dots(_drawn(number).axes[0]))
