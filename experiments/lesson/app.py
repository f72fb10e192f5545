"""The lesson as a web application: parse, ask, render; it decides nothing."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, Response, jsonify, request

from sim.errors import InputError

from . import asked
from .about import about
from .bets import Bets
from .campaigns import Campaigns
from .classroom import Classroom, classroom_pages
from .page import SCRIPTS, document, source
from .reasons import Reasons
from .shows import Shows

FRAMES_A_SECOND: Final = 5.0
"""At speed 1."""
STREAM_S: Final = 50.0
"""A stream ends after so long, before the server would cut it; the browser goes on with the next one."""
LARGEST_REQUEST: Final = 8_192
"""Bytes of an answer."""
POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


@dataclass(frozen=True)
class Lesson:
    """What the screens ask.

    Attributes:
        campaigns: the kernel's.
        bets: laws.
        reasons: the explorer's.
        shows: nights.
        seed: what a permalink without one means.
        window: likewise, the isolation step's length.
    """

    campaigns: Campaigns
    bets: Bets
    reasons: Reasons
    shows: Shows
    seed: int
    window: str

    @classmethod
    def of(cls, campaigns: Campaigns, seed: int, window: str) -> "Lesson":
        """A lesson on a scenario."""
        return cls(campaigns, Bets(campaigns), Reasons(), Shows(campaigns), seed, window)

    def about(self) -> dict[str, Any]:
        """What every screen knows before it asks."""
        return about(self.campaigns.scenario.population.tenants, self.seed, self.window)


def create_app(lesson: Lesson, classroom: Classroom, rest: Callable[[float], None] = time.sleep) -> Flask:
    """The application.

    Args:
        lesson: what it asks.
        classroom: who joins.
        rest: waits so many seconds between two frames.
    """
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.register_blueprint(classroom_pages(classroom))

    @app.errorhandler(InputError)
    def refused(error: InputError) -> tuple[Response, int]:
        return jsonify(error=str(error)), 400

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @app.get("/")
    def page() -> Response:
        return Response(document(lesson.about()), content_type="text/html; charset=utf-8")

    @app.get("/lesson.css")
    def style() -> Response:
        return Response(source("lesson.css"), content_type="text/css; charset=utf-8")

    @app.get("/<name>.js")
    def module(name: str) -> Response:
        if name not in SCRIPTS:
            return Response("no such module", 404, content_type="text/plain")
        return Response(source(f"{name}.js"), content_type="text/javascript; charset=utf-8")

    @app.get("/api/run")
    def run() -> Response:
        return jsonify(lesson.campaigns.run(asked.order(), asked.window(), asked.seed()))

    @app.get("/api/why")
    def why() -> Response:
        return jsonify(lesson.reasons.of(asked.order()))

    @app.get("/api/bet")
    def bet() -> Response:
        return jsonify(lesson.bets.of(asked.window(), asked.seed()))

    @app.get("/api/night")
    def night() -> Response:
        return jsonify(lesson.shows.of(asked.which(), asked.seed()).told)

    @app.get("/api/night/frame")
    def frame() -> Response:
        frames = lesson.shows.of(asked.which(), asked.seed()).frames
        return jsonify(frames[asked.number("i", len(frames) - 1)])

    @app.get("/api/night/stream")
    def stream() -> Response:
        frames = lesson.shows.of(asked.which(), asked.seed()).frames
        speed = asked.speed()
        seen = request.headers.get("Last-Event-ID", "")
        first = int(seen) + 1 if seen.isdecimal() else asked.number("i", len(frames) - 1)
        told = _streamed(frames[first:], 1.0 / (FRAMES_A_SECOND * speed), rest)
        return Response(told, content_type="text/event-stream", headers={"Cache-Control": "no-store"})

    return app


def _streamed(
    frames: list[dict[str, object]], apart_s: float, rest: Callable[[float], None]
) -> Iterator[str]:
    """Frames as server-sent events, so many seconds apart; after the last one an event that says so."""
    yield "retry: 200\n\n"
    for count, frame in enumerate(frames, 1):
        yield f"id: {frame['i']}\ndata: {json.dumps(frame)}\n\n"
        if count * apart_s > STREAM_S:
            return
        rest(apart_s)
    yield "event: end\ndata: {}\n\n"
