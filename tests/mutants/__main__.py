"""Apply each planted bug to a copy of the tree, run the tests meant for it, and say which were caught.

A patch's first lines name its bug and its tests. Only a failed assertion is a catch: a test that cannot be
collected, or that ends in another error, has not looked at the bug. Toys are played uncompiled: of a minute
that the kernel takes to compile they need a second. For other tests, copies lie at fixed paths and keep the time
stamps of the originals, so compiled code is found again.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .uncompiled import uncompile

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGES = ("sim", "fakeexchange", "experiments", "tests", "docs")
FILES = ("pyproject.toml", "README.md", "CHANGELOG.md", "Makefile")
TOYS = "tests/sim/toys"
"""Tests that are played uncompiled."""
LANES = 2
"""Patches tried at a time, each lane in a copy of its own."""
CAUGHT = re.compile(r"^E\s+(assert|AssertionError|Failed)", re.MULTILINE)
FAILED = re.compile(r"^FAILED \S*?([^/\s]+::\S+)", re.MULTILINE)


def main(names: list[str]) -> int:
    """Every patch, or those named, one line each: the verdict, the patch, the test; 1 where one survives."""
    if not names and _run(fresh_copy(0), TOYS).returncode:
        print("without any bug a toy fails uncompiled: expected all to pass")
        return 1
    patches = [patch for patch in sorted(HERE.glob("*.patch")) if not names or patch.stem in names]
    with ThreadPoolExecutor(LANES) as pool:
        lanes = [pool.submit(_try_all, patches[lane::LANES], lane) for lane in range(LANES)]
    survivors = sum(lane.result() for lane in lanes)
    print(f"{len(patches)} tried, {survivors} survived")
    return min(survivors, 1)


def _try_all(patches: list[Path], lane: int) -> int:
    survivors = 0
    for patch in patches:
        verdict, test = try_patch(patch, lane)
        survivors += verdict != "caught"
        print(f"{verdict:9} {patch.stem:40} {test}", flush=True)
    return survivors


def try_patch(patch: Path, lane: int = 0) -> tuple[str, str]:
    """What became of one bug, and the test that failed first."""
    text = patch.read_text(encoding="utf-8")
    (tests,) = re.findall(r"^# tests: (.*)$", text, flags=re.MULTILINE)
    copy = fresh_copy(lane)
    # Without a repository of its own the copy would be looked for in one that lies around it.
    apart = {**os.environ, "GIT_CEILING_DIRECTORIES": str(copy.parent)}
    applied = subprocess.run(
        ["git", "apply", "-"], cwd=copy, env=apart, input=text, text=True, capture_output=True, check=False
    )
    if applied.returncode:
        return "unapplied", ""
    for path in re.findall(r"^\+\+\+ b/(.*)$", text, flags=re.MULTILINE):
        # Tried a second time, the bug is found compiled.
        os.utime(copy / path, (patch.stat().st_mtime,) * 2)
    done = _run(copy, tests)
    if done.returncode == 0:
        return "SURVIVED", ""
    verdict = "caught" if done.returncode == 1 and CAUGHT.search(done.stdout) else "crashed"
    return verdict, " ".join(FAILED.findall(done.stdout))


def _run(copy: Path, tests: str) -> subprocess.CompletedProcess[str]:
    if tests.startswith(TOYS):
        uncompile(copy)
    # The copy's packages come first on the path, before those that are installed.
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests.split()]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)


def fresh_copy(lane: int) -> Path:
    """The tree as it is, at a path of its own; what was compiled there before is kept."""
    # Of each checkout its own: two that are tried at once would report each other's bugs.
    checkout = zlib.crc32(os.fsencode(ROOT))
    home = Path(tempfile.gettempdir()) / f"gallab-mutants-{os.getuid()}-{checkout:08x}"
    copy, kept = home / f"tree-{lane}", home / f"kept-{lane}"
    cache = copy / "sim" / "__pycache__"
    if cache.exists():
        shutil.rmtree(kept, ignore_errors=True)
        cache.rename(kept)
        # Two bugs in one file may look alike to Python: the same size, the same time stamp.
        for module in kept.glob("*.pyc"):
            module.unlink()
    shutil.rmtree(copy, ignore_errors=True)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy2(ROOT / file, copy)
    if kept.exists():
        kept.rename(cache)
    return copy


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
