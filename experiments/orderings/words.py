"""A survey and its map for people: how many orderings leak, what to add, and which cost and risk least and most."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.table import Table

from .. import wording
from ..terminal import console
from .atlas import Atlas, Region
from .folder import wording_of
from .survey import DRAWN, SMALL, Survey

_ROWS: Final = 5
"""Classes of a kind in a table."""
_HEADINGS: Final = (
    "tenants exposed,\nexpected (± 95 %)",
    "not exceeded\nwith 99 %",
    "nights",
    "downtime\np99, min",
    "refused\nlogons",
)
_Z: Final = 1.96


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
    for heading in _HEADINGS:
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
                wording.measured(worth.exposed) + _give_or_take(worth.exposed_se)
                if each.leaks
                else "cannot leak",
                wording.count(worth.exposed_q99) if each.leaks else "",
                wording.count(worth.nights),
                f"{worth.downtime_p99_s / 60:.1f}",
                wording.count(worth.refused_logons),
            )
    return table


def _cells(region: Region) -> Iterator[str]:
    yield str(region.judged.one)
    extent, tail = region.extents["exposed"], region.extents["exposed_q99"]
    if region.judged.leaks:
        yield _between(*map(wording.measured, (extent.least, extent.greatest))) + _give_or_take(
            region.exposed_se
        )
        yield _between(*map(wording.count, (tail.least, tail.greatest)))
    else:
        yield "0, proved"
        yield ""
    extent = region.extents["nights"]
    yield _between(*map(wording.count, (extent.least, extent.greatest)))
    extent = region.extents["downtime_p99_s"]
    yield _between(*(f"{value / 60:.1f}" for value in (extent.least, extent.greatest)))
    extent = region.extents["refused_logons"]
    yield _between(*map(wording.count, (extent.least, extent.greatest)))


def _between(least: str, greatest: str) -> str:
    return least if least == greatest else f"{least}–{greatest}"


def _give_or_take(error: float) -> str:
    """The 95 % interval of a number, half its width; nothing where there is none."""
    return f" ± {wording.measured(_Z * error)}" if error else ""


def looked_at(atlas: Atlas) -> str:
    """Of how many tenants the numbers are, and how far off they may be for that; empty where all were looked at."""
    about = atlas.about
    if about["every"] == 1:
        return ""
    off = max(
        (r.refused_se / r.extents["refused_logons"].greatest for r in atlas.regions if r.refused_se),
        default=0.0,
    )
    return (
        f"Looked at for what it exposes is one tenant in {about['every']}, for refused logons one in "
        f"{about['refused_every']}; the others are taken by their mailboxes. ±: the 95 % interval for that, of the "
        f"greatest number; of refused logons it is {wording.percent(_Z * off, upwards=True)} at most."
    )


def _legend(atlas: Atlas) -> Iterator[str]:
    about = atlas.about
    yield (
        f"Exposed: expected, by the exact law given the one schedule of seed {about['seed']}; counted where a gate "
        "closes on people who are served and not isolated yet. Nights, downtime, refused logons: counted under it, "
        f"{about['tenants']:,} tenants, {atlas.campaigns:,} campaigns."
    )
    if some := looked_at(atlas):
        yield some
    yield (
        "Least and greatest are of real orderings: --out names each. Those that close the gate before mailboxes are "
        "synchronised, days ahead, are judged and not run."
    )
