"""All requests of a folder of logs, one after the other, and what the reading came to."""

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from . import exchange_csv, w3c
from .broken import BrokenLineError, BrokenLines, Wrong
from .coverage import HOUR, Coverage
from .found import LogFile, log_files
from .request import Log, Request
from .w3c import Parse

LONGEST: Final = 1 << 16
"""Bytes of the longest line that is read: IIS cuts a query at 16 KiB, Exchange a field at less."""
TOLD: Final = 20
"""So often a reading tells how far it is."""
FIELDS: Final = b"#Fields:"


@dataclass
class Reading:
    """A folder of logs, while it is read and afterwards.

    Attributes:
        files: all of them; a request knows its own by its place here.
        lines: read so far, headers left out.
        bytes_read: so far, unpacked.
        seconds: it has taken so far.
        anonymous: requests without a user among them.
        broken: lines that could not be read.
        coverage: which hours were covered.
    """

    files: list[LogFile]
    lines: int = 0
    bytes_read: int = 0
    seconds: float = 0.0
    anonymous: int = 0
    broken: BrokenLines = field(default_factory=BrokenLines)
    coverage: Coverage = field(default_factory=Coverage)
    logs: set[tuple[str, Log]] = field(default_factory=set)
    """Which servers have which logs."""

    @classmethod
    def of(cls, folder: Path) -> "Reading":
        """The logs below a folder, unread.

        Raises:
            InputError: there are none.
        """
        return cls(log_files(folder))

    @property
    def servers(self) -> list[str]:
        """The servers that have logs here."""
        return sorted({file.server for file in self.files})

    @property
    def megabytes_a_second(self) -> float:
        """How fast it went, unpacked."""
        return self.bytes_read / 1e6 / self.seconds if self.seconds else 0.0

    def requests(
        self,
        told: Callable[[int, int], None] = lambda done, of: None,
        now: Callable[[], float] = time.perf_counter,
    ) -> Iterator[Request]:
        """Every request of every file, in the order of the files; broken lines are noted and left out.

        Args:
            told: is called with files done and files in all.
            now: seconds, by any clock.
        """
        began = now()
        for number, file in enumerate(self.files):
            if number % max(1, len(self.files) // TOLD) == 0:
                told(number, len(self.files))
            yield from self._of(number, file)
            self.seconds = now() - began
        told(len(self.files), len(self.files))

    def raw(self, file: int, line: int) -> str:
        """The line that a finding leads back to, as the server wrote it."""
        with self.files[file].open() as lines:
            for number, raw in enumerate(lines, 1):
                if number == line:
                    return raw.decode("utf-8", "replace").rstrip("\r\n")
        raise KeyError(f"{self.files[file].name} has no line {line}")

    def _of(self, number: int, file: LogFile) -> Iterator[Request]:
        parse: Parse | None = None
        counts: dict[int, int] = {}
        at = 0
        try:
            with file.open() as lines:
                while raw := lines.readline(LONGEST):
                    at += 1
                    self.bytes_read += len(raw)
                    if raw.startswith(b"#"):
                        if raw.startswith(FIELDS):
                            parse = self._parser(raw, file, at)
                        continue
                    if not raw.endswith(b"\n"):
                        if len(raw) == LONGEST:
                            self._pass_over(lines, file, at, raw)
                            continue
                        text = raw.decode("utf-8", "replace").rstrip("\r")
                        is_cut = True
                    else:
                        text, is_cut = raw.decode("utf-8", "replace").rstrip("\r\n"), False
                    if not text:
                        continue
                    self.lines += 1
                    request = self._request(parse, text, number, file, at, is_cut)
                    if request is None:
                        continue
                    if not request.user:
                        self.anonymous += 1
                    if not counts:
                        self.logs.add((file.server, request.log))
                        counts = self.coverage.hours_of(file.server, request.log)
                    hour = request.end // HOUR
                    counts[hour] = counts.get(hour, 0) + 1
                    yield request
        except (EOFError, zlib.error, OSError) as error:
            self.broken.note(file.name, at + 1, Wrong.GZIP, str(error))

    def _request(
        self, parse: Parse | None, text: str, number: int, file: LogFile, at: int, is_cut: bool
    ) -> Request | None:
        if parse is None:
            self.broken.note(file.name, at, Wrong.NO_FIELDS, text)
            return None
        try:
            return parse(text, number, at)
        except BrokenLineError as error:
            self.broken.note(file.name, at, Wrong.ENDLESS if is_cut else error.wrong, text)
            return None

    def _parser(self, raw: bytes, file: LogFile, at: int) -> Parse | None:
        header = raw.decode("utf-8", "replace")[len(FIELDS) :].strip()
        try:
            return exchange_csv.parser(header) if "," in header else w3c.parser(header)
        except BrokenLineError as error:
            self.broken.note(file.name, at, error.wrong, header)
            return None

    def _pass_over(self, lines: object, file: LogFile, at: int, raw: bytes) -> None:
        """The rest of a line that is too long."""
        self.lines += 1
        self.broken.note(file.name, at, Wrong.LONG, raw[:200].decode("utf-8", "replace"))
        while rest := lines.readline(LONGEST):  # type: ignore[attr-defined]
            self.bytes_read += len(rest)
            if rest.endswith(b"\n"):
                return
