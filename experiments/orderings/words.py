"""A survey and its map for people: how many orderings leak, what to add, and which cost and risk least and most."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.table import Table

from ..figures import wording
from ..terminal import console
from .atlas import Atlas, Region
from .folder import wording_of
from .survey import DRAWN, SMALL, Survey

_ROWS: Final = 5
"""Classes of a kind in a table."""


def show(atlas: Atlas, picture: Path | None) -> None:
    """Counts, constraints, the ranking under each window, and what all that rests on, on standard output."""
    out = console()
    for line in lines(atlas.survey):
        out.print(line, highlight=False, markup=False, soft_wrap=True)
    for window in dict.fromkeys(region.window for region in atlas.regions):
        out.print(_ranking(atlas, window))
    for line in (*_legend(atlas), *([] if picture is None else [str(picture)])):
        out.print(line, highlight=False, markup=False, soft_wrap=True)


def lines(survey: Survey) -> Iterator[str]:
    """What the explorer says, line by line."""
    safe = survey.orderings - survey.leaking
    yield (
        f'{survey.orderings:,} orderings are possible (move = "{survey.move}"): {survey.leaking:,} can leak, '
        f"{safe:,} cannot, whatever the timing."
    )
    yield "Add one line of these to the technical order, and no ordering that keeps it can leak:"
    for chosen in survey.constraints:
        yield f"  {' and '.join(f'{a} before {b}' for a, b in chosen)}"
    yield (
        f"Proved on {len(survey.judged):,} classes of orderings that agree on the steps a leak may depend on "
        f"({survey.states:,} states: {SMALL}; no faults), and checked on {DRAWN} orderings spread over all."
    )


def ranked(regions: Sequence[Region]) -> tuple[list[Region], list[Region]]:
    """Classes that cannot leak, by cost, and those that can, by risk and then cost."""

    def cost(region: Region) -> tuple[float, float, float]:
        return (
            region.extents["nights"].least,
            region.extents["downtime_p99_s"].least,
            region.extents["refused_logons"].least,
        )

    safe = sorted((region for region in regions if not region.judged.leaks), key=cost)
    leaking = (region for region in regions if region.judged.leaks)
    return safe, sorted(leaking, key=lambda region: (region.extents["exposed"].greatest, *cost(region)))


def _ranking(atlas: Atlas, window: int | None) -> Table:
    safe, leaking = ranked([region for region in atlas.regions if region.window == window])
    title = f"{wording.step(wording_of(window))}: least to greatest over the members of a class"
    table = Table(title=title, title_justify="left")
    table.add_column("the steps a leak may depend on, in order")
    for heading in ("tenants exposed", "nights", "downtime\np99, min", "refused\nlogons"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading, regions in (
        (f"cannot leak: the cheapest of {len(safe)} classes", safe[:_ROWS]),
        (f"can leak: the least risky of {len(leaking)}", leaking[:_ROWS]),
        ("can leak: the riskiest", leaking[_ROWS:][-_ROWS:]),
    ):
        table.add_section()
        table.add_row(f"[bold]{heading}[/bold]")
        for region in regions:
            table.add_row(*_cells(region))
    table.add_section()
    table.add_row("[bold]procedures that ship[/bold]")
    for each in atlas.named:
        if each.window == window:
            worth = each.worth
            table.add_row(
                each.name,
                wording.measured(worth.exposed) if each.leaks else "cannot leak",
                wording.count(worth.nights),
                f"{worth.downtime_p99_s / 60:.1f}",
                wording.count(worth.refused_logons),
            )
    return table


def _cells(region: Region) -> Iterator[str]:
    yield str(region.judged.one)
    extent = region.extents["exposed"]
    yield (
        _between(*map(wording.measured, (extent.least, extent.greatest)))
        if region.judged.leaks
        else "0, proved"
    )
    extent = region.extents["nights"]
    yield _between(*map(wording.count, (extent.least, extent.greatest)))
    extent = region.extents["downtime_p99_s"]
    yield _between(*(f"{value / 60:.1f}" for value in (extent.least, extent.greatest)))
    extent = region.extents["refused_logons"]
    yield _between(*map(wording.count, (extent.least, extent.greatest)))


def _between(least: str, greatest: str) -> str:
    return least if least == greatest else f"{least}–{greatest}"


def _legend(atlas: Atlas) -> Iterator[str]:
    about = atlas.about
    some = f", one tenant in {about['every']} looked at" if about["every"] > 1 else ""
    yield (
        f"Exposed: expected, by the exact law given the one schedule of seed {about['seed']}{some}; counted where a "
        "gate closes on people who are served already. Nights, downtime and refused logons: counted under it, "
        f"{about['tenants']:,} tenants, {atlas.campaigns:,} campaigns."
    )
    yield (
        "Least and greatest are of real orderings: --out names each. Those that close the gate before mailboxes are "
        "synchronised, days ahead, are judged and not run."
    )
