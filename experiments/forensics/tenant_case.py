"""What is said of one tenant: its class, why, and the lines that show it."""

from dataclasses import dataclass, field
from enum import StrEnum

from sim.words import NEVER

from .evidence import Place
from .windows import Window


class Received(StrEnum):
    """Whether a tenant received strangers' entries."""

    PROVEN = "proven"
    INFERRED = "inferred"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"


@dataclass(slots=True)
class Case:
    """One tenant that had a window, or that fetched a book it should not have.

    Attributes:
        tenant: its number.
        window: of it; None: it had none.
        connected_at: its first counted logon that may have lain in the window; NEVER: none.
        connected_by: its line.
        is_connected_surely: some such logon lay in the sure part.
        asked_at: its first address-book request in a session that may have been wide.
        received: its class.
        probability: that it received.
        received_at: when, as far as can be told; NEVER: it did not, or nobody knows.
        channel: the service by which; empty likewise.
        ratio: how much likelier the bytes were of everybody's list; None: not from bytes.
        people: strangers in what it received, or would have.
        lists: distribution lists likewise.
        tenants: whose they were.
        residual_from: a foreign book lies on some client of it from here on; NEVER: none.
        residual_until: the last of its clients fetched its own again; NEVER: not in these logs.
        has_gap: logs are missing in its window.
        why: in words.
        lines: that show it, the decisive one first.
    """

    tenant: int
    window: Window | None
    connected_at: int = NEVER
    connected_by: Place | None = None
    is_connected_surely: bool = False
    asked_at: int = NEVER
    received: Received = Received.EXCLUDED
    probability: float = 0.0
    received_at: int = NEVER
    channel: str = ""
    ratio: float | None = None
    people: int = 0
    lists: int = 0
    tenants: int = 0
    residual_from: int = NEVER
    residual_until: int = 0
    has_gap: bool = False
    why: str = "no address-book request in a session that may have been wide"
    lines: list[Place] = field(default_factory=list)
