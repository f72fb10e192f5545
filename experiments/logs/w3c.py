"""Lines of IIS in the W3C format, whose fields are named in the file and may change in the middle of it.

A value's spaces are written as plus signs, what is empty as a dash, times are UTC in whole seconds.
Source: W3C working draft "Extended Log File Format"; Microsoft, "W3C Extended Log File Format" (IIS 6 and later).
"""

from collections.abc import Callable, Sequence
from typing import Final

from .broken import BrokenLineError, Wrong
from .request import Log, Request, Service, service_of, user_of
from .stamps import date_and_time

REQUIRED: Final = ("date", "time", "cs-uri-stem", "cs-username", "sc-status")
HUNG_UP: Final = frozenset(("64", "121", "1236", "995"))
"""The system's codes of a connection that the client's side ended, or that timed out."""
MILLISECOND: Final = 1_000
_ASKED_BY: Final = {Service.EAS: "&cmd=", Service.OWA: "&action="}
"""How a query says what is asked."""

Parse = Callable[[str, int, int], Request]
"""A line, the number of its file and its own, into a request."""


def parser(header: str) -> Parse:
    """What reads the lines below a ``#Fields:`` line.

    Raises:
        BrokenLineError: a field is missing that is needed.
    """
    fields = header.split()
    if any(name not in fields for name in REQUIRED):
        raise BrokenLineError(Wrong.HEADER)
    many = len(fields)
    place = {name: at for at, name in enumerate(fields)}
    date, time, stem, user, status = (place[name] for name in REQUIRED)
    query, sent, took, win32, client = (
        place.get(name, -1) for name in ("cs-uri-query", "sc-bytes", "time-taken", "sc-win32-status", "c-ip")
    )

    def parse(line: str, file: int, number: int) -> Request:
        values = line.split(" ")
        if len(values) != many:
            raise BrokenLineError(Wrong.FIELDS)
        try:
            end = date_and_time(values[date], values[time])
        except (ValueError, IndexError) as error:
            raise BrokenLineError(Wrong.STAMP) from error
        path = values[stem].lower()
        service = service_of(path)
        return Request(
            end,
            _number(values, took) * MILLISECOND,
            user_of(values[user]),
            service,
            operation_of(service, path, values[query] if query >= 0 else ""),
            path,
            _number(values, status),
            _number(values, sent, -1),
            win32 >= 0 and values[win32] in HUNG_UP,
            "",
            values[client] if client >= 0 else "",
            Log.W3C,
            file,
            number,
        )

    return parse


def _number(values: Sequence[str], at: int, otherwise: int = 0) -> int:
    if at < 0 or values[at] == "-":
        return otherwise
    text = values[at]
    if not text.isdecimal() or len(text) > 18:
        raise BrokenLineError(Wrong.NUMBER)
    return int(text)


def operation_of(service: Service, path: str, query: str) -> str:
    """What was asked, as far as path and query tell.

    >>> operation_of(Service.EAS, "/x", "Cmd=Search&User=a"), operation_of(Service.MAPI, "/mapi/nspi/", "MailboxId=x")
    ('search', 'nspi')
    """
    if service is Service.OAB:
        return path.rpartition("/")[2]
    if service is Service.MAPI:
        return path.strip("/").rpartition("/")[2]
    if service in _ASKED_BY:
        name = _ASKED_BY[service]
        lowered = "&" + query.lower().lstrip("?")
        at = lowered.find(name)
        if at >= 0:
            return lowered[at + len(name) :].partition("&")[0]
    return ""
