"""A comparison for people, as tables, and for programs, as one JSON object."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ..enough import level
from ..figures import wording
from ..terminal import console
from .comparison import Found, Row
from .measures import EXPOSED, MEASURES, Measure
from .sides import EXAMPLES, Sides

_SPREAD = ("mean", "mean_low", "mean_high", "min", "q05", "median", "q95", "max")
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


def to_json(found: Found) -> str:
    """The object that ``compare --json`` prints."""
    told = (
        "reference",
        "window",
        "tenants",
        "seed",
        "schedules",
        "rows_compared",
        "scenario_digest",
        "version",
    )
    return json.dumps(
        {
            **{key: found.about[key] for key in told},
            "stop": found.about["stop"],
            "procedures": [_procedure(row) for row in found.procedures],
            "differences": [_without_circumstances(row) for row in found.differences],
            "sides": [sides.described() for sides in found.sides],
        }
    )


def _procedure(row: Row) -> dict[str, Any]:
    from sim.outcome import CAUSES

    measures = {
        measure.total: {"unit": measure.unit, **{what: row[f"{measure.total}_{what}"] for what in _SPREAD}}
        for measure in MEASURES
    }
    causes = {cause: row[cause] for cause in CAUSES if cause in row}
    any_exposed = {
        what: row[f"any_exposed_{name}"]
        for what, name in (("share", "share"), ("low", "share_low"), ("high", "share_high"))
    }
    return {
        "procedure": row["procedure"],
        **measures,
        "any_exposed": any_exposed,
        "first_schedule": {"seed": row["seed"], "exposed": row["exposed"], "exposed_by_cause": causes},
    }


def _without_circumstances(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in ("tenants", "seed", "schedules")}


def show(found: Found, page: Path | None) -> None:
    """The procedures, their differences and who changes sides, on standard output."""
    out = console()
    about = found.about
    seeds = about["seeds"]
    out.print(
        f"{', '.join(row['procedure'] for row in found.procedures)}: {about['tenants']:,} tenants, isolation step "
        f"{about['window']}, {about['schedules']:,} schedules (seeds {seeds[0]} to {seeds[-1]}), of which each is "
        f"the same draw for every procedure.\nThe mean, ± half of its interval, {level(is_stopped=found.stop is not None)}; under it, of "
        f"the exposed, {wording.middle(about['schedules'])}. {_ALWAYS}: the same in every schedule; "
        f"{_NO_INTERVAL}: too few schedules have any.",
        highlight=False,
    )
    out.print(_procedures(found.procedures))
    reference = about["reference"]
    out.print(
        f"Difference to {reference}, schedule by schedule: the mean, ± half of its paired interval, {level(is_stopped=found.stop is not None)}.",
        highlight=False,
    )
    out.print(_differences(found))
    for sides in found.sides:
        _say(out, _paired(found, sides.procedure))
    for sides in found.sides:
        _say(out, _changed(sides))
    for row in found.procedures:
        _say(out, _causes(row))
    if found.stop is not None:
        _say(out, str(found.stop))
    compared = about["rows_compared"]
    _say(
        out,
        f"{about['engine']} ran every procedure under seed {about['seed']} too: {compared:,} rows of {compared:,} equal "
        f"in both engines.",
    )
    if page is not None:
        _say(out, str(page))


def _procedures(rows: Sequence[Row]) -> Table:
    table = _table("procedure")
    for row in rows:
        table.add_row(row["procedure"], *(_mean(row, measure) for measure in MEASURES))
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
    if row[f"{name}_max"] == 0:
        seen = "0 seen" if measure.unit in ("tenants", "people") else f"0\n{_ALWAYS}"
        return f"{seen}\n{_none_seen(row)}" if measure is EXPOSED else seen
    half = _half(row[f"{name}_mean"], row[f"{name}_mean_high"], row[f"{name}_mean_se"])
    told = f"{wording.measured(row[f'{name}_mean'])}\n{half}"
    return f"{told}\n{row['exposed_q05']:,.0f}–{row['exposed_q95']:,.0f}" if measure is EXPOSED else told


def _signed(row: Row) -> str:
    half = _half(row["difference"], row["difference_high"], row["difference_se"])
    return f"{wording.measured(row['difference'], '+')}\n{half}"


def _half(mean: float, high: float | None, se: float | None) -> str:
    if high is None:
        return _ALWAYS if se == 0 else _NO_INTERVAL
    return f"± {wording.measured(high - mean)}"


def _none_seen(row: Row) -> str:
    return wording.any_below(row["any_exposed_share_high"])


def _paired(found: Found, procedure: str) -> str:
    """What pairing brings, and how the two stand to one another in exposed tenants."""
    row = next(r for r in found.differences if (r["procedure"], r["measure"]) == (procedure, EXPOSED.total))
    reference, schedules = row["reference"], row["schedules"]
    more = f"{procedure} exposes more tenants than {reference} in {row['more']:,} of {schedules:,} schedules, fewer in"
    said = [f"{more} {row['fewer']:,}"]
    if row["ratio_low"] is not None:
        said.append(
            f"{wording.measured(row['ratio'])} times as many ({wording.measured(row['ratio_low'])} to {wording.measured(row['ratio_high'])})"
        )
    if row["variance_ratio"] is not None and row["correlation"] is not None:
        said.append(
            f"correlation {row['correlation']:.2f}: with schedules of their own the difference would have "
            f"{wording.measured(row['variance_ratio'])} times the variance"
        )
    elif row["variance_ratio"] is not None:
        said.append("one of them exposes as many in every schedule, so pairing gains nothing")
    return "; ".join(said) + "."


def _changed(sides: Sides) -> str:
    def listed(tenants: Sequence[int]) -> str:
        if not tenants:
            return ""
        more = f" and {len(tenants) - EXAMPLES:,} more" if len(tenants) > EXAMPLES else ""
        return f" (tenants {', '.join(map(str, tenants[:EXAMPLES]))}{more})"

    return (
        f"Under seed {sides.seed}: exposed under {sides.reference} and not under {sides.procedure} "
        f"{len(sides.only_reference):,}{listed(sides.only_reference)}; the other way round {len(sides.only_procedure):,}"
        f"{listed(sides.only_procedure)}; under both {sides.both:,}."
    )


def _causes(row: Row) -> str:
    from sim.outcome import CAUSES

    causes = sorted(((row[c], c) for c in CAUSES if row.get(c)), reverse=True)
    why = ", ".join(f"{cause} {count:,}" for count, cause in causes) or "nobody exposed"
    return f"Causes under {row['procedure']}, seed {row['seed']}: {why}."


def _say(out: Console, line: str) -> None:
    out.print(line, highlight=False, markup=False, soft_wrap=True)
