"""What a count leaves of window and rate, as a figure."""

import math

import polars as pl
import pytest
from matplotlib.figure import Figure

from experiments import figures

from . import reading

STEPS = [k / 20 for k in range(-60, 61)]


def _plane() -> pl.DataFrame:
    """A ridge along which window x rate is 240."""
    return pl.DataFrame(
        [
            {
                "window_s": 120 * math.exp(x),
                "rate_per_day": 2 * math.exp(y),
                "region": 1 - math.exp(-((8 * (x + y)) ** 2 + (x - y) ** 2) / 4),
            }
            for x in STEPS
            for y in STEPS
        ]
    )


def _crest() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "window_s": 120 * math.exp(x) * (1 - 40 * share),
                "rate_per_day": 2 * math.exp(-x),
                "silent_share": share,
            }
            for share in (0.0, 0.00007, 0.001, 0.009)
            for x in STEPS
        ]
    )


def _marks(window_s: float) -> pl.DataFrame:
    return pl.DataFrame(
        [{"says": "the scenario as it is:\n135 expected", "window_s": window_s, "rate_per_day": 2.0}]
    )


def _draw(connected: int = 521, window_s: float = 20.0) -> Figure:
    return figures.ridge(
        _plane(), _crest(), _marks(window_s), procedure="ovh-2016", connected=connected, of=130_000,
        tenants=13_000, seed=1, schedules=8,
    )  # fmt: skip


@pytest.mark.parametrize("connected", [521, 0])
def test_every_text_can_be_read(connected: int) -> None:
    """None is under 12 pt, outside the figure, or covers another."""
    figure = _draw(connected)

    assert min(float(text.get_fontsize()) for text in reading.texts(figure)) >= 12
    assert reading.clipped(figure) == []
    assert reading.overlapping(figure) == []


def test_says_that_it_is_a_ridge() -> None:
    """The finding, what it was drawn from, and which line stands for which share."""
    words = " ".join(reading.words(_draw()))

    assert "521 of 130,000 connected fix the product, not the factors: a ridge, not one answer" in words
    assert "ovh-2016; 13,000 tenants, 8 schedules, first seed 1" in words
    assert "none silent" in words
    assert "0.90 % silent" in words
    assert str(_draw(0).get_label()).startswith("0 of 130,000 connected: a bound on the product")


def test_the_mark_is_in_sight() -> None:
    """However far from the ridge it lies: 0.3 s."""
    (axes,) = _draw(window_s=0.3).axes

    left, right = axes.get_xlim()
    assert left < math.log(0.3) < right


def test_nothing_to_show() -> None:
    """Without a plane the figure is empty but for its words."""
    figure = figures.ridge(
        _plane().clear(), _crest().clear(), _marks(1.0).clear(), procedure="gated", connected=3, of=9, tenants=9,
        seed=1, schedules=8,
    )  # fmt: skip

    assert str(figure.get_label()).startswith("3 of 9 connected")
