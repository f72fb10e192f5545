"""Fuzz: ``python -m tests.sim.equality 10000 [SEED]`` tries so many cases on two cores; a FILE.json tries that one.

Progress goes to standard error, the census and every disagreement with its case to standard output.
"""

import gc
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from .cases import Case
from .census import table
from .search import TEN, Found, disagreement, ten

WORKERS = 2


def main(arguments: list[str]) -> int:
    """Exit code 1 where the engines differ."""
    what = arguments[0] if arguments else "10000"
    if what.endswith(".json"):
        difference = disagreement(Case.of(Path(what).read_text(encoding="utf-8")))
        print(difference or "both engines say the same")
        return int(difference is not None)
    first = int(arguments[1]) if len(arguments) > 1 else int(time.time())
    return fuzz(int(what), first)


def fuzz(examples: int, first: int) -> int:
    """So many cases from a seed on; the same seed, the same cases."""
    tens = -(-examples // TEN)
    census: Counter[str] = Counter()
    failures: list[str] = []
    began = time.monotonic()
    print(f"{tens * TEN} cases from seed {first} on", file=sys.stderr)
    with ProcessPoolExecutor(WORKERS, initializer=gc.freeze) as workers:
        for done, found in enumerate(workers.map(ten, range(first, first + tens)), start=1):
            census += found.census
            failures += _told(found)
            spent = time.monotonic() - began
            left = spent / done * (tens - done)
            print(
                f"\r{done * TEN} of {tens * TEN}, {len(failures)} differ, {left / 60:.0f} min left ",
                end="",
                file=sys.stderr,
                flush=True,
            )
    print(file=sys.stderr)
    print(table(census))
    print(*failures, sep="\n\n")
    return int(bool(failures))


def _told(found: Found) -> list[str]:
    if found.failure is None:
        return []
    print(f"\n{found.failure}", file=sys.stderr, flush=True)
    return [found.failure]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
