"""One line of an operator's journal: a step on a tenant, when it began and ended, and what was reported."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..words import NEVER


class Reported(StrEnum):
    """What the operator was told of a step."""

    DONE = "done"
    """It reported success, truly or not."""
    FAILED = "failed"
    """It was given up; the tenant stays as it is, or is rolled back by the lines that follow."""
    SKIPPED = "skipped"
    """It was given up, and the tenant goes on without it."""
    UNDONE = "undone"
    """It was taken back: the line is about the backout of the step."""
    RUNNING = "running"
    """It had not ended when the journal was written."""


MEND: Final = "mend"
"""In place of a verb: a tenant left behind was found, its policy assigned everywhere and its gate opened, by hand."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step on one tenant, or on one mailbox of it.

    Attributes:
        tenant: its number, from 0.
        verb: of the step; MEND where it is none.
        start: microseconds since 00:00 of the campaign's first day.
        end: likewise; NEVER while it runs.
        outcome: what was reported.
        step: its place in the procedure, from 1; None: not said, or of no step.
        mailbox: the number, from 0, of the only mailbox it was about; None: it was about the tenant.
        batch: the tenant's batch, from 0; None: not said.
    """

    tenant: int
    verb: str
    start: int
    end: int = NEVER
    outcome: Reported = Reported.RUNNING
    step: int | None = None
    mailbox: int | None = None
    batch: int | None = None


REQUIRED: Final = ("tenant", "verb", "start", "end", "outcome")
"""Columns that every journal has."""
COLUMNS: Final = ("tenant", "mailbox", "batch", "step", "verb", "start", "end", "outcome")
"""Columns as they are written, in order; those that are not required may be missing, or empty."""
