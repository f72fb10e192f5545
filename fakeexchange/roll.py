"""Who of one tenant stands in the address lists, one recipient at a time.

A campaign's verbs show and hide a tenant whole, and then a tenant needs no roll: its record says it in two numbers.
Once a single recipient is made, hidden or removed by a cmdlet, its tenant keeps a roll, in editions of the directory.
"""

from collections.abc import Iterable, Iterator

from .clock import NEVER

Span = tuple[int, int]
"""From one edition of the directory on, and before another."""


class Roll:
    """The recipients of a tenant by their numbers in the directory, and the editions in which each is listed.

    Attributes:
        mailboxes: recipients that are mailboxes or mail users, by the mailbox's number.
        lists: recipients that are distribution lists, likewise.
        present: recipients that the platform knows, listed or hidden.
        members: the recipients in a distribution list, where somebody said so.
    """

    __slots__ = ("_places", "_spans", "lists", "mailboxes", "members", "present")

    def __init__(self) -> None:
        self.mailboxes: list[int] = []
        self.lists: list[int] = []
        self.present: set[int] = set()
        self.members: dict[int, list[int]] = {}
        self._places: dict[int, tuple[int, bool]] = {}
        self._spans: dict[int, list[Span]] = {}

    def add(self, recipient: int, is_list: bool, spans: Iterable[Span] = ()) -> int:
        """Enter a recipient; its number among the tenant's mailboxes or lists."""
        of = self.lists if is_list else self.mailboxes
        self._places[recipient] = len(of), is_list
        self._spans[recipient] = list(spans)
        of.append(recipient)
        return len(of) - 1

    def place(self, recipient: int) -> tuple[int, bool]:
        """A recipient's number among the tenant's mailboxes or lists, and whether it is a list."""
        return self._places[recipient]

    def show(self, recipient: int, edition: int) -> None:
        """List a recipient from an edition on."""
        self._spans[recipient].append((edition, NEVER))

    def hide(self, recipient: int, edition: int) -> None:
        """List a recipient no more from an edition on."""
        spans = self._spans[recipient]
        spans[-1] = spans[-1][0], edition

    def is_shown(self, recipient: int) -> bool:
        """Is a recipient listed, by all that has been done?"""
        spans = self._spans[recipient]
        return bool(spans) and spans[-1][1] == NEVER

    def holds(self, recipient: int, edition: int) -> bool:
        """Was a recipient listed in an edition?"""
        return any(shown <= edition < hidden for shown, hidden in self._spans[recipient])

    def listed_in(self, edition: int) -> Iterator[int]:
        """The recipients listed in an edition, mailboxes first."""
        return (r for r in (*self.mailboxes, *self.lists) if self.holds(r, edition))

    def counted_in(self, edition: int) -> tuple[int, int]:
        """How many mailboxes and how many lists were listed in an edition."""
        return (
            sum(self.holds(r, edition) for r in self.mailboxes),
            sum(self.holds(r, edition) for r in self.lists),
        )
