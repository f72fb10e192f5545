"""Places in which nothing can be written, or not all of it; those that need a file system of their own need root."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Final

from .writers import Writer

SMALL_BYTES: Final = 64 << 10
"""A disk that some files of a results folder fit on, and not all."""
NAME: Final = "out"
Place = Callable[[Path, Writer], AbstractContextManager[str]]
"""Makes a place in an empty folder for a writer; gives what is typed for it."""


@contextmanager
def _mounted(folder: Path, size: int) -> Iterator[Path]:
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@contextmanager
def read_only(folder: Path, writer: Writer) -> Iterator[str]:
    """A folder on a file system that is mounted read-only."""
    with _mounted(folder, SMALL_BYTES) as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield str(disk / (NAME + writer.suffix))


@contextmanager
def small_disk(folder: Path, writer: Writer) -> Iterator[str]:
    """A disk that some files fit on."""
    with _mounted(folder, SMALL_BYTES) as disk:
        yield str(disk / (NAME + writer.suffix))


@contextmanager
def full_disk(folder: Path, writer: Writer) -> Iterator[str]:
    """A disk with no byte left."""
    with _mounted(folder, SMALL_BYTES) as disk:
        with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while filler.write(bytes(512)):
                pass
        yield str(disk / (NAME + writer.suffix))


@contextmanager
def below_a_file(folder: Path, writer: Writer) -> Iterator[str]:
    """A file stands where the folder around it would have to be."""
    (folder / "file").write_text("mine\n", encoding="utf-8")
    yield str(folder / "file" / (NAME + writer.suffix))


@contextmanager
def of_the_other_kind(folder: Path, writer: Writer) -> Iterator[str]:
    """A folder that has something in it in place of a file, a file in place of a folder."""
    place = folder / (NAME + writer.suffix)
    if writer.suffix:
        place.mkdir()
        (place / "mine").write_text("mine\n", encoding="utf-8")
    else:
        place.write_text("mine\n", encoding="utf-8")
    yield str(place)


@contextmanager
def somebody_elses(folder: Path, writer: Writer) -> Iterator[str]:
    """For a folder: one that has something else in it; for a file: one in a folder that is not there."""
    if writer.suffix:
        yield str(folder / "nowhere" / (NAME + writer.suffix))
    else:
        (folder / NAME).mkdir()
        for name in ("mine", "scenario.toml"):
            (folder / NAME / name).write_text("mine\n", encoding="utf-8")
        yield str(folder / NAME)


@contextmanager
def too_long(folder: Path, writer: Writer) -> Iterator[str]:
    """A name longer than a file system takes."""
    yield str(folder / ("n" * 300 + writer.suffix))


PLACES: Final[dict[str, Place]] = {
    "read-only": read_only,
    "full disk": full_disk,
    "small disk": small_disk,
    "below a file": below_a_file,
    "other kind": of_the_other_kind,
    "somebody else's": somebody_elses,
    "too long": too_long,
}
"""By a name to ask for."""
