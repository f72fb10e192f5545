"""Answers worked out once, however many pupils ask: the last ones are kept, one is worked out at a time."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

KERNEL: Final = threading.RLock()
"""Held by whoever asks the kernel: it fills the cores by itself, and what it draws is large."""
EXPLORER: Final = threading.RLock()
"""Held by whoever asks the explorer: side by side two searches would only take twice as long."""


class Kept(Generic[K, V]):
    """So many answers by their key, the last used ones.

    Args:
        most: of them are kept.
        work: held while one is worked out.

    >>> squares = Kept[int, int](2, threading.RLock())
    >>> squares.get(3, lambda: 9), squares.get(3, lambda: 0)
    (9, 9)
    """

    def __init__(self, most: int, work: threading.RLock) -> None:
        self._most = most
        self._work = work
        self._known: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K, work_out: Callable[[], V]) -> V:
        """The answer to a key; whoever asks for one that is being worked out waits for it."""
        found = self._found(key)
        if found is not None:
            return found[0]
        with self._work:
            found = self._found(key)
            if found is not None:
                return found[0]
            value = work_out()
            with self._lock:
                self._known[key] = value
                if len(self._known) > self._most:
                    self._known.popitem(last=False)
        return value

    def _found(self, key: K) -> tuple[V] | None:
        with self._lock:
            if key not in self._known:
                return None
            self._known.move_to_end(key)
            return (self._known[key],)
