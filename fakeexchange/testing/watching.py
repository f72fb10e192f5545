"""Watching administration: between which two calls could somebody have seen strangers?

After every call, and whenever the clock is put forward, it looks again; a window begins with the call after which a
mailbox could first see strangers, and ends with the one after which it no longer could.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

from ..cmdlets.recording import Call
from .looking import Leak


@dataclass(frozen=True, slots=True)
class Waited:
    """The clock was put forward, and what was on its way between controllers may have arrived."""

    at: int

    def __str__(self) -> str:
        return f"the clock's advance to {self.at / 1_000_000:g} s"


Event = Call | Waited


@dataclass(slots=True)
class Window:
    """Two events between which strangers could be seen.

    Attributes:
        opened_by: the event after which they could; None: they could from the start.
        closed_by: the event after which they no longer could; None: they still can.
        leaks: who could see whom when it opened, by mailbox and controller.
    """

    opened_by: Event | None
    closed_by: Event | None = None
    leaks: list[Leak] = field(default_factory=list)

    def __str__(self) -> str:
        begins = "before the watch began" if self.opened_by is None else str(self.opened_by)
        ends = "(still open)" if self.closed_by is None else str(self.closed_by)
        seen = "; ".join(map(str, self.leaks[:3]))
        more = f"; and {len(self.leaks) - 3} more" if len(self.leaks) > 3 else ""
        return f"between {begins} and {ends}: {seen}{more}"


class Watch:
    """Watches from its making to its ``stop``, or to the end of its block.

    Args:
        look: who could read strangers now.
        stop: ends the watch.

    Attributes:
        windows: in the order in which they opened.
    """

    def __init__(self, look: Callable[[], list[Leak]], stop: Callable[["Watch"], None]) -> None:
        self._look = look
        self._stop = stop
        self._events: list[Event | None] = []
        self._open: dict[tuple[str, str], tuple[int, Leak]] = {}
        self._closed: list[tuple[int, int | None, Leak]] = []
        self._note(None)

    def saw(self, event: Event) -> None:
        """Something was done: look again."""
        self._note(event)

    def stop(self) -> None:
        """Look no more."""
        self._stop(self)

    @property
    def windows(self) -> list[Window]:
        """The windows so far, those of the same two events as one."""
        still = [(opened, None, leak) for opened, leak in self._open.values()]
        found: dict[tuple[int, int | None], Window] = {}
        for opened, closed, leak in sorted([*self._closed, *still], key=lambda entry: entry[0]):
            window = found.get((opened, closed))
            if window is None:
                ended = None if closed is None else self._events[closed]
                window = found[opened, closed] = Window(self._events[opened], ended)
            window.leaks.append(leak)
        return list(found.values())

    def assert_isolated(self) -> None:
        """Fail if strangers could be seen at any time.

        Raises:
            AssertionError: they could; it names each window's two calls, and who could see whom.
        """
        if self.windows:
            raise AssertionError("strangers could be seen\n" + "\n".join(f"  {w}" for w in self.windows))

    def __enter__(self) -> "Watch":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _note(self, event: Event | None) -> None:
        number = len(self._events)
        self._events.append(event)
        now = {(leak.viewer, leak.controller): leak for leak in self._look()}
        for key in [key for key in self._open if key not in now]:
            opened, leak = self._open.pop(key)
            self._closed.append((opened, number, leak))
        for key, leak in now.items():
            opened, before = self._open.get(key, (number, leak))
            # Of a window that stays open, what showed most is told.
            self._open[key] = opened, max(before, leak, key=lambda one: len(one.strangers))
