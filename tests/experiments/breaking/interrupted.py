"""Commands that are interrupted and begun again, two at once, and those whose reader goes away."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .ended import GALLAB, MOST_S, Ended, ended, entries, insides, is_part
from .writers import Writer

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
NAME: Final = "out"


@dataclass(frozen=True, slots=True)
class Unbroken:
    """What a writer writes when nobody disturbs it.

    Attributes:
        entries: see ``ended.entries``, of the folder around its place.
        took_s: seconds.
    """

    entries: dict[str, bytes | None]
    took_s: float


def unbroken(writer: Writer, here: Path, logs: Path) -> Unbroken:
    """Run a writer to its end, and take away what it wrote."""
    began = time.monotonic()
    of = ended(writer.arguments(NAME + writer.suffix, logs), here)
    took_s = time.monotonic() - began
    assert of.code == 0, of.err
    found = entries(here)
    subprocess.run(["rm", "-r", str(here / (NAME + writer.suffix))], check=True)
    return Unbroken(found, took_s)


def interrupted(writer: Writer, whole: Unbroken, by: int, here: Path, logs: Path, seed: str) -> Iterator[str]:
    """What is wrong with a writer that is interrupted somewhere, and then begun again.

    Args:
        writer: the command.
        whole: what it writes.
        by: the signal, to all its processes as a terminal sends it; the last to its first one alone.
        here: an empty folder.
        logs: for it to read.
        seed: names where.
    """
    arguments = writer.arguments(NAME + writer.suffix, logs)
    with _started(arguments, here) as running:
        while running.poll() is None and not _listens(running.pid):
            time.sleep(0.01)
        time.sleep(random.Random(seed).random() * whole.took_s)
        if by == signal.SIGINT:
            os.killpg(running.pid, by)
        else:
            running.send_signal(by)
        out, err = running.communicate(timeout=MOST_S)
    of = Ended(running.returncode, out, err)
    left = entries(here)
    # On its way out a process has no handlers any more; whatever it wrote is whole.
    is_done = left == whole.entries
    # A process that ends by SIGINT, as Python's own do at times, is told as 130 by a shell.
    if of.code not in (0, 130, -signal.SIGINT) and not (of.code == -by and (is_done or by == signal.SIGKILL)):
        yield f"code {of.code} after signal {by}: {of.err}"
    if found := insides(of.err):
        yield f"tells of its insides after signal {by}: {found}: {of.err}"
    if not is_done and not writer.keeps_parts:
        for name in left:
            if by != signal.SIGKILL or not is_part(name):
                yield f"left {name} after signal {by}"
    of = ended([*arguments, *(writer.again if left else ())], here)
    if of.code != 0 and not (is_done and of.code == 2):
        yield f"code {of.code} when begun again: {of.err}"
    yield from unlike(whole.entries, entries(here))


def two_at_once(writer: Writer, whole: Unbroken, here: Path, logs: Path) -> Iterator[str]:
    """What is wrong with two that write into one place: one may be refused, and what is there is one's whole."""
    arguments = writer.arguments(NAME + writer.suffix, logs)
    with _started(arguments, here) as one, _started(arguments, here) as other:
        both = [
            Ended(each.returncode, out, err)
            for each, (out, err) in ((each, each.communicate(timeout=MOST_S)) for each in (one, other))
        ]
    if sorted(each.code for each in both) not in ([0, 0], [0, 2]):
        yield f"codes {[each.code for each in both]}: {[each.err for each in both]}"
    for each in both:
        if insides(each.err) or len(each.lines) > 1:
            yield f"tells of its insides: {each.err}"
    yield from unlike(whole.entries, entries(here))


def without_reader(writer: Writer, whole: Unbroken, here: Path, logs: Path) -> Iterator[str]:
    """What is wrong with one whose standard output is closed at once, full, or not there: it writes all the same."""
    arguments = [*GALLAB, *writer.arguments(NAME + writer.suffix, logs)]
    for redirected, code in (("| true; exit ${PIPESTATUS[0]}", 141), (">/dev/full", 2), (">&-", 0)):
        done = subprocess.run(
            ["bash", "-c", f'"$@" {redirected}', "bash", *arguments],
            cwd=here, capture_output=True, text=True, timeout=MOST_S, check=False,
        )  # fmt: skip
        of = Ended(done.returncode, done.stdout, done.stderr)
        if of.code != code:
            yield f"{redirected}: code {of.code}: {of.err}"
        if insides(of.err) or of.lines != (
            ["gallab: standard output: No space left on device"] if code == 2 else []
        ):
            yield f"{redirected}: {of.err}"
        yield from (f"{redirected}: {each}" for each in unlike(whole.entries, entries(here)))
        if writer.keeps_parts or writer.line.startswith(("init", "run ovh-2016 --tenants 60 --window")):
            subprocess.run(["rm", "-r", str(here / (NAME + writer.suffix))], check=True)


def unlike(expected: dict[str, bytes | None], found: dict[str, bytes | None]) -> Iterator[str]:
    """How what is there differs from what ought to be."""
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield f"lacks {name}"
        elif name not in expected:
            yield f"left {name}"
        elif expected[name] != found[name]:
            yield f"other bytes in {name}"


def _listens(process: int) -> bool:
    """Whether a process has got as far as to hear that it is told to stop: its command line has begun."""
    with suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
        caught = int(status.partition("SigCgt:")[2].split()[0], 16)
        return bool(caught >> (signal.SIGTERM - 1) & 1)
    return False


def _started(arguments: list[str], here: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*GALLAB, *arguments], cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
