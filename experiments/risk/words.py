"""A risk assessment for people: what is expected, how likely more is, and what that rests on."""

from pathlib import Path
from typing import Any, Final

from rich.table import Table

from .. import wording
from ..terminal import console
from .assessment import Found
from .disclosed import Amount, Disclosed
from .law import BEYOND, FEWEST, THIN, Chance, Quantile

NOBODY: Final = "0: no tenant can be exposed under any schedule drawn"


def show(found: Found, picture: Path | None) -> None:
    """Mean, quantiles, probabilities and what they assume, on standard output."""
    out = console()
    about, mean = found.about, found.law.mean
    out.print(
        f"{about['procedure']}: {about['tenants']:,} tenants, {wording.step(about['window'])}, people of seed "
        f"{about['seed']}; {about['schedules']:,} schedules in {about['batches']} independent batches.",
        highlight=False,
        soft_wrap=True,
    )
    if found.law.is_none:
        out.print(f"{NOBODY} ({about['schedules']:,}).", highlight=False, soft_wrap=True)
    else:
        interval = "" if mean.mean_low is None else f" ({_between(mean.mean_low, mean.mean_high)}, 95 %)"
        out.print(f"Expected: {wording.measured(mean.mean)} tenants exposed{interval}.", highlight=False)
        out.print(_quantiles(found))
        out.print(_probabilities(found))
        for line in _legend(found):
            out.print(line, highlight=False, markup=False, soft_wrap=True)
    for line in (*_assumed(found), *([] if picture is None else [str(picture)])):
        out.print(line, highlight=False, markup=False, soft_wrap=True)


def _quantiles(found: Found) -> Table:
    kinds = found.disclosed.kinds if found.disclosed else ()
    table = Table()
    shown = [
        heading for kind in kinds for heading in (f"different\n{kind.name} seen", f"{kind.name},\nhanded out")
    ]
    for heading in ("not exceeded\nwith", "tenants\nexposed", *shown):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in found.quantiles:
        amounts = [_amount(amount) for kind in kinds for amount in (kind.seen(each), kind.handed_out(each))]
        table.add_row(f"{each.percent:g} %", _quantile(each), *amounts)
    return table


def _amount(amount: Amount) -> str:
    """A number between two, large ones in thousands or millions.

    >>> _amount(Amount(491_000, 491_000)), _amount(Amount(0, 0))
    ('491,000', '0')
    >>> _amount(Amount(15_234_567, 18_901_234)).splitlines()
    ['15.2–', '18.9 M']
    """
    if amount.low is None or amount.high is None:
        return "not told"
    if amount.low == amount.high:
        return wording.count(amount.low)
    if amount.high < 10_000_000:
        return f"{amount.low:,}–\n{amount.high:,}"
    return f"{amount.low / 1e6:,.1f}–\n{amount.high / 1e6:,.1f} M"


def _quantile(each: Quantile) -> str:
    if each.number is None or each.low is None or each.high is None:
        return "not told"
    return wording.count(each.number) + ("" if each.low == each.high else f"\n{each.low:,}–{each.high:,}")


def _probabilities(found: Found) -> Table:
    table = Table()
    for heading in (
        "K tenants\nor more",
        "P in the campaign\nand its 95 %",
        "schedules in effect,\nlargest share",
        "P in the worst night\nand its 95 %",
        "schedules in effect,\nlargest share",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for whole, worst in zip(found.at, found.at_worst, strict=True):
        table.add_row(f"{whole.at_least:,}", *_chance(whole, found), *_chance(worst, found))
    return table


def _chance(each: Chance, found: Found) -> tuple[str, str]:
    if each.why_not == BEYOND:
        least = found.about["least"]
        return (f"< {wording.probability(least)}" if least else "0", "")
    support = f"{each.effective:,.0f}, {wording.percent(each.largest)}"
    if each.p is None or each.low is None or each.high is None:
        return "not told", support
    if each.low == each.high:
        return wording.probability(each.p), support
    return (
        f"{wording.probability(each.p)}\n{wording.probability(each.low)} to {wording.probability(each.high)}",
        support,
    )


def _legend(found: Found) -> list[str]:
    told = [*found.at, *found.at_worst]
    lines = []
    if any(each.why_not == THIN for each in told):
        lines.append(
            f"not told: {THIN}, fewer than {FEWEST} in effect; more of them may: --replications "
            f"{4 * found.about['schedules']}."
        )
    if any(each.why_not == BEYOND for each in told) and found.about["least"]:
        lines.append(f"< {wording.probability(found.about['least'])}: {BEYOND}.")
    return lines


def _assumed(found: Found) -> list[str]:
    about = found.about
    how = (
        f"Whole campaigns are mixed, for {about['why_whole']}: what none of these schedules met is not in it."
        if about["why_whole"]
        else f"Nights are mixed one by one ({about['planned_nights']} planned): they are independent once the "
        "campaign's own shock is given, and tenants are once their schedule is."
    )
    seen = [] if found.disclosed is None or found.law.is_none else [_disclosed(found.disclosed)]
    return [
        *seen,
        how,
        "The people and their order are one draw; clients, durations, lags, faults and shocks are not: the law is "
        f"over all of them. {_reacts(about)}",
        f"{len(found.assumed)} inputs are assumptions, without a source; --json and the folder's table name them.",
    ]


def _reacts(about: dict[str, Any]) -> str:
    if not about["stops"]:
        return "Nothing in it reacts to what clients do."
    if about["stops"] == "exact":
        return (
            "A report or a probe stops the campaign: with one slot that is exact, but for the instants of exposure, "
            "for which a few drawn ones stand."
        )
    return (
        "A report or a probe stops the campaign: with more than one slot the law of that is an approximation, and so "
        "are all numbers here."
    )


def _disclosed(found: Disclosed) -> str:
    def told(p: float | None) -> str:
        if p is not None:
            return wording.probability(p)
        return "not told" if found.more.p is None else f"< {wording.probability(found.least)}"

    people, _ = found.kinds
    grow = (
        ""
        if people.least_shown == people.everybody
        else f" Recipients come as tenants move, {people.least_shown:,} people at the fewest, so these are bounds."
    )
    return (
        f"Seen and handed out, if every viewer downloads the whole book: nothing with probability "
        f"{told(found.nobody.p)}; all but the one viewer's own with {told(found.one_viewer)}; all with "
        f"{told(found.more.p)}. Rows count an entry once for each viewer.{grow}"
    )


def _between(low: float | None, high: float | None) -> str:
    assert low is not None
    assert high is not None
    return wording.between(low, high)
