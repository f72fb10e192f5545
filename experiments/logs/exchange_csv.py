"""Lines of Exchange's own logs, HttpProxy and MapiHttp: comma-separated under a ``#Fields:`` line of their own.

Which of the two it is, is told by the fields alone. Field names: microsoft/CSS-Exchange, FindFrontEndActivity;
ExchangeLogReport.
"""

import csv
from typing import Final

from .broken import BrokenLineError, Wrong
from .request import Log, Request, Service, service_of, user_of
from .stamps import iso
from .w3c import MILLISECOND, Parse, operation_of

HTTP_PROXY: Final = ("DateTime", "UrlStem", "AuthenticatedUser", "HttpStatus")
MAPI_HTTP: Final = ("DateTime", "RequestType", "HttpStatusCode", "SessionCookie")
ADDRESS_BOOK: Final = frozenset(
    ("bind", "unbind", "queryrows", "getspecialtable", "getmatches", "resolvenames", "dntomid", "getprops",
     "seekentries", "updatestat", "resortrestriction", "comparemids", "querycolumns", "resolvenamesw")
)  # fmt: skip
"""Request types of the address book ([MS-OXCMAPIHTTP] 2.2.5); all others are the mailbox's."""


def parser(header: str) -> Parse:
    """What reads the lines below a ``#Fields:`` line.

    Raises:
        BrokenLineError: it is neither of the two.
    """
    fields = [name.strip() for name in header.split(",")]
    place = {name: at for at, name in enumerate(fields)}
    if all(name in place for name in HTTP_PROXY):
        return _http_proxy(place, len(fields))
    if all(name in place for name in MAPI_HTTP):
        return _mapi_http(place, len(fields))
    raise BrokenLineError(Wrong.HEADER)


def _http_proxy(place: dict[str, int], many: int) -> Parse:
    stamp, stem, user, status = (place[name] for name in HTTP_PROXY)
    action, query, sent, took, client = (
        place.get(name, -1)
        for name in ("ProtocolAction", "UrlQuery", "ResponseBytes", "TotalRequestTime", "ClientIpAddress")
    )

    def parse(line: str, file: int, number: int) -> Request:
        values = _values(line, many)
        path = values[stem].lower()
        service = service_of(path)
        asked = values[action].lower() if action >= 0 else ""
        if not asked:
            asked = operation_of(service, path, values[query] if query >= 0 else "")
        return Request(
            _stamp(values[stamp]),
            _number(values, took) * MILLISECOND,
            user_of(values[user]),
            service,
            asked,
            path,
            _number(values, status),
            _number(values, sent, -1),
            False,
            "",
            values[client] if client >= 0 else "",
            Log.HTTP_PROXY,
            file,
            number,
        )

    return parse


def _mapi_http(place: dict[str, int], many: int) -> Parse:
    stamp, kind, status, cookie = (place[name] for name in MAPI_HTTP)
    took, user, client = (
        place.get(name, -1) for name in ("TotalRequestLatency", "AuthenticatedUserEmail", "ClientIP")
    )
    if user < 0:
        user = place.get("UPN", -1)

    def parse(line: str, file: int, number: int) -> Request:
        values = _values(line, many)
        asked = values[kind].lower()
        path = "/mapi/nspi/" if asked in ADDRESS_BOOK else "/mapi/emsmdb/"
        return Request(
            _stamp(values[stamp]),
            _number(values, took) * MILLISECOND,
            user_of(values[user]) if user >= 0 else "",
            Service.MAPI,
            asked,
            path,
            _number(values, status),
            -1,
            False,
            values[cookie],
            values[client] if client >= 0 else "",
            Log.MAPI_HTTP,
            file,
            number,
        )

    return parse


def _values(line: str, many: int) -> list[str]:
    # Most lines have no quotation mark, and need no parser.
    if '"' in line:
        try:
            (values,) = csv.reader((line,), strict=True)
        except (csv.Error, ValueError) as error:
            raise BrokenLineError(Wrong.FIELDS) from error
    else:
        values = line.split(",")
    if len(values) != many:
        raise BrokenLineError(Wrong.FIELDS)
    return values


def _stamp(text: str) -> int:
    try:
        return iso(text)
    except (ValueError, IndexError) as error:
        raise BrokenLineError(Wrong.STAMP) from error


def _number(values: list[str], at: int, otherwise: int = 0) -> int:
    if at < 0 or not values[at]:
        return otherwise
    text = values[at]
    if not text.isdecimal():
        text = text.partition(".")[0]
    if not text.isdecimal() or len(text) > 18:
        raise BrokenLineError(Wrong.NUMBER)
    return int(text)
