"""All formulas, in the order in which the page has them."""

from typing import Final

from . import back, clients, counts, intervals, people, shortcuts, shown
from .formula import Checked, Formula

EVERY: Final[tuple[Formula, ...]] = (
    *clients.FORMULAS,
    *people.FORMULAS,
    *counts.FORMULAS,
    *shown.FORMULAS,
    *intervals.FORMULAS,
    *back.FORMULAS,
    *shortcuts.FORMULAS,
)


def checked(place: int, effort: float) -> Checked:
    """The formula at a place, held against its simulation: a task that can go to a worker."""
    return EVERY[place].check(effort)
