"""Which columns each figure reads, from the constants of its module."""

from importlib import import_module

from experiments import figures
from experiments.figures.frames import Columns

DRAWN = [name for name in figures.__all__ if name not in ("save", "svg")]
"""The figures that take a frame."""


def frames_of(figure: str, *names: str) -> Columns:
    """The columns that some constants of a figure's module name, together."""
    # The function has the name of its module, which hides it from an import statement.
    module = import_module(f"experiments.figures.{figure}")
    return {column: kind for name in names for column, kind in getattr(module, name).items()}


def all_columns(figure: str) -> Columns:
    """All columns that a figure reads of any frame."""
    module = import_module(f"experiments.figures.{figure}")
    return frames_of(figure, *(name for name in vars(module) if name == "COLUMNS" or name.startswith("OF_")))
