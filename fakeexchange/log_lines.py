"""One line of each protocol log: its fields, and how a request is written into them.

Names of fields are those of Exchange's logs and of IIS; times are UTC. All have bytes, none has rows.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

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


class HttpRequest(NamedTuple):
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


class MapiCall(NamedTuple):
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


class Second(NamedTuple):
    """A second of UTC, in the ways in which lines and names of files have it."""

    date: str
    time: str
    hour: str
    """Of the name of a file an hour."""
    day: str
    """Of the name of a file a day."""


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4096)
def second_of(second: int) -> Second:
    """A second since 1970.

    >>> second_of(1_461_016_800)
    Second(date='2016-04-18', time='22:00:00', hour='2016041822', day='160418')
    """
    at = _EPOCH + timedelta(seconds=second)
    return Second(f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", f"{at:%Y%m%d%H}", f"{at:%y%m%d}")


def since_1970(at: datetime) -> int:
    """An instant in microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def http_proxy(request: HttpRequest, at: int, server: str) -> tuple[str, ...]:
    """A request in the front end's log, field by field; ``at`` in microseconds since 1970."""
    version, found, status = _version(request.version), bool(request.user), str(request.status)
    is_sent_on = bool(request.target)
    return (
        stamp(at),
        f"{request.number:032x}",
        *version,
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
        status,
        status if is_sent_on else "",
        request.error,
        request.method,
        "Proxy" if is_sent_on else "None",
        request.target,
        ".".join(version) if is_sent_on else "",
        "IntraForest" if is_sent_on else "",
        "WindowsIdentity" if found else "",
        "",
        str(request.request_bytes),
        str(request.response_bytes),
        str(request.took_us // 1000),
        f"?{request.query}" if request.query else "",
        _asked_of(request.controller),
        request.error,
    )


def mapi_http(request: HttpRequest, call: MapiCall, at: int, server: str) -> tuple[str, ...]:
    """A request by MAPI over HTTP in the mailbox server's log, likewise."""
    return (
        stamp(at),
        f"{request.number:032x}",
        call.kind,
        str(request.status),
        "0",
        str(request.took_us // 1000),
        *_version(request.version),
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
    )


def w3c(request: HttpRequest, at: int) -> str:
    """A request as a line of the web server's log, which knows seconds."""
    second = second_of(at // 1_000_000)
    return (
        f"{second.date} {second.time} 127.0.0.1 {web(request.method)} {web(request.stem)} {web(request.query)} 443 "
        f"{web(request.user)} {web(request.client)} {web(request.agent)} {request.status} 0 {request.win32} "
        f"{request.response_bytes} {request.request_bytes} {request.took_us // 1000}\n"
    )


def csv_line(values: Sequence[str]) -> str:
    r"""A line of CSV.

    >>> csv_line(["a", "b"]), csv_line(["a,b", "c"])
    ('a,b\n', '"a,b",c\n')
    """
    line = ",".join(values)
    # Hardly any line has something to quote, and a writer for each is dear.
    if line.count(",") == len(values) - 1 and not any(c in line for c in '"\r\n'):
        return line + "\n"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()


def stamp(at: int) -> str:
    """An instant since 1970 as Exchange's logs have it.

    >>> stamp(1_461_016_800_123_456)
    '2016-04-18T22:00:00.123Z'
    """
    second = second_of(at // 1_000_000)
    return f"{second.date}T{second.time}.{at // 1000 % 1000:03}Z"


@lru_cache(maxsize=16)
def _version(version: tuple[int, int, int, int]) -> tuple[str, ...]:
    return tuple(map(str, version))


@lru_cache(maxsize=4096)
def web(value: str) -> str:
    """A value of the web server's log: spaces are plus signs, and what is empty is a dash.

    >>> web("DavMail Gateway/6.0"), web("")
    ('DavMail+Gateway/6.0', '-')
    """
    return "+".join(value.split()) or "-"


def _asked_of(controller: str) -> str:
    """How often each controller was asked, by its host name, as the front end counts it.

    >>> _asked_of("dc1")
    'I32:ADS.C[dc1]=1'
    """
    return f"I32:ADS.C[{controller}]=1" if controller else ""
