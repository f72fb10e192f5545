"""The application: every service of a served fake behind one WSGI callable. It parses, calls and renders.

``create_app`` takes a site and gives a Flask application, which any WSGI server can serve; ``server`` has the one
that real clients can live with.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from . import admin, autodiscover, ews, oab
from .site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_BODY: Final = 1 << 20
"""Bytes of a request that are read at most."""
IN_ANY_CASE: Final = ("/ews/", "/autodiscover/", "/oab/")


class AnyCase:
    """Paths as Exchange takes them: in capitals or not."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Fold the path of a client's service, and of nothing else."""
        folded = environ.get("PATH_INFO", "").lower()
        if folded.startswith(IN_ANY_CASE):
            environ["PATH_INFO"] = folded
        return self._app(environ, start_response)


def create_app(site: Site) -> Flask:
    """The application of one site."""
    app = Flask("fakeexchange.wire", static_folder=None)
    app.config.update(SITE=site, MAX_CONTENT_LENGTH=LARGEST_BODY, PROPAGATE_EXCEPTIONS=False)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    for blueprint in (autodiscover.blueprint, ews.blueprint, oab.blueprint, admin.blueprint):
        app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _plain)
    app.wsgi_app = AnyCase(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _plain(error: HTTPException) -> Response:
    """A refusal in one line: nothing of the server is in it."""
    answer = Response(f"{error.code} {error.name}\n", error.code, content_type="text/plain; charset=utf-8")
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return answer
