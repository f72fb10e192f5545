"""The application: every service of a served fake behind one WSGI callable. It parses, calls and renders.

``create_app`` takes a site and gives a Flask application, which any WSGI server can serve; ``server`` has the one
that real clients can live with.
"""

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from . import admin, autodiscover, ews, oab
from .bounds import Bounded
from .logged import log_requests
from .site import Site


def create_app(site: Site) -> Flask:
    """The application of one site."""
    app = Flask("fakeexchange.wire", static_folder=None)
    app.config.update(SITE=site, PROPAGATE_EXCEPTIONS=False)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    for blueprint in (autodiscover.blueprint, ews.blueprint, oab.blueprint, admin.blueprint):
        app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _plain)
    if site.log is not None:
        log_requests(app, site, site.log)
    app.wsgi_app = Bounded(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _plain(error: HTTPException) -> Response:
    """A refusal in one line: nothing of the server is in it."""
    answer = Response(f"{error.code} {error.name}\n", error.code, content_type="text/plain; charset=utf-8")
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return answer
