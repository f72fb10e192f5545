"""What holds for the clients of every mailbox, and how they come."""

from typing import Final, NamedTuple

from ..kernel.records import Records
from ..streams import Floats, Ints
from .events import (
    Downloads,
)
from .lengths import Sessions

ON_DEMAND, AUTODISCOVER, RESTART, PROMPT = range(4)
"""How a client comes."""
MODES: Final = 4


class Kit(NamedTuple):
    """What holds for every mailbox.

    Attributes:
        sessions: the laws of each kind's sessions.
        downloads: see ``events``.
        kinds: see ``kernel.records``.
        rates: see ``clients.weekly_rates``.
        base: of each kind, one whose rate has the same shape, or -1 where it never connects on demand.
        times: how many times as high its own is.
        chances: P(event) of a first wide session that nothing cuts, shape (kinds, EVENTS); EXPOSED of a cached
            client apart, which depends on the book.
        asks: that of one that fetches no book, likewise.
        within: an error that a client's probability may have, in closed form.
        weights: P(a mailbox has a client of a kind that was left on) at most, shape (kinds,).
        is_needed: whether a kind comes in a mode at all, shape (kinds, MODES).
        is_left_on: whether any client was left on.
        first_event: events before it are not told.
        prompt, prompt_sigma: of the delay until somebody prompt is there.
        restarts_over: microseconds over which users come back in the morning.
    """

    sessions: Sessions
    downloads: Downloads
    kinds: Records
    rates: Floats
    base: Ints
    times: Floats
    chances: Floats
    asks: Floats
    within: float
    weights: Floats
    is_needed: Ints
    is_left_on: bool
    first_event: int
    prompt: float
    prompt_sigma: float
    restarts_over: float


class Left(NamedTuple):
    """From when on clients that were left on come; in microseconds after the anchor, infinite where they do not."""

    hosted: float
    reachable: float
    morning: float
