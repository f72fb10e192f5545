"""The one door to the compiler: what passes it keeps its type, and never computes with relaxed floats.

Equality of engines rests on it: without ``fastmath`` the compiler neither reorders a sum nor fuses a
product into it, so a compiled line gives the bits that the same line gives elsewhere.
"""

import hashlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar, cast

from .errors import InputError

try:
    import numba
except ModuleNotFoundError:
    raise  # the command line says what to install
except ImportError as error:
    raise InputError(
        "numba", f"cannot be loaded on this machine: {error}; expected Numba 0.68 or newer"
    ) from error

if numba.config.DISABLE_JIT:
    raise InputError(
        "NUMBA_DISABLE_JIT", "is set; expected it unset: the laboratory runs compiled code alone"
    )

CompilerError: type[Exception] = numba.core.errors.NumbaError
"""What the compiler raises where it cannot compile."""

F = TypeVar("F", bound=Callable[..., object])

_KEPT_FOR_S: Final = 86_400
"""Another version's compiled code is removed when it is so old: nobody runs it any more."""


def cache_for(package: Path, *parts: str) -> Path | None:
    """A folder for compiled code that bears the digest of all sources it may come from; None: nowhere to write.

    Numba looks at a function's own file alone: after a change in a function that it calls, stale code would run.

    Args:
        package: where the sources are.
        parts: those of its packages that they are in, besides itself.
    """
    digest = hashlib.sha256()
    for source in sorted(s for part in (".", *parts) for s in (package / part).glob("*.py")):
        digest.update(str(source.relative_to(package)).encode() + b"\0" + source.read_bytes())
    for home in (package / "__pycache__", Path("~/.cache/gallab").expanduser()):
        folder = home / f"compiled-{digest.hexdigest()[:16]}"
        try:
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                _sweep(home)
            (folder / "writable").touch()
        except OSError:
            continue
        return folder
    return None


def _sweep(home: Path) -> None:
    for old in home.glob("compiled-*"):
        if time.time() - old.stat().st_mtime > _KEPT_FOR_S:
            shutil.rmtree(old, ignore_errors=True)


_HERE: Final = Path(__file__).parent
_FOLDER: Final = cache_for(_HERE, "kernel")
_FOLDER_OF_CHANCES: Final = cache_for(_HERE, "kernel", "chances")
"""Nothing in the kernel calls what tells chances: a change there leaves it as it is."""


def compiled(function: F) -> F:
    """The same function, compiled when it is first called, and cached under the sources' digest."""
    return _compiled(function)


def beside(function: F) -> F:
    """The same, and other threads go on beside it."""
    return _compiled(function, nogil=True)


def inner(function: F) -> F:
    """The same, for compiled code alone to call: to let Python call it too is more work than the function itself."""
    return _compiled(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def lean(function: F) -> F:
    """The same, without counting references: three times as fast, but it may make no array or list of its own."""
    return _compiled(function, _nrt=False)


def unlocked(function: F) -> F:
    """The same as ``lean``, and other threads go on beside it."""
    return _compiled(function, _nrt=False, nogil=True)


def inlined(function: F) -> F:
    """The same, and made part of each compiled function that calls it: many arguments cost more than a short body."""
    return _compiled(function, forceinline=True, _nrt=False)


def _compiled(function: F, **options: bool) -> F:
    folder = _FOLDER_OF_CHANCES if ".chances" in function.__module__ else _FOLDER
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder or "")
    try:
        return cast(F, numba.njit(cache=folder is not None, **options)(function))
    finally:
        numba.config.CACHE_DIR = before
