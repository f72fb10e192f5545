"""What was read of an inventory, for the person whose it is: numbers, columns and lines; names only where asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SHOWN: Final = 5
"""So many refused rows are told; of more, how many."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row left out.

    Attributes:
        line: of the file.
        reason: why, without a word of its cells, which may hold names.
        name: whom it seems to be of, which is told only to those who ask; empty: it does not say.
    """

    line: int
    reason: str
    name: str = ""

    def told(self, with_names: bool) -> str:
        """In words."""
        name = " ".join(self.name.split()) if with_names else ""
        return f"line {self.line}{f' ({name})' if name else ''}: {self.reason}"


@dataclass(slots=True)
class FileSummary:
    """What one file gave.

    Attributes:
        path: the file.
        layout: the layout's name.
        rows: rows below the header, refused ones too.
        used: names of the columns that were read.
        ignored: names of the others.
        refused: rows left out.
    """

    path: str
    layout: str
    rows: int = 0
    used: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def lines(self, with_names: bool) -> Iterator[str]:
        """In words."""
        yield f"{Path(self.path).name} ({self.layout}): {self.rows:,} rows, {len(self.refused):,} refused"
        yield f"  columns used: {', '.join(self.used)}"
        if self.ignored:
            yield f"  columns ignored: {', '.join(self.ignored)}"
        for refusal in self.refused[:SHOWN]:
            yield f"  refused: {refusal.told(with_names)}"
        if len(self.refused) > SHOWN:
            yield f"  refused: and {len(self.refused) - SHOWN:,} more"


def nothing_left(of: str, files: Iterable[FileSummary]) -> str:
    """What is wrong with files that have nothing below the header, or nothing that is not refused."""
    first = next((refusal for file in files for refusal in file.refused), None)
    why = "" if first is None else f": {first.told(with_names=False)}"
    return f"expected at least one {of} below the header{why}"


@dataclass(frozen=True, slots=True)
class Summary:
    """What all files gave together.

    Attributes:
        files: each of them.
        tenants: how many there are.
        mailboxes: of them all.
        by: the column that tells tenants apart, where rows are mailboxes.
        kinds: mailboxes of each kind, where rows are mailboxes.
        notes: what else is good to know, a sentence each.
    """

    files: tuple[FileSummary, ...]
    tenants: int
    mailboxes: int
    by: str | None
    kinds: dict[str, int]
    notes: tuple[str, ...]

    def told(self, with_names: bool = False) -> str:
        """Some lines of text; with the names in rows that were refused, or without any name."""
        by = f" by {self.by}" if self.by else ""
        lines = [line for file in self.files for line in file.lines(with_names)]
        lines.append(f"tenants: {self.tenants:,}{by}; mailboxes: {self.mailboxes:,}")
        if self.kinds:
            lines.append("kinds: " + ", ".join(f"{many:,} {kind}" for kind, many in self.kinds.items()))
        return "\n".join([*lines, *self.notes])
