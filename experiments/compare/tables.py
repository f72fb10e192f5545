"""The tables of a comparison, from what its campaigns came to."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..estimates import Difference, share_interval
from ..figures import wording
from ..runs import Ran
from ..tables import COUNTED, places, totals
from .measures import MEASURES, Measure

_WHOLE = tuple(dict.fromkeys([*COUNTED, *(measure.total for measure in MEASURES)]))


def procedure_row(ran: Ran) -> dict[str, Any]:
    """One procedure: totals as observed under the first seed, and how they vary over the schedules."""
    return {**_place(ran), **totals(ran, _WHOLE)}


def difference_rows(ran: Sequence[Ran]) -> Iterator[dict[str, Any]]:
    """One row a procedure other than the first, and measure: the other less the first, over the schedules."""
    first = ran[0]
    for other in ran[1:]:
        for measure in MEASURES:
            yield {
                **_pair(first, other),
                "measure": measure.total,
                "unit": measure.unit,
                "tenants": first.observed.totals["tenants"],
                "seed": first.observed.seed,
                "schedules": len(first.schedules),
                **_difference(first, other, measure),
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
            }


def difference(first: Ran, other: Ran, measure: Measure) -> Difference:
    """By how much a measure differs, over the schedules that both met."""
    return Difference.of(first.numbers(measure.total), other.numbers(measure.total))


def _place(ran: Ran) -> dict[str, Any]:
    drawn = {"procedure": ran.cell.scenario.procedure.name, "window": wording.AS_DRAWN, "window_us": None}
    return next(iter(places(ran.cell)), drawn)


def _pair(first: Ran, other: Ran) -> dict[str, str]:
    return {"procedure": other.cell.scenario.procedure.name, "reference": first.cell.scenario.procedure.name}


def _difference(first: Ran, other: Ran, measure: Measure) -> dict[str, Any]:
    found = difference(first, other, measure)
    low, high = share_interval(found.more, len(first.schedules))
    half = found.unpaired
    return {
        "difference": found.mean,
        "difference_se": found.mean_se,
        "difference_low": found.mean_low,
        "difference_high": found.mean_high,
        "unpaired_low": None if half is None else found.mean - half,
        "unpaired_high": None if half is None else found.mean + half,
        "correlation": found.correlation,
        "variance_ratio": found.variance_ratio,
        "ratio": found.ratio,
        "ratio_low": found.ratio_low,
        "ratio_high": found.ratio_high,
        "more": found.more,
        "fewer": found.fewer,
        "more_share_low": low,
        "more_share_high": high,
    }
