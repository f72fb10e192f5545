"""The tables of a finished sweep: every row beside what was varied; what each cell comes to over its schedules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import polars as pl

from ..axes import Axis, Point
from ..estimates import Spread, share_interval
from ..study.campaigns import COUNTED, Cell
from ..study.tables import places
from ..wording import AS_DRAWN

MIDDLE: Final = (
    "people_disclosed",
    "nights",
    "refused_logons",
    "window_p50_s",
    "window_p99_s",
    "downtime_p99_s",
)
"""Totals of which each cell has the median over its schedules."""
_WHICH: Final = ("point", "cell")


def labelled(rows: pl.DataFrame, seeds: int, labels: pl.DataFrame) -> pl.DataFrame:
    """Every row beside what its cell is called; one that answers for several lengths is there for each of them.

    Args:
        rows: of all parts: point by point, seed by seed, cell by cell.
        seeds: how many there are.
        labels: see ``labels_of``.
    """
    points, cells = labels["point"].max(), labels["cell"].max()
    assert isinstance(points, int)
    assert isinstance(cells, int)
    # What was asked and what came out can only be told together while they are as many.
    assert rows.height == points * seeds * cells
    point, _, cell = np.indices((points, seeds, cells), dtype=np.int64).reshape(3, -1)
    placed = rows.with_columns(pl.Series("point", point + 1), pl.Series("cell", cell + 1))
    return labels.join(placed, on=_WHICH, how="left", maintain_order="left_right").drop("cell")


def labels_of(axes: Sequence[Axis], points: Sequence[Point], cells: Sequence[Cell]) -> pl.DataFrame:
    """What every cell is called: point and cell from 1, procedure, window, and a column a varied key, in words."""
    rows = [
        {
            "point": p,
            **which,
            **dict(zip((axis.key for axis in axes), (v.text for v in point.values), strict=True)),
        }
        for p, point in enumerate(points, 1)
        for which in _cells(cells)
    ]
    return pl.DataFrame(rows)


def _cells(cells: Sequence[Cell]) -> Iterator[dict[str, Any]]:
    for c, cell in enumerate(cells, 1):
        of_one = places(cell) or [{"procedure": cell.scenario.procedure.name, "window": AS_DRAWN}]
        for place in of_one:
            yield {"cell": c, "procedure": place["procedure"], "window": place["window"]}


def cell_rows(rows: pl.DataFrame, keys: Sequence[str], seeds: int) -> Iterator[dict[str, Any]]:
    """One row a cell: what it is called, and its totals over the schedules.

    Args:
        rows: as ``labelled`` gives them.
        keys: what is varied.
        seeds: how many rows a cell has.
    """
    named = list(dict.fromkeys(("point", "procedure", "window", *keys)))
    for at in range(0, rows.height, seeds):
        of_cell = rows.slice(at, seeds)
        yield {**of_cell.select(named).row(0, named=True), **_totals(of_cell)}


def _totals(rows: pl.DataFrame) -> Mapping[str, Any]:
    found: dict[str, Any] = {"tenants": rows["tenants"][0], "seed": rows["seed"][0], "schedules": rows.height}
    for name in COUNTED:
        spread = asdict(Spread.of(rows[name].to_list()))
        found |= {f"{name}_{what}": number for what, number in spread.items()}
    for name in MIDDLE:
        found[f"{name}_median"] = Spread.of(rows[name].to_list()).median
    leaking = int((rows["exposed"] > 0).sum())
    low, high = share_interval(leaking, rows.height)
    return {
        **found,
        "any_exposed": leaking,
        "any_exposed_share": leaking / rows.height,
        "any_exposed_share_low": low,
        "any_exposed_share_high": high,
    }
