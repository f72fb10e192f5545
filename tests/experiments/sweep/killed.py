"""A toy sweep that kills itself: ``python -m tests.experiments.sweep.killed FOLDER WHEN NTH``.

WHEN is before, inside or after the write of the NTH part that it computes.
"""

import os
import signal
import sys
from pathlib import Path

from experiments import files
from experiments.sweep import ledger, parts
from sim.files import file_part

from .toys import SHORT_S, run, toy


def main(folder: str, when: str, nth: int) -> None:
    """Go on with the sweep in a folder, and die."""
    written = 0

    def fatal(path: Path, content: bytes) -> None:
        nonlocal written
        written += 1
        if written == nth and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        if written == nth and when == "inside":
            # As far as the disk got: under the name that a part has while it is written.
            with file_part(path) as half:
                half.write_bytes(content[: len(content) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
        whole(path, content)
        if written == nth and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    whole = files.write_bytes
    ledger.write_bytes = fatal  # type: ignore[attr-defined]
    parts.PART_S = SHORT_S
    run(toy(), Path(folder), resume=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
