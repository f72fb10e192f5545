"""A request before the application looks at it: its path in one case, its body read whole, within bounds.

The body is read before anything is answered: on a connection that is kept alive the next request begins behind it.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_BODY: Final = 1 << 20
"""Bytes of a request that are read at most."""
IN_ANY_CASE: Final = ("/ews/", "/autodiscover/", "/oab/")
"""Paths that Exchange takes in capitals or not."""
BAD: Final = "400 Bad Request"
TOO_LARGE: Final = "413 Request Entity Too Large"


class Bounded:
    """An application whose requests have been read."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Read a request, and hand it on or refuse it."""
        folded = environ.get("PATH_INFO", "").lower()
        if folded.startswith(IN_ANY_CASE):
            environ["PATH_INFO"] = folded
        body = _body(environ)
        if isinstance(body, str):
            text = f"{body}\n".encode()
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text)))]
            start_response(body, headers)
            return [text]
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
        return self._app(environ, start_response)


def _body(environ: "WSGIEnvironment") -> bytes | str:
    """The body of a request; or the status that refuses it."""
    told = environ.get("CONTENT_LENGTH") or "0"
    if not (told.isascii() and told.isdigit()):
        return BAD
    is_chunked = environ.get("wsgi.input_terminated", False)
    if int(told) > LARGEST_BODY:
        return TOO_LARGE
    try:
        body: bytes = environ["wsgi.input"].read(LARGEST_BODY + 1 if is_chunked else int(told))
    except (ValueError, EOFError):
        # A chunk whose size is no number, or that does not end where it should.
        return BAD
    if len(body) > LARGEST_BODY:
        return TOO_LARGE
    return body if is_chunked or len(body) == int(told) else BAD
