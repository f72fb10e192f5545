"""Layouts: which column means what, as data. Shipped ones are known by their headers; a map is one of one's own."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from ..edge import Part, parse, read_toml
from ..errors import ABSENT, InputError, Mistake
from .cells import UNITS, Decimal
from .sheet import Sheet

MailboxKind = Literal["user", "linked", "shared", "room", "equipment", "disabled", "system"]
ClientKind = Literal["outlook_cached", "outlook_online", "owa", "phone", "ews"]
Text = Annotated[str, Field(min_length=1)]

DOMAIN_OF: Final = "domain of "
"""Before a column of addresses: what follows their last @."""
PLACES: Final = (
    "mailboxes",
    "lists",
    "size",
    "largest",
    "kind",
    "enabled",
    "disabled",
    "account",
    "hidden",
    "archive",
    "disconnected",
)
"""Keys that name one column each."""


class Layout(Part):
    """What the columns of a file mean; names of columns are compared without regard to case and outer blanks.

    Attributes:
        name: what a summary calls it.
        source: where its header is documented.
        rows: what a row is: a tenant, a mailbox, or more about a mailbox that another file lists.
        recognised_by: columns that all must be there.
        unless: columns none of which may be there.
        tenant: the column that tells tenants apart, or several of them that might.
        identity: columns that name a mailbox, by what they name it with; files are joined by one they share.
        mailboxes, lists, size, largest: columns of numbers; of a mailbox, size is its own.
        size_unit: of a size that is a bare number.
        kind: the column of a mailbox's kind; kinds: what its words mean.
        enabled, disabled, hidden: columns that say true or false of a mailbox.
        account: the column of an account's flags: who is AccountDisabled does not log on, unless the kind says more.
        archive: a column that says true of rows that are archives; disconnected: one that is empty but for rows
            that belong to no user any more. Both are left out.
        protocols: columns that say true or false, and the clients that need what they switch.
        fused: from this column on, rows cannot be told apart, and may be one cell short.
        encoding, delimiter, decimal, dates: what a file leaves open.
    """

    name: Text = "map"
    source: str = ""
    rows: Literal["tenants", "mailboxes", "details"] = "mailboxes"
    recognised_by: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    tenant: Text | tuple[Text, ...] = ()
    identity: dict[str, Text] = Field(default_factory=dict)
    mailboxes: Text | None = None
    lists: Text | None = None
    size: Text | None = None
    largest: Text | None = None
    size_unit: Literal["B", "KiB", "MiB", "GiB", "KB", "MB", "GB"] | None = None
    kind: Text | None = None
    kinds: dict[str, MailboxKind] = Field(default_factory=dict)
    enabled: Text | None = None
    disabled: Text | None = None
    account: Text | None = None
    hidden: Text | None = None
    archive: Text | None = None
    disconnected: Text | None = None
    protocols: dict[str, tuple[ClientKind, ...]] = Field(default_factory=dict)
    fused: Text | None = None
    encoding: Text | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    decimal: Decimal | None = None
    dates: Literal["day-first", "month-first"] | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that may tell tenants apart."""
        return (self.tenant,) if isinstance(self.tenant, str) else self.tenant

    def columns(self) -> list[tuple[str, str]]:
        """Every key that names a column, and the column."""
        named = [(key, str(getattr(self, key))) for key in PLACES if getattr(self, key) is not None]
        named += [("tenant", key.removeprefix(DOMAIN_OF)) for key in self.keys]
        named += [(f"identity.{key}", column) for key, column in self.identity.items()]
        return named + [(f"protocols.{column}", column) for column in self.protocols]


assert set(UNITS) == {"B", "KiB", "MiB", "GiB", "KB", "MB", "GB"}


def places(header: Iterable[str]) -> dict[str, int]:
    """Where each column stands, by its name in small letters; the first of two of one name."""
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        found.setdefault(name.strip().casefold(), place)
    return found


@cache
def shelf() -> tuple[tuple[str, dict[str, Any]], ...]:
    """The layouts that ship, by file name, as TOML has them."""
    folder = Path(str(resources.files("sim") / "inventory" / "layouts"))
    return tuple(
        (file.name, tomllib.loads(file.read_text(encoding="utf-8"))) for file in sorted(folder.glob("*.toml"))
    )


class Map:
    """A layout of one's own: laid over the shipped one that knows a file, or alone where none does."""

    def __init__(self, path: str | None) -> None:
        """Read and check the file; None: an empty map.

        Raises:
            InputError: no such file, or mistakes in it.
        """
        self.path = path
        self.raw: dict[str, Any] = {} if path is None else dict(read_toml(Path(path)))
        self.settings = parse(Layout, self.raw, path or "map")
        self._found: set[str] = set()

    def layout_of(self, sheet: Sheet) -> Layout:
        """The layout of a file.

        Raises:
            InputError: no shipped layout has such a header, and the map does not say enough.
        """
        there = places(sheet.header)
        self._found |= {column for _, column in self.settings.columns() if column.strip().casefold() in there}
        known = recognised(sheet.header)
        name, base = known if known is not None else ("", {})
        if not base:
            self._check_alone(sheet)
        # What a map says of other files only is no part of this one's layout.
        own = {key: value for key, value in self.raw.items() if not _names_elsewhere(key, value, there)}
        layout = parse(Layout, {**base, **own}, self.path or name)
        if layout.rows == "tenants" and layout.mailboxes is None:
            raise InputError(str(self.path), Mistake("mailboxes", ABSENT, "expected, where rows are tenants"))
        return layout

    def check(self, columns: list[str]) -> None:
        """Refuse columns that none of the files has.

        Raises:
            InputError: naming the map's key.
        """
        for key, column in self.settings.columns():
            if column not in self._found:
                told = f"expected a column of the inventory{near(column, columns)}"
                raise InputError(str(self.path), Mistake(key, column, told))

    def _check_alone(self, sheet: Sheet) -> None:
        if self.raw and self.settings.keys:
            return
        if self.raw:
            raise InputError(
                str(self.path),
                Mistake(
                    "tenant", ABSENT, f"expected the column that tells the tenants of {sheet.path} apart"
                ),
            )
        there = set(sheet.header)
        missing = [
            Mistake("line 1", ABSENT, f'expected a column "{name}"') for name in OWN if name not in there
        ]
        known = ", ".join(raw["name"] for _, raw in shelf() if raw["recognised_by"] != list(OWN))
        hint = (
            [] if not sheet.header or len(missing) < len(OWN) else [f"or the header of {known}; or a --map"]
        )
        raise InputError(sheet.path, *missing, *hint)


OWN: Final = ("tenant", "mailboxes")
"""The columns that every file of the lab's own has."""


def recognised(header: tuple[str, ...]) -> tuple[str, dict[str, Any]] | None:
    """The shipped layout that knows a header, by file name; None: none does."""
    there = places(header)

    def has(name: str) -> bool:
        return name.casefold() in there

    for name, raw in shelf():
        if all(map(has, raw["recognised_by"])) and not any(map(has, raw.get("unless", ()))):
            return name, raw
    return None


def _names_elsewhere(key: str, value: object, there: Mapping[str, int]) -> bool:
    """Whether a map's key names a column that this file does not have."""
    return (
        key in (*PLACES, "tenant", "fused")
        and isinstance(value, str)
        and (value.removeprefix(DOMAIN_OF).strip().casefold() not in there)
    )


def near(column: str, header: Iterable[str]) -> str:
    """A hint at a column of nearly that name."""
    found = difflib.get_close_matches(column, list(header), 1)
    return f'; did you mean "{found[0]}"?' if found else ""
