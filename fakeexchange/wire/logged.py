"""Requests on their way into the protocol logs: what a view told of one, and what HTTP tells of it.

A logon and an operation are noted while the request is worked on; the line is written when the answer is known.
Without a log nothing of this is looked at.
"""

from itertools import count
from typing import Final

from flask import Flask, Response, g, request

from ..exchange import Session
from ..log_lines import HttpRequest
from ..protocol_log import ProtocolLog
from ..replication import controller_name
from .logon import LoggedOn, Logon, Turned
from .site import Site
from .soap import TARGET

SERVICES: Final = {"ews": "Ews", "oab": "Oab", "autodiscover": "Autodiscover"}
"""By the first part of a path: the front end's name of a service; what is no client's is not logged."""


def note_logon(logon: Logon) -> Logon:
    """Keep a request's logon for its log line."""
    g.logon = logon
    return logon


def note_action(name: str) -> None:
    """Keep a request's operation likewise."""
    g.action = name


def log_requests(app: Flask, site: Site, log: ProtocolLog) -> None:
    """Write a line for each request of a client's service."""
    numbers = count(1)

    @app.before_request
    def arrive() -> None:
        g.at = site.access.exchange.clock.now

    @app.after_request
    def leave(response: Response) -> Response:
        protocol = SERVICES.get(request.path.split("/")[1])
        if protocol is not None:
            log.note(_line(next(numbers), protocol, response, site.access.exchange.clock.now))
        return response


def _line(number: int, protocol: str, response: Response, now: int) -> HttpRequest:
    logon = g.get("logon")
    session = logon.session if isinstance(logon, LoggedOn) else None
    user = getattr(logon, "user", "") if isinstance(logon, LoggedOn | Turned) else ""
    version = logon.version if isinstance(logon, LoggedOn) else TARGET
    return HttpRequest(
        number=number,
        at=g.at,
        took_us=max(0, now - g.at),
        protocol=protocol,
        method=request.method,
        host=request.host,
        stem=request.path,
        query=request.query_string.decode("latin-1"),
        action=g.get("action", ""),
        mechanism=logon.mechanism if isinstance(logon, LoggedOn) else "",
        user=user,
        organisation=user.partition("@")[2],
        anchor=request.headers.get("X-AnchorMailbox", ""),
        agent=request.headers.get("User-Agent", ""),
        client=request.remote_addr or "",
        status=response.status_code,
        target="" if session is None else _server(session),
        version=(version.major, version.minor, version.major_build, version.minor_build),
        controller=controller_name(session.controller)
        if session is not None and session.is_on_target
        else "",
        request_bytes=request.content_length or 0,
        response_bytes=response.content_length or 0,
        error=str(logon.refused.reason) if isinstance(logon, Turned) else "",
    )


def _server(session: Session) -> str:
    return "target" if session.is_on_target else "source"
