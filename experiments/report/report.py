"""Figures and page of a results folder: drawn from its tables alone, so they can be drawn again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure

from sim.units import SECOND, spoken

from .. import figures
from ..figures import april_2016, style, wording
from ..files import write_text
from .finding import Finding
from .inline import inline
from .results import Results


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure of the report: its name, itself, the data it shows and what to know about it."""

    name: str
    figure: Figure
    frame: pl.DataFrame
    caption: str

    @property
    def element(self) -> Markup:
        """The figure, ready for the page."""
        return Markup(inline(self.figure, self.name))


def write_report(folder: Path) -> Path:
    """Write figures and ``report.html`` into a results folder.

    Returns:
        The page: one file that needs no other and no network.

    Raises:
        InputError: the folder holds no results.
    """
    results = Results.read(folder)
    drawn = draw(results)
    for each in drawn.values():
        figures.save(each.figure, folder / "figures" / each.name, frame=each.frame, caption=each.caption)
    path = folder / "report.html"
    write_text(path, page(results, drawn))
    return path


def draw(results: Results) -> dict[str, Drawn]:
    """The figures of a report, by name."""
    about, window = results.about, results.reference_window
    drawn = f"{wording.draw(about['tenants'], about['seed'])}."
    interval = "Intervals: given this schedule, 95 %."
    at_window = pl.col("window") == window
    return {
        each.name: each
        for each in (
            Drawn(
                "heatmap",
                figures.heatmap(results.cells, procedures=results.procedures, windows=about["windows"]),
                results.cells,
                "Tenants exposed, by procedure and by what the isolation step takes. "
                "White: none seen, with the upper bound that leaves; grey: not run. "
                f"{drawn} {interval}",
            ),
            Drawn(
                "exposure_over_nights",
                figures.exposure_over_nights(
                    results.nights, window=window, tenants=about["tenants"], seed=about["seed"]
                ),
                results.nights.filter(at_window),
                f"Tenants exposed so far, night after night; the isolation step takes {window}. "
                f"Linear up to 1, logarithmic above. Dashed: the {april_2016.CONNECTED} of "
                f"{wording.count(april_2016.CUSTOMERS)} that OVH counted in 2016, which is connections, not "
                f"exposures. {drawn} No interval: one course of one campaign.",
            ),
            Drawn(
                "causes",
                figures.causes(results.cells, window=window),
                results.cells.filter(at_window),
                "Exposed tenants by the cause of their first foreign entry; the isolation step takes "
                f"{window}. {drawn} Intervals of the totals stand in the table.",
            ),
        )
    }


def page(results: Results, drawn: dict[str, Drawn]) -> str:
    """The report as HTML."""
    window = results.reference_window
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(count=wording.count, seconds=_seconds)
    return environment.get_template("report.html.j2").render(
        about=results.about,
        finding=Finding.of(results),
        window=window,
        at_window=[(name, results.cell(name, window)) for name in results.procedures],
        by_procedure=[
            (name, [(w, results.cell(name, w)) for w in results.about["windows"]])
            for name in results.procedures
        ],
        variants=results.variants.to_dicts(),
        assumptions=results.assumptions.to_dicts(),
        drawn=drawn,
        interval=wording.interval,
        date_of=lambda at: _instant(results.about["first_day"], at, "%Y-%m-%d") or "never",
        time_of=lambda at: _instant(results.about["first_day"], at, "%H:%M"),
        look=style.look,
        causes={c: wording.CAUSES[c] for c in style.CAUSES if results.cells[c].sum() > 0},
        connected_2016=april_2016.CONNECTED,
        customers_2016=april_2016.CUSTOMERS,
    )


def _seconds(duration_s: float) -> str:
    """A duration in seconds as people say it."""
    return spoken(round(duration_s * SECOND))


def _instant(first_day: str, at: float | None, form: str) -> str:
    """An instant in seconds since 00:00 of the first day; nothing if it did not come."""
    if at is None:
        return ""
    return (datetime.fromisoformat(first_day) + timedelta(seconds=at)).strftime(form)
