"""What the lesson plays. Read from ``cells.toml``."""

from pathlib import Path
from typing import Any

from sim.edge import Part, parse, read_toml


class Cell(Part):
    """One procedure and one length of its isolation step.

    Attributes:
        name: by which sheets ask for it.
        label: what they call it.
        procedure: a built-in's name, or a table.
        window: what the isolation step takes.
    """

    name: str
    label: str
    procedure: Any
    window: str


class Cells(Part):
    """All of them."""

    cells: tuple[Cell, ...]


def cells() -> tuple[Cell, ...]:
    """Those that ship.

    >>> [cell.name for cell in cells()]
    ['bet', 'zero', 'verified', 'rerouted', 'gated', 'timed']
    """
    path = Path(__file__).with_name("cells.toml")
    return parse(Cells, read_toml(path), path.name).cells
