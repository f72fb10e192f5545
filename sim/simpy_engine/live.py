"""The same campaign as it happens: SimPy's real-time loop, so many times as fast as the clock on the wall.

It begins at the opening of the first night, with all that comes before it done. Events come as they are due;
between them time goes on for whoever asks from outside, since replication is a matter of reading, not of events.
What acts in an event reads that event's instant, so the campaign is the one that ``gallab run`` would simulate,
unless somebody from outside changes it.
"""

import threading
from collections.abc import Callable

import simpy
from simpy.rt import RealtimeEnvironment

from fakeexchange.clock import NEVER
from fakeexchange.exchange import Exchange

from ..draws import Draws
from ..scenario import Scenario
from ..streams import Source
from .engine import Laboratory, without_collecting
from .order import Environment


class LiveEnvironment(RealtimeEnvironment, Environment):
    """SimPy's real-time environment over our instants; what it reads time from is handed in.

    Args:
        speed: simulated seconds a real one.
        read: real seconds, such as ``time.monotonic``.
    """

    def __init__(self, speed: float, read: Callable[[], float]) -> None:
        self._read = read
        super().__init__(initial_time=0, factor=1e-6 / speed, strict=False)

    def set_off(self, at: int) -> None:
        """From now on instants follow real time, and it is this one."""
        self.env_start, self.real_start = at, self._read()

    @property
    def due(self) -> int:
        """The instant that it is by real time."""
        return int(self.env_start) + int((self._read() - self.real_start) / self.factor)

    def seconds_to(self, at: int) -> float:
        """Real seconds until an instant; none where it is past."""
        return max(0.0, (at - self.due) * self.factor)

    def step(self) -> None:
        """The next event, now: whoever drives the loop has waited for it."""
        Environment.step(self)


class LiveCampaign:
    """A campaign that goes on by itself, and its fake.

    Args:
        scenario: what is asked.
        seed: names the draws.
        speed: simulated seconds a real one.
        read: real seconds, such as ``time.monotonic``.
        lock: held while anything happens on the fake.
    """

    def __init__(
        self, scenario: Scenario, seed: int, speed: float, read: Callable[[], float], lock: "threading.RLock"
    ) -> None:
        self.env = LiveEnvironment(speed, read)
        self.lock = lock
        self._is_acting = True
        with without_collecting():
            self.laboratory = Laboratory.set_up(scenario, Draws(scenario, Source(seed, {})), env=self.env)
            self.exchange.clock = self
            self.laboratory.start()
            opens_at = self.laboratory.plan.closing_night(0, 0).opens_at
            while self.env.peek() < opens_at:
                self.env.step()
        self._is_acting = False
        self.env.set_off(opens_at)

    @property
    def exchange(self) -> Exchange:
        """What is served."""
        return self.laboratory.exchange

    @property
    def now(self) -> int:
        """Microseconds since 00:00 of the first day: an event's instant for what acts in it, else as time goes.

        An event that is due and has not come yet holds time up: nobody sees the state before it at a later instant.
        """
        if self._is_acting:
            return self.env.now
        return max(self.env.now, min(self.env.due, self._next_at() - 1))

    def catch_up(self) -> float | None:
        """Let all happen that is due; real seconds until the next event, None where nothing is left."""
        while (at := self._next_at()) <= self.env.due:
            with self.lock:
                self._is_acting = True
                try:
                    self.env.step()
                finally:
                    self._is_acting = False
        return None if at == NEVER else self.env.seconds_to(at)

    def _next_at(self) -> int:
        at = self.env.peek()
        return NEVER if at == simpy.core.Infinity else int(at)
