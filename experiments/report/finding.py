"""What a study found, in sentences, beside what OVH counted in 2016."""

from dataclasses import dataclass
from typing import Any

from ..figures import april_2016, wording
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


def _headline(cell: dict[str, Any]) -> str:
    if cell["exposed"] == 0:
        return "No tenant was seen to receive foreign entries"
    return (
        f"{wording.count(cell['exposed'])} of {wording.counted(cell['tenants'], 'tenant')} "
        "would have seen foreign entries"
    )


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
    return Number(
        wording.count(cell[name]),
        f"of {wording.count(cell['tenants'])} {name} in the model",
        f"95 %, given this schedule: {wording.interval(cell[f'{name}_low'], cell[f'{name}_high'])}",
    )


def _answer(about: dict[str, Any], window: str, cell: dict[str, Any] | None) -> str:
    order = "the order of 2016" if about["reference"] == "ovh-2016" else f"the order {about['reference']}"
    if cell is None:
        return f"This study did not run {order} with an isolation step of {window}."
    return (
        f"With {order} and an isolation step of {window}, {wording.count(cell['exposed'])} of "
        f"{wording.counted(cell['tenants'], 'tenant')} (95 %, given this schedule: "
        f"{wording.interval(cell['exposed_low'], cell['exposed_high'])}) would have seen foreign entries."
    )


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
    connected, low, high = row["connected"], row["connected_low"], row["connected_high"]
    counted = april_2016.connected_among(results.about["tenants"])
    fewer, more = high < counted, low > counted
    against = (
        f"{'Fewer' if fewer else 'More'} connect than"
        if fewer or more
        else "Within chance as many connect as"
    )
    return (
        f"With {_defaults(results)}, {row['procedure']} and the isolation step as drawn, the model predicts "
        f"that {wording.counted(connected, 'tenant')} connect in the window (95 %, given this schedule: "
        f"{wording.interval(low, high)}) and {wording.count(row['exposed'])} see foreign entries. "
        f"{against} the {april_2016.CONNECTED} of {wording.count(april_2016.CUSTOMERS)} that OVH "
        f"counted{_as_share(results.about['tenants'])}."
    )


def _as_share(tenants: int) -> str:
    if tenants == april_2016.CUSTOMERS:
        return ""
    return f", as a share: {april_2016.connected_among(tenants):,.1f} of {wording.count(tenants)}"


def _defaults(results: Results) -> str:
    changed = int((results.assumptions["status"] == "changed").sum())
    return f"{wording.counted(changed, 'changed assumption')}" if changed else "every default"


def _at_zero(results: Results) -> str:
    zero = next((w for w in results.about["windows"] if w == "0 s"), None)
    cell = results.cell(results.about["reference"], zero) if zero else None
    if cell is None or cell["exposed"] == 0:
        return ""
    return (
        f"Here {results.about['reference']} exposes {wording.counted(cell['exposed'], 'tenant')} with a step "
        f"of 0 s: half of the tenants still have a window of {cell['window_p50_s']:,.0f} s or more."
    )
