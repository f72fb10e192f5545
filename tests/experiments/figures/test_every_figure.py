import subprocess
import sys
from collections.abc import Callable

import matplotlib as mpl
import polars as pl
import pytest
from matplotlib.figure import Figure

from experiments import figures
from experiments.figures import style

from . import reading, toys

Draw = Callable[[pl.DataFrame, pl.DataFrame], Figure]


def _heatmap(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    return figures.heatmap(
        cells, procedures=toys.PROCEDURES, windows=list(toys.WINDOWS), proved={"isolate-first"}
    )


def _exposure_over_nights(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    return figures.exposure_over_nights(nights, window="2 min", tenants=toys.TENANTS, seed=1)


def _causes(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    return figures.causes(cells, window="2 min")


def _over_nights_of_many(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    return figures.exposure_over_nights(nights, window="2 min", tenants=toys.TENANTS, seed=1, schedules=200)


def _heatmap_of_many(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    return _heatmap(cells if cells.is_empty() else toys.cells(200), nights)


def _schedules(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    many = cells if cells.is_empty() else toys.cells(200)
    return figures.schedules(many, toys.replications(200), window="2 min")


def _compare(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    found = toys.compared()
    differences, paired = found["differences"], found["paired"]
    if cells.is_empty():
        differences, paired = differences.clear(), paired.clear()
    return figures.compare(differences, paired, window="2 min")


def _risk_beside_cost(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    procedures = toys.compared()["procedures"]
    return figures.risk_beside_cost(procedures.clear() if cells.is_empty() else procedures, window="2 min")


def _tornado(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    moved = toys.moved()
    return figures.tornado(
        moved.clear() if cells.is_empty() else moved,
        measure="exposed",
        own=202.0,
        at=260,
        tenants=toys.TENANTS,
        seed=1,
        schedules=200,
    )


def _tail(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    moved = toys.moved()
    return figures.tornado(
        moved.clear() if cells.is_empty() else moved,
        measure="p",
        own=0.01,
        at=260,
        tenants=toys.TENANTS,
        seed=1,
        schedules=200,
    )


def _sobol(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    indexed = toys.indexed()
    return figures.sobol(
        indexed.clear() if cells.is_empty() else indexed, run="ridge", at=260, tenants=toys.TENANTS, seed=1
    )


def _stop_rules(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    rules = toys.stop_rules()
    return figures.stop_rules(
        rules.clear() if cells.is_empty() else rules,
        procedure="ovh-2016",
        tenants=toys.TENANTS,
        seed=1,
        schedules=200,
    )


def _allowed(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    looked = toys.looked()
    return figures.allowed(
        looked.clear() if cells.is_empty() else looked,
        procedure="ovh-2016",
        risk=0.01,
        at=100,
        longest_s=75.0,
        tenants=toys.TENANTS,
        seeds=[1, 2, 3, 4],
    )


def _response(cells: pl.DataFrame, nights: pl.DataFrame) -> Figure:
    swept = toys.swept()
    return figures.response(
        swept.clear() if cells.is_empty() else swept, tenants=toys.TENANTS, seed=1, schedules=200, points=648
    )


ONE_DRAW = (_heatmap, _exposure_over_nights, _causes)
MANY = (_heatmap_of_many, _over_nights_of_many, _schedules)
COMPARED = (_compare, _risk_beside_cost)
MOVED = (_tornado, _tail)
every_figure = pytest.mark.parametrize(
    "draw", [*ONE_DRAW, *MANY, *COMPARED, *MOVED, _stop_rules, _sobol, _response, _allowed]
)


@every_figure
def test_no_text_is_too_small(draw: Draw) -> None:
    """No text of a figure is under 12 pt, on a canvas of 1280 pixels' width."""
    figure = draw(toys.cells(), toys.nights())

    width, height = (round(pixels) for pixels in figure.get_size_inches() * figure.dpi)
    assert width == 1280
    # Seven procedures with words of their own below each other need more than a screen, and so do six inputs or keys.
    assert height >= 720 if draw in (*COMPARED, _sobol, _response) else height == 720
    assert min(float(text.get_fontsize()) for text in reading.texts(figure)) >= 12


@every_figure
def test_no_text_is_clipped_or_covered(draw: Draw) -> None:
    """Every text of a figure stands inside it, and none covers another."""
    figure = draw(toys.cells(), toys.nights())

    assert reading.clipped(figure) == []
    assert reading.overlapping(figure) == []


@every_figure
def test_says_what_it_was_drawn_from(draw: Draw) -> None:
    """A figure says how many tenants, which seed, and that it is one draw or how many schedules."""
    drawn = (
        "seed 1, 64 points"
        if draw is _sobol
        else "seed 1, one draw"
        if draw in ONE_DRAW
        else "seeds 1 to 4"
        if draw is _allowed
        else "200 schedules, first seed 1"
    )
    assert any(
        f"130,000 tenants, {drawn}" in text for text in reading.words(draw(toys.cells(), toys.nights()))
    )


@every_figure
def test_nothing_to_show(draw: Draw) -> None:
    """A study of which no cell was run draws figures that say so."""
    figure = draw(toys.cells().clear(), toys.nights().clear())

    assert str(figure.get_label()) in (
        "No cell was run",
        "No rule was run",
        "No night was run",
        "Nothing was compared",
        "No procedure was run",
        "No input moves the answer",
        "No two inputs move the answer",
        "Nothing was varied",
        "No length was looked at",
    )


@every_figure
def test_leaves_the_settings_alone(draw: Draw) -> None:
    """Drawing changes no setting of Matplotlib, and no setting of Matplotlib changes a drawing."""
    expected = figures.svg(draw(toys.cells(), toys.nights()))
    with mpl.rc_context({"font.size": 31, "axes.facecolor": "red", "svg.hashsalt": "another"}):
        before = dict(mpl.rcParams)
        drawn = figures.svg(draw(toys.cells(), toys.nights()))

        assert dict(mpl.rcParams) == before
    assert drawn == expected


def test_never_pyplot() -> None:
    """Drawing needs no pyplot, whose figures are global state."""
    code = "import sys, experiments.report.report; sys.exit('matplotlib.pyplot' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_procedure_has_a_look_of_its_own() -> None:
    """No two built-in procedures look alike, in a line or in a bar."""
    looks = list(style.PROCEDURES.values())

    assert len({(look.colour, look.marker, str(look.dash)) for look in looks}) == len(looks)
    assert len({(look.colour, look.hatch) for look in looks}) == len(looks)
