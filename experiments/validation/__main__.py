"""``python -m experiments.validation [PART ...]``: write ``docs/validation.md`` anew; 1 where two judges disagree."""

import sys
from pathlib import Path
from typing import Final

import click

from sim.errors import InputError

from ..files import write_text
from ..progress import Progress
from ..workers import Told, cores, crew, run_all
from . import page
from .formulas.every import EVERY, checked
from .judged import Judged, judged, tasks_of
from .scenarios import shelf
from .swing import swung

PAGE: Final = Path(__file__).parents[2] / "docs" / "validation.md"


def judge_all(tenants: int | None, schedules: int, workers: int | None, told: Told) -> list[Judged]:
    """Every scenario of the shelf before all judges.

    Args:
        tenants: of each; None: all that it has.
        schedules: under which the kernel counts and the law expects, from seed 1 on.
        workers: processes; None: one a core.
        told: is called with tasks done and tasks in all.
    """
    scenarios, seeds = list(shelf(tenants)), range(1, schedules + 1)
    tasks = [task for scenario in scenarios for task in tasks_of(scenario, seeds)]
    found = run_all(tasks, told, workers)
    lots = [found[first : first + schedules + 1] for first in range(0, len(found), schedules + 1)]
    return [judged(scenario, lot[0], lot[1:]) for scenario, lot in zip(scenarios, lots, strict=True)]


@click.command()
@click.argument(
    "parts", nargs=-1, type=click.Choice(list(page.HEADINGS)), metavar="[judges|formulas|inputs ...]"
)
@click.option("--tenants", default=None, type=click.IntRange(1), metavar="N", help="Of each scenario.")
@click.option(
    "--schedules",
    default=4,
    type=click.IntRange(2),
    metavar="N",
    show_default=True,
    help="Of each scenario.",
)
@click.option(
    "--effort",
    default=1.0,
    type=click.FloatRange(0.0, 100.0, min_open=True),
    metavar="X",
    show_default=True,
    help="Times as much is simulated beside each formula.",
)
@click.option("--workers", default=None, type=click.IntRange(1), metavar="N", help="[default: one a core]")
@click.option("--out", default=str(PAGE), metavar="FILE.md", help="[default: docs/validation.md]")
def validation(
    parts: tuple[str, ...], tenants: int | None, schedules: int, effort: float, workers: int | None, out: str
) -> None:
    """Write the page on what the lab is worth anew, or some of its parts."""
    asked, new, wrong = parts or tuple(page.HEADINGS), {}, 0
    if "judges" in asked:
        with Progress("campaigns") as told:
            judges = judge_all(tenants, schedules, workers, told)
        new["judges"] = page.judges(judges)
        wrong += sum(len(each.disagreements) for each in judges)
    if "formulas" in asked:
        with Progress("formulas") as told:
            formulas = run_all([(checked, (place, effort)) for place in range(len(EVERY))], told, workers)
        new["formulas"] = page.formulas(formulas)
        wrong += sum(not each.holds for each in formulas)
    if "inputs" in asked:
        with Progress("answers") as told, crew(cores(), workers) as run:
            new["inputs"] = page.inputs(swung(tenants, run, told))
    place = Path(out)
    old = place.read_text(encoding="utf-8") if place.is_file() else ""
    write_text(place, page.assembled(old, new))
    click.echo(out)
    sys.exit(min(1, wrong))


if __name__ == "__main__":
    try:
        validation()
    except InputError as error:
        sys.exit(str(error))
