"""What the servers log of requests, in Exchange's own files, and nothing that they would not log.

Two files know of a request: the front end's HttpProxy log and the web server's W3C log; of one by MAPI a third does,
the mailbox server's MapiHttp log. Whoever wants to know what was received must infer it. A log begins with its own
header, so a reader never needs another file.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

from .log_lines import (
    HTTP_PROXY,
    MAPI_HTTP,
    W3C,
    HttpRequest,
    MapiCall,
    Second,
    csv_line,
    http_proxy,
    mapi_http,
    second_of,
    since_1970,
    w3c,
)

MOST_OPEN: Final = 64
"""Files that stay open at a time."""
KEPT: Final = 200
"""Lines that are kept to be looked at without the files."""


class ProtocolLog:
    """The log files of one server.

    A line is stamped when its answer has been sent, as Exchange and IIS do; what it took stands beside that.

    Args:
        folder: where they lie.
        epoch: instant 0, in UTC.
        server: its name.
        slow_us: its clock goes behind by so many microseconds.
        files: how lines are put into files.
    """

    def __init__(
        self,
        folder: Path,
        epoch: datetime,
        server: str = "FRONT1",
        slow_us: int = 0,
        files: "LogFiles | None" = None,
    ) -> None:
        self._epoch = since_1970(epoch) - slow_us
        self._server = server
        self._files = files or LogFiles()
        self._folder = folder
        self._writing = threading.Lock()
        self._last: deque[Sequence[str]] = deque(maxlen=KEPT)

    @property
    def last(self) -> list[dict[str, str]]:
        """The last lines of the front end's log, field by field."""
        with self._writing:
            return [dict(zip(HTTP_PROXY, values, strict=True)) for values in self._last]

    def note(self, request: HttpRequest) -> None:
        """Write a request into both files."""
        at = self._stamp(request)
        second = second_of(at // 1_000_000)
        values = http_proxy(request, at, self._server)
        with self._writing:
            self._last.append(values)
            self._append(
                f"HttpProxy/{request.protocol}/HttpProxy_{second.hour}-1.LOG",
                lambda: _exchange_head("HttpProxy", HTTP_PROXY, second),
                csv_line(values),
            )
        self.note_web(request)

    def note_web(self, request: HttpRequest) -> None:
        """Write a request into the web server's file alone: what came before Exchange 2013 has no front end's log."""
        at = self._stamp(request)
        second = second_of(at // 1_000_000)
        with self._writing:
            self._append(f"W3SVC1/u_ex{second.day}.log", lambda: _web_head(second), w3c(request, at))

    def note_mapi(self, request: HttpRequest, call: MapiCall) -> None:
        """Write a request by MAPI over HTTP into those files and into the mailbox server's: of bytes, not of rows."""
        self.note(request)
        at = self._stamp(request)
        second = second_of(at // 1_000_000)
        with self._writing:
            self._append(
                f"MapiHttp/Mailbox/MapiHttp_{second.hour}-1.LOG",
                lambda: _exchange_head("MapiHttp", MAPI_HTTP, second),
                csv_line(mapi_http(request, call, at, self._server)),
            )

    def _stamp(self, request: HttpRequest) -> int:
        """Microseconds since 1970 by the server's own clock."""
        return self._epoch + request.at + request.took_us

    def _append(self, name: str, head: Callable[[], str], line: str) -> None:
        self._files.append(self._folder, name, head, line)


def _exchange_head(kind: str, fields: Sequence[str], second: Second) -> str:
    return (
        f"#Software: Microsoft Exchange Server\n#Version: 15.01.0396.030\n#Log-type: {kind} Logs\n"
        f"#Date: {second.date}T{second.time}.000Z\n#Fields: {','.join(fields)}\n"
    )


def _web_head(second: Second) -> str:
    return (
        f"#Software: Microsoft Internet Information Services 8.5\n#Version: 1.0\n"
        f"#Date: {second.date} {second.time}\n#Fields: {' '.join(W3C)}\n"
    )


class LogFiles:
    """Files that lines are put at the end of, each in one piece: whoever reads meanwhile finds whole lines."""

    def append(self, folder: Path, name: str, head: Callable[[], str], line: str) -> None:
        """Put a line at the end of a file of a folder; a new one begins with its head."""
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            line = head() + line
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(line)


class OpenLogFiles(LogFiles):
    """The same for many lines that come in order: the files that were written to last stay open."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[Path, str], TextIO] = OrderedDict()

    def append(self, folder: Path, name: str, head: Callable[[], str], line: str) -> None:
        """Put a line at the end of a file of a folder; a new one begins with its head."""
        key = folder, name
        file = self._open.get(key)
        if file is None:
            if len(self._open) == MOST_OPEN:
                self._open.popitem(last=False)[1].close()
            path = folder / name
            is_new = not path.exists()
            path.parent.mkdir(parents=True, exist_ok=True)
            file = self._open[key] = path.open("a", encoding="utf-8", newline="")
            if is_new:
                file.write(head())
        self._open.move_to_end(key)
        file.write(line)

    def close(self) -> None:
        """All of them are whole."""
        while self._open:
            self._open.popitem()[1].close()
