"""The ratios for people, as a table, and for programs, as one JSON object."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.table import Table

from ..terminal import console
from .machine import Machine
from .ratio import Goal, Result, Row

UNJUDGED = "not judged: fewer tenants"


def listing(rows: Sequence[Row]) -> str:
    """What the rows are, and against what they stand."""
    return "\n\n".join(
        f"{row.key}\n    {row.what}\n    against {row.against}\n"
        f"    at least {row.goal.words(row.goal.at_least)}; aim: {row.goal.words(row.goal.aim)}"
        for row in rows
    )


def listing_json(rows: Sequence[Row]) -> str:
    """The same as one object."""
    return json.dumps({"rows": [row.described() for row in rows]})


def results_json(machine: Machine, results: Sequence[Result]) -> str:
    """The machine and its ratios as one object."""
    return json.dumps({"machine": asdict(machine), "rows": [result.described() for result in results]})


def show(machine: Machine, tenants: int, results: Sequence[Result]) -> None:
    """The machine, the table of its ratios, and what the rows note, on standard output."""
    out = console()
    out.print(f"{machine}\n{tenants:,} tenants; medians of repetitions in turn", highlight=False)
    table = Table()
    for heading in ("row", "ratio", "spread", "runs", "at least", "aim", "reached"):
        is_number = heading in ("ratio", "spread", "runs")
        table.add_column(heading, justify="right" if is_number else "left", no_wrap=heading != "reached")
    for result in results:
        goal = result.row.goal
        table.add_row(
            result.row.key,
            _number(goal, result.ratio),
            f"{_number(goal, result.low)} .. {_number(goal, result.high)}",
            str(result.repeats),
            goal.words(goal.at_least),
            goal.words(goal.aim),
            UNJUDGED if result.reached is None else str(result.reached),
        )
    out.print(table)
    for result in results:
        note = f" ({result.note})" if result.note else ""
        out.print(
            f"{result.row.key}: {result.row.what}, against {result.row.against}{note}.",
            highlight=False,
            markup=False,
        )


def _number(goal: Goal, ratio: float) -> str:
    """To three digits.

    >>> from .ratio import Direction
    >>> _number(Goal(Direction.WITHIN, 2.5, 1.7), 2.046), _number(Goal(Direction.FASTER, 60, 150), 1234.6)
    ('2.05x', '1,235x')
    """
    digits = max(0, 2 - len(str(int(ratio))) + 1)
    return f"{ratio:,.{digits}f}{goal.unit if goal.unit == 'x' else f' {goal.unit}'}"
