"""Lines of an operator's journal as CSV."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

from ..files import file_part
from ..words import NEVER
from .clock import Clock
from .line import COLUMNS, Line


def write_journal(
    path: Path, lines: Iterable[Line], clock: Clock, called: Callable[[int], str] = str
) -> None:
    """Write a journal, in one piece.

    Args:
        path: the file; an older one of that name gives way.
        lines: in the order in which they are written.
        clock: of the campaign.
        called: what a tenant is called, by its number.

    Raises:
        OSError: it cannot be written; bears its name.
    """
    with file_part(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_cells(line, clock, called) for line in lines)


def _cells(line: Line, clock: Clock, called: Callable[[int], str]) -> tuple[object, ...]:
    end = "" if line.end == NEVER else clock.told(line.end)
    start = clock.told(line.start)
    # csv writes None as an empty cell.
    return called(line.tenant), line.mailbox, line.batch, line.step, line.verb, start, end, line.outcome
