"""As many campaigns of safe procedures as one likes: ``python -m tests.sim.explorer 1000``.

Each counts where ovh-2016 exposes somebody under the same scenario and seed. Exit code 1 where one that cannot leak
exposes somebody.
"""

import sys
from collections import Counter
from itertools import count

from .campaigns import compared


def main(wanted: int) -> int:
    """At least so many campaigns that count, and what came of them."""
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for shard in count():
        found, of_shard = compared(range(shard, shard + 1))
        counted += found
        wrong += of_shard
        so_far = f"\r{sum(counted.values())} of {wanted} campaigns, {len(wrong)} expose somebody"
        print(so_far, end="", file=sys.stderr, flush=True)
        if sum(counted.values()) >= wanted:
            break
    print(file=sys.stderr)
    print(*(f"{number:7} {name}" for name, number in counted.most_common()), *wrong, sep="\n")
    return min(1, len(wrong))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 1000))
