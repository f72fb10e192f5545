"""Tables on standard output: as wide as the terminal, or as wide as a page where there is none."""

import rich.console

WIDTH = 110
"""Columns where there is no terminal to ask."""


class Console(rich.console.Console):
    """One whose reader may go away: how that ends is the command line's business."""

    def on_broken_pipe(self) -> None:
        """Pass it on: by itself it would end the process with the code of a "no"."""
        raise BrokenPipeError


def console() -> Console:
    """Standard output."""
    found = Console()
    return found if found.is_terminal else Console(width=WIDTH)
