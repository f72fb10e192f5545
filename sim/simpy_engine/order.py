"""The order of one instant, as SimPy priorities: administration first, then replication, then clients.

The key of the model's section 2 is (instant, class, position, step or client, session). SimPy's heap compares
(instant, priority), so the rest of the key is one integer. A tenant's clients are one event: they keep
their own order inside it. Replication needs no event: a reader compares the instant of arrival.
"""

from collections.abc import Callable, Generator
from functools import partial
from heapq import heappop, heappush
from typing import Any, Final

import simpy

STOP: Final = 1 << 60
NIGHT: Final = 2 << 60
ADMINISTRATION: Final = 3 << 60
DEFAULT_OAB: Final = 5 << 60
CLIENT: Final = 6 << 60
STEP_BITS: Final = 8
"""A procedure has fewer than 256 steps."""
LAST_STEP: Final = (1 << STEP_BITS) - 1
MENDING: Final = LAST_STEP
"""The step number of what is no step: mending a tenant left behind."""

Waits = Generator[None, Any, None]
"""What a worker does: it yields wherever it waits."""


class Environment(simpy.Environment):
    """SimPy's loop, with instants that are whole microseconds, and workers in place of its processes."""

    __slots__ = ("_now",)
    # Read thirty times a tenant: the slot itself, where SimPy has a property in Python around it.
    now: int
    """Microseconds since 00:00 of the campaign's first day."""

    def work(self, task: Callable[["Worker"], Waits]) -> None:
        """Somebody begins, before all else that happens now."""
        Worker(self).begin(task)

    def run_out(self) -> None:
        """Everything, until nothing is left to happen: ``run`` less what no event here does, fail or stop it."""
        queue = self._queue
        while queue:
            self._now, _, _, event = heappop(queue)
            for callback in event.callbacks:
                callback(event)

    def step(self) -> None:
        """The next event: SimPy's own takes an event's callbacks away, and an event here comes again and again."""
        self._now, _, _, event = heappop(self._queue)
        for callback in event.callbacks:
            callback(event)


Environment.now = vars(Environment)["_now"]


class Worker(simpy.Event):
    """A process that is an event: what it waits for next is always itself, set anew.

    SimPy's Process makes an event for every wait, and half of what a step costs is that and its bookkeeping. A
    worker's generator says until when, and yields; the event's callback sends it on.
    """

    _value = None
    _ok = True
    _defused = False

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.queue = env._queue
        self.eid = env._eid

    def begin(self, task: Callable[["Worker"], Waits]) -> None:
        """Start now."""
        # next(waits, event): the event stands in for what a generator that has ended no longer yields.
        self.callbacks = [partial(next, task(self))]
        self.until(self.env._now, simpy.events.URGENT)  # type: ignore[arg-type]

    def until(self, at: int, priority: int) -> None:
        """Go on at an instant, at a place of its own within it, once the generator has yielded."""
        heappush(self.queue, (at, priority, next(self.eid), self))  # type: ignore[misc]

    def once(self, event: simpy.Event) -> None:
        """Go on when an event comes, once the generator has yielded."""
        event.callbacks += self.callbacks


class Call(simpy.Event):
    """An event that calls back with an argument, as often as it is due."""

    _value = None
    _ok = True
    _defused = False

    def __init__(self, env: Environment, callback: Callable[["Call"], None], about: Any) -> None:
        self.env = env
        self.callbacks = [callback]
        self.about = about

    def due(self, at: int, priority: int) -> None:
        """Call back at an instant, at a place within it."""
        env = self.env
        heappush(env._queue, (at, priority, next(env._eid), self))  # type: ignore[misc]
