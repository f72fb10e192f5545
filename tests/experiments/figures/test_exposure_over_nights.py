import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from experiments.figures import exposure_over_nights, style

from . import reading, toys


def _axes(nights: pl.DataFrame) -> Axes:
    return exposure_over_nights(nights, window="2 min", tenants=toys.TENANTS, seed=1).axes[0]


def test_zero_is_visible() -> None:
    """A procedure that exposes nobody has a line at zero, above the lower edge."""
    axes = _axes(toys.nights())
    line = next(li for li in axes.lines if li.get_color() == style.look("gated").colour)

    assert not np.asarray(line.get_ydata(), float).any()
    assert axes.get_ylim()[0] < 0
    assert "0" in [tick.get_text() for tick in axes.get_yticklabels()]


def test_every_line_says_its_name_and_its_end() -> None:
    """Each procedure is named at the end of its line, with its total."""
    labels = [text.get_text() for text in _axes(toys.nights()).texts]

    assert "ovh-2016: 1,203" in labels
    assert "isolate-first: 0" in labels


def test_2016_is_marked() -> None:
    """The 521 of 2016 is marked at its height; in a smaller study, at the height of the same share."""
    assert "521 connected in 2016" in [text.get_text() for text in _axes(toys.nights()).texts]

    figure = exposure_over_nights(toys.nights(), window="2 min", tenants=13_000, seed=1)
    assert reading.clipped(figure) == []
    smaller = figure.axes[0]
    assert "52, the share of 2016" in [text.get_text() for text in smaller.texts]
    assert any(np.allclose(np.asarray(line.get_ydata(), float), 52.1) for line in smaller.lines)


def test_campaigns_of_different_lengths() -> None:
    """A campaign that ended early is named at the right edge too, and covers no other name."""
    short = toys.nights().filter((pl.col("procedure") != "ovh-2016") | (pl.col("night") <= 3))

    figure = exposure_over_nights(short, window="2 min", tenants=toys.TENANTS, seed=1)

    assert reading.overlapping(figure) == []
    assert reading.clipped(figure) == []
    assert f"ovh-2016: {1_203 * 3 // 19}" in reading.words(figure)


def test_one_night() -> None:
    """A campaign of one night has ticks at whole nights only."""
    one = toys.nights().filter(pl.col("night") == 1)

    assert [tick.get_text() for tick in _axes(one).get_xticklabels()] == ["0", "1"]


def test_many_schedules_have_a_band() -> None:
    """Over many schedules each line is the median, in a band that ends at their 5 and 95 %."""
    figure = exposure_over_nights(toys.nights(), window="2 min", tenants=toys.TENANTS, seed=1, schedules=200)
    bands = [band for band in figure.axes[0].collections if isinstance(band, PolyCollection)]

    assert len(bands) == len(toys.PROCEDURES)
    edge = bands[0].get_paths()[0].vertices
    assert isinstance(edge, np.ndarray)
    at_the_end = edge[edge[:, 0] == toys.NIGHTS][:, 1]
    assert {at_the_end.min(), at_the_end.max()} == {round(1_203 * 0.91), round(1_203 * 1.09)}
    assert figure.get_label() == (
        "batch-late exposes a median of 4,602 tenants by its last night; "
        "4 of 7 procedures expose nobody in 200 schedules"
    )
