"""What ``gallab lesson`` does: a server until somebody stops it, or one file."""

import json
import socket
import threading
from typing import Final

import click

from fakeexchange.wire.server import serving
from sim.errors import InputError

from ..options import Asked
from .app import Lesson, create_app
from .campaigns import Campaigns
from .order import Order

WINDOW: Final = "2 min"
"""The isolation step's length in the lesson, unless asked otherwise; assumption: it seems harmless."""
_EVERYWHERE: Final = ("0.0.0.0", "::")
_SOMEBODY_ELSE: Final = ("192.0.2.1", 9)
"""An address kept for documentation: nothing is sent, the system only says which interface would be used."""


def lesson_of(asked: Asked) -> Lesson:
    """The lesson that the options describe.

    Raises:
        InputError: a scenario that cannot be run.
    """
    if asked.names:
        raise InputError("--names", "cannot bear on lesson, whose tenants are told by number")
    window = asked.window or WINDOW
    scenario = asked.loaded()
    return Lesson.of(Campaigns(scenario, asked), asked.first_seed, window)


def serve(host: str, port: int, asked: Asked, as_json: bool) -> None:
    """Serve the lesson until somebody stops it; where it is stands on standard output when it is ready.

    Raises:
        InputError: the port is taken, or the interface is not this machine's.
    """
    lesson = lesson_of(asked)
    # The first campaign compiles and draws: let no class wait for it.
    lesson.campaigns.run(Order.read("ovh-2016"), lesson.window, lesson.seed)
    try:
        with serving(create_app(lesson), host, port) as running:
            url = f"http://{_shown(host)}:{running.port}/"
            click.echo(json.dumps({"url": url}) if as_json else f"The lesson is at {url}")
            threading.Event().wait()
    except OSError as error:
        raise InputError("--port", f"{host}:{port}: {error.strerror or error}") from error


def _shown(host: str) -> str:
    """What others type for this machine: of all interfaces the one that leads to others."""
    if host in _EVERYWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(_SOMEBODY_ELSE)
                return str(probe.getsockname()[0])
            except OSError:
                return socket.gethostname()
    return f"[{host}]" if ":" in host else host
