"""What ``gallab lesson`` does: a server until somebody stops it, or one file."""

import json
import socket
import threading
from pathlib import Path
from typing import Final

import click

from fakeexchange.wire.server import serving
from sim.errors import InputError
from sim.procedure import built_in
from sim.units import duration, written

from ..files import refuse_file, write_text
from ..options import Asked
from ..orderings.survey import Survey
from ..progress import Progress
from ..study.file import SHIPPED, StudyFile
from .answers import Answers
from .app import Lesson, create_app
from .bets import ORDER
from .campaigns import Campaigns
from .classroom import Classroom
from .order import Order
from .page import whole
from .recording import MOVE, record
from .worlds import worlds

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
    campaigns = Campaigns(asked.loaded(), asked)
    length = campaigns.of(Order.read(ORDER), asked.window or WINDOW).window
    assert length is not None, "a length was given"
    return Lesson.of(campaigns, asked.first_seed, written(length))


def serve(host: str, port: int, asked: Asked, kept_in: str | None, as_json: bool) -> None:
    """Serve the lesson until somebody stops it; where it is stands on standard output when it is ready.

    Args:
        host: the interface.
        port: 0: any that is free.
        asked: the options of the scenario.
        kept_in: the file that keeps the answers of a class; None: none does.
        as_json: one JSON object in place of words.

    Raises:
        InputError: the port is taken, or the interface is not this machine's.
    """
    lesson = lesson_of(asked)
    classroom = Classroom(Answers(None if kept_in is None else Path(kept_in)), _shown(host))
    # The first campaign compiles and draws: let no class wait for it.
    lesson.campaigns.run(Order.read(ORDER), lesson.window, lesson.seed)
    try:
        with serving(create_app(lesson, classroom), host, port) as running:
            click.echo(_ready(classroom, running.port, as_json))
            _warm(lesson)
            threading.Event().wait()
    except OSError as error:
        raise InputError("--port", f"{host}:{port}: {error.strerror or error}") from error


def export(path: Path, asked: Asked) -> None:
    """Write the lesson as one file that needs no server.

    Args:
        path: its name.
        asked: the options of the scenario; of ``--window`` the one length, else all of the map.

    Raises:
        InputError: a name that does not end in .html, or a place that cannot be written.
    """
    refuse_file("--export", path, ".html")
    lesson = lesson_of(asked)
    lengths = StudyFile.load(SHIPPED).windows if asked.window is None else [duration(lesson.window)]
    with Progress("classes") as told:
        survey = Survey.of(MOVE, told)
    with Progress("tasks") as told:
        recorded = record(lesson, survey, lengths, told, built_in())
    write_text(path, whole(lesson.about(), recorded))


def _ready(classroom: Classroom, port: int, as_json: bool) -> str:
    url = f"http://{classroom.host}:{port}/"
    teacher = f"{url}teacher?key={classroom.key}"
    if as_json:
        return json.dumps({"url": url, "teacher_url": teacher, "code": classroom.code})
    return f"The lesson is at {url}, class code {classroom.code}; the teacher opens {teacher}"


def _warm(lesson: Lesson) -> None:
    """What a class asks first, worked out before it asks."""
    lesson.bets.of(lesson.window, lesson.seed)
    for each in worlds().values():
        lesson.shows.of(each, lesson.seed)
    for name in (ORDER, "gated"):
        lesson.reasons.of(Order.read(name))


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
