"""The order of one instant, as SimPy priorities: administration first, then replication, then clients.

The key of the model's section 2 is (instant, class, position, step or client, session). SimPy's heap compares
(instant, priority), so the rest of the key is one integer. A tenant's clients are one event: they keep
their own order inside it. Replication needs no event: a reader compares the instant of arrival.
"""

from collections.abc import Callable
from heapq import heappush
from typing import Any, Final

import simpy

NIGHT: Final = 2 << 60
ADMINISTRATION: Final = 3 << 60
DEFAULT_OAB: Final = 5 << 60
CLIENT: Final = 6 << 60
STEP_BITS: Final = 8
"""A procedure has fewer than 256 steps."""
MENDING: Final = 255
"""The step number of what is no step: mending a tenant left behind."""


class Environment(simpy.Environment):
    """SimPy's loop, with instants that are whole microseconds."""

    @property
    def now(self) -> int:
        """Microseconds since 00:00 of the campaign's first day."""
        return self._now  # type: ignore[return-value]


class At(simpy.Event):
    """An event a delay ahead, at a place of its own within its instant."""

    _value = None
    _ok = True
    _defused = False

    def __init__(self, env: Environment, delay: int, priority: int) -> None:
        self.env = env
        self.callbacks = []
        # What Environment.schedule does; one call less for each of two million events.
        heappush(env._queue, (env._now + delay, priority, next(env._eid), self))  # type: ignore[misc]


class Call(At):
    """An event that calls back with an argument."""

    def __init__(
        self, env: Environment, at: int, priority: int, callback: Callable[["Call"], None], about: Any
    ) -> None:
        self.env = env
        self.callbacks = [callback]
        self.about = about
        heappush(env._queue, (at, priority, next(env._eid), self))  # type: ignore[misc]
