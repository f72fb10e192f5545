"""The wire under load, on loopback: names resolved and books downloaded against the same bytes ready-made; a long
minute.

The fake has the whole population, every tenant in its window, behind one process. Both sides are asked over
connections that are kept alive, by a client that does no more than send and read. Ready-made means a view of the
same framework on the same server that returns the bytes of the answer, without looking at the question or at who
asks.
"""

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Final

from flask import Flask, Response, request

from fakeexchange.accounts import Accounts
from fakeexchange.client_access import ClientAccess
from fakeexchange.clock import ManualClock
from fakeexchange.names import Names
from fakeexchange.wire.app import create_app
from fakeexchange.wire.oab import CHUNK, url_of
from fakeexchange.wire.server import serving
from fakeexchange.wire.site import Site
from sim.words import Verb

from ..serve.fake import standing
from .ratio import TENANTS, Direction, Goal, Measured, Row
from .size import held_bytes
from .trial import SEED, Stopwatch, Trial

REQUESTS: Final = 400
DOWNLOADS: Final = 2
CLIENTS: Final = 8
MINUTE_S: Final = 60.0
WORDS: Final = ("a", "b", "c", "d", "g", "j", "l", "m", "p", "r", "ma", "le", "jo", "de", "be", "an")
_ENVELOPE: Final = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Body><m:ResolveNames'
    ' ReturnFullContactData="true"><m:UnresolvedEntry>{}</m:UnresolvedEntry></m:ResolveNames></s:Body></s:Envelope>'
)


class Line:
    """A connection that is kept alive, and a client that sends and reads."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, sent: bytes) -> tuple[int, bytes]:
        """Status and body of the answer to a request."""
        self._socket.sendall(sent)
        head, _, body = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        parts, missing = [body], length - len(body)
        while missing > 0:
            parts.append(self._socket.recv(min(missing, 1 << 20)))
            missing -= len(parts[-1])
        return int(head.split(b" ")[1]), b"".join(parts)

    def _until(self, mark: bytes) -> bytes:
        got = b""
        while mark not in got:
            more = self._socket.recv(1 << 16)
            if not more:
                raise ConnectionError("the server has hung up")
            got += more
        return got


@dataclass(frozen=True, slots=True)
class Served:
    """A population on the wire.

    Attributes:
        site: what is served.
        port: where.
        user: the Authorization of some user.
    """

    site: Site
    port: int
    user: str

    def post(self, word: str) -> bytes:
        """A ResolveNames request."""
        body = _ENVELOPE.format(word).encode()
        return (
            self._head(
                "POST /ews/exchange.asmx", f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n"
            )
            + body
        )

    def get(self, path: str) -> bytes:
        """A request for a file."""
        return self._head(f"GET {path}", "")

    def _head(self, line: str, more: str) -> bytes:
        return f"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {self.user}\r\n{more}\r\n".encode()


@contextmanager
def served(tenants: int, trial: Trial) -> Iterator[Served]:
    """The trial's population, everybody in the window, behind a server."""
    scenario = trial.scenario.replaced({"population.tenants": tenants})
    exchange = standing(scenario, SEED, ManualClock(), Verb.SWITCH_ROUTING)
    names = Names(SEED, scenario.population.locales, are_unique=True)
    access, accounts = ClientAccess(exchange, names, SEED), Accounts(names, SEED)
    site = Site(access, accounts, "", rebuild=lambda: exchange)
    mailbox = exchange.directory.tenants[0].mailboxes[0]
    secret = f"{accounts.address(mailbox)}:{accounts.password(mailbox)}".encode()
    with serving(create_app(site)) as server:
        yield Served(site, server.port, f"Basic {b64encode(secret).decode()}")


@contextmanager
def ready_made(answers: Sequence[bytes]) -> Iterator[int]:
    """A server whose one view returns such bytes, one after the other; its port."""
    app, number = Flask("ready-made"), count()

    @app.route("/<path:_>", methods=["GET", "POST"])
    def view(_: str) -> Response:
        request.get_data()
        data = answers[next(number) % len(answers)]
        pieces = (data[at : at + CHUNK] for at in range(0, len(data), CHUNK))
        answer = Response(data if len(data) <= CHUNK else pieces, content_type="text/xml; charset=utf-8")
        answer.content_length = len(data)
        return answer

    with serving(app) as server:
        yield server.port


def measure_names(trial: Trial) -> Measured:
    """Names resolved, then the same bytes ready-made, and again."""
    with ExitStack() as open_ones:
        fake = open_ones.enter_context(served(trial.tenants, trial))
        asked = [fake.post(word) for word in WORDS]
        line = open_ones.enter_context(Line(fake.port))
        answers = [_body(line.ask(sent)) for sent in asked]
        plain = open_ones.enter_context(Line(open_ones.enter_context(ready_made(answers))))
        rows = sum(answer.count(b"<t:Resolution>") for answer in answers) / len(answers)

        def run(over: Line, watch: Stopwatch) -> None:
            with watch:
                for number in range(REQUESTS):
                    over.ask(asked[number % len(asked)])

        pairs = trial.in_turn(lambda watch: run(line, watch), lambda watch: run(plain, watch))
    return Measured(pairs, f"{REQUESTS} requests, {len(WORDS)} words in turn, {rows:.0f} rows an answer")


def measure_books(trial: Trial) -> Measured:
    """Everybody's book downloaded, made before, then the same bytes ready-made, and again."""
    with ExitStack() as open_ones:
        fake = open_ones.enter_context(served(trial.tenants, trial))
        line = open_ones.enter_context(Line(fake.port))
        session = fake.site.access.log_on(fake.site.access.exchange.directory.tenants[0].mailboxes[0])
        folder = url_of(fake.site, session, "")  # type: ignore[arg-type]
        manifest = _body(line.ask(fake.get(f"{folder}oab.xml")))
        name = manifest.partition(b"</Full>")[0].rpartition(b">")[2].decode()
        whole = _body(line.ask(fake.get(folder + name)))
        plain = open_ones.enter_context(Line(open_ones.enter_context(ready_made([whole]))))

        def run(over: Line, watch: Stopwatch) -> None:
            with watch:
                for _ in range(DOWNLOADS):
                    over.ask(fake.get(folder + name))

        pairs = trial.in_turn(lambda watch: run(line, watch), lambda watch: run(plain, watch))
    return Measured(pairs, f"{DOWNLOADS} downloads of {len(whole) / 1e6:,.1f} MB")


def measure_minute(trial: Trial) -> Measured:
    """Memory after a minute of eight clients against memory when they had begun; a wrong answer ends the row."""
    lasts = MINUTE_S * min(1.0, trial.tenants / TENANTS)
    with served(trial.tenants, trial) as fake:
        asked = [fake.post(word) for word in WORDS]
        with Line(fake.port) as line:
            right = [_body(line.ask(sent)) for sent in asked]
        begun, done = held_bytes(), [0] * CLIENTS
        ended = threading.Event()

        def client(number: int) -> None:
            with Line(fake.port) as line:
                while not ended.is_set():
                    place = (done[number] + number) % len(asked)
                    assert line.ask(asked[place]) == (200, right[place]), "a wrong answer"
                    done[number] += 1

        clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
        for thread in clients:
            thread.start()
        ended.wait(lasts)
        ended.set()
        for thread in clients:
            thread.join()
        held = held_bytes()
    return Measured(
        ((held, begun),), f"{CLIENTS} clients for {lasts:.0f} s, {sum(done):,} answers, none wrong"
    )


def _body(answer: tuple[int, bytes]) -> bytes:
    status, body = answer
    assert status == 200, status
    return body


ROWS: Final = (
    Row(
        "wire-names",
        "EWS ResolveNames at full size, a logon each, all in their windows",
        "a Flask view on the same server that returns the same bytes ready-made",
        Goal(Direction.WITHIN, 5, 2),
        measure_names,
    ),
    Row(
        "wire-books",
        "everybody's offline address book, downloaded",
        "a Flask view on the same server that returns the same bytes ready-made",
        Goal(Direction.WITHIN, 5, 2),
        measure_books,
    ),
    Row(
        "wire-minute",
        "memory held after a minute of eight clients, each answer looked at",
        "memory held when they began",
        Goal(Direction.WITHIN, 1.1, 1.03),
        measure_minute,
    ),
)
"""Rows of the benchmark."""
