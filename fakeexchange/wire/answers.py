"""HTTP answers that more than one service gives."""

from typing import Final

from flask import Response

from ..visibility import NOWHERE
from .logon import Foreign, LoggedOn, Logon, Turned, Unknown

XML: Final = "text/xml; charset=utf-8"
"""Exactly so: a client that knows only Exchange ignores every other body."""
RETRY_AFTER_S: Final = 30


def soap_answer(text: str, status: int = 200) -> Response:
    """An envelope, or any other XML."""
    return Response(text, status, content_type=XML)


def unauthorized(who: Unknown) -> Response:
    """401, with what may be tried."""
    answer = Response("401 Unauthorized\n", 401, content_type="text/plain; charset=utf-8")
    for offer in who.offers:
        answer.headers.add("WWW-Authenticate", offer)
    return answer


def refusal(logon: Logon) -> Response:
    """The answer to a logon that was not served, where the service has no words of its own for it."""
    match logon:
        case Unknown():
            return unauthorized(logon)
        case Turned(refused=refused) if refused.reason not in NOWHERE:
            return unavailable()
        case Turned() | Foreign() | LoggedOn():
            return forbidden()


def not_found() -> Response:
    """404: there is no such file."""
    return Response("404 Not Found\n", 404, content_type="text/plain; charset=utf-8")


def forbidden() -> Response:
    """403: this is not for whoever asks."""
    return Response("403 Forbidden\n", 403, content_type="text/plain; charset=utf-8")


def unavailable() -> Response:
    """503: the gate is closed, or the mailbox is on its way."""
    answer = Response("503 Service Unavailable\n", 503, content_type="text/plain; charset=utf-8")
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer
