"""What a plan has to know of the hoster: capacity, help desk, risk matrix, who signs. Defaults in ``hoster.toml``."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from sim.edge import BytesPerHour, Factor, Part, parse, read_toml
from sim.errors import ABSENT, InputError, Mistake


class Capacity(Part):
    """What the target's servers can do."""

    servers: Annotated[int, Field(ge=1)]
    copied_a_server: Annotated[BytesPerHour, Field(gt=0)]
    moves_a_server: Annotated[int, Field(ge=1)]
    logons_a_server_per_min: Annotated[float, Field(gt=0)]
    oab_mb_a_server_per_min: Annotated[float, Field(gt=0)]


class HelpDesk(Part):
    """Calls that a night leads to, and how many a day can take."""

    calls_a_tenant: Factor
    calls_a_refused_logon: Factor
    calls_a_day: Annotated[float, Field(gt=0)]


class Level(Part):
    """A row or a column of the matrix."""

    name: Annotated[str, Field(min_length=1)]
    below: float | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A risk's place in the matrix.

    Attributes:
        likelihood: the row.
        impact: the column.
        cell: what the hoster calls it.
        is_accepted: whether a change may go ahead with it.
    """

    likelihood: str
    impact: str
    cell: str
    is_accepted: bool


class Matrix(Part):
    """The hoster's risk matrix: levels from the least on, each but the last below a number."""

    likelihood: Annotated[tuple[Level, ...], Field(min_length=1)]
    impact: Annotated[tuple[Level, ...], Field(min_length=1)]
    cells: tuple[tuple[str, ...], ...]
    accepted: tuple[str, ...]

    def mistakes(self) -> Iterator[Mistake]:
        """What does not fit together; nothing where all does."""
        for name, levels in (("likelihood", self.likelihood), ("impact", self.impact)):
            bounds = [level.below for level in levels[:-1]]
            known = [bound for bound in bounds if bound is not None]
            if len(known) < len(bounds) or levels[-1].below is not None or known != sorted(set(known)):
                expected = "expected each level but the last below a number, growing from one to the next"
                yield Mistake(f"matrix.{name}", ABSENT, expected)
        rows, columns = len(self.likelihood), len(self.impact)
        if len(self.cells) != rows or any(len(row) != columns for row in self.cells):
            expected = f"expected {rows} rows of {columns}, one for each likelihood and impact"
            yield Mistake("matrix.cells", ABSENT, expected)
        known_cells = dict.fromkeys(cell for row in self.cells for cell in row)
        for word in self.accepted:
            if word not in known_cells:
                yield Mistake("matrix.accepted", word, f"expected one of the cells: {', '.join(known_cells)}")

    def place(self, likelihood: float, impact: float) -> Placed:
        """Where a probability and a number of people affected lie; nobody affected is the least impact."""
        row, column = _level(self.likelihood, likelihood), _level(self.impact, impact)
        cell = self.cells[row][column]
        return Placed(self.likelihood[row].name, self.impact[column].name, cell, cell in self.accepted)


class Approval(Part):
    """Who signs the sheet."""

    lines: Annotated[tuple[str, ...], Field(min_length=1)]


class Hoster(Part):
    """All of it."""

    capacity: Capacity
    help_desk: HelpDesk
    matrix: Matrix
    approval: Approval

    @classmethod
    def load(cls, path: str | None) -> "Hoster":
        """The defaults, and what a file says otherwise; of a table key by key.

        Raises:
            InputError: no such file, or mistakes in it, all of them.
        """
        given: dict[str, object] = {} if path is None else read_toml(Path(path))
        merged: dict[str, object] = {**given}
        for name, table in defaults().items():
            own = given.get(name, {})
            merged[name] = {**table, **own} if isinstance(own, dict) else own
        source = "hoster.toml" if path is None else path
        found = parse(cls, merged, source)
        if mistakes := list(found.matrix.mistakes()):
            raise InputError(source, *mistakes)
        return found


@cache
def defaults() -> dict[str, Any]:
    """The keys of ``hoster.toml``."""
    file = resources.files("experiments") / "plan" / "hoster.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _level(levels: Sequence[Level], number: float) -> int:
    return next(i for i, level in enumerate(levels) if level.below is None or number < level.below)
