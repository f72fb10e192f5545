"""A frame that a figure cannot draw is refused in a line that names figure, frame and column."""

from collections.abc import Callable, Iterator
from functools import partial

import polars as pl
import pytest
from matplotlib.figure import Figure

from experiments import figures
from experiments.figures.frames import Columns

from . import toys
from .columns import frames_of

NIGHT_S = (14 * 24 + 22) * 3_600


def _load(load: pl.DataFrame) -> Figure:
    return figures.load(
        load,
        opens_at_s=NIGHT_S,
        closes_at_s=NIGHT_S + 8 * 3_600,
        calm_opens_at_s=None,
        procedure="gated",
        window="2 min",
        tenants=1,
        seed=1,
    )


def _nights(nights: pl.DataFrame, *, schedules: int) -> Figure:
    return figures.exposure_over_nights(nights, window="2 min", tenants=1, seed=1, schedules=schedules)


def _quarter(columns: Columns) -> pl.DataFrame:
    """A quarter of an hour in which nothing happens."""
    types = {"text": pl.String, "number": pl.Int64, "time": pl.Datetime}
    return pl.DataFrame(schema={column: types[wanted] for column, wanted in columns.items()})


def _cases() -> Iterator[tuple[str, str, pl.DataFrame, Columns, Callable[[pl.DataFrame], Figure]]]:
    """Figure, name of the frame, a good one, the columns it reads, and the figure drawn with another one."""
    compared, many = toys.compared(20), toys.cells(20)
    replications = toys.replications(20)
    read = frames_of
    yield "heatmap", "cells", toys.cells(), read("heatmap", "COLUMNS", "OF_ONE"), figures.heatmap
    yield "heatmap", "cells", many, read("heatmap", "COLUMNS", "OF_MANY"), figures.heatmap
    yield (
        "causes", "cells", toys.cells(), read("causes", "COLUMNS"), lambda f: figures.causes(f, window="2 min"),
    )  # fmt: skip
    yield (
        "schedules", "cells", many, read("schedules", "COLUMNS"),
        lambda f: figures.schedules(f, replications, window="2 min"),
    )  # fmt: skip
    yield (
        "schedules", "replications", replications, read("schedules", "OF_REPLICATIONS"),
        lambda f: figures.schedules(many, f, window="2 min"),
    )  # fmt: skip
    for schedules, of in ((1, "OF_ONE"), (20, "OF_MANY")):
        columns = read("exposure_over_nights", "COLUMNS", of)
        yield "exposure_over_nights", "nights", toys.nights(), columns, partial(_nights, schedules=schedules)
    yield (
        "compare", "differences", compared["differences"], read("compare", "COLUMNS"),
        lambda f: figures.compare(f, compared["paired"], window="2 min"),
    )  # fmt: skip
    yield (
        "compare", "paired", compared["paired"], read("compare", "OF_PAIRED"),
        lambda f: figures.compare(compared["differences"], f, window="2 min"),
    )  # fmt: skip
    yield (
        "risk_beside_cost", "procedures", compared["procedures"], read("risk_beside_cost", "COLUMNS"),
        lambda f: figures.risk_beside_cost(f, window="2 min"),
    )  # fmt: skip
    yield (
        "stop_rules", "rules", toys.stop_rules(), read("stop_rules", "COLUMNS"),
        lambda f: figures.stop_rules(f, procedure="ovh-2016", tenants=1, seed=1, schedules=20),
    )  # fmt: skip
    yield (
        "allowed", "looked", toys.looked(), read("allowed", "COLUMNS"),
        lambda f: figures.allowed(f, procedure="ovh-2016", risk=0.01, at=1, longest_s=75.0, tenants=1, seeds=[1]),
    )  # fmt: skip
    columns = read("load", "COLUMNS")
    yield "load", "load", _quarter(columns), columns, _load


CASES = list(_cases())
every_frame = pytest.mark.parametrize(
    ("figure", "name", "frame", "columns", "draw"),
    CASES,
    ids=[f"{case[0]}-{case[1]}-{len(case[3])}" for case in CASES],
)


@every_frame
def test_a_missing_column_is_named(
    figure: str, name: str, frame: pl.DataFrame, columns: Columns, draw: Callable[[pl.DataFrame], Figure]
) -> None:
    """Without any one of the columns that it reads, a figure says which is missing and of what kind it would be."""
    for column, kind in columns.items():
        with pytest.raises(ValueError, match=column) as refused:
            draw(frame.drop(column))
        assert str(refused.value) == f'figures.{figure}: {name} has no column "{column}" (a {kind})'


@every_frame
def test_no_other_column_is_read(
    figure: str, name: str, frame: pl.DataFrame, columns: Columns, draw: Callable[[pl.DataFrame], Figure]
) -> None:
    """A frame of the documented columns alone is enough."""
    if figure != "load":
        assert draw(frame.select(list(columns))).get_label()


def test_a_column_of_another_type_is_named() -> None:
    """Numbers as text, or text as numbers, are refused with the type that was found."""
    with pytest.raises(ValueError, match="exposed") as refused:
        figures.causes(toys.cells().with_columns(pl.col("exposed").cast(pl.String)), window="2 min")
    assert str(refused.value) == 'figures.causes: cells has String in "exposed": expected a number'
    with pytest.raises(ValueError, match="window") as refused:
        figures.causes(toys.cells().with_columns(window=pl.lit(2)), window="2 min")
    assert str(refused.value) == 'figures.causes: cells has Int32 in "window": expected a text'
