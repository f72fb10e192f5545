"""Rows by channel, over what visibility allows.

NSPI, OWA and the OAB browse a list whole; EWS and EAS answer a query with 100 rows at most, the reader's
own entries included (Exchange documentation, "resolvenames-operation"; [MS-ASCMD] 2.2.3.143.3). Answers are
lazy: foreign entries are counted in O(1), rows are made when somebody reads them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from .directory import Directory, Tenant
from .names import Names
from .words import Channel

ROWS_PER_QUERY = {Channel.EWS: 100, Channel.EAS: 100}
"""Channels that answer to a query alone, and with how many rows at most."""


class Search(Protocol):
    """What a query looks for; who may be found is not its business."""

    @property
    def are_all_matched(self) -> bool:
        """Is it known beforehand that every candidate is looked for?"""
        ...

    def candidates(self) -> Iterator[int]:
        """Recipients of a whole directory among whom all are that it matches, in browse order."""
        ...

    def matches(self, recipient: int) -> bool:
        """Is a recipient looked for?"""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of an address list, as a client reads it."""

    tenant: int
    display_name: str
    address: str
    is_list: bool
    given_name: str = ""
    surname: str = ""
    is_room: bool = False

    def __hash__(self) -> int:
        # An answer looks up a hundred rows: one field that tells them apart is a third of the cost of all.
        return hash(self.address)


class Answer:
    """What one address-book request was given: counts at once, rows when asked for.

    Attributes:
        viewer: the tenant that asked.
        channel: the way it asked.
        at: the instant of the answer.
        as_of: the instant whose address list was read: the answer's, or the OAB's generation.
        edition: the same as an edition of the directory.
        of: the tenant whose list was read; None: everybody's.
        foreign_mailboxes: mailboxes of other tenants in it.
        foreign_lists: distribution lists of other tenants in it.
        named: the recipients themselves where a cap cut the answer, else None: all of the list.
        cause: why foreign entries were in it, read from the state that answered; "none" without any.
        is_of_source: the source gave it, which lists its tenant whatever the target has of it.
    """

    __slots__ = (
        "_directory",
        "as_of",
        "at",
        "cause",
        "channel",
        "edition",
        "foreign_lists",
        "foreign_mailboxes",
        "is_of_source",
        "named",
        "of",
        "viewer",
    )

    def __init__(
        self,
        directory: Directory,
        viewer: Tenant,
        channel: Channel,
        at: int,
        as_of: int,
        edition: int,
        of: Tenant | None,
        foreign_mailboxes: int,
        foreign_lists: int,
        named: tuple[int, ...] | None,
        cause: str,
        is_of_source: bool = False,
    ) -> None:
        self._directory = directory
        self.viewer = viewer
        self.channel = channel
        self.at = at
        self.as_of = as_of
        self.edition = edition
        self.of = of
        self.foreign_mailboxes = foreign_mailboxes
        self.foreign_lists = foreign_lists
        self.named = named
        self.cause = cause
        self.is_of_source = is_of_source

    @property
    def has_foreign(self) -> bool:
        """Was at least one foreign row in it?"""
        return self.foreign_mailboxes + self.foreign_lists > 0

    def recipients(self) -> Iterator[int]:
        """Numbers of the recipients in it, in browse order, own ones included."""
        if self.named is not None:
            yield from self.named
        else:
            yield from listed(self._directory, self.of, self.edition, self.is_of_source)

    def rows(self, names: Names, starting_with: str = "") -> Iterator[Row]:
        """The entries, named as they are read; with a prefix, those of which a word begins so."""
        for recipient in self.recipients():
            row = row_of(self._directory, recipient, names)
            if any(w.startswith(starting_with.lower()) for w in row.display_name.lower().split()):
                yield row


def listed(
    directory: Directory, of: Tenant | None, edition: int, is_of_source: bool = False
) -> Iterator[int]:
    """Recipients in a list, in browse order: everybody's, or one tenant's."""
    if of is None:
        yield from directory.listed_recipients(edition)
    else:
        yield from directory.own_recipients(of, None if is_of_source else edition)


def row_of(directory: Directory, recipient: int, names: Names) -> Row:
    """One recipient as an address list shows it."""
    tenant = directory.owners[recipient]
    number, is_list = directory.place(recipient)
    if is_list:
        name, address = names.distribution_list(tenant.number, number)
        return Row(tenant.number, name, address, is_list=True)
    person = names.person(tenant.number, number)
    if directory.rooms.holds(tenant.number, recipient):
        return Row(tenant.number, person.display_name, person.address, is_list=False, is_room=True)
    return Row(tenant.number, person.display_name, person.address, False, person.given_name, person.surname)


def first_rows(directory: Directory, limit: int, search: Search | None = None) -> tuple[int, ...]:
    """The first recipients that a capped query finds now among everybody; without a search, whom it comes across."""
    if search is None:
        return tuple(islice(directory.listed_recipients(directory.edition), limit))
    listed = directory.listed_recipients(directory.edition, search.candidates())
    return tuple(islice(listed if search.are_all_matched else filter(search.matches, listed), limit))


def first_own_rows(
    directory: Directory, of: Tenant, edition: int | None, limit: int, search: Search | None = None
) -> tuple[int, ...]:
    """The same among one tenant's recipients in an edition's lists; None: all of them, as on the source."""
    own = directory.own_recipients(of, edition)
    return tuple(own[:limit]) if search is None else tuple(islice(filter(search.matches, own), limit))
