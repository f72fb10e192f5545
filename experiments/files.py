"""Files and folders that are there whole or not at all: another name, then a rename."""

import errno
import glob
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sim.errors import InputError
from sim.files import clear, file_part, held

_OF_THE_PLACE: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
"""Errors of the place that is written to, whatever is written there."""
_TAKEN: Final = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}
"""Errors of a rename to a name that something has."""


def write_bytes(path: Path, content: bytes) -> None:
    """A file, in one piece.

    Raises:
        OSError: it cannot be written; bears its name.
    """
    with file_part(path) as part:
        part.write_bytes(content)


def write_text(path: Path, text: str) -> None:
    """A text file, in one piece."""
    write_bytes(path, text.encode())


def refuse_file(option: str, path: Path, *suffixes: str) -> None:
    """Refuse the name of a file that could not be written in the end, before anything is computed.

    Args:
        option: that names it, for the error.
        path: the file; an older one gives way.
        suffixes: it has to end in one of these; none: in whatever it likes.

    Raises:
        InputError: another suffix, no such folder, a folder of that name, or a place that cannot be written.
    """
    if (suffixes and path.suffix not in suffixes) or not path.parent.is_dir() or path.is_dir():
        ending = f", ending in {' or '.join(suffixes)}" if suffixes else ""
        raise InputError(option, f"{path}: expected the name of a file in a folder that exists{ending}")
    clear(path.parent, path.name)
    try:
        with held(path.parent, path.name, is_folder=False):
            pass
    except OSError as error:
        raise InputError(option, f"{path}: {error.strerror}") from error


def refuse_taken(path: Path, mark: str) -> None:
    """Refuse the name of a folder that belongs to something else, or that could not be written in the end.

    Raises:
        InputError: there is something with that name, not empty, and without the mark; or it cannot be made.
    """
    mend(path)
    if path.exists() and not (path / mark).is_file() and not _is_empty(path):
        raise InputError("--out", f"{path}: expected a new name, an empty folder or an older results folder")
    with part_of(path, "--out"):
        pass


def refuse_used(path: Path, option: str) -> None:
    """Refuse the name of anything but an empty folder.

    Raises:
        InputError: it has one.
    """
    mend(path)
    if path.exists() and not _is_empty(path):
        raise InputError(option, f"{path}: expected a new name or an empty folder")


@contextmanager
def part_of(folder: Path, asked_by: str) -> Iterator[Path]:
    """An empty folder, to be filled before another one, or what is in it, is renamed; gone afterwards.

    Args:
        folder: the other one, which need not be there.
        asked_by: the option or command that names it, for the error.

    Raises:
        InputError: it cannot be made, or there is no room for what is written into it.
    """
    whole = _whole(folder)
    home, name = (whole, "") if _keeps_its_place(whole) else (whole.parent, whole.name)
    new = [parent for parent in (home, *home.parents) if not parent.exists()]
    try:
        home.mkdir(parents=True, exist_ok=True)
        with held(home, name, is_folder=True) as part:
            yield part
    except OSError as error:
        if error.errno not in _OF_THE_PLACE and home.is_dir() and os.access(home, os.W_OK):
            raise
        raise InputError(asked_by, f"{folder}: {error.strerror}") from error
    finally:
        for parent in new:
            # With something in it by now, it stays.
            with suppress(OSError):
                parent.rmdir()


@contextmanager
def new_folder(path: Path, mark: str) -> Iterator[Path]:
    """A folder to fill, which takes its name when it is complete; an older one with the same mark gives way.

    Raises:
        InputError: the name belongs to something that is not a results folder, or cannot be written.
    """
    refuse_taken(path, mark)
    with part_of(path, "--out") as part:
        yield part
        whole = _whole(path)
        if part.parent == whole:
            (whole / mark).unlink(missing_ok=True)
            move_into(part, whole, last=mark)
        else:
            _take(part, whole, mark)


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
        settle(part, path, option)


def settle(part: Path, path: Path, option: str) -> None:
    """Let a part that is complete take the name of its folder, which is empty or not there.

    Raises:
        InputError: something else has taken it in the meantime.
    """
    whole = _whole(path)
    if part.parent == whole:
        move_into(part, whole)
        return
    try:
        part.rename(whole)
    except OSError as error:
        if error.errno not in _TAKEN:
            raise
        raise InputError(option, f"{path}: expected a new name or an empty folder") from error


def move_into(part: Path, folder: Path, last: str = "") -> None:
    """Everything in a part into a folder, where what has the same name gives way; one file after all others."""
    for path in sorted(part.iterdir(), key=lambda path: path.name == last):
        there = folder / path.name
        if there.is_dir():
            shutil.rmtree(there)
        path.replace(there)


def _take(part: Path, whole: Path, mark: str) -> None:
    """Let a part take a name, as often as somebody else takes it meanwhile: whoever ends last has it."""
    while True:
        try:
            part.rename(whole)
            return
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
        if not (whole / mark).is_file():
            raise InputError(
                "--out", f"{whole}: expected no other use of it meanwhile; there is no {mark} in it any more"
            )
        aside = whole.with_name(f".{whole.name}.old-{secrets.token_hex(4)}")
        try:
            with suppress(FileNotFoundError):
                whole.rename(aside)
            part.rename(whole)
            return
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
        finally:
            _give_back(aside, whole)


def _give_back(aside: Path, whole: Path) -> None:
    """What gave way to nothing takes its name again; what gave way to something is gone."""
    if not whole.exists():
        with suppress(FileNotFoundError):
            aside.rename(whole)
    else:
        shutil.rmtree(aside, ignore_errors=True)


def mend(path: Path) -> None:
    """Put right what a process left that was killed: its parts, and what was giving way to it."""
    whole = _whole(path)
    for aside in whole.parent.glob(f".{glob.escape(whole.name)}.old-{'[0-9a-f]' * 8}"):
        _give_back(aside, whole)
    clear(whole.parent, whole.name)
    clear(whole, "")


def _whole(folder: Path) -> Path:
    """A folder in full, behind links: "." and ".." have no name to lie beside, and a link stays one."""
    return Path(os.path.realpath(folder))


def _keeps_its_place(whole: Path) -> bool:
    """Whether a folder cannot be renamed: another disk, where somebody stands, or all that may be written to."""
    return whole.is_dir() and (
        whole.is_mount() or whole == Path.cwd() or not os.access(whole.parent, os.W_OK)
    )


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
