"""One sweep in a folder at a time: a lock of the operating system, which goes with the process that holds it.

The folder itself is locked, so nothing is left in it, and nothing has to be cleared after a process was killed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder that exists.

    Raises:
        InputError: another sweep holds it.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(
                "--out", f"{folder}: another sweep is running in it; expected its end, or another name"
            ) from error
        yield
    finally:
        os.close(handle)
