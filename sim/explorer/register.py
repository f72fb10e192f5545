"""Every world that has been met, numbered, and of each what bears on one tenant.

What is done to a tenant, and what its clients are told, depends on its own part of a world alone (``snapshot``
says so, and its tests hold it to that). So worlds that share a part share what comes of it.
"""

from collections.abc import Hashable
from typing import Final, Generic, TypeVar

from fakeexchange import snapshot

from .clients import Kept

Sessions = tuple[Kept, ...]
Listings = tuple[int | None, tuple[snapshot.Listing, ...]]
"""The database's OAB, and its directories' listings: what tenants share."""
Key = tuple[int, ...]
"""A world: numbers of the sessions that clients keep open, of the listings, and of each tenant's state."""
Part = tuple[int, ...]
"""Of a key: the listings, and one tenant's state; the listings alone, where nobody's matters."""

NOBODY: Final = -1
"""In place of a tenant's number: the platform's own."""

Value = TypeVar("Value", bound=Hashable)


class _Numbered(Generic[Value]):
    """Values, each kept once."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._numbers: dict[Value, int] = {}

    def number(self, value: Value) -> int:
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self.values)
            self.values.append(value)
        return found


class Register:
    """The worlds met so far."""

    def __init__(self) -> None:
        self._worlds = _Numbered[Key]()
        self._sessions = _Numbered[Sessions]()
        self._listings = _Numbered[Listings]()
        self._tenants = _Numbered[snapshot.TenantState]()
        self._none = self._sessions.number(())

    def note(self, state: snapshot.State, sessions: Sessions) -> int:
        """The number of a world: that of an equal one where there is one."""
        book, listings, tenants = state
        of_sessions, of_listings = self._sessions.number(sessions), self._listings.number((book, listings))
        return self._worlds.number((of_sessions, of_listings, *map(self._tenants.number, tenants)))

    def state(self, world: int) -> snapshot.State:
        """A world's platform."""
        _, of_listings, *of_tenants = self._worlds.values[world]
        tenants = self._tenants.values
        return (*self._listings.values[of_listings], tuple([tenants[t] for t in of_tenants]))

    def sessions(self, world: int) -> Sessions:
        """Those that clients keep open in a world."""
        return self._sessions.values[self._worlds.values[world][0]]

    def has_sessions(self, world: int) -> bool:
        """Are there any?"""
        return self._worlds.values[world][0] != self._none

    def with_sessions(self, world: int, sessions: Sessions) -> int:
        """The world that differs from another one in the sessions kept open."""
        return self._worlds.number((self._sessions.number(sessions), *self._worlds.values[world][1:]))

    def part(self, world: int, tenant: int) -> Part:
        """What bears on a tenant, or on NOBODY."""
        key = self._worlds.values[world]
        return (key[1],) if tenant == NOBODY else (key[1], key[2 + tenant])

    def replaced(self, world: int, tenant: int, part: Part) -> int:
        """The world in which a tenant's part, or NOBODY's, is another one."""
        key = self._worlds.values[world]
        if tenant == NOBODY:
            return self._worlds.number((key[0], *part, *key[2:]))
        return self._worlds.number((key[0], part[0], *key[2 : 2 + tenant], part[1], *key[3 + tenant :]))
