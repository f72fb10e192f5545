"""So many spoiled files of each kind: ``python -m tests.experiments.readers 2000 [KIND ...]``.

Exit code 1 where one ends otherwise than read or refused in one line.
"""

import sys
import tempfile
from pathlib import Path

from .documents import DOCUMENTS
from .fuzz import counted


def main(many: int, names: list[str]) -> int:
    """Counts, kind by kind, and whatever is wrong."""
    bad = 0
    with tempfile.TemporaryDirectory(prefix="gallab-readers-") as folder:
        for name in names or DOCUMENTS:
            count, wrong = counted(name, range(many), Path(folder))
            bad += len(wrong)
            print(
                f"{name}: {sum(count.values())} files, {dict(count.most_common())}",
                *wrong[:5],
                sep="\n",
                flush=True,
            )
            for left in Path(folder).iterdir():
                left.unlink()
    print(f"{bad} ended as they should not")
    return min(1, bad)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 2000, sys.argv[2:]))
