"""The log files below a folder, and the server that each is of.

A server's logs lie in a folder of its own, the first below the one that was named; files that lie in none are of
one server together. Which files are logs is told by their names: ``*.log``, also gzipped.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Final

from sim.errors import InputError

SHARED: Final = frozenset(("httpproxy", "mapihttp", "w3svc1", "w3svc2", "logging", "logfiles", "v15"))
"""Folders that every server has: none of them is a server's name."""
SINGLE: Final = "server"
"""The name of the one server whose logs lie in no folder of its own."""


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file.

    Attributes:
        path: where it lies.
        name: below the folder that was named.
        server: whose it is.
    """

    path: Path
    name: str
    server: str

    @property
    def is_of_exchange(self) -> bool:
        """Does its name say that it is a log of Exchange's own, which there are from 2013 on?"""
        return any(part in self.name.lower() for part in ("httpproxy", "mapihttp"))

    def open(self) -> IO[bytes]:
        """Its bytes, unpacked where they are packed."""
        if self.path.suffix.lower() == ".gz":
            return gzip.open(self.path, "rb")  # type: ignore[return-value]
        return BufferedReader(self.path.open("rb", buffering=0), 1 << 20)


def log_files(folder: Path) -> list[LogFile]:
    """All log files below a folder, by name.

    Raises:
        InputError: no such folder, or none in it.
    """
    if not folder.is_dir():
        raise InputError("--logs", f"{folder}: expected a folder of logs")
    found = [LogFile(path, str(path.relative_to(folder)), _server(path, folder)) for path in _paths(folder)]
    if not found:
        raise InputError("--logs", f"{folder}: there is no log file (*.log, *.log.gz) in it")
    return found


def _paths(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        name = path.name.lower()
        if name.endswith((".log", ".log.gz")) and path.is_file():
            yield path


def _server(path: Path, folder: Path) -> str:
    first = path.relative_to(folder).parts[0]
    return SINGLE if first.lower() in SHARED or first == path.name else first
