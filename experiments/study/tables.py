"""The tables of a results folder, from what the campaigns of a study came to."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import accumulate
from typing import Any

from sim.nights import Nights
from sim.units import spoken

from ..estimates import Spread, count_interval, share_interval
from .campaigns import COUNTED, Cell, Result
from .runs import Ran

SPREAD = (
    "people_disclosed",
    "named",
    "nights",
    "refused_logons",
    "residual",
    "window_p50_s",
    "window_p99_s",
    "downtime_p99_s",
)
"""Totals of which the median, 5 and 95 % and the highest over schedules are kept."""
_MIDDLE = ("q05", "median", "q95", "max")
_OF_EXPECTED = ("mean", "mean_se", "mean_low", "mean_high", "min", "max")


def cell_rows(ran: Ran) -> Iterator[dict[str, Any]]:
    """One row a procedure and window: totals as observed under the first seed, and how they vary over schedules."""
    for place in places(ran.cell):
        yield {**place, **totals(ran)}


def variant_row(ran: Ran) -> dict[str, Any]:
    """The same of a variant."""
    return {"variant": ran.cell.variant, "procedure": ran.cell.scenario.procedure.name, **totals(ran)}


def totals(ran: Ran, whole: Sequence[str] = COUNTED) -> dict[str, Any]:
    """Totals as observed under the first seed, counts with an interval, and how all vary over the schedules.

    Args:
        ran: what ran.
        whole: the totals that get their whole spread.
    """
    return {
        "seed": ran.observed.seed,
        **_counts(ran.observed),
        **_over_schedules(ran.schedules, whole),
        **_expected(ran),
    }


def night_rows(ran: Ran) -> Iterator[dict[str, Any]]:
    """One row a procedure, window and night that opened in any schedule."""
    calendar = Nights(ran.cell.scenario.campaign)
    opened = sorted(set().union(ran.observed.nights, *(result.nights for result in ran.schedules)))
    so_far = list(_accumulated(ran.observed, opened))
    over_schedules = zip(*(_accumulated(result, opened) for result in ran.schedules), strict=True)
    spreads = [_middle("cumulative", numbers) for numbers in over_schedules]
    for place in places(ran.cell):
        for night, cumulative, spread in zip(opened, so_far, spreads, strict=True):
            yield {
                **place,
                "night": night,
                "date": str(calendar.date(night - 1)),
                "exposed": ran.observed.nights.get(night, 0),
                "cumulative": cumulative,
                **spread,
            }


def replication_rows(ran: Ran) -> Iterator[dict[str, Any]]:
    """One row a procedure, window (or variant) and schedule."""
    for place in places(ran.cell) or [
        {"procedure": ran.cell.scenario.procedure.name, "window": None, "window_us": None}
    ]:
        for result in ran.schedules:
            expected = {f"{name}_expected": number for name, number in result.expected.items()}
            yield {"variant": ran.cell.variant, **place, "seed": result.seed, **_flat(result), **expected}


def places(cell: Cell) -> list[dict[str, Any]]:
    """The rows of the grid that a cell answers for: none where the isolation step is as drawn."""
    name = cell.scenario.procedure.name
    return [{"procedure": name, "window": spoken(us), "window_us": us} for us in cell.windows]


def _flat(result: Result) -> dict[str, Any]:
    totals = {k: v for k, v in result.totals.items() if k != "exposed_by_cause"}
    return {**totals, **result.totals["exposed_by_cause"]}


def _counts(result: Result) -> dict[str, Any]:
    intervals: dict[str, float] = {}
    for name in COUNTED:
        low, high = count_interval(result.totals[name], result.totals["tenants"])
        intervals |= {f"{name}_low": low, f"{name}_high": high}
    return {**_flat(result), **intervals}


def _over_schedules(schedules: Sequence[Result], whole: Sequence[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"schedules": len(schedules)}
    for name in whole:
        spread = asdict(Spread.of([result.totals[name] for result in schedules]))
        row |= {f"{name}_{what}": number for what, number in spread.items()}
    for name in (name for name in SPREAD if name not in whole):
        row |= _middle(name, [result.totals[name] for result in schedules])
    leaking = sum(result.totals["exposed"] > 0 for result in schedules)
    low, high = share_interval(leaking, len(schedules))
    return {
        **row,
        "any_exposed": leaking,
        "any_exposed_share": leaking / len(schedules),
        "any_exposed_share_low": low,
        "any_exposed_share_high": high,
    }


def _expected(ran: Ran) -> dict[str, Any]:
    """The same means, with the clients' chance taken out: over schedules, of what each makes one expect."""
    row: dict[str, Any] = {}
    for name in COUNTED:
        spread = Spread.of(ran.expected(name))
        row |= {f"{name}_expected_{what}": getattr(spread, what) for what in _OF_EXPECTED}
    return row


def _middle(name: str, numbers: Sequence[float]) -> dict[str, float]:
    spread = Spread.of(numbers)
    return {f"{name}_{what}": getattr(spread, what) for what in _MIDDLE}


def _accumulated(result: Result, nights: Sequence[int]) -> Iterator[int]:
    """Tenants exposed so far at each of the nights, which include all that opened."""
    return accumulate(result.nights.get(night, 0) for night in nights)
