"""The scores for a terminal."""

from collections.abc import Iterator, Sequence

import click

from ..forensics.tenant_case import Received
from ..wording import percent
from .narrowed import COUNTED_2016, narrowed
from .score import Scored, channel_rows


def show(cells: Sequence[Scored]) -> None:
    """Print them."""
    for line in lines(cells):
        click.echo(line)


def lines(cells: Sequence[Scored]) -> Iterator[str]:
    """Line by line: a cell and its classes, the channels, and what would have become of the 521."""
    wide = max(len(cell.cell) for cell in cells)
    yield f"{'':{wide}}  exposed  " + "  ".join(f"{kind:>16}" for kind in Received)
    for cell in cells:
        told = (f"{score.exposed:>7,} of {score.tenants:>5,}" for score in cell.scores)
        yield f"{cell.cell:{wide}}  {cell.exposed:>7,}  " + "  ".join(f"{text:>16}" for text in told)
    yield ""
    yield "Each class: tenants that were exposed, of those that it holds."
    yield ""
    for row in channel_rows(cells):
        low, high = percent(row["share_low"]), percent(row["share_high"])
        yield (
            f"  whole logs, by {row['channel']}: {row['found']} of {row['exposed']} proven or inferred"
            f" (95 %: {low} to {high})"
        )
    found = narrowed(cells[0])
    if found is not None:
        yield (
            f"  {COUNTED_2016} connected, narrowed down by {cells[0].cell}: {_interval(found.received)} named as"
            f" having received, {_interval(found.possible)} left as possible; exposed {_interval(found.truly)}"
        )


def _interval(three: tuple[float, float, float]) -> str:
    return f"{three[0]:.0f} ({three[1]:.0f} to {three[2]:.0f})"
