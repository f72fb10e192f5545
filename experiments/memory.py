"""How much memory this process and those it started hold."""

from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")


def held_bytes() -> int | None:
    """Bytes in memory now, what several share counted for each; None where the system does not tell."""
    try:
        return sum(map(_resident, ["self", *_children("self")]))
    except OSError:
        return None


def _children(process: str) -> Iterator[str]:
    for thread in (_PROC / process / "task").iterdir():
        for child in (thread / "children").read_text(encoding="ascii").split():
            yield child
            yield from _children(child)


def _resident(process: str) -> int:
    try:
        lines = (_PROC / process / "status").read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        # It has ended in the meantime.
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))
