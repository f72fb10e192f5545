"""One thing that happened to a tenant: an instant, an actor and facts; it holds no words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class What(StrEnum):
    """What an event is; the order is that of one instant."""

    PROBED = "probed"
    STOPPED = "stopped"
    STEP = "step"
    FAILED = "failed"
    UNDONE = "undone"
    CONSOLE = "console_lost"
    NOTED = "noted"
    FINISHED = "finished"
    STRUCK = "struck"
    BEGINS = "begins"
    REACHABLE = "reachable"
    ISOLATED = "isolated"
    OPENS = "window_opens"
    CLOSES = "window_closes"
    REFUSED = "refused"
    LOGON = "logon"
    ASK = "ask"
    FETCH = "download"
    RECEIVED = "received"
    LOST = "lost"
    ENDS = "session_ends"
    KEPT = "kept"
    REST = "rest"


class Actor(StrEnum):
    """Who acts."""

    ENGINEER = "engineer"
    PLATFORM = "platform"
    CLIENT = "client"


_ACTORS: Final = {
    **dict.fromkeys(
        (
            What.STEP,
            What.FAILED,
            What.UNDONE,
            What.STRUCK,
            What.CONSOLE,
            What.PROBED,
            What.STOPPED,
            What.FINISHED,
            What.BEGINS,
        ),
        Actor.ENGINEER,
    ),
    **dict.fromkeys((What.NOTED, What.REACHABLE, What.ISOLATED, What.OPENS, What.CLOSES), Actor.PLATFORM),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        at: microseconds since 00:00 of the campaign's first day.
        what: what it was.
        facts: of it; instants are named ``_at``, controllers are numbered from 1, the writer first.
    """

    at: int
    what: What
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Who acted."""
        return _ACTORS.get(self.what, Actor.CLIENT)
