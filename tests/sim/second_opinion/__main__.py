"""Ask Spin about procedures drawn at random, and say where the explorer says something else.

python -m tests.sim.second_opinion 100
"""

import sys
from random import Random

from .agreement import agree
from .drawn import drawn


def main(number: int, seed: int = 1) -> int:
    """So many procedures: a line where the two differ, and how many leak; 1 where any differs."""
    chance = Random(seed)
    leaking = differing = 0
    for k in range(number):
        found = agree(drawn(chance), stops=k % 2)
        leaking += found.spin.leaks
        if found.difference:
            differing += 1
            print(found.difference, flush=True)
    print(f"{number} procedures, {leaking} leak, {number - leaking} do not; {differing} told otherwise")
    return min(differing, 1)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
