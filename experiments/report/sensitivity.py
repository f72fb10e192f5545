"""Figures and page of a sensitivity: drawn from its tables alone, so they can be drawn again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from .. import figures, wording
from ..figures.tornado import Measure
from ..folders import Kind, read_mark, read_tables
from .assumed import TABLE, assumed
from .drawn import Drawn, write_page
from .page import render


@dataclass(frozen=True, slots=True)
class SensitivityResults:
    """What a results folder says.

    Attributes:
        about: what ran, and the scenario's own answer.
        tornado: one row an input and end.
        indices: one row a run, input and measure; may be empty.
        not_varied: inputs that stay as they are, with the reason.
        assumptions: one row a key of the scenario, see ``assumed``.
    """

    about: dict[str, Any]
    tornado: pl.DataFrame
    indices: pl.DataFrame
    not_varied: pl.DataFrame
    assumptions: list[dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> "SensitivityResults":
        """The results in a folder.

        Raises:
            InputError: a file of it is missing, or another version wrote it.
        """
        about = read_mark(folder, Kind.SENSITIVITY)
        tornado, indices, not_varied = read_tables(folder, TABLE, "indices", "not_varied")
        return cls(about, tornado, indices, not_varied, assumed(folder))


def write_sensitivity(folder: Path) -> Path:
    """Write figures and ``report.html`` into a sensitivity's results folder.

    Returns:
        The page: one file that needs no other and no network.

    Raises:
        InputError: the folder holds no sensitivity.
    """
    results = SensitivityResults.read(folder)
    drawn = {each.name: each for each in _draw(results)}
    return write_page(folder, drawn, _page(results, drawn))


def _draw(results: SensitivityResults) -> list[Drawn]:
    about = results.about
    step, drawn = (
        wording.step(about["window"]),
        wording.drawn(about["tenants"], about["seed"], about["schedules"]),
    )
    which = {"at": about["at"], "tenants": about["tenants"], "seed": about["seed"]}
    found = [
        Drawn(
            f"tornado_{measure}",
            figures.tornado(
                results.tornado, measure=measure, own=about[measure], schedules=about["schedules"], **which
            ),
            results.tornado,
            f"{what.format(at=about['at'])} under {about['procedure']} ({step}) when one input goes from the low end "
            f"of its range to the high one and all others stay; beside each end what the input is there, and the "
            f"answer. {drawn}, each a block of {about['block']:,} tenants that stands for one in {about['blocks']}. "
            "Intervals: 95 %, by Student’s t over the blocks.",
        )
        for measure, what in _WHAT.items()
    ]
    runs = results.indices["run"].unique(maintain_order=True).to_list() if results.indices.height else []
    found += [
        Drawn(
            f"sobol_{run}",
            figures.sobol(results.indices, run=run, **which),
            results.indices.filter(run=run),
            "Shares of the variance of the logarithm of each answer. First order: what an input explains by itself; "
            "total: with all its interactions. Inputs are independent and uniform between their ends, on the "
            f"logarithm’s scale where these are far apart; {about['points']:,} points a sample, a block of "
            f"{about['block_together']:,} tenants. Intervals: 95 %, by bootstrap over the points; an estimate may "
            f"fall a little below 0.{_RIDGE if run == 'ridge' else ''}",
        )
        for run in runs
    ]
    return found


_WHAT: Final[dict[Measure, str]] = {
    "exposed": "Expected exposed tenants",
    "p": "Probability of {at:,} exposed tenants or more",
}
_RIDGE: Final = (
    " The isolation step and the rate of connections are turned into their product, as close as a count such as the"
    " 521 of 2016 fixes it, and their ratio, which such a count leaves open."
)


def _page(results: SensitivityResults, drawn: dict[str, Drawn]) -> str:
    low = results.tornado.filter(end="low").to_dicts()
    high = results.tornado.filter(end="high").to_dicts()
    return render(
        "sensitivity.html.j2",
        results.about,
        drawn,
        headline=drawn["tornado_exposed"].figure.get_label(),
        step=wording.step(results.about["window"]),
        ends=list(zip(low, high, strict=True)),
        not_varied=results.not_varied.to_dicts(),
        assumptions=results.assumptions,
        measured=wording.measured,
        between=wording.between,
        chance=wording.chance,
    )
