"""A journal's file into lines: what is wrong in it is said by line, column, value and what was expected.

Columns may stand in any order, others beside them are passed over; commas, semicolons and tabs are told
apart, as in an inventory.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ..errors import InputError, Mistake
from ..inventory.sheet import content_of, read_sheet
from ..units import whole
from ..words import NEVER, Verb
from .clock import Clock
from .line import COLUMNS, MEND, REQUIRED, Line, Reported

SHOWN: Final = 3
"""Lines with mistakes that are told one by one."""


def read_journal(
    path: Path | str, clock: Clock, tenants: int | None = None, names: Sequence[str] | None = None
) -> list[Line]:
    """The lines of a journal, sorted by start.

    Args:
        path: the file.
        clock: of the campaign: what instants are counted from.
        tenants: how many there are; a larger number is refused. None: any number is one.
        names: of the tenants by number, where a cell may have one in place of a number.

    Raises:
        InputError: no such file, a column that is missing, or cells that cannot be read.
    """
    sheet = read_sheet(str(path), content_of(str(path)))
    places = {name.casefold(): place for place, name in reversed(list(enumerate(sheet.header)))}
    if missing := [name for name in REQUIRED if name not in places]:
        raise InputError(
            str(path),
            f"line {sheet.header_line}: expected the columns {', '.join(REQUIRED)}; there is no {', '.join(missing)}",
        )
    cells = _Cells(clock, tenants, {name: number for number, name in enumerate(names or ())})
    lines: list[Line] = []
    mistakes: list[str] = []
    for number, row in sheet.rows():
        text = {
            name: row[places[name]].strip() if name in places and places[name] < len(row) else ""
            for name in COLUMNS
        }
        try:
            lines.append(cells.line(text))
        except _WrongCellError as wrong:
            mistakes.append(f"line {number}: {wrong.mistake}")
    if mistakes:
        further = len(mistakes) - SHOWN
        more = [f"and {further} more lines"] if further > 0 else []
        raise InputError(str(path), *mistakes[:SHOWN], *more)
    return sorted(lines, key=lambda line: line.start)


class _WrongCellError(Exception):
    def __init__(self, mistake: Mistake) -> None:
        super().__init__(str(mistake))
        self.mistake = mistake


class _Cells:
    """Reads the cells of one journal.

    Args:
        clock: of the campaign.
        tenants: how many there are; None: any number is one.
        named: tenants by name.
    """

    def __init__(self, clock: Clock, tenants: int | None, named: dict[str, int]) -> None:
        self.clock = clock
        self.tenants = tenants
        self.named = named

    def line(self, text: dict[str, str]) -> Line:
        """The line that a row says."""
        outcome = self._outcome(text)
        start, end = self._instant(text, "start"), NEVER
        if outcome is not Reported.RUNNING:
            end = self._instant(text, "end")
            if end < start:
                raise _WrongCellError(
                    Mistake("end", text["end"], f"expected no earlier than start, {text['start']}")
                )
        elif text["end"]:
            raise _WrongCellError(
                Mistake("end", text["end"], f'expected it empty, as outcome is "{outcome}"')
            )
        return Line(
            tenant=self._tenant(text["tenant"]),
            verb=self._verb(text["verb"]),
            start=start,
            end=end,
            outcome=outcome,
            step=self._number(text, "step", 1),
            mailbox=self._number(text, "mailbox", 0),
            batch=self._number(text, "batch", 0),
        )

    def _tenant(self, cell: str) -> int:
        if cell in self.named:
            return self.named[cell]
        of = "" if self.tenants is None else f" from 0 to {self.tenants - 1}"
        number = whole(cell)
        if number is None or (self.tenants is not None and number >= self.tenants):
            or_name = ", or the name of one in the inventory" if self.named else ""
            raise _WrongCellError(Mistake("tenant", cell, f"expected a tenant's number{of}{or_name}"))
        return number

    def _verb(self, cell: str) -> str:
        verb = cell.casefold()
        if verb != MEND and verb not in list(Verb):
            raise _WrongCellError(Mistake("verb", cell, f"expected one of {', '.join((*Verb, MEND))}"))
        return verb

    def _outcome(self, text: dict[str, str]) -> Reported:
        try:
            return Reported(text["outcome"].casefold())
        except ValueError as error:
            expected = f"expected one of {', '.join(Reported)}"
            raise _WrongCellError(Mistake("outcome", text["outcome"], expected)) from error

    def _instant(self, text: dict[str, str], column: str) -> int:
        try:
            return self.clock.read(text[column])
        except ValueError as error:
            raise _WrongCellError(Mistake(column, text[column], f"expected {error}")) from error

    def _number(self, text: dict[str, str], column: str, least: int) -> int | None:
        cell = text[column]
        if not cell:
            return None
        number = whole(cell)
        if number is None or number < least:
            raise _WrongCellError(
                Mistake(column, cell, f"expected a whole number from {least} on, or nothing")
            )
        return number


def tenants_in(lines: Sequence[Line]) -> Iterator[tuple[int, list[Line]]]:
    """Each tenant of a journal with its lines, in the order in which tenants first appear."""
    of: dict[int, list[Line]] = {}
    for line in lines:
        of.setdefault(line.tenant, []).append(line)
    yield from of.items()
