"""Files that are there whole or not at all: a temporary name, then a rename."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError


def write_bytes(path: Path, content: bytes) -> None:
    """A file, in one piece."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


def write_text(path: Path, text: str) -> None:
    """A text file, in one piece."""
    write_bytes(path, text.encode())


def refuse_taken(path: Path, mark: str) -> None:
    """Refuse the name of a folder that belongs to something else.

    Raises:
        InputError: there is something with that name, not empty, and without the mark.
    """
    if path.exists() and not (path / mark).is_file() and (not path.is_dir() or any(path.iterdir())):
        raise InputError("--out", f"{path}: expected a new name, an empty folder or an older results folder")


@contextmanager
def part_of(folder: Path, asked_by: str) -> Iterator[Path]:
    """An empty folder beside another one, to be filled before it, or what is in it, is renamed; gone afterwards.

    Args:
        folder: the other one, which need not be there.
        asked_by: the option or command that names it, for the error.

    Raises:
        InputError: it cannot be made.
    """
    # A name such as "." says where it is only in full; beside it, a rename stays within one file system.
    whole = folder.absolute()
    part = whole.with_name(f".{whole.name}.part-{os.getpid()}")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.mkdir()
    except OSError as error:
        raise InputError(asked_by, f"{folder}: {error.strerror}") from error
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def new_folder(path: Path, mark: str) -> Iterator[Path]:
    """A folder to fill, which takes its name when it is complete; an older one with the same mark gives way.

    Raises:
        InputError: the name belongs to something that is not a results folder, or cannot be written.
    """
    refuse_taken(path, mark)
    with part_of(path, "--out") as part:
        yield part
        if path.exists():
            aside = path.with_name(f".{path.name}.old-{os.getpid()}")
            path.rename(aside)
            part.rename(path)
            shutil.rmtree(aside)
        else:
            part.rename(path)


@contextmanager
def fresh_folder(path: Path, option: str) -> Iterator[Path]:
    """A folder to fill, which takes its name when it is complete; nothing may have had it.

    Args:
        path: the folder.
        option: that names it, for the error.

    Raises:
        InputError: the name is taken, or cannot be written.
    """
    refuse_used(path, option)
    with part_of(path, option) as part:
        yield part
        if path.exists():
            path.rmdir()
        part.rename(path)


def refuse_used(path: Path, option: str) -> None:
    """Refuse the name of anything but an empty folder.

    Raises:
        InputError: it has one.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise InputError(option, f"{path}: expected a new name or an empty folder")
