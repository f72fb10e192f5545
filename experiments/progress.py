"""Progress on standard error, with what is left; line by line where that is no terminal."""

from collections.abc import Callable

from rich import progress
from rich.console import Console


class Progress:
    """A bar of so many pieces of work, as a context that gives the function to tell it.

    Args:
        noun: what the pieces are called.
    """

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._console = Console(stderr=True)
        self._bar = progress.Progress(
            progress.TextColumn(noun),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeElapsedColumn(),
            progress.TextColumn("left"),
            progress.TimeRemainingColumn(),
            console=self._console,
        )

    def __enter__(self) -> Callable[[int, int], None]:
        if self._console.is_terminal:
            self._bar.start()
        self._task = self._bar.add_task("", total=None)
        return self._told

    def _told(self, done: int, of: int) -> None:
        self._bar.update(self._task, completed=done, total=of)
        if not self._console.is_terminal:
            left = self._bar.tasks[0].time_remaining
            known = "" if left is None or not done else f", about {left / 60:.0f} min left"
            self._console.print(f"{done} of {of} {self._noun} done{known}", highlight=False)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
