"""What is right: the questions of a dossier with their answers, as `forensics` reads them from its own lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from sim.units import SECOND
from sim.words import NEVER

from ..forensics.findings import Findings
from ..forensics.tenant_case import Received
from .campaign import Campaign
from .extract import Trails
from .plots import Plot


class Reads(StrEnum):
    """How an answer is held against the key."""

    WORD = "one of the words"
    TENANTS = "numbers of tenants, apart by blanks"
    INSTANT = "UTC, as 2016-04-18T20:51:48Z; a minute off is right"
    NUMBER = "a number; a tenth off is right"


@dataclass(frozen=True, slots=True)
class Question:
    """One.

    Attributes:
        word: by which answers name it.
        asks: it in a sentence.
        reads: how its answer is read.
        points: what it is worth.
    """

    word: str
    asks: str
    reads: Reads
    points: int


QUESTIONS: Final = (
    Question("cause", "What went wrong?", Reads.WORD, 2),
    Question("received", "Which tenants received entries of strangers?", Reads.TENANTS, 4),
    Question(
        "in_vain",
        "Which tenants, of those that connected in their window with Outlook or webmail, received nothing?",
        Reads.TENANTS,
        2,
    ),
    Question("first_received_at", "When had the first of them received the entries whole?", Reads.INSTANT, 1),
    Question(
        "people", "How many different people stood in what all of them together received?", Reads.NUMBER, 1
    ),
)


@dataclass(frozen=True)
class Solved:
    """A dossier with its key.

    Attributes:
        group: from 1.
        plot: what went wrong.
        campaign: the lab's truth.
        trails: tenants that look exposed and are not.
        findings: of the dossier's own lines.
        log_lines: in its files, headers counted.
        words: of its page, everything counted; 0 until it is written.
    """

    group: int
    plot: Plot
    campaign: Campaign
    trails: Trails
    findings: Findings
    log_lines: int
    words: int = 0

    @property
    def answers(self) -> dict[str, str]:
        """The right answer to each question."""
        span = self.findings.span
        assert span is not None
        return {
            "cause": self.plot.cause,
            "received": " ".join(map(str, received(self.findings))),
            "in_vain": " ".join(map(str, in_vain(self.findings))),
            "first_received_at": utc(span[0]),
            "people": str(self.findings.disclosed[0]),
        }


def received(findings: Findings) -> list[int]:
    """Tenants that received, proven or inferred."""
    return sorted(case.tenant for kind in (Received.PROVEN, Received.INFERRED) for case in findings.of(kind))


def in_vain(findings: Findings) -> list[int]:
    """Tenants that connected in their window and received nothing."""
    return [case.tenant for case in findings.of(Received.EXCLUDED) if case.connected_at != NEVER]


def is_as_told(findings: Findings, exposed: Sequence[int], vain: Sequence[int]) -> bool:
    """Do logs and journal tell the truth of the lab, and leave nothing open?"""
    return (
        received(findings) == list(exposed)
        and in_vain(findings) == list(vain)
        and not findings.of(Received.POSSIBLE)
    )


def utc(at: int) -> str:
    """An instant in microseconds since 1970, to the second.

    >>> utc(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(at // SECOND, UTC).isoformat().replace("+00:00", "Z")
