"""How the number of exposed tenants moves along each key, all others crossed with it.

Of every schedule the mean over the cells that share a value; over schedules that mean's own mean and interval. Within
a schedule all cells meet the same draws, so what moves along a key is the key's. Between two ends a sample lies
anywhere: it is told in fifths.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import polars as pl

from ..axes import Axis, Point
from ..estimates import Spread
from ..figures.response import STEP

FIFTHS: Final = 5
"""Into so many bands what lies between two ends is told."""


def effect_rows(
    rows: pl.DataFrame, axes: Sequence[Axis], points: Sequence[Point], windows: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """One row a key, value (or fifth) and procedure, in the order of the keys.

    Args:
        rows: one a cell and schedule: point, procedure, window, seed, exposed (tenants).
        axes: what is varied.
        points: their combinations, from point 1.
        windows: lengths of the isolation step that every point has; one alone is no key.
    """
    for axis in axes:
        bands = [_band(axis, point.values[axes.index(axis)].place) for point in points]
        texts = dict(bands)
        which = pl.DataFrame({"point": range(1, len(points) + 1), "place": [place for place, _ in bands]})
        key = STEP if axis.key == "window" else axis.key
        yield from _along(key, axis.is_listed, texts, rows.join(which, on="point", maintain_order="left"))
    if len(windows) > 1:
        places = {window: i / (len(windows) - 1) for i, window in enumerate(windows)}
        placed = rows.with_columns(place=pl.col("window").replace_strict(places, return_dtype=pl.Float64))
        yield from _along(STEP, True, {place: window for window, place in places.items()}, placed)


def _band(axis: Axis, place: float) -> tuple[float, str]:
    """Where a value is told on its axis, and as what."""
    if axis.is_listed:
        (found,) = (value for value in axis.values if value.place == place)
        return place, found.text
    fifth = min(int(place * FIFTHS), FIFTHS - 1)
    low, high = (axis.at(end / FIFTHS).text for end in (fifth, fifth + 1))
    return (fifth + 0.5) / FIFTHS, f"{low} to {high}"


def _along(
    key: str, is_listed: bool, texts: dict[float, str], rows: pl.DataFrame
) -> Iterator[dict[str, Any]]:
    for place in sorted(texts):
        here = rows.filter(pl.col("place") == place)
        for (procedure,), group in here.group_by("procedure", maintain_order=True):
            cells = group.group_by("point", "window", maintain_order=True).agg(pl.col("exposed").mean())
            spread = Spread.of(
                group.group_by("seed", maintain_order=True).agg(pl.col("exposed").mean())["exposed"].to_list()
            )
            yield {
                "key": key,
                "is_listed": is_listed,
                "place": place,
                "value": texts[place],
                "procedure": procedure,
                "cells": cells.height,
                "exposed_mean": spread.mean,
                "exposed_mean_low": spread.mean_low,
                "exposed_mean_high": spread.mean_high,
                "exposed_least": cells["exposed"].min(),
                "exposed_most": cells["exposed"].max(),
            }
