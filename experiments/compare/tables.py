"""The tables of a comparison, from what its campaigns came to."""

from collections.abc import Iterator, Sequence
from typing import Any

from .. import wording
from ..estimates import share_interval
from ..paired import Difference, holm
from ..study.campaigns import COUNTED
from ..study.runs import Ran
from ..study.tables import places, totals
from .measures import EXPOSED, MEASURES, Measure

_WHOLE = tuple(dict.fromkeys([*COUNTED, *(measure.total for measure in MEASURES)]))


def procedure_row(ran: Ran) -> dict[str, Any]:
    """One procedure: totals as observed under the first seed, and how they vary over the schedules."""
    return {**_place(ran), **totals(ran, _WHOLE)}


def difference_rows(ran: Sequence[Ran]) -> Iterator[dict[str, Any]]:
    """One row a procedure other than the first, and measure: the other less the first, over the schedules.

    Of counts of tenants the estimate is that of what each schedule makes one expect (``expected_``), and the counts
    that came of it stand beside it. p is that of exposed tenants, corrected by Holm for the procedures compared.
    """
    first, *others = ran
    p_holm = dict(zip(map(id, others), _holm(first, others), strict=True))
    for other in others:
        for measure in MEASURES:
            yield {
                **_pair(first, other),
                "measure": measure.total,
                "unit": measure.unit,
                "tenants": first.observed.totals["tenants"],
                "seed": first.observed.seed,
                "schedules": len(first.schedules),
                **_difference(first, other, measure),
                "p_holm": p_holm[id(other)] if measure is EXPOSED else None,
            }


def paired_rows(ran: Sequence[Ran]) -> Iterator[dict[str, Any]]:
    """One row a procedure other than the first, and schedule: by how much each measure differs in it."""
    first = ran[0]
    for other in ran[1:]:
        for a, b in zip(first.schedules, other.schedules, strict=True):
            yield {
                **_pair(first, other),
                "seed": a.seed,
                **{m.total: round(b.totals[m.total] - a.totals[m.total], 6) for m in MEASURES},
                **{f"{name}_expected": b.expected[name] - a.expected[name] for name in COUNTED},
            }


def seen(first: Ran, other: Ran, measure: Measure) -> Difference:
    """By how much a measure was seen to differ, over the schedules that both met."""
    return Difference.of(first.numbers(measure.total), other.numbers(measure.total))


def estimated(first: Ran, other: Ran, measure: Measure) -> Difference:
    """By how much a measure differs: of counts of tenants without the clients' chance, which varies less."""
    if measure.total not in COUNTED:
        return seen(first, other, measure)
    return Difference.of(first.expected(measure.total), other.expected(measure.total))


def _place(ran: Ran) -> dict[str, Any]:
    drawn = {"procedure": ran.cell.scenario.procedure.name, "window": wording.AS_DRAWN, "window_us": None}
    return next(iter(places(ran.cell)), drawn)


def _pair(first: Ran, other: Ran) -> dict[str, str]:
    return {"procedure": other.cell.scenario.procedure.name, "reference": first.cell.scenario.procedure.name}


def _holm(first: Ran, others: Sequence[Ran]) -> list[float | None]:
    """Of each of the others, whether it exposes as many as the first: p, corrected for how many there are."""
    found = [estimated(first, other, EXPOSED).p for other in others]
    known = iter(holm([p for p in found if p is not None]))
    return [None if p is None else next(known) for p in found]


def _difference(first: Ran, other: Ran, measure: Measure) -> dict[str, Any]:
    found, schedules = seen(first, other, measure), len(first.schedules)
    row: dict[str, Any] = {
        "difference": found.mean,
        "difference_se": found.mean_se,
        "difference_low": found.mean_low,
        "difference_high": found.mean_high,
        "unpaired_low": None if found.unpaired is None else found.mean - found.unpaired,
        "unpaired_high": None if found.unpaired is None else found.mean + found.unpaired,
        "correlation": found.correlation,
        "variance_ratio": found.variance_ratio,
        "ratio": found.ratio,
        "ratio_low": found.ratio_low,
        "ratio_high": found.ratio_high,
    }
    for what, count in (("more", found.more), ("fewer", found.fewer), ("ties", found.ties)):
        low, high = share_interval(count, schedules)
        row |= {what: count, f"{what}_share_low": low, f"{what}_share_high": high}
    return row | _expected(first, other, measure, found)


def _expected(first: Ran, other: Ran, measure: Measure, counted: Difference) -> dict[str, Any]:
    """The estimate without the clients' chance, and how much less it varies; nothing where there is no such one."""
    found = estimated(first, other, measure) if measure.total in COUNTED else None
    return {
        "expected_difference": found and found.mean,
        "expected_difference_se": found and found.mean_se,
        "expected_difference_low": found and found.mean_low,
        "expected_difference_high": found and found.mean_high,
        "expected_ratio": found and found.ratio,
        "expected_ratio_low": found and found.ratio_low,
        "expected_ratio_high": found and found.ratio_high,
        "expected_more": found and found.more,
        "expected_fewer": found and found.fewer,
        "expected_gain": (
            (counted.mean_se / found.mean_se) ** 2
            if found is not None and found.mean_se and counted.mean_se is not None
            else None
        ),
    }
