"""What the results of a sweep depend on beside the scenario: the code that computes them, and what that runs with.

Its digest is in the name of every part, so that a part of another version is never taken for one of this, and every
worker compares its own with that of the sweep.
"""

import hashlib
import platform
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Final

Fingerprint = Mapping[str, str]
"""By what it is of, such as "numpy": its version."""

_PACKAGES: Final = ("fakeexchange", "sim")
_FILES: Final = ("study/campaigns.py", "sweep/computing.py")
"""Those of this package that decide what is in a part."""


@cache
def fingerprint() -> Fingerprint:
    """That of this process."""
    digest = hashlib.sha256()
    for name, path in _sources():
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return {
        "gallab": version("gallab"),
        "its code": digest.hexdigest()[:12],
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "numba", "llvmlite", "polars")},
        # Logarithms and exponentials are the C library's, of that processor.
        "libc": " ".join(platform.libc_ver()) or "unknown",
        "machine": platform.machine(),
    }


def _sources() -> Iterator[tuple[str, Path]]:
    for package in _PACKAGES:
        root = Path(str(resources.files(package)))
        for path in sorted(root.rglob("*.py")):
            yield f"{package}/{path.relative_to(root).as_posix()}", path
    root = Path(str(resources.files("experiments")))
    yield from ((f"experiments/{name}", root / name) for name in _FILES)
