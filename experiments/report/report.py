"""Figures and page of a study: drawn from its tables alone, so they can be drawn again."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from .. import figures, wording
from ..figures import april_2016, style
from ..stories.picture import NAME
from .drawn import Drawn, write_page
from .finding import Finding
from .page import render
from .results import Results
from .saved import NO_RULE, rule_of, savings, sentences


def write_report(folder: Path) -> Path:
    """Write figures and ``report.html`` into a results folder.

    Returns:
        The page: one file that needs no other and no network.

    Raises:
        InputError: the folder holds no results.
    """
    results = Results.read(folder)
    drawn = draw(results)
    return write_page(folder, drawn, page(results, drawn))


def draw(results: Results) -> dict[str, Drawn]:
    """The figures of a report, by name.

    Of one schedule there is none that shows how schedules differ; where nobody was exposed, none of one tenant.
    """
    drawn = [_heatmap(results), _exposure_over_nights(results), _causes(results)]
    if results.schedules > 1:
        drawn.insert(1, _schedules(results))
    if (rules := _stop_rules(results)) is not None:
        drawn.append(rules)
    if (picture := results.picture) is not None:
        drawn.insert(0, Drawn(NAME, picture.figure, picture.lanes, picture.caption))
    return {each.name: each for each in drawn}


def _heatmap(results: Results) -> Drawn:
    proved = {each["name"] for each in results.about["procedures"] if each["seal"]["is_proved"]}
    figure = figures.heatmap(
        results.cells, procedures=results.procedures, windows=results.about["windows"], proved=proved
    )
    hatched = "Hatched: proved, every interleaving of a small instance was tried. " if proved else ""
    if results.schedules == 1:
        told = (
            f"White: none seen, with the upper bound that leaves; grey: not run. {hatched}"
            f"{_from(results)} Intervals: given this schedule, 95 %."
        )
    else:
        told = (
            f"Bold: the median of {results.schedules:,} schedules; small: {wording.middle(results.schedules)}. "
            "White: none seen in any of them, with the upper bound, at 95 %, that this leaves for the share of "
            f"campaigns that expose anybody; it is no proof. Grey: not run. {hatched}{_from(results)}"
        )
    caption = f"Tenants exposed, by procedure and by what the isolation step takes. {told}"
    return Drawn("heatmap", figure, results.cells, caption)


def _schedules(results: Results) -> Drawn:
    window = results.reference_window
    return Drawn(
        "schedules",
        figures.schedules(results.cells, results.replications, window=window),
        results.replications.filter(pl.col("window") == window),
        f"Tenants exposed in each schedule; the isolation step takes {window}. Linear up to 1, logarithmic above. "
        f"Bar: {wording.middle(results.schedules)}; no tail beyond what was met is claimed. {april_2016.caption()} "
        f"{_from(results)}",
    )


def _exposure_over_nights(results: Results) -> Drawn:
    about, window = results.about, results.reference_window
    figure = figures.exposure_over_nights(
        results.nights,
        window=window,
        tenants=about["tenants"],
        seed=about["seed"],
        schedules=results.schedules,
    )
    band = (
        "No interval: one course of one campaign."
        if results.schedules == 1
        else f"Line: the median, night by night; band: {wording.middle(results.schedules)}."
    )
    return Drawn(
        "exposure_over_nights",
        figure,
        results.nights.filter(pl.col("window") == window),
        f"Tenants exposed so far, night after night; the isolation step takes {window}. "
        f"Linear up to 1, logarithmic above. {april_2016.caption()} {_from(results)} {band}",
    )


def _causes(results: Results) -> Drawn:
    about, window = results.about, results.reference_window
    totals = (
        "Intervals of the totals stand" if results.schedules == 1 else "What other schedules came to stands"
    )
    return Drawn(
        "causes",
        figures.causes(results.cells, window=window),
        results.cells.filter(pl.col("window") == window),
        "Exposed tenants by the cause of their first foreign entry, as SimPy observed it; the isolation step takes "
        f"{window}. {wording.draw(about['tenants'], about['seed'])}. {totals} in the table.",
    )


def _stop_rules(results: Results) -> Drawn | None:
    """What each stop rule would have saved, where a study has a campaign without any beside those with one."""
    variants = results.variants
    if variants.is_empty():
        return None
    without = pl.col("variant") == NO_RULE
    first = variants.filter(without)
    if first.is_empty():
        return None
    rules = pl.concat([first, variants.filter(~without)]).select(
        rule=pl.col("variant").map_elements(rule_of, return_dtype=pl.String),
        exposed="exposed_expected_mean",
        exposed_low="exposed_expected_mean_low",
        exposed_high="exposed_expected_mean_high",
    )
    about = results.about
    figure = figures.stop_rules(
        rules,
        procedure=str(first["procedure"][0]),
        tenants=about["tenants"],
        seed=about["seed"],
        schedules=results.schedules,
    )
    return Drawn(
        "stop_rules",
        figure,
        rules,
        "Expected tenants exposed under each stop rule, one thing changed at a time; the isolation step as drawn. "
        "With more than one slot the law of a campaign that is stopped is an approximation. Linear up to 1, "
        f"logarithmic above. {_from(results)}",
    )


def _from(results: Results) -> str:
    return f"{wording.drawn(results.about['tenants'], results.about['seed'], results.schedules)}."


def page(results: Results, drawn: dict[str, Drawn]) -> str:
    """The report as HTML."""
    window = results.reference_window
    return render(
        "report.html.j2",
        results.about,
        drawn,
        finding=Finding.of(results),
        window=window,
        at_window=[(name, results.cell(name, window)) for name in results.procedures],
        by_procedure=[
            (name, [(w, results.cell(name, w)) for w in results.about["windows"]])
            for name in results.procedures
        ],
        variants=results.variants.to_dicts(),
        saved=(saved := savings(results.replications)),
        saved_told=list(sentences(saved)),
        assumptions=results.assumptions,
        story=None if results.picture is None else results.picture.words,
        interval=wording.interval,
        share=wording.percent,
        measured=wording.measured,
        between=wording.between,
        middle=wording.middle(results.schedules),
        any_below=wording.any_below,
        date_of=lambda at: _instant(results.about["first_day"], at, "%Y-%m-%d") or "never",
        time_of=lambda at: _instant(results.about["first_day"], at, "%H:%M"),
        causes={c: wording.CAUSES[c] for c in style.CAUSES if results.cells[c].sum() > 0},
        connected_2016=april_2016.CONNECTED,
        customers_2016=april_2016.CUSTOMERS,
    )


def _instant(first_day: str, at: float | None, form: str) -> str:
    """An instant in seconds since 00:00 of the first day; nothing if it did not come."""
    if at is None:
        return ""
    return (datetime.fromisoformat(first_day) + timedelta(seconds=at)).strftime(form)
