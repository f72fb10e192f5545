"""Every row of the design's table of speeds that there is by now, in its order."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Final

from sim.errors import InputError, Mistake

from . import (
    cells,
    delays,
    engines,
    explorer,
    fake,
    generator,
    law,
    plain,
    precision,
    size,
    startup,
    wire,
    workers,
)
from .ratio import Result, Row
from .trial import Trial

ROWS: Final[dict[str, Row]] = {
    row.key: row
    for row in (
        delays.ROW,
        *plain.ROWS,
        generator.ROW,
        *engines.ROWS,
        *size.ROWS,
        cells.ROW,
        *law.ROWS,
        *precision.ROWS,
        workers.ROW,
        *explorer.ROWS,
        *wire.ROWS,
        startup.ROW,
        fake.ROW,
    )
}
"""The rows by key."""


def chosen(keys: Sequence[str]) -> list[Row]:
    """The rows of some keys in the table's order; of none: all.

    Raises:
        InputError: a key that no row has.
    """
    for key in keys:
        if key not in ROWS:
            near = get_close_matches(key, ROWS, n=1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            raise InputError("bench", Mistake("row", key, f"expected one of {', '.join(ROWS)}{hint}"))
    return [row for key, row in ROWS.items() if not keys or key in keys]


def measured(rows: Sequence[Row], trial: Trial, told: Callable[[int, int], None]) -> list[Result]:
    """The rows' ratios, one row after the other; tells how many are done."""
    results = []
    told(0, len(rows))
    for done, row in enumerate(rows, start=1):
        results.append(Result.of(row, row.measure(trial), trial.tenants))
        told(done, len(rows))
    return results
