"""The toy sweep killed at random points, and resumed: ``python -m tests.experiments.sweep.kills 50``.

Five kills a folder, each before, inside or after the write of a part; then it goes on to its end, and has to hold
the bytes of one that nobody disturbed. Exit code 1 where it does not.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from experiments.sweep import parts

from .toys import SHORT_S, content, run, toy


def main(many: int) -> int:
    """So many kills."""
    parts.PART_S = SHORT_S
    chance, unlike = Random(1), 0
    with tempfile.TemporaryDirectory(prefix="gallab-kills-") as place:
        run(toy(), Path(place) / "whole")
        whole = content(Path(place) / "whole")
        for kill in range(many):
            folder = Path(place) / f"sweep-{kill // 5}"
            when, nth = chance.choice(("before", "inside", "after")), str(chance.randrange(1, 4))
            command = [sys.executable, "-m", "tests.experiments.sweep.killed", str(folder), when, nth]
            subprocess.run(command, check=False)
            if kill % 5 == 4 or kill == many - 1:
                run(toy(), folder, resume=True)
                unlike += content(folder) != whole
                print(f"{kill + 1} of {many} kills, {unlike} folders unlike", flush=True)
    return min(1, unlike)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 50))
