"""Meeting rooms: which recipients of a forest are rooms, and what lists them.

A room is a mailbox at which nobody sits; it stands in address lists as every mailbox does, and whoever may read
those may read it. Nothing here knows who may. A tenant's rooms are listed by groups that a shell made for it, or by
the room list of its policy where a world was made with rooms.
"""

from collections.abc import Iterable


class Rooms:
    """The rooms of one forest.

    Attributes:
        lists: by tenant: recipients that are groups of rooms.
        of_policies: tenants whose policy's room list is shown to clients as such a group.

    >>> rooms = Rooms()
    >>> rooms.enter(7, 3)
    >>> rooms.of(7), rooms.holds(7, 3), rooms.of(8)
    ([3], True, [])
    """

    def __init__(self) -> None:
        self._of: dict[int, list[int]] = {}
        self.lists: dict[int, list[int]] = {}
        self.of_policies: set[int] = set()

    def of(self, tenant: int) -> list[int]:
        """A tenant's rooms, in the order in which they were entered."""
        return self._of.get(tenant, [])

    def holds(self, tenant: int, recipient: int) -> bool:
        """Is a recipient of a tenant a room?"""
        return recipient in self._of.get(tenant, ())

    def among(self, tenant: int, recipients: Iterable[int]) -> tuple[int, ...]:
        """Those of some recipients that are rooms of a tenant."""
        rooms = self.of(tenant)
        return tuple(recipient for recipient in recipients if recipient in rooms)

    def enter(self, tenant: int, recipient: int) -> None:
        """A mailbox is a room from now on."""
        _put(self._of, tenant, recipient)

    def leave(self, tenant: int, recipient: int) -> None:
        """It is none any more."""
        _take(self._of, tenant, recipient)

    def enter_list(self, tenant: int, group: int) -> None:
        """A group is a list of rooms from now on."""
        _put(self.lists, tenant, group)

    def leave_list(self, tenant: int, group: int) -> None:
        """It is none any more."""
        _take(self.lists, tenant, group)


def _put(of: dict[int, list[int]], tenant: int, recipient: int) -> None:
    held = of.setdefault(tenant, [])
    if recipient not in held:
        held.append(recipient)


def _take(of: dict[int, list[int]], tenant: int, recipient: int) -> None:
    if recipient in of.get(tenant, ()):
        of[tenant].remove(recipient)
