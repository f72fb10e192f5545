"""A server that real clients can live with: connections kept alive, http and https on one port, bounds on everything.

cheroot serves; what is added here is what a hostile or a clumsy client needs: so many connections and no more (503
to the next one), a deadline for a whole request however slowly it trickles, and a handshake that happens in a
worker, so that nobody who says nothing holds up the others. A connection that begins with a TLS record is spoken to
in TLS.
"""

import contextlib
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from socket import MSG_PEEK, SHUT_RDWR, SHUT_WR
from typing import TYPE_CHECKING, Any, Final

from cheroot import wsgi
from cheroot.makefile import MakeFile
from cheroot.server import HTTPConnection, HTTPRequest

from .logon import CONNECTION

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TLS_RECORD: Final = b"\x16"
THREADS: Final = 64
CONNECTIONS: Final = 256
"""Open at a time; the next one is told 503."""
DEADLINE_S: Final = 60.0
"""From a request's first byte to its answer's last."""
IDLE_S: Final = 120
QUEUE: Final = 2 * CONNECTIONS
"""Connections that wait to be taken up."""
LARGEST_HEADER: Final = 64 << 10
LINGER_S: Final = 0.5
"""How long whoever was turned away may go on sending."""
WAITING: Final = 64
"""So many wait to be told that the server is full; who comes then is hung up on."""


class Request(HTTPRequest):
    """One request: whatever is wrong with it is the client's mistake, and is told as one."""

    def read_request_headers(self) -> bool:
        """The headers; False: they were refused."""
        try:
            return bool(super().read_request_headers())  # type: ignore[no-untyped-call]
        except UnboundLocalError:
            # How this version of cheroot meets a first line that continues none.
            self.simple_response("400 Bad Request")
            return False

    def simple_response(self, status: str, msg: str = "") -> None:
        """An answer without the application: of the server's own errors only "busy" is one."""
        code = str(status)[:3]
        is_known = code < "500" or code == "503"
        super().simple_response(status if is_known else "400 Bad Request", msg)


class Connection(HTTPConnection):
    """One client's connection: plain or TLS, as its first byte says."""

    RequestHandlerClass = Request
    server: "Server"

    def __init__(self, server: "Server", sock: Any, makefile: Any = MakeFile) -> None:
        super().__init__(server, sock, makefile)
        self.is_new = True
        self.is_heard = False
        self.is_tls = False
        self.kept: dict[str, Any] = {}
        """What a request leaves for the next one."""
        self.began: float | None = None
        server.opened(self)

    def communicate(self) -> bool:
        """Read a request and answer it; True: the connection stays open."""
        self.began = self.server.clock()
        try:
            return (not self.is_new or self._greet()) and bool(super().communicate())  # type: ignore[no-untyped-call]
        finally:
            self.began = None

    def _greet(self) -> bool:
        """Look at the first byte, and shake hands if it begins a TLS record."""
        self.is_new = False
        try:
            if self.socket.recv(1, MSG_PEEK) != TLS_RECORD:
                return True
            if self.server.tls is None:
                return False
            self.socket = self.server.tls.wrap_socket(self.socket, server_side=True)
        except (OSError, ssl.SSLError):
            return False
        self.is_tls = True
        self.rfile = MakeFile(self.socket, "rb", self.rbufsize)
        self.wfile = MakeFile(self.socket, "wb", self.wbufsize)
        return True

    def close(self) -> None:
        """Close it, and make room for another."""
        self.server.closed(self)
        with contextlib.suppress(OSError):
            super().close()
            if self.linger:
                self._hang_up()

    def _hang_up(self) -> None:
        """Close once the other side has read its answer: what it still sends would break that off."""
        self.socket.shutdown(SHUT_WR)
        self.socket.settimeout(LINGER_S)
        try:
            while self.socket.recv(LARGEST_HEADER):
                pass
        finally:
            self.socket.close()

    def cut(self) -> None:
        """End it in the middle of whatever happens."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(SHUT_RDWR)


class Gateway(wsgi.Gateway_10):
    """What the application is told of a request."""

    def get_environ(self) -> dict[str, Any]:  # type: ignore[override]
        """The usual, with the scheme of this very connection, and what is kept of it."""
        environ: dict[str, Any] = super().get_environ()  # type: ignore[no-untyped-call]
        connection: Connection = self.req.conn
        environ["wsgi.url_scheme"] = "https" if connection.is_tls else "http"
        environ[CONNECTION] = connection.kept
        return environ


class Server(wsgi.Server):
    """The server of one application.

    Args:
        address: host and port; port 0: any that is free.
        app: what answers.
        tls: for connections that begin with a TLS record; None: they are closed.
        connections: open at a time.
        deadline_s: seconds for one request.
        clock: seconds, for deadlines.
    """

    ConnectionClass = Connection
    max_request_header_size = LARGEST_HEADER
    # A server that is told to stop does so when it looks for idle connections the next time.
    expiration_interval = 0.1
    keep_alive_conn_limit = None  # type: ignore[assignment]

    def __init__(
        self,
        address: tuple[str, int],
        app: "WSGIApplication",
        tls: ssl.SSLContext | None = None,
        connections: int = CONNECTIONS,
        deadline_s: float = DEADLINE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(
            address,
            app,
            numthreads=THREADS,
            server_name="Microsoft-IIS/8.5",
            request_queue_size=QUEUE,
            timeout=IDLE_S,
        )
        self.gateway = Gateway
        self.tls = tls
        self.clock = clock
        self._most, self._deadline_s = connections, deadline_s
        self._open: set[Connection] = set()
        self._counting = threading.Lock()

    def opened(self, connection: Connection) -> None:
        """Count a connection."""
        with self._counting:
            self._open.add(connection)

    def closed(self, connection: Connection) -> None:
        """Count it no more."""
        with self._counting:
            self._open.discard(connection)

    @property
    def at_work(self) -> int:
        """How many requests have begun and are not answered."""
        with self._counting:
            return sum(connection.began is not None for connection in self._open)

    def process_conn(self, conn: Connection) -> None:
        """Give a connection that has something to say to a worker; tell a new one if the server is full."""
        with self._counting:
            is_full = not conn.is_heard and len(self._open) > self._most
        queue = self._unservicable_conns  # type: ignore[attr-defined]
        if is_full and queue.qsize() < WAITING:
            queue.put(conn)
        elif is_full:
            conn.close()
        elif not conn.is_heard:
            # Nobody works for a client until it has begun to speak: those who never do hold up nobody.
            conn.is_heard = True
            self._connections.put(conn)  # type: ignore[attr-defined]
        else:
            super().process_conn(conn)

    def reap(self) -> int:
        """Cut every connection whose request is past its deadline; how many."""
        now = self.clock()
        with self._counting:
            late = [c for c in self._open if c.began is not None and now - c.began > self._deadline_s]
        for connection in late:
            connection.cut()
        return len(late)

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Nothing of what clients do wrong is an error of the server's."""
        if traceback:
            super().error_log(msg, level, traceback)


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs.

    Attributes:
        host: as it was asked for.
        port: on which it listens.
    """

    host: str
    port: int

    def url(self, scheme: str = "http") -> str:
        """Where it is."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{name}:{self.port}"


_OF_THE_SYSTEM: Final = re.compile(r"\[Errno -?\d+\] ([^)]+)")


@contextlib.contextmanager
def serving(
    app: "WSGIApplication", host: str = "127.0.0.1", port: int = 0, certificate: Path | None = None
) -> Iterator[Serving]:
    """Serve an application until the end of the block.

    Args:
        app: what answers.
        host: the interface.
        port: 0: any that is free.
        certificate: a PEM file with certificate and key, for https on the same port.

    Raises:
        OSError: the port is taken, or is nobody's here.
    """
    tls = None
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
    server = Server((host, port), app, tls)
    try:
        server.prepare()
    except OSError as error:
        # Cheroot tells of every address that it tried: what the system said of the last one is the reason.
        found = _OF_THE_SYSTEM.findall(str(error))
        raise OSError(found[-1] if found else str(error)) from error
    ended = threading.Event()
    threads = [
        threading.Thread(target=server.serve, daemon=True, name="wire"),
        threading.Thread(target=_reap, args=(server, ended), daemon=True, name="wire-deadlines"),
    ]
    for thread in threads:
        thread.start()
    try:
        yield Serving(host, server.socket.getsockname()[1])
    finally:
        ended.set()
        server.stop()
        for thread in threads:
            thread.join()


def _reap(server: Server, ended: threading.Event) -> None:
    while not ended.wait(1.0):
        server.reap()
