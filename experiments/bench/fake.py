"""A fake Exchange for a test, from the import to the first answer, against half a second by the clock.

Ours is a whole process: interpreter, import, two tenants, a server that listens, one mailbox that asks. It ends
without stopping the server: a test waits for that at its end, not at its start.
"""

import subprocess
import sys
import time
from typing import Final

from .ratio import Direction, Goal, Measured, Row
from .trial import Stopwatch, Trial

HALF_A_SECOND: Final = 0.5
TIMES: Final = 2
"""So many times as many repetitions: they are short, and vary."""
STARTS: Final = """
import os
from fakeexchange.testing import exchange_server
with exchange_server() as server:
    assert [row.address for row in server.client("ann@acme.example").resolve("bob")] == ["bob@acme.example"]
    os._exit(0)
"""


def measure(trial: Trial) -> Measured:
    """A fake, half a second, a fake, half a second."""

    def ours(watch: Stopwatch) -> None:
        with watch:
            subprocess.run([sys.executable, "-c", STARTS], check=True)

    def theirs(watch: Stopwatch) -> None:
        with watch:
            time.sleep(HALF_A_SECOND)

    # Files that are read once are read from memory then.
    trial.timed(ours)
    pairs = tuple((trial.timed(ours), trial.timed(theirs)) for _ in range(TIMES * trial.repeats))
    return Measured(pairs, "two tenants, a server on a free port, one query; files in the system's cache")


ROW = Row(
    "fake-start",
    "exchange_server(), a whole process up to its first answer",
    "half a second",
    Goal(Direction.WITHIN, 1, 0.6),
    measure,
    is_scaled=False,
)
