"""Apply each planted bug to a copy of the tree, run the tests meant for it, and say which were caught.

A patch's first lines name its bug and its tests. Only a failed assertion is a catch: a test that cannot be
collected, or that ends in another error, has not looked at the bug.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGES = ("sim", "fakeexchange", "experiments", "tests")
CAUGHT = re.compile(r"^E\s+(assert|AssertionError|Failed)", re.MULTILINE)


def main() -> int:
    """Every patch, one line each; 1 where one survives."""
    survivors = 0
    for patch in sorted(HERE.glob("*.patch")):
        verdict = try_patch(patch)
        survivors += verdict != "caught"
        print(f"{verdict:9} {patch.stem}", flush=True)
    print(f"{survivors} survived")
    return min(survivors, 1)


def try_patch(patch: Path) -> str:
    """What became of one bug."""
    text = patch.read_text(encoding="utf-8")
    (tests,) = re.findall(r"^# tests: (.*)$", text, flags=re.MULTILINE)
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for package in PACKAGES:
            shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        applied = subprocess.run(
            ["git", "apply", "-"], cwd=copy, input=text, text=True, capture_output=True, check=False
        )
        if applied.returncode:
            return "unapplied"
        # The copy's packages come first on the path, before those that are installed.
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests.split()]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return "SURVIVED"
    return "caught" if done.returncode == 1 and CAUGHT.search(done.stdout) else "crashed"


if __name__ == "__main__":
    sys.exit(main())
