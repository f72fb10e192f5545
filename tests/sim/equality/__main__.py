"""Both engines on as many cases as one likes, two processes at once: ``python -m tests.sim.equality 10000``.

Progress goes to standard error; the census and every difference to standard output. Exit code 1 where the
engines differ. A second number is where to begin: other shards, other cases. In place of numbers, FILE.json
is one case, as a difference tells it.
"""

import multiprocessing
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from .cases import Case
from .census import table
from .examples import SHARD, compared, told

PROCESSES: Final = 2


def main(examples: int, first: int) -> int:
    """So many cases from a shard on; 1 where the engines differ in one."""
    census: Counter[str] = Counter()
    differences: list[str] = []
    shards = range(first, first + max(1, examples // SHARD))
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        for found, different in pool.imap_unordered(told, shards):
            census += found
            differences += different
            so_far = f"\r{census['cases']} of {len(shards) * SHARD} cases, {len(differences)} differ"
            print(so_far, end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(f"{census['cases']:7} cases\n{table(census)}")
    print(f"{len(differences)} differ", *sorted(differences, key=len), sep="\n")
    return min(1, len(differences))


def replayed(path: Path) -> int:
    """One case again."""
    difference = compared(Case.of(path.read_text(encoding="utf-8")), Counter())
    print(difference or "both engines say the same")
    return int(difference is not None)


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1].endswith(".json"):
        sys.exit(replayed(Path(sys.argv[1])))
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 300, int(sys.argv[2]) if sys.argv[2:] else 0))
