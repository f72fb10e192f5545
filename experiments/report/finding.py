"""What a study found, in sentences, beside what OVH counted in 2016."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from .. import wording
from ..figures import april_2016
from .results import Results


@dataclass(frozen=True, slots=True)
class Number:
    """A number to be read from the back row, what it counts, and how far chance may move it."""

    value: str
    meaning: str
    interval: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of a study.

    Attributes:
        headline: in a few words.
        sentence: with its circumstances and its interval, beside 2016.
        numbers: the reference, and last what OVH counted.
        prediction: how many every default has connect, beside 521; empty without variants.
        at_zero: what the reference exposes although its isolation step takes no time; empty if not run.
    """

    headline: str
    sentence: str
    numbers: tuple[Number, ...]
    prediction: str
    at_zero: str

    @classmethod
    def of(cls, results: Results) -> "Finding":
        """The finding in results: the reference procedure at the reference window."""
        about, window = results.about, results.reference_window
        cell = results.cell(about["reference"], window)
        headline = "The reference was not run" if cell is None else _headline(cell)
        sentence = f"{_answer(about, window, cell)} {_counted_in_2016(about['tenants'])}"
        return cls(headline, sentence, _numbers(cell), _prediction(results), _at_zero(results))


def _told(row: dict[str, Any], name: str) -> tuple[int, str]:
    """A count and how far chance may move it: of one schedule, or the median over many."""
    schedules = row["schedules"]
    if schedules == 1:
        return row[
            name
        ], f"95 %, given this schedule: {wording.interval(row[f'{name}_low'], row[f'{name}_high'])}"
    if row[f"{name}_max"] == 0:
        return 0, f"none in {wording.counted(schedules, 'schedule')}"
    low, high = wording.count(row[f"{name}_q05"]), wording.count(row[f"{name}_q95"])
    share = "5 to 95 %" if schedules >= wording.ENOUGH_FOR_QUANTILES else "lowest to highest"
    return row[
        f"{name}_median"
    ], f"median of {wording.counted(schedules, 'schedule')}; {share}: {low} to {high}"


def _headline(cell: dict[str, Any]) -> str:
    exposed, _ = _told(cell, "exposed")
    is_seen = exposed or (cell["schedules"] > 1 and cell["exposed_max"])
    if not is_seen:
        return "No tenant was seen to receive foreign entries"
    return f"{wording.count(exposed)} of {wording.counted(cell['tenants'], 'tenant')} would have seen foreign entries"


def _numbers(cell: dict[str, Any] | None) -> tuple[Number, ...]:
    ours = () if cell is None else tuple(_number(cell, name) for name in ("connected", "exposed"))
    return (
        *ours,
        Number(
            f"{april_2016.CONNECTED}",
            f"of {wording.count(april_2016.CUSTOMERS)} connected in April 2016",
            "counted by OVH in its logs",
        ),
    )


def _number(cell: dict[str, Any], name: str) -> Number:
    number, chance = _told(cell, name)
    return Number(wording.count(number), f"of {wording.count(cell['tenants'])} {name} in the model", chance)


def _answer(about: dict[str, Any], window: str, cell: dict[str, Any] | None) -> str:
    order = "the order of 2016" if about["reference"] == "ovh-2016" else f"the order {about['reference']}"
    if cell is None:
        return f"This study did not run {order} with an isolation step of {window}."
    exposed, chance = _told(cell, "exposed")
    answer = (
        f"With {order} and an isolation step of {window}, {wording.count(exposed)} of "
        f"{wording.counted(cell['tenants'], 'tenant')} ({chance}) would have seen foreign entries."
    )
    if cell["schedules"] > 1 and cell["exposed_max"] == 0:
        high = wording.percent(cell["any_exposed_share_high"], upwards=True)
        answer += f" At 95 %, fewer than {high} of such campaigns expose anybody."
    return answer


def _counted_in_2016(tenants: int) -> str:
    counted = f"In April 2016 OVH counted {april_2016.CONNECTED} that connected"
    if tenants == april_2016.CUSTOMERS:
        return counted + "; how many of them saw something is not known."
    share = f"{april_2016.connected_among(tenants):,.0f} of {wording.count(tenants)}"
    return f"{counted}, of {april_2016.CUSTOMERS:,}: the same share would be {share}."


def _prediction(results: Results) -> str:
    if results.variants.is_empty():
        return ""
    row = results.variants.row(0, named=True)
    connected, chance = _told(row, "connected")
    exposed, _ = _told(row, "exposed")
    return (
        f"With {_defaults(results)}, {row['procedure']} and the isolation step as drawn, the model predicts "
        f"that {wording.counted(connected, 'tenant')} connect in the window ({chance}) and "
        f"{wording.count(exposed)} see foreign entries. {_against_2016(results, row)}"
    )


def _against_2016(results: Results, row: dict[str, Any]) -> str:
    counted = april_2016.connected_among(results.about["tenants"])
    of_2016 = (
        f"the {april_2016.CONNECTED} of {wording.count(april_2016.CUSTOMERS)} that OVH "
        f"counted{_as_share(results.about['tenants'])}."
    )
    if row["schedules"] > 1:
        connected = results.replications.filter(pl.col("variant") == row["variant"])["connected"]
        as_many = wording.count(int((connected >= counted).sum()))
        schedules = wording.counted(row["schedules"], "schedule")
        return f"In {as_many} of {schedules} at least as many connect as {of_2016}"
    fewer, more = row["connected_high"] < counted, row["connected_low"] > counted
    against = (
        f"{'Fewer' if fewer else 'More'} connect than"
        if fewer or more
        else "Within chance as many connect as"
    )
    return f"{against} {of_2016}"


def _as_share(tenants: int) -> str:
    if tenants == april_2016.CUSTOMERS:
        return ""
    return f", as a share: {april_2016.connected_among(tenants):,.1f} of {wording.count(tenants)}"


def _defaults(results: Results) -> str:
    changed = sum(row["status"] == "changed" for row in results.assumptions)
    return f"{wording.counted(changed, 'changed assumption')}" if changed else "every default"


def _at_zero(results: Results) -> str:
    zero = next((w for w in results.about["windows"] if w == "0 s"), None)
    cell = results.cell(results.about["reference"], zero) if zero else None
    exposed, chance = _told(cell, "exposed") if cell else (0, "")
    if cell is None or exposed == 0:
        return ""
    is_one = cell["schedules"] == 1
    window = cell["window_p50_s" if is_one else "window_p50_s_median"]
    return (
        f"Here {results.about['reference']} exposes {wording.counted(exposed, 'tenant')}"
        f"{'' if is_one else f' ({chance})'} with a step of 0 s: half of the tenants still have a window of "
        f"{window:,.0f} s or more."
    )
