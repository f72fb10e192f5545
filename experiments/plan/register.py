"""The risks of a campaign, one row each: how likely, for how many people, where that lies in the hoster's matrix.

A probability over the whole campaign stands beside each impact, which is a number of people. What was counted over
schedules has the interval of a share; what follows from capacity alone is certain or is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from sim.population import People

from .. import wording
from ..estimates import share_interval
from .chance import Chance
from .hoster import Hoster, Matrix
from .nights import Counted

Row = dict[str, Any]


def exposure_row(chance: Chance, at: int, people: int, matrix: Matrix, tested: str) -> Row:
    """The risk that strangers' entries are shown."""
    told = f"{wording.counted(at, 'tenant')} or more are shown strangers’ entries"
    row = _row(told.replace("1 tenant or more are", "a tenant is"), chance.p, people, matrix, tested)
    return {**row, "low": chance.p_low, "high": chance.p_high}


def other_rows(
    found: Sequence[Counted],
    nights: Sequence[Mapping[str, Any]],
    demand: Sequence[Mapping[str, Any]],
    planned_nights: int,
    people: People,
    hoster: Hoster,
) -> Iterator[Row]:
    """The other risks that the schedules tell of."""
    matrix, each = hoster.matrix, float(people.mailboxes.sum()) / people.numbers.size
    tested = f"{wording.counted(len(found), 'schedule')} of the whole campaign"
    for risk, name in (
        ("a window stands open when its night closes", "open_at_dawn"),
        ("tenants are left behind or backed out", "backed_out"),
    ):
        met = [one.totals[name] for one in found]
        yield _counted(risk, met, each, matrix, tested)
    late = [int(sum(one.late_s > 0)) for one in found]
    largest = max(float(row["tenants"]) for row in nights)
    beyond = [max(0, one.totals["nights"] - planned_nights) for one in found]
    yield _counted("work runs past a night’s close", late, each, matrix, tested)
    yield _counted("more nights are needed than planned", beyond, each * largest, matrix, tested)
    desk = hoster.help_desk
    over = []
    for one in found:
        calls = desk.calls_a_tenant * one.tenants + desk.calls_a_refused_logon * one.refused
        over.append(float(np.maximum(0.0, calls - desk.calls_a_day).max(initial=0.0)))
    yield _counted("a morning brings more calls than the help desk can take", over, 1.0, matrix, tested)
    short = [row for row in demand if row["share"] > 1]
    what = f" ({', '.join(str(row['demand']) for row in short)})" if short else ""
    affected = float(people.mailboxes.sum()) if short else 0.0
    yield _row(
        f"the servers are asked for more than they can do{what}",
        float(bool(short)),
        affected,
        matrix,
        "means in closed form, beside the capacity that the hoster names",
    )


def _counted(risk: str, met: Sequence[float], people: float, matrix: Matrix, tested: str) -> Row:
    """A risk that some schedules meet: its share of them, and how many people it touches where it is met."""
    hit = [number for number in met if number > 0]
    low, high = share_interval(len(hit), len(met))
    affected = people * (sum(hit) / len(hit)) if hit else 0.0
    # None seen is no proof: it is placed by what it may be.
    row = _row(risk, len(hit) / len(met), affected, matrix, tested, placed_by=None if hit else high)
    return {**row, "low": low, "high": high}


def _row(
    risk: str, p: float, people: float, matrix: Matrix, tested: str, placed_by: float | None = None
) -> Row:
    placed = matrix.place(p if placed_by is None else placed_by, people)
    return {
        "risk": risk,
        "p": p,
        "low": None,
        "high": None,
        "people": people,
        "tested": tested,
        **asdict(placed),
    }
