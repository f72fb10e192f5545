"""Tables on standard output: as wide as the terminal, or as wide as a page where there is none."""

from rich.console import Console

WIDTH = 110
"""Columns where there is no terminal to ask."""


def console() -> Console:
    """Standard output."""
    found = Console()
    return found if found.is_terminal else Console(width=WIDTH)
