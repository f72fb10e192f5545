"""Which offline address books lie on the servers: whose each is, and how large each generation's whole file is.

The GUID in an address names the book (``Get-OfflineAddressBook``), the files in its folder give sizes and dates.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sim.errors import InputError, Mistake

from .customers import number, rows_of

REQUIRED: Final = ("guid", "tenant", "sequence", "generated", "bytes")
EVERYBODY: Final = -1
"""In place of a tenant's number: the default book, which lists everybody."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of a book.

    Attributes:
        of: the tenant whose list it is, or EVERYBODY.
        generated_at: microseconds since 1970.
        bytes: of its whole file.
    """

    of: int
    generated_at: int
    bytes: int


@dataclass(frozen=True)
class Books:
    """All books.

    Attributes:
        by_guid: whose book it is, by GUID in lower case.
        by_file: each generation, by the name of its whole file in lower case.
    """

    by_guid: dict[str, int]
    by_file: dict[str, Generation]

    @classmethod
    def load(cls, path: Path) -> "Books":
        """Books in a CSV file: guid, tenant (empty: everybody's), sequence, generated (ISO 8601), bytes.

        Raises:
            InputError: no such file, a column that is missing, or a cell that cannot be read.
        """
        by_guid: dict[str, int] = {}
        by_file: dict[str, Generation] = {}
        for line, cells in rows_of(path, REQUIRED):
            guid = cells["guid"].lower()
            of = EVERYBODY if not cells["tenant"] else number(path, line, cells, "tenant")
            by_guid[guid] = of
            sequence, weight = (number(path, line, cells, name) for name in ("sequence", "bytes"))
            by_file[f"{guid}-data-{sequence}.lzx"] = Generation(
                of, _instant(path, line, cells["generated"]), weight
            )
        return cls(by_guid, by_file)


def _instant(path: Path, line: int, text: str) -> int:
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError(text)
        return round(at.timestamp() * 1_000_000)
    except (ValueError, OverflowError) as error:
        expected = 'expected a date and time with its zone such as "2016-04-18T22:00:00+00:00"'
        raise InputError(str(path), f"line {line}: {Mistake('generated', text, expected)}") from error
