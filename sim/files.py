"""A file or a folder under another name until it is whole.

That name is locked as long as whoever writes under it lives: what nobody holds was left by a process that was killed,
and ``clear`` takes it away.
"""

import fcntl
import glob
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_TOKEN_BYTES: Final = 4


@contextmanager
def file_part(path: Path) -> Iterator[Path]:
    """A name to write a file under; at the end it takes the file's own, and an older file gives way.

    Raises:
        OSError: it cannot be written; bears the file's own name.
    """
    try:
        with held(path.parent, path.name, is_folder=False) as part:
            yield part
            part.replace(path)
    except OSError as error:
        # Where a disk is full the system names no file; and the other name tells nobody anything.
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


@contextmanager
def held(home: Path, name: str, *, is_folder: bool) -> Iterator[Path]:
    """An empty file or folder, locked; gone afterwards, unless it has another name by then.

    Args:
        home: the folder that it lies in.
        name: what it is a part of; the name of what lies in ``home``, or nothing: of ``home`` itself.
        is_folder: not a file.

    Raises:
        OSError: it cannot be made.
    """
    part, handle = _made(home, name, is_folder)
    try:
        yield part
    finally:
        os.close(handle)
        _remove(part)


def clear(home: Path, name: str) -> None:
    """Take away the parts that processes left which were killed; those of live ones stay.

    Args:
        home: the folder that they lie in.
        name: see ``held``.
    """
    for part in home.glob(glob.escape(_before(name)) + "[0-9a-f]" * 2 * _TOKEN_BYTES):
        with suppress(OSError):
            handle = os.open(part, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(part)
            finally:
                os.close(handle)


def _made(home: Path, name: str, is_folder: bool) -> tuple[Path, int]:
    while True:
        part = home / f"{_before(name)}{secrets.token_hex(_TOKEN_BYTES)}"
        if is_folder:
            part.mkdir()
            handle = os.open(part, os.O_RDONLY)
        else:
            handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        # Where a file system has no locks nothing is ever taken away.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        # Somebody may have taken it for one that was left, before it was locked.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), part.lstat()):
                return part, handle
        os.close(handle)


def _before(name: str) -> str:
    return f".{name}.part-" if name else ".part-"


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.unlink(missing_ok=True)
