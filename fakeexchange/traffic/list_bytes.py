"""The bytes of address-book answers and of offline address books, from the names that stand in them."""

from collections.abc import Iterable, Iterator
from itertools import islice

from ..addressbook import listed, row_of
from ..directory import Directory, Tenant
from ..names import Names

SMALLEST_SHARE = 0.9
"""Of the bytes an entry takes on average, what even one without a name takes: an assumption."""


class ListBytes:
    """What the names of one forest weigh.

    Args:
        directory: its recipients.
        names: what they are called.
    """

    def __init__(self, directory: Directory, names: Names) -> None:
        self.directory = directory
        self._names = names
        self._known: dict[int, int] = {}
        self._last: tuple[int, list[int]] = (-1, [])

    def characters(self, recipients: Iterable[int]) -> list[int]:
        """Characters of display name and address of each of some recipients."""
        return [self._of(recipient) for recipient in recipients]

    def listed(self, of: Tenant | None, edition: int, is_of_source: bool = False) -> list[int]:
        """The same of a list's recipients, in browse order: everybody's, or one tenant's."""
        if of is not None:
            return self.characters(listed(self.directory, of, edition, is_of_source))
        if self._last[0] != edition:
            self._last = edition, self.characters(listed(self.directory, None, edition))
        return self._last[1]

    def _of(self, recipient: int) -> int:
        found = self._known.get(recipient)
        if found is None:
            row = row_of(self.directory, recipient, self._names)
            found = self._known[recipient] = len(row.display_name) + len(row.address)
        return found


def pages(characters: list[int], rows: int) -> Iterator[tuple[int, int]]:
    """Rows and characters of each page of a list; an empty list has one page.

    >>> list(pages([30, 40, 50], 2)), list(pages([], 2))
    ([(2, 70), (1, 50)], [(0, 0)])
    """
    rest = iter(characters)
    page = list(islice(rest, rows))
    yield len(page), sum(page)
    while page := list(islice(rest, rows)):
        yield len(page), sum(page)


def book_bytes(characters: list[int], bytes_per_entry: int) -> int:
    """Bytes of a whole book as it is fetched.

    Args:
        characters: of each of its entries.
        bytes_per_entry: what an entry takes on average, compressed.
    """
    return 600 + int(SMALLEST_SHARE * bytes_per_entry * len(characters)) + sum(characters)
