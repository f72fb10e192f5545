"""Offline address books: what a generation held, and which book a session is given.

A book answers as of its last generation, whatever has been provisioned since. Which book: the mailbox's
own, else the policy's, else the database's, else the default (Exchange documentation, "oab-procedures").
"""

import hashlib
import uuid
from dataclasses import dataclass
from typing import Final

DEFAULT: Final = -1
"""The name of the organisation's default book; every other book bears its tenant's number."""


@dataclass(frozen=True, slots=True)
class Book:
    """One generation of one offline address book, counted.

    Attributes:
        name: the tenant whose book it is, or DEFAULT.
        generated_at: the instant of the generation.
        edition: the directory's edition then: what it listed is in the book.
        mailboxes: mailboxes in it, the reader's own included.
        lists: distribution lists in it, likewise.
    """

    name: int
    generated_at: int
    edition: int
    mailboxes: int
    lists: int

    @property
    def entries(self) -> int:
        """Mailboxes and distribution lists together."""
        return self.mailboxes + self.lists


def choose(own: int | None, policy: int | None, database: int | None, is_default_denied: bool) -> int | None:
    """The name of the book a session is given; None where there is none it may open.

    >>> choose(None, 7, None, False), choose(None, None, None, False), choose(None, None, None, True)
    (7, -1, None)
    """
    for name in (own, policy, database):
        if name is not None:
            return name
    return None if is_default_denied else DEFAULT


def guid_of(name: int, is_of_source: bool = False, pod: int = 0) -> str:
    """What names a book in addresses: made of its own name, so it is the same in every run.

    Args:
        name: of the book.
        is_of_source: the source keeps it.
        pod: the number of its forest.
    """
    digest = hashlib.blake2b(f"oab/{pod}/{name}/{is_of_source}".encode(), digest_size=16).digest()
    return str(uuid.UUID(bytes=digest, version=4))
