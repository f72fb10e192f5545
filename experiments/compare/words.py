"""A comparison for people: two tables, and what to know beside them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.table import Table

from sim.outcome import CAUSES

from .. import wording
from ..enough import level
from ..naming import OwnNames, called
from ..report.sentences import corrected, front, of_pair
from ..study.campaigns import COUNTED
from ..terminal import console
from .comparison import Found, Row
from .measures import EXPOSED, MEASURES, Measure
from .sides import EXAMPLES, Sides

_NO_INTERVAL = "±?"
_ALWAYS = "always"
_HEADINGS = {
    "connected": "connected\ntenants",
    "exposed": "exposed\ntenants",
    "people_disclosed": "disclosed\npeople",
    "nights": "nights",
    "refused_logons": "refused\nlogons",
    "downtime_p99_s": "downtime\np99, s",
    "window_p50_s": "window\nmedian, s",
}


def show(found: Found, page: Path | None) -> None:
    """The procedures, their differences, the front and who changes sides, on standard output."""
    out = console()
    about, at = found.about, level(is_stopped=found.stop is not None)
    seeds = about["seeds"]
    names = ", ".join(row["procedure"] for row in found.procedures)
    for line in (
        f"{names}: {about['tenants']:,} tenants, isolation step {about['window']}, {about['schedules']:,} schedules "
        f"(seeds {seeds[0]} to {seeds[-1]}), of which each is the same draw for every procedure.",
        f"The mean, ± half of its interval, {at}. Of connected and exposed tenants it is the mean over schedules of "
        f"what each makes one expect; seen: the counts, and of the exposed {wording.middle(about['schedules'])}.",
        f"{_ALWAYS}: the same in every schedule; {_NO_INTERVAL}: too few schedules carry it.",
    ):
        out.print(line, highlight=False, markup=False)
    out.print(_procedures(found.procedures))
    out.print(
        f"Difference to {about['reference']}, schedule by schedule: the mean, ± half of its paired interval, {at}.",
        highlight=False,
    )
    out.print(_differences(found))
    compared = about["rows_compared"]
    for line in (
        *(_paired(found, sides.procedure) for sides in found.sides),
        *corrected(found.differences),
        *front(found.procedures, found.about["dominated"]),
        *map(_changed, found.sides),
        *map(_causes, found.procedures),
        *([] if found.stop is None else [str(found.stop)]),
        f"{about['engine']} ran every procedure under seed {seeds[0]} too: {compared:,} rows of {compared:,} equal "
        "in both engines.",
        *([] if page is None else [str(page)]),
    ):
        out.print(line, highlight=False, markup=False, soft_wrap=True)


def _procedures(rows: Sequence[Row]) -> Table:
    table = _table("procedure")
    for row in rows:
        # Grey alone would not be seen everywhere: the name is marked too.
        is_off = row["dominated_by"] is not None
        name = f"{row['procedure']}\n(dominated)" if is_off else row["procedure"]
        table.add_row(name, *(_mean(row, measure) for measure in MEASURES), style="dim" if is_off else None)
    return table


def _differences(found: Found) -> Table:
    table = _table("less " + found.about["reference"])
    by_measure = {(row["procedure"], row["measure"]): row for row in found.differences}
    for sides in found.sides:
        rows = [by_measure[sides.procedure, measure.total] for measure in MEASURES]
        table.add_row(sides.procedure, *map(_signed, rows))
    return table


def _table(first: str) -> Table:
    table = Table()
    table.add_column(first, no_wrap=True)
    for measure in MEASURES:
        table.add_column(_HEADINGS[measure.total], justify="right", no_wrap=True)
    return table


def _mean(row: Row, measure: Measure) -> str:
    name = measure.total
    if measure.total in COUNTED:
        return "\n".join(_estimated(row, name))
    if row[f"{name}_max"] == 0:
        return "0 seen" if measure.unit == "people" else f"0\n{_ALWAYS}"
    half = _half(row[f"{name}_mean"], row[f"{name}_mean_high"], row[f"{name}_mean_se"])
    return f"{wording.measured(row[f'{name}_mean'])}\n{half}"


def _estimated(row: Row, name: str) -> Iterator[str]:
    """Of a count of tenants: its mean without the clients' chance, and under it what was seen."""
    expected = f"{name}_expected"
    if row[f"{name}_max"] or row[f"{expected}_max"]:
        yield wording.measured(row[f"{expected}_mean"])
        yield _half(row[f"{expected}_mean"], row[f"{expected}_mean_high"], row[f"{expected}_mean_se"])
    if row[f"{name}_max"] == 0:
        yield "0 seen"
        if name == EXPOSED.total:
            yield wording.any_below(row["any_exposed_share_high"])
        return
    yield f"seen {wording.measured(row[f'{name}_mean'])}"
    yield _half(row[f"{name}_mean"], row[f"{name}_mean_high"], row[f"{name}_mean_se"])
    if name == EXPOSED.total:
        yield f"{row['exposed_q05']:,.0f}–{row['exposed_q95']:,.0f}"


def _signed(row: Row) -> str:
    told = [wording.measured(row["difference"], "+"), _half_of(row, "difference")]
    if row["measure"] not in COUNTED:
        return "\n".join(told)
    estimate = wording.measured(row["expected_difference"], "+")
    return "\n".join([estimate, _half_of(row, "expected_difference"), f"seen {told[0]}", told[1]])


def _half_of(row: Row, what: str) -> str:
    return _half(row[what], row[f"{what}_high"], row[f"{what}_se"])


def _half(mean: float, high: float | None, se: float | None) -> str:
    if high is None:
        return _ALWAYS if se == 0 else _NO_INTERVAL
    return f"± {wording.measured(high - mean)}"


def _paired(found: Found, procedure: str) -> str:
    """How the two stand to one another in exposed tenants, and what pairing and the law of a schedule bring."""
    row = next(r for r in found.differences if (r["procedure"], r["measure"]) == (procedure, EXPOSED.total))
    return ";\n  ".join(of_pair(row)) + "."


def _changed(sides: Sides) -> str:
    one_way, other_way = (
        _listed(tenants, sides.names) for tenants in (sides.only_reference, sides.only_procedure)
    )
    return (
        f"Under seed {sides.seed}: exposed under {sides.reference} and not under {sides.procedure} {one_way}; "
        f"the other way round {other_way}; under both {sides.both:,}."
    )


def _listed(tenants: Sequence[int], names: OwnNames = None) -> str:
    """How many, and which are the first.

    >>> _listed([]), _listed([3, 9]), _listed(range(10, 17))
    ('0', '2 (tenants 3, 9)', '7 (tenants 10, 11, 12, 13, 14 and 2 more)')
    """
    if not tenants:
        return "0"
    first = ", ".join(called(tenant, names) for tenant in tenants[:EXAMPLES])
    more = f" and {len(tenants) - EXAMPLES:,} more" if len(tenants) > EXAMPLES else ""
    return f"{len(tenants):,} (tenants {first}{more})"


def _causes(row: Row) -> str:
    causes = sorted(((row[cause], cause) for cause in CAUSES if row.get(cause)), reverse=True)
    why = ", ".join(f"{cause} {count:,}" for count, cause in causes) or "nobody exposed"
    return f"Causes under {row['procedure']}, seed {row['seed']}: {why}."
