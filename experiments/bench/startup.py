"""The command line against an interpreter that does nothing: both as whole processes."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from .ratio import Direction, Goal, Measured, Row
from .trial import Stopwatch, Trial

TIMES: Final = 4
"""So many times as many repetitions: they are short, and vary."""


def command() -> list[str]:
    """The command as it is installed beside this interpreter, or else its module."""
    installed = Path(sys.executable).with_name("gallab")
    return [str(installed)] if installed.is_file() else [sys.executable, "-m", "experiments"]


def measure(trial: Trial) -> Measured:
    """Help, nothing, help, nothing."""

    def ours(watch: Stopwatch) -> None:
        with watch:
            _run([*command(), "--help"])

    def theirs(watch: Stopwatch) -> None:
        with watch:
            _run([sys.executable, "-c", "pass"])

    # Files that are read once are read from memory then.
    trial.timed(ours)
    trial.timed(theirs)
    pairs = tuple((trial.timed(ours), trial.timed(theirs)) for _ in range(TIMES * trial.repeats))
    return Measured(
        pairs, f"{' '.join([Path(command()[0]).name, *command()[1:]])}, files in the system's cache"
    )


def _run(arguments: list[str]) -> None:
    subprocess.run(arguments, stdout=subprocess.DEVNULL, check=True)


ROW = Row(
    "help",
    "gallab --help, a whole process",
    "python -c pass, a whole process of the same interpreter",
    Goal(Direction.WITHIN, 8, 5),
    measure,
    is_scaled=False,
)
