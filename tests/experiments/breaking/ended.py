"""How a command ended, and what is wrong with that."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

GALLAB: Final = (sys.executable, "-m", "experiments")
MOST_S: Final = 600
ENDLESS: Final = 124
"""The code of a command that had to be ended."""
_INSIDES: Final = re.compile(r'Traceback|File "|Exception|Error\b|Errno|<frozen|\bNone\b|Warning')
_PART: Final = re.compile(r"(^|/)(\.[^/]+)?\.part-[0-9a-f]{8}(/|$)")
PROGRESS: Final = re.compile(
    r"\d+ of \d+ .* done(,.*)?|\d+ tenants.*|gallab: .* keeps what has been computed; .*"
)
"""A line on standard error that says how far it is."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended.

    Attributes:
        code: what the process returned; negative: of which signal it died.
        out: standard output.
        err: standard error.
    """

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Standard error without progress."""
        return [line for line in self.err.splitlines() if line.strip() and not PROGRESS.fullmatch(line)]


def ended(arguments: list[str], cwd: Path) -> Ended:
    """Run a command to its end."""
    try:
        done = subprocess.run(
            [*GALLAB, *arguments], cwd=cwd, capture_output=True, text=True, timeout=MOST_S, check=False
        )
    except subprocess.TimeoutExpired:
        return Ended(ENDLESS, "", f"not ended after {MOST_S} s")
    return Ended(done.returncode, done.stdout, done.stderr)


def wrong_with_refusal(of: Ended) -> Iterator[str]:
    """What is wrong with a command that could not do what it was asked."""
    if of.code != 2:
        yield f"code {of.code}"
    if len(of.lines) != 1 or not of.lines[0].startswith("gallab: "):
        yield f"{len(of.lines)} lines"
    if found := insides(of.err):
        yield f"tells of its insides: {found}"


def insides(text: str) -> str | None:
    """A word in a text that nobody should read."""
    found = _INSIDES.search(text)
    return found and found[0]


def is_part(name: str) -> bool:
    """Whether a path is of a file or folder that was being written."""
    return _PART.search(name) is not None


def entries(folder: Path) -> dict[str, bytes | None]:
    """What is in a folder and below, by path: the bytes of a file, None of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }
