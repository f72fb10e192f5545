"""Lines that cannot be read: counted by what is wrong with them, the first ones listed, none of them fatal."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

LISTED: Final = 20
"""So many broken lines are told one by one."""
SHOWN: Final = 80
"""Characters of a line that are shown."""


class Wrong(StrEnum):
    """What is wrong with a line."""

    NO_FIELDS = "no #Fields line before it"
    FIELDS = "another number of fields than its header names"
    STAMP = "no date and time"
    NUMBER = "no number where one belongs"
    ENDLESS = "cut off: the file ends in the middle of it"
    LONG = "longer than any line that a server writes"
    GZIP = "the compressed file breaks off or is damaged"
    HEADER = "a #Fields line without what is needed"


class BrokenLineError(Exception):
    """A line cannot be read."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(str(wrong))
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Broken:
    """One such line.

    Attributes:
        file: as it is called.
        line: of that file, from 1.
        wrong: with it.
        text: how it begins.
    """

    file: str
    line: int
    wrong: Wrong
    text: str


@dataclass
class BrokenLines:
    """All such lines of a reading."""

    counts: Counter[Wrong] = field(default_factory=Counter)
    listed: list[Broken] = field(default_factory=list)

    def note(self, file: str, line: int, wrong: Wrong, text: str) -> None:
        """One more."""
        self.counts[wrong] += 1
        if len(self.listed) < LISTED:
            self.listed.append(Broken(file, line, wrong, text[:SHOWN]))

    @property
    def total(self) -> int:
        """How many there were."""
        return sum(self.counts.values())
