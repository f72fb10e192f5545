"""A sensitivity for people: two tables, and what to know beside them."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from rich.table import Table

from .. import wording
from ..terminal import console
from .sensitivity import Sensitivity
from .tornado import ENDS, Row

SHOWN: Final = 12
"""Inputs of which the terminal shows both ends; the folder has all."""


def show(found: Sensitivity, page: Path | None) -> None:
    """The inputs that move the answer most, their indices, and what is not varied, on standard output."""
    out = console()
    about = found.about
    for line in (
        f"{about['procedure']}: {about['tenants']:,} tenants, {wording.step(about['window'])}; "
        f"{_expected(about)} tenants expected to be exposed, {about['at']:,} or more with P = {_tail(about)}.",
        f"Computed on {about['schedules']} blocks of {about['block']:,} tenants (seeds {about['seeds'][0]} to "
        f"{about['seeds'][-1]}), each standing for one in {about['blocks']}; both shocks integrated.",
        "One input at a time from the low end of its range to the high one; in brackets: the interval, 95 %.",
    ):
        out.print(line, highlight=False, markup=False, soft_wrap=True)
    if about["moving"]:
        out.print(_tornado(found.tornado[: len(ENDS) * min(SHOWN, about["moving"])], about["at"]))
    for line in (
        *_unmoved(found),
        *([] if found.indices else ["No two inputs move the answer: no indices."]),
    ):
        out.print(line, highlight=False, markup=False, soft_wrap=True)
    for run, rows in groupby(found.indices, key=lambda row: str(row["run"])):
        out.print(_heading(run, about), highlight=False, markup=False, soft_wrap=True)
        out.print(_indices(list(rows), about["at"]))
    for line in (*_not_varied(found), *([] if page is None else [str(page)])):
        out.print(line, highlight=False, markup=False, soft_wrap=True)


def _tornado(rows: Sequence[Row], at: int) -> Table:
    table = Table(expand=True)
    table.add_column("input", overflow="fold", ratio=3, min_width=30)
    table.add_column("value", overflow="fold", ratio=2)
    for heading in ("expected exposed,\ntenants", f"{at:,} or more,\nprobability"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("rests on", ratio=2)
    for row in rows:
        first = row["end"] == ENDS[0]
        table.add_row(
            f"{row['input']}\n  now {row['own_value']}" if first else "",
            f"{row['end']} {row['value']}",
            _expected(row).replace(" (", "\n("),
            _tail(row).replace(" (", "\n("),
            row["basis"] if first else f"range {row['range_basis']}",
            end_section=not first,
        )
    return table


def _indices(rows: Sequence[Row], at: int) -> Table:
    table = Table()
    table.add_column("input, from, to", overflow="fold", min_width=30)
    names = {"exposed": "log expected", "at_least": f"log P(≥ {at:,})"}
    for measure in names.values():
        for which in ("by itself", "total"):
            table.add_column(f"{measure}\n{which}", justify="right", no_wrap=True)
    by_key = {(row["input"], row["measure"]): row for row in rows}
    for name in dict.fromkeys(row["input"] for row in rows):
        both = [by_key[name, measure] for measure in names]
        table.add_row(
            f"{name}\n  {both[0]['value_low']} to {both[0]['value_high']}",
            *(_index(row, which) for row in both for which in ("first", "total")),
        )
    return table


def _index(row: Row, which: str) -> str:
    low, high = (wording.share(row[f"{which}_{end}"]) for end in ENDS)
    return f"{wording.share(row[which])}\n{low} to {high}"


def _heading(run: str, about: Row) -> str:
    sampled = f"{about['points']:,} points a sample, a block of {about['block_together']:,} tenants; under each its "
    if run == "inputs":
        return (
            "Together: shares of the variance of the logarithm of both answers (Sobol), "
            f"{sampled}interval, 95 %, by bootstrap."
        )
    return (
        "The same with the isolation step and the rate of connections turned: their product as close as a count such "
        "as 2016's 521 fixes it, their ratio as open as it leaves it."
    )


def _expected(row: Row) -> str:
    interval = (
        ""
        if row["exposed_high"] is None
        else f" ({wording.between(row['exposed_low'], row['exposed_high'])})"
    )
    return f"{wording.measured(row['exposed'])}{interval}"


def _tail(row: Row) -> str:
    low, high = row["p_low"], row["p_high"]
    ends = [] if high is None else [wording.chance(low), wording.chance(high)]
    # Below what is told, and where all is sure, there is no interval to tell.
    interval = f" ({' to '.join(ends)})" if len(set(ends)) == 2 else ""
    return f"{wording.chance(row['p'])}{interval}"


def _unmoved(found: Sensitivity) -> list[str]:
    """Inputs with a range that do not move this answer."""
    names = list(dict.fromkeys(row["input"] for row in found.tornado))[found.about["moving"] :]
    return [f"Varied without moving the answer: {', '.join(names)}."] if names else []


def _not_varied(found: Sensitivity) -> list[str]:
    """Inputs that stay as they are, by the reason."""
    by_why: dict[str, list[str]] = {}
    for each in found.not_varied:
        by_why.setdefault(each.why, []).append(each.key)
    return [f"Not varied, {why}: {', '.join(keys)}." for why, keys in by_why.items()]
