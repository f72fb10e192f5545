"""Figures and page of a sweep: drawn from its tables alone, so they can be drawn again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from sim.errors import InputError, Mistake

from .. import figures, wording
from ..folders import Kind, read_mark, read_tables
from .assumed import assumed
from .drawn import Drawn, write_page
from .page import render

EXTREMES: Final = 10
"""Cells told of each procedure at either end; the table has all."""


@dataclass(frozen=True, slots=True)
class SweepResults:
    """What a results folder says.

    Attributes:
        about: what ran.
        cells: one row a point, procedure and length of the isolation step.
        effects: one row a varied key, value and procedure.
        assumptions: one row a key of the scenario, see ``assumed``.
    """

    about: dict[str, Any]
    cells: pl.DataFrame
    effects: pl.DataFrame
    assumptions: list[dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> "SweepResults":
        """The results in a folder.

        Raises:
            InputError: a file of it is missing, another version wrote it, or the sweep has not ended.
        """
        about = read_mark(folder, Kind.SWEEP)
        if not about["is_finished"]:
            told = "expected a sweep that has ended: go on with it (--resume)"
            raise InputError(str(folder / Kind.SWEEP.mark), Mistake("is_finished", False, told))
        cells, effects = read_tables(folder, "cells", "effects")
        return cls(about, cells, effects, assumed(folder))


def write_sweep(folder: Path) -> Path:
    """Write figures and ``report.html`` into a sweep's results folder.

    Returns:
        The page: one file that needs no other and no network.

    Raises:
        InputError: the folder holds no sweep that has ended.
    """
    results = SweepResults.read(folder)
    drawn = {each.name: each for each in _draw(results)}
    return write_page(folder, drawn, _page(results, drawn))


def _draw(results: SweepResults) -> list[Drawn]:
    about, tenants = results.about, max(results.cells["tenants"].to_list())
    return [
        Drawn(
            "response",
            figures.response(
                results.effects,
                tenants=tenants,
                seed=about["seed"],
                schedules=about["schedules"],
                points=about["points"],
            ),
            results.effects,
            "Tenants exposed along each key that was varied, means over all cells that share its value and over the "
            f"schedules. Whiskers: 95 %, by Student’s t over the schedules; shade: from the lowest to the highest "
            f"cell. {wording.drawn(tenants, about['seed'], about['schedules'])}, every one of them in the kernel.",
        )
    ]


def _page(results: SweepResults, drawn: dict[str, Drawn]) -> str:
    cells = results.cells.sort("exposed_mean", "nights_median", maintain_order=True)
    return render(
        "sweep.html.j2",
        results.about,
        drawn,
        headline=drawn["response"].figure.get_label(),
        sizes=sorted(set(results.cells["tenants"].to_list())),
        extremes=[
            (name, *_extremes(cells.filter(pl.col("procedure") == name)))
            for name in results.about["procedures"]
        ],
        by_key=[
            (name, group.to_dicts())
            for (name,), group in results.effects.group_by("key", maintain_order=True)
        ],
        assumptions=results.assumptions,
        many=EXTREMES,
        measured=wording.measured,
        between=wording.between,
        share=wording.percent,
        any_below=wording.any_below,
    )


def _extremes(cells: pl.DataFrame) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The cells that expose fewest, and those that expose most, of a procedure's, sorted by that."""
    fewest = cells.head(EXTREMES)
    most = cells.tail(min(EXTREMES, cells.height - fewest.height)).reverse()
    return fewest.to_dicts(), most.to_dicts()
