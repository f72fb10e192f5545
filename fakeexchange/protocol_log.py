"""What the servers log of requests, in Exchange's own files and fields, and nothing that they would not log.

Two files know of a request: the front end's HttpProxy log and the web server's W3C log; of one by MAPI a third does,
the mailbox server's MapiHttp log. All have bytes, none has rows: whoever wants to know what was received must infer
it. Names of fields are those of Exchange's logs and of IIS; times are UTC. A log begins with its own header, so a
reader never needs another file.
"""

import csv
import io
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TextIO

# fmt: off
HTTP_PROXY: Final = (
    "DateTime", "RequestId", "MajorVersion", "MinorVersion", "BuildVersion", "RevisionVersion",
    "ClientRequestId", "Protocol", "UrlHost", "UrlStem", "ProtocolAction", "AuthenticationType",
    "IsAuthenticated", "AuthenticatedUser", "Organization", "AnchorMailbox", "UserAgent", "ClientIpAddress",
    "ServerHostName", "HttpStatus", "BackEndStatus", "ErrorCode", "Method", "ProxyAction", "TargetServer",
    "TargetServerVersion", "RoutingType", "RoutingHint", "BackEndCookie", "RequestBytes", "ResponseBytes",
    "TotalRequestTime", "UrlQuery", "GenericInfo", "GenericErrors",
)
W3C: Final = (
    "date", "time", "s-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "s-port", "cs-username", "c-ip",
    "cs(User-Agent)", "sc-status", "sc-substatus", "sc-win32-status", "sc-bytes", "cs-bytes", "time-taken",
)
MAPI_HTTP: Final = (
    "DateTime", "RequestId", "RequestType", "HttpStatusCode", "ResponseCode", "TotalRequestLatency",
    "MajorVersion", "MinorVersion", "BuildVersion", "RevisionVersion", "AuthenticatedUserEmail", "UPN",
    "MailboxId", "ClientIP", "SourceCafeServer", "SessionCookie", "SequenceCookie", "ClientSoftware",
    "ClientSoftwareVersion", "ClientMode", "AuthenticationType", "OperationSpecific", "GenericInfo",
    "GenericErrors",
)
# fmt: on
HUNG_UP: Final = 64
"""The web server's status where the client was gone before its answer was whole (ERROR_NETNAME_DELETED)."""
MOST_OPEN: Final = 64
"""Files that stay open at a time."""
KEPT: Final = 200
"""Lines that are kept to be looked at without the files."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request and its answer, as the servers saw them.

    Attributes:
        number: counts requests, from 1.
        at: the instant of its arrival.
        took_us: until it was answered.
        protocol: the front end's name of the service: Ews, Oab, Autodiscover.
        method: of HTTP.
        host: as the client called the server.
        stem: the path.
        query: what stood behind it.
        action: the operation; empty where the service has none.
        mechanism: Basic or NTLM; empty: nobody had logged on.
        user: who it was; empty likewise.
        organisation: the user's accepted domain.
        anchor: the mailbox that the client named.
        agent: the client's own name.
        client: its address.
        status: of HTTP.
        target: the server behind; empty: the front end answered by itself.
        version: of that server, four numbers.
        controller: the domain controller that was asked; empty: none.
        request_bytes: in its body.
        response_bytes: in the answer's.
        error: why it was refused; empty: it was not.
        win32: the web server's own status: 0, or HUNG_UP.
    """

    number: int
    at: int
    took_us: int
    protocol: str
    method: str
    host: str
    stem: str
    query: str
    action: str
    mechanism: str
    user: str
    organisation: str
    anchor: str
    agent: str
    client: str
    status: int
    target: str
    version: tuple[int, int, int, int]
    controller: str
    request_bytes: int
    response_bytes: int
    error: str
    win32: int = 0


@dataclass(frozen=True, slots=True)
class MapiCall:
    """What the mailbox server knows of a request by MAPI over HTTP beside that.

    Attributes:
        kind: Connect, Bind, QueryRows ...
        mailbox: the mailbox's identity.
        mode: Cached or Online.
        cookie: counts sessions.
        sequence: counts the session's requests.
    """

    kind: str
    mailbox: str
    mode: str
    cookie: int
    sequence: int


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
        self._epoch = epoch - timedelta(microseconds=slow_us)
        self._server = server
        self._files = files or LogFiles()
        self._folder = folder
        self._paths: dict[str, Path] = {}
        self._writing = threading.Lock()
        self.last: deque[dict[str, str]] = deque(maxlen=KEPT)
        """The last lines of the front end's log, field by field."""

    def note(self, request: HttpRequest) -> None:
        """Write a request into both files."""
        at = self._stamp(request)
        proxy = dict(zip(HTTP_PROXY, _http_proxy(request, at, self._server), strict=True))
        name = f"HttpProxy_{at:%Y%m%d%H}-1.LOG"
        with self._writing:
            self.last.append(proxy)
            self._append(
                f"HttpProxy/{request.protocol}/{name}",
                lambda: (
                    f"#Software: Microsoft Exchange Server\n#Version: 15.01.0396.030\n#Log-type: HttpProxy Logs\n"
                    f"#Date: {at:%Y-%m-%dT%H:%M:%S.000Z}\n#Fields: {','.join(HTTP_PROXY)}\n"
                ),
                _csv(proxy.values()),
            )
        self.note_web(request)

    def note_web(self, request: HttpRequest) -> None:
        """Write a request into the web server's file alone: what came before Exchange 2013 has no front end's log."""
        at = self._stamp(request)
        with self._writing:
            self._append(
                f"W3SVC1/u_ex{at:%y%m%d}.log",
                lambda: (
                    f"#Software: Microsoft Internet Information Services 8.5\n#Version: 1.0\n"
                    f"#Date: {at:%Y-%m-%d %H:%M:%S}\n#Fields: {' '.join(W3C)}\n"
                ),
                " ".join(map(_web, _w3c(request, at))) + "\n",
            )

    def note_mapi(self, request: HttpRequest, call: MapiCall) -> None:
        """Write a request by MAPI over HTTP into those files and into the mailbox server's: of bytes, not of rows."""
        self.note(request)
        at = self._stamp(request)
        with self._writing:
            self._append(
                f"MapiHttp/Mailbox/MapiHttp_{at:%Y%m%d%H}-1.LOG",
                lambda: (
                    f"#Software: Microsoft Exchange Server\n#Version: 15.01.0396.030\n#Log-type: MapiHttp Logs\n"
                    f"#Date: {at:%Y-%m-%dT%H:%M:%S.000Z}\n#Fields: {','.join(MAPI_HTTP)}\n"
                ),
                _csv(_mapi_http(request, call, at, self._server)),
            )

    def _stamp(self, request: HttpRequest) -> datetime:
        return self._epoch + timedelta(microseconds=request.at + request.took_us)

    def _append(self, name: str, head: Callable[[], str], line: str) -> None:
        # Of a hundred thousand lines a path a line would be a fifth of the cost.
        path = self._paths.get(name) or self._paths.setdefault(name, self._folder / name)
        self._files.append(path, head, line)


class LogFiles:
    """Files that lines are put at the end of, each in one piece: whoever reads meanwhile finds whole lines."""

    def append(self, path: Path, head: Callable[[], str], line: str) -> None:
        """Put a line at the end of a file; a new one begins with its head."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            line = head() + line
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(line)


class OpenLogFiles(LogFiles):
    """The same for many lines that come in order: the files that were written to last stay open."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, TextIO] = OrderedDict()

    def append(self, path: Path, head: Callable[[], str], line: str) -> None:
        """Put a line at the end of a file; a new one begins with its head."""
        file = self._open.get(path)
        if file is None:
            if len(self._open) == MOST_OPEN:
                self._open.popitem(last=False)[1].close()
            is_new = not path.exists()
            path.parent.mkdir(parents=True, exist_ok=True)
            file = self._open[path] = path.open("a", encoding="utf-8", newline="")
            if is_new:
                file.write(head())
        self._open.move_to_end(path)
        file.write(line)

    def close(self) -> None:
        """All of them are whole."""
        while self._open:
            self._open.popitem()[1].close()


def _http_proxy(request: HttpRequest, at: datetime, server: str) -> list[str]:
    major, minor, build, revision = map(str, request.version)
    found = bool(request.user)
    backend = str(request.status) if request.target else ""
    return [
        f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
        f"{request.number:032x}",
        major,
        minor,
        build,
        revision,
        "",
        request.protocol,
        request.host,
        request.stem,
        request.action,
        request.mechanism,
        str(found),
        request.user,
        request.organisation,
        f"Sid~{request.anchor}" if request.anchor else "",
        request.agent,
        request.client,
        server,
        str(request.status),
        backend,
        request.error,
        request.method,
        "Proxy" if request.target else "None",
        request.target,
        f"{major}.{minor}.{build}.{revision}" if request.target else "",
        "IntraForest" if request.target else "",
        "WindowsIdentity" if found else "",
        "",
        str(request.request_bytes),
        str(request.response_bytes),
        str(request.took_us // 1000),
        f"?{request.query}" if request.query else "",
        _asked_of(request.controller),
        request.error,
    ]


def _asked_of(controller: str) -> str:
    """How often each controller was asked, by its host name, as the front end counts it.

    >>> _asked_of("dc1")
    'I32:ADS.C[dc1]=1'
    """
    return f"I32:ADS.C[{controller}]=1" if controller else ""


def _mapi_http(request: HttpRequest, call: MapiCall, at: datetime, server: str) -> list[str]:
    return [
        f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
        f"{request.number:032x}",
        call.kind,
        str(request.status),
        "0",
        str(request.took_us // 1000),
        *map(str, request.version),
        request.user,
        request.user,
        call.mailbox,
        request.client,
        server,
        f"MapiContext={call.cookie:08x}",
        f"MapiSequence={call.sequence}",
        "OUTLOOK.EXE",
        "16.0.17928",
        call.mode,
        request.mechanism,
        "",
        _asked_of(request.controller),
        request.error,
    ]


def _w3c(request: HttpRequest, at: datetime) -> list[str]:
    return [
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M:%S}",
        "127.0.0.1",
        request.method,
        request.stem,
        request.query,
        "443",
        request.user,
        request.client,
        request.agent,
        str(request.status),
        "0",
        str(request.win32),
        str(request.response_bytes),
        str(request.request_bytes),
        str(request.took_us // 1000),
    ]


def _csv(values: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()


def _web(value: str) -> str:
    """A value of the W3C log: spaces are plus signs, and what is empty is a dash.

    >>> _web("DavMail Gateway/6.0"), _web("")
    ('DavMail+Gateway/6.0', '-')
    """
    return "+".join(value.split()) or "-"
