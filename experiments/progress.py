"""Progress on standard error, with what is left; line by line where that is no terminal."""

import time
from collections.abc import Callable

from rich import progress

from sim.units import MINUTE, SECOND, spoken

from .memory import held_bytes
from .terminal import Console


class Progress:
    """A bar of so many pieces of work, as a context that gives the function to tell it.

    Args:
        noun: what the pieces are called.
        memory: bytes that whoever works holds now; None: unknown.
        clock: seconds.
    """

    def __init__(
        self,
        noun: str,
        memory: Callable[[], int | None] = held_bytes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._noun, self._memory, self._clock = noun, memory, clock
        self._since: tuple[float, int] | None = None
        self._console = Console(stderr=True)
        self._bar = progress.Progress(
            progress.TextColumn(noun),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeElapsedColumn(),
            progress.TextColumn("{task.fields[pace]}"),
            console=self._console,
        )

    def __enter__(self) -> Callable[[int, int], None]:
        if self._console.is_terminal:
            self._bar.start()
        self._task = self._bar.add_task("", total=None, pace="")
        return self._told

    def _told(self, done: int, of: int) -> None:
        pace = self._pace(done, of)
        self._bar.update(self._task, completed=done, total=of, pace=pace)
        if not self._console.is_terminal:
            told = f", {pace}" if pace else ""
            self._console.print(f"{done} of {of} {self._noun} done{told}", highlight=False, soft_wrap=True)

    def _pace(self, done: int, of: int) -> str:
        """What is left, how fast it goes, and the memory it takes, once something has been done here."""
        now = self._clock()
        if self._since is None:
            # What was done before, by a run that was interrupted, took no time of this one.
            self._since = now, done
        began, before = self._since
        if done == before or now == began:
            return ""
        rate = (done - before) / (now - began)
        held = self._memory()
        return f"about {_minutes((of - done) / rate)} left, {rate:.3g} {self._noun} a second" + (
            "" if held is None else f", {held / 1e9:.1f} GB"
        )

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._bar.stop()


def _minutes(left_s: float) -> str:
    """Time that is left, as finely as it can be told.

    >>> _minutes(20.3), _minutes(130), _minutes(9_000)
    ('20 s', '2 min', '2.5 h')
    """
    return spoken(round(left_s if left_s < 60 else left_s / 60) * (SECOND if left_s < 60 else MINUTE))
