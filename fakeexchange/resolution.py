"""Ambiguous name resolution: whom a few letters name, whoever may see them.

A query matches the beginning of any word of a display name, the beginning of an alias, or a whole address; with
``=`` in front, a whole name, alias or address alone. Case and accents do not count ([MS-ADTS] 3.1.1.3.1.3.3). Who
of those that match is shown is decided elsewhere: nothing here knows a session.
"""

import re
import threading
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator
from functools import cache, cached_property, lru_cache
from heapq import merge
from itertools import islice
from typing import Final, NamedTuple

from .addressbook import Row, row_of
from .directory import Directory
from .names import Names

KEPT: Final = 1 << 15
"""Rows that are kept ready: as many as a few hundred answers hold, for clients ask for the same names again."""
FRONT: Final = 256
"""Of those that a word leads to, so many are kept in browse order: two answers' worth."""
_BREAKS = re.compile(r"[\s\-'’]+")
_FIRST_WORD = re.compile(r"\w+")


class Keys(NamedTuple):
    """What a recipient is found by, folded: display name, alias, address, and words that a query may begin."""

    name: str
    alias: str
    address: str
    words: tuple[str, ...]


class Roster:
    """The words that lead to the recipients of one forest.

    Args:
        directory: of the forest.
        names: what its recipients are called.
    """

    def __init__(self, directory: Directory, names: Names) -> None:
        self.directory = directory
        self.names = names
        self._making = threading.Lock()
        self.row = lru_cache(maxsize=KEPT)(self._row)
        self.keys = lru_cache(maxsize=KEPT)(self._keys)
        self._led_by = lru_cache(maxsize=KEPT)(self._find)
        self._front = lru_cache(maxsize=KEPT // FRONT)(self._begin)

    def _row(self, recipient: int) -> Row:
        """A recipient as a list shows it."""
        return row_of(self.directory, recipient, self.names)

    def _keys(self, recipient: int) -> Keys:
        """What a recipient is found by."""
        row = self.row(recipient)
        name, (alias, _, _) = folded(row.display_name), row.address.partition("@")
        return Keys(name, alias, row.address, (*name.split(), *words_of(row.display_name), alias))

    def search(self, query: str) -> "Query":
        """What a query looks for."""
        return Query(self, query)

    def recipient(self, address: str) -> int | None:
        """The recipient whose address it is."""
        held = self.names.holder(address)
        tenant = None if held is None else self.directory.by_number.get(held[0])
        if held is None or tenant is None:
            return None
        _, number, is_list = held
        if number >= (tenant.lists if is_list else len(tenant.mailboxes)):
            return None
        return self.directory.recipient(tenant, number, is_list)

    def beginning_with(self, word: str) -> Iterator[int]:
        """Recipients of which a word begins so, in browse order."""
        front = self._front(word)
        yield from front
        if len(front) == FRONT:
            yield from islice(self._walk(word), FRONT, None)

    def _begin(self, word: str) -> tuple[int, ...]:
        return tuple(islice(self._walk(word), FRONT))

    def _walk(self, word: str) -> Iterator[int]:
        browsed, found, last = self.directory.browse_order, self._led_by(word), -1
        for place in found[0] if len(found) == 1 else merge(*found):
            # Two words of one name may begin so.
            if place != last:
                yield browsed[place]
            last = place

    def led_by(self, word: str) -> int:
        """How often a word begins so."""
        return sum(map(len, self._led_by(word)))

    def _find(self, word: str) -> list["array[int]"]:
        places, words, found = self.places, self._sorted, []
        first = bisect_left(words, word)
        while first < len(words) and words[first].startswith(word):
            found.append(places[words[first]])
            first += 1
        return found

    @property
    def places(self) -> dict[str, "array[int]"]:
        """By word, folded: places in the browse order, ascending; made by whoever asks first."""
        with self._making:
            return self._places

    @cached_property
    def _places(self) -> dict[str, "array[int]"]:
        places: dict[str, array[int]] = {}
        owners, called = self.directory.owners, self.names.called
        for place, recipient in enumerate(self.directory.browse_order):
            tenant = owners[recipient]
            number, is_list = self.directory.place(recipient)
            if is_list:
                name, _ = self.names.distribution_list(tenant.number, number)
                words = words_of(name)
            else:
                given, surname = called(tenant.number, number)
                words = words_of(given) + words_of(surname)
            if alias := self.names.alias(tenant.number, number, is_list):
                words += words_of(alias)[:1]
            for word in words:
                if word in places:
                    places[word].append(place)
                else:
                    places[word] = array("i", (place,))
        return places

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.places)


class Among:
    """A search for some recipients, in browse order."""

    are_all_matched = True

    def __init__(self, recipients: Collection[int]) -> None:
        self._recipients = recipients

    def candidates(self) -> Iterator[int]:
        """They are."""
        return iter(self._recipients)

    def matches(self, recipient: int) -> bool:
        """Is it one of them?"""
        return recipient in self._recipients


class Query:
    """A search for what somebody typed."""

    def __init__(self, roster: Roster, query: str) -> None:
        text = query.strip()
        if text[:5].lower() == "smtp:":
            text = text[5:].strip()
        self._is_exact = text.startswith("=")
        self._text = folded(text.lstrip("=").strip())
        self._roster = roster
        self._parts = self._text.split()
        self._holder = roster.recipient(self._text)

    @property
    def are_all_matched(self) -> bool:
        """Is it one word, and nobody's address: then it leads to whom it matches."""
        return (
            self._holder is None
            and not self._is_exact
            and len(self._parts) == 1
            and _FIRST_WORD.fullmatch(self._text) is not None
        )

    def candidates(self) -> Iterator[int]:
        """Recipients that the rarest word of the query may lead to, or who holds it as an address."""
        if self._holder is not None:
            yield self._holder
            return
        led = [found[0] for part in self._parts if (found := _FIRST_WORD.match(part))]
        if len(led) < max(len(self._parts), 1):
            return
        yield from self._roster.beginning_with(led[0] if len(led) == 1 else min(led, key=self._roster.led_by))

    def matches(self, recipient: int) -> bool:
        """Does every word of the query begin a word of the name, or the alias, or is it the address?"""
        keys, text = self._roster.keys(recipient), self._text
        if self._is_exact or not text:
            return bool(text) and text in keys[:3]
        if len(self._parts) == 1:
            return _begins(keys.words, text) or text == keys.address
        return all(_begins(keys.words, part) for part in self._parts)


def _begins(words: tuple[str, ...], part: str) -> bool:
    # No generator: a hundred rows an answer are looked at, and it would double what one costs.
    for word in words:  # noqa: SIM110
        if word.startswith(part):
            return True
    return False


def folded(text: str) -> str:
    """Letters without case and accents.

    >>> folded("Hélène DUPONT")
    'helene dupont'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded.

    >>> words_of("Marie-Hélène de L’Isle")
    ('marie', 'helene', 'de', 'l', 'isle')
    """
    return tuple(word for word in _BREAKS.split(folded(name)) if word)
