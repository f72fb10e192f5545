"""Figures and page of a comparison: drawn from its tables alone, so they can be drawn again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from .. import figures, wording
from ..enough import level
from ..figures import april_2016, style
from ..folders import Kind, read_mark, read_tables
from ..stories.picture import NAME, Picture, lane_folder
from .assumed import assumed
from .drawn import Drawn, write_page
from .page import render
from .sentences import corrected, front


@dataclass(frozen=True, slots=True)
class ComparisonResults:
    """A comparison's results.

    Attributes:
        about: what ran.
        procedures: one row a procedure, the one that others are compared to first.
        differences: one row a further procedure and measure.
        paired: one row a further procedure and schedule.
        sides: one row a further procedure.
        replications: one row a procedure and schedule.
        assumptions: one row a key of the scenario, see ``assumed``.
        lanes: the night of a tenant that changes sides, under the first procedure and another; none where none does.
    """

    about: dict[str, Any]
    procedures: pl.DataFrame
    differences: pl.DataFrame
    paired: pl.DataFrame
    sides: pl.DataFrame
    replications: pl.DataFrame
    assumptions: list[dict[str, Any]]
    lanes: list[Picture]

    @classmethod
    def read(cls, folder: Path) -> "ComparisonResults":
        """The results in a folder.

        Raises:
            InputError: a file of it is missing, or another version wrote it.
        """
        about = read_mark(folder, Kind.COMPARE)
        names = ("procedures", "differences", "paired", "sides", "replications")
        tables = dict(zip(names, read_tables(folder, *names), strict=True))
        lanes = [Picture.read(lane_folder(folder, place)) for place in (0, 1)]
        return cls(
            about,
            **tables,
            assumptions=assumed(folder),
            lanes=[lane for lane in lanes if lane is not None],
        )

    @property
    def level(self) -> str:
        """At which level its intervals are."""
        return level(is_stopped=self.about["stop"] is not None)


def write_comparison(folder: Path) -> Path:
    """Write figures and ``report.html`` into a comparison's results folder.

    Returns:
        The page: one file that needs no other and no network.

    Raises:
        InputError: the folder holds no comparison.
    """
    results = ComparisonResults.read(folder)
    drawn = {each.name: each for each in _draw(results)}
    return write_page(folder, drawn, _page(results, drawn))


def _draw(results: ComparisonResults) -> list[Drawn]:
    about, window, at = results.about, results.about["window"], results.level
    step, drawn = wording.step(window), wording.drawn(about["tenants"], about["seed"], about["schedules"])
    # One cell a procedure is what the figures of a study take, under the window's name.
    cells = results.procedures
    replications = results.replications.with_columns(window=pl.lit(window))
    return [
        Drawn(
            "compare",
            figures.compare(results.differences, results.paired, window=window, level=at),
            results.paired,
            f"By how many exposed tenants each procedure differs from {about['reference']} in the same schedule; "
            f"{step}. {drawn}. Dots are counts. The estimate is the mean difference of what each schedule makes one "
            f"expect, without the clients' chance. Intervals of the mean, {at}, by Student's t; unpaired, by Welch: "
            "what as many schedules of each procedure's own would give for the counts.",
        ),
        Drawn(
            "risk_beside_cost",
            figures.risk_beside_cost(cells, window=window, level=at),
            cells,
            f"Means over the schedules with their intervals, {at}, by Student's t; {step}. {drawn}. Exposed: the "
            "mean of what each schedule makes one expect. Downtime: time in which a tenant's logons were refused, at "
            "the 99th percentile of tenants. Grey: dominated by another one, told at 95 % with Holm's correction "
            "for all pairs.",
        ),
        Drawn(
            "schedules",
            figures.schedules(cells, replications, window=window),
            replications,
            f"Tenants exposed in each schedule; {step}. Linear up to 1, logarithmic above. "
            f"Bar: {wording.middle(about['schedules'])}. {april_2016.caption()} {drawn}.",
        ),
        Drawn(
            "causes",
            figures.causes(cells, window=window),
            cells,
            f"Exposed tenants by the cause of their first foreign entry, as SimPy observed it; {step}. "
            f"{wording.draw(about['tenants'], about['seed'])}.",
        ),
        *(
            Drawn(lane_name(place), lane.figure, lane.lanes, lane.caption)
            for place, lane in enumerate(results.lanes, 1)
        ),
    ]


def lane_name(place: int) -> str:
    """The name of the swim lane of one of the two procedures that a tenant is shown under, from 1."""
    return f"{NAME}_{place}"


def _page(results: ComparisonResults, drawn: dict[str, Drawn]) -> str:
    return render(
        "comparison.html.j2",
        results.about,
        drawn,
        headline=drawn["compare"].figure.get_label(),
        level=results.level,
        step=wording.step(results.about["window"]),
        procedures=results.procedures.to_dicts(),
        differences={(row["procedure"], row["measure"]): row for row in results.differences.to_dicts()},
        sides=results.sides.to_dicts(),
        lanes=[lane_name(place) for place in range(1, len(results.lanes) + 1)],
        assumptions=results.assumptions,
        causes={c: wording.CAUSES[c] for c in style.CAUSES},
        middle=wording.middle(results.about["schedules"]),
        measured=wording.measured,
        between=wording.between,
        correlation=wording.share,
        percents=wording.percents,
        corrected=list(corrected(results.differences.to_dicts())),
        front=list(front(results.procedures.to_dicts(), results.about["dominated"])),
        percent=wording.percent,
        any_below=wording.any_below,
    )
