"""Who the tenants are: an export of accepted domains, with mailboxes and distribution lists counted."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim.errors import InputError, Mistake
from sim.inventory.sheet import content_of, read_sheet
from sim.units import whole

REQUIRED: Final = ("tenant", "domain", "mailboxes", "lists")


@dataclass(frozen=True)
class Customers:
    """All tenants, by number.

    Attributes:
        by_domain: a tenant's number by its accepted domain, in lower case; a tenant may have several.
        mailboxes: of each tenant.
        lists: distribution lists of each.
    """

    by_domain: dict[str, int]
    mailboxes: dict[int, int]
    lists: dict[int, int]

    @classmethod
    def load(cls, path: Path) -> "Customers":
        """Customers in a CSV file: tenant, domain, mailboxes, lists; a further domain of a tenant is a further row.

        Raises:
            InputError: no such file, a column that is missing, or a cell that cannot be read.
        """
        by_domain: dict[str, int] = {}
        mailboxes: dict[int, int] = {}
        lists: dict[int, int] = {}
        for line, cells in rows_of(path, REQUIRED):
            tenant, boxes, many = (
                number(path, line, cells, name) for name in ("tenant", "mailboxes", "lists")
            )
            by_domain[cells["domain"].lower()] = tenant
            mailboxes[tenant], lists[tenant] = boxes, many
        if not by_domain:
            raise InputError(str(path), "expected at least one customer")
        return cls(by_domain, mailboxes, lists)

    def of(self, user: str) -> int | None:
        """The tenant of a user's address; None: of no known customer."""
        return self.by_domain.get(user.rpartition("@")[2])

    def entries(self, tenant: int) -> int:
        """Mailboxes and lists of a tenant together."""
        return self.mailboxes[tenant] + self.lists[tenant]


def rows_of(path: Path, required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file, each with its line, by column.

    Raises:
        InputError: no such file, or a column that is missing.
    """
    sheet = read_sheet(str(path), content_of(str(path)))
    places = {name.casefold(): place for place, name in enumerate(sheet.header)}
    if missing := [name for name in required if name not in places]:
        raise InputError(
            str(path), f"expected the columns {', '.join(required)}; there is no {', '.join(missing)}"
        )
    return [
        (line, {name: row[at].strip() if at < len(row) else "" for name, at in places.items()})
        for line, row in sheet.rows()
    ]


def number(path: Path, line: int, cells: dict[str, str], column: str) -> int:
    """A whole number in a cell.

    Raises:
        InputError: there is none.
    """
    found = whole(cells[column])
    if found is None:
        mistake = Mistake(column, cells[column], "expected a whole number")
        raise InputError(str(path), f"line {line}: {mistake}")
    return found
