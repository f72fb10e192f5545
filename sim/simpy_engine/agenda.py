"""What the clients of one tenant will do, in order; a plain heap of tuples, compared from the left."""

from enum import IntEnum
from typing import Any


class Act(IntEnum):
    """What a client does. The order is that of one session's acts within one instant."""

    TRY = 0
    """Log on: on demand, or left on and coming over."""
    ASK = 1
    """Ask the address book online, in a session."""
    FETCH = 2
    """Begin to download the OAB in the session of the first served logon."""
    LOG_ON_TO_FETCH = 3
    """Log on to download the OAB, and nothing else."""
    ARRIVE = 4
    """The OAB has arrived whole."""


# By name: in Python 3.11 a member of an Enum costs ten times as much as an attribute of it.
TRY, ASK, FETCH, LOG_ON_TO_FETCH, ARRIVE = Act

Entry = tuple[int, int, int, Act, Any]
"""Instant, client (its place among the tenant's), session, act, and what the act needs."""

Agenda = list[Entry]
"""A heap of entries."""
