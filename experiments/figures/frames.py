"""What a figure asks of the frame it is given, and the line that says what is missing."""

from collections.abc import Callable, Mapping
from typing import Final, Literal

import polars as pl

Type = Literal["text", "number", "time"]
Columns = Mapping[str, Type]
"""The columns that a figure reads, each with what it holds."""

_IS: Final[Mapping[Type, Callable[[pl.DataType], bool]]] = {
    "text": lambda found: found == pl.String,
    "number": lambda found: found.is_numeric(),
    "time": lambda found: found.is_temporal(),
}

SPREAD: Final = ("median", "q05", "q95", "max")
"""What a figure reads of a number's spread over schedules."""


def check(figure: str, name: str, frame: pl.DataFrame, columns: Columns) -> None:
    """Make sure that a frame has what a figure reads.

    Args:
        figure: the figure's name, for the message.
        name: the frame's, likewise.
        frame: what was given; other columns may stand in it.
        columns: what the figure reads.

    Raises:
        ValueError: a column is missing, or of another type.

    >>> check("causes", "cells", pl.DataFrame({"procedure": ["gated"]}), {"procedure": "text", "exposed": "number"})
    Traceback (most recent call last):
    ValueError: figures.causes: cells has no column "exposed" (a number)
    """
    for column, wanted in columns.items():
        if column not in frame.columns:
            raise ValueError(f'figures.{figure}: {name} has no column "{column}" (a {wanted})')
        found = frame.schema[column]
        # A column of nothing but missing values has no type of its own.
        if found != pl.Null and not _IS[wanted](found):
            raise ValueError(f'figures.{figure}: {name} has {found} in "{column}": expected a {wanted}')


def spread(*names: str) -> dict[str, Type]:
    """The columns of numbers' spreads over schedules.

    >>> spread("exposed")
    {'exposed_median': 'number', 'exposed_q05': 'number', 'exposed_q95': 'number', 'exposed_max': 'number'}
    """
    return {f"{name}_{what}": "number" for name in names for what in SPREAD}
