"""All of it, or what is named: ``python -m tests.experiments.breaking [WRITER | PLACE | DISTURBANCE ...]``.

A line a run on standard output; exit code 1 where one ended as it should not.
"""

import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from .ended import ended, entries, is_part, wrong_with_refusal
from .interrupted import SIGNALS, interrupted, two_at_once, unbroken, without_reader
from .places import PLACES
from .writers import WRITERS, Writer

DISTURBANCES: Final = (*(signal.Signals(number).name for number in SIGNALS), "two", "reader")
REPEATS: Final = 2
"""How often each signal is sent, each time somewhere else."""


def main(names: list[str]) -> int:
    """Every writer in every place, and disturbed in every way."""
    # In the background a shell has it ignored, and so would be whatever is started here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    writers = [name for name in WRITERS if name in names] or list(WRITERS)
    ways = [name for name in (*PLACES, *DISTURBANCES) if name in names] or [*PLACES, *DISTURBANCES]
    bad = many = 0
    with tempfile.TemporaryDirectory(prefix="gallab-breaking-") as folder:
        logs, here = Path(folder) / "logs", Path(folder) / "here"
        made = ended(WRITERS["run logs"].arguments(str(logs), logs), Path(folder))
        assert made.code == 0, made.err
        for writer in writers:
            for way, wrong in _tried(WRITERS[writer], ways, here, logs):
                many += 1
                bad += bool(wrong)
                print(f"{'WRONG' if wrong else 'ok':6}{writer:14}{way}", *wrong, sep="\n      ", flush=True)
    print(f"{many} runs, {bad} ended as they should not")
    return min(1, bad)


Check = Callable[[], Iterator[str]]


def _tried(writer: Writer, ways: list[str], here: Path, logs: Path) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with a writer, way by way."""
    for way, check in _checks(writer, ways, here, logs):
        here.mkdir()
        try:
            yield way, list(check())
        finally:
            shutil.rmtree(here)


def _checks(writer: Writer, ways: list[str], here: Path, logs: Path) -> Iterator[tuple[str, Check]]:
    yield from ((way, partial(_refused, writer, way, here, logs)) for way in ways if way in PLACES)
    disturbed = [way for way in ways if way in DISTURBANCES]
    if not disturbed:
        return
    here.mkdir()
    whole = unbroken(writer, here, logs)
    here.rmdir()
    for way in disturbed:
        if way == "two":
            yield way, partial(two_at_once, writer, whole, here, logs)
        elif way == "reader":
            yield way, partial(without_reader, writer, whole, here, logs)
        else:
            for nth in range(REPEATS):
                seed = f"{writer.line} {way} {nth}"
                yield way, partial(interrupted, writer, whole, signal.Signals[way], here, logs, seed)


def _refused(writer: Writer, place: str, here: Path, logs: Path) -> Iterator[str]:
    with PLACES[place](here, writer) as typed:
        before = entries(here)
        of = ended(writer.arguments(typed, logs), here)
        after = entries(here)
    if of.code == 0 and place == "small disk":
        # It was large enough.
        return
    wrong = list(wrong_with_refusal(of))
    yield from [*wrong, of.err] if wrong else []
    for name in sorted(before.keys() - after.keys()):
        yield f"lost {name}"
    for name in sorted(after.keys() - before.keys()):
        if not writer.keeps_parts or is_part(name):
            yield f"left {name}"
    for name in sorted(before.keys() & after.keys()):
        if before[name] != after[name]:
            yield f"changed {name}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
