"""Spin, from Debian: a model in, whether it leaks and how many steps its shortest trail has out."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .promela import Model

_DEPTH = re.compile(r"assertion violated .*\(at depth (\d+)\)")
_SEARCHED = re.compile(r"^State-vector .* errors: ([01])$", re.MULTILINE)


@dataclass(frozen=True)
class Opinion:
    """What Spin says of a model.

    Attributes:
        leaks: some trail ends in a leak.
        length: transitions of the shortest one; None: there is none.
    """

    leaks: bool
    length: int | None


def opinion(model: Model, folder: Path) -> Opinion:
    """Check one model breadth first, in a folder of its own.

    Raises:
        RuntimeError: Spin has not searched everything, and found nothing.
    """
    (folder / "model.pml").write_text(model.text, encoding="utf-8")
    # Every trail is looked at: a reduction keeps verdicts, not the shortest trail.
    build = ("gcc", "-O0", "-w", "-DBFS", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c")
    for command in (("spin", "-a", "model.pml"), build):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    said = subprocess.run(("./pan", "-w16"), cwd=folder, check=True, capture_output=True, text=True).stdout
    depth = _DEPTH.search(said)
    searched = _SEARCHED.search(said)
    if searched is None or "max search depth too small" in said or (searched[1] == "1") != bool(depth):
        raise RuntimeError(said)
    # The last transition, in which the client asks, starts at that depth.
    return Opinion(bool(depth), int(depth[1]) + 1 if depth else None)
