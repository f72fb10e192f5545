"""From the logs, in a stream: logons, address-book requests and downloads that bear on some tenant's window.

Lines come file by file, not in the order of time. So what is kept is what a tenant's window makes relevant by its
instant alone; who was wide when is decided afterwards. What is kept grows with windows and downloads, not with lines.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sim.units import MINUTE
from sim.words import NEVER

from ..logs.exchange_csv import ADDRESS_BOOK
from ..logs.reader import Reading
from ..logs.request import Log, Request, Service
from .books import Books
from .customers import Customers
from .declared import SESSION_US
from .windows import Window

APART_US: Final = 5 * MINUTE
"""Address-book requests of one user that are further apart are two questions."""
LISTS: Final = frozenset(("findpeople", "getpeoplefilters"))
QUERIES: Final = frozenset(("resolvenames", "findpeople", "expanddl"))


class Place(NamedTuple):
    """A line of a log: the numbers of its file and of the line."""

    file: int
    line: int


@dataclass(frozen=True, slots=True)
class Logon:
    """A request by which a user is served, other than for the address book.

    Attributes:
        at: the instant.
        service: what it was spoken to.
        is_new: it is known to open a session.
        session: tells sessions apart, where the log does.
        place: its line.
    """

    at: int
    service: Service
    is_new: bool
    session: str
    place: Place


@dataclass(slots=True)
class Question:
    """Address-book requests of a user in one log that belong together.

    Attributes:
        service: what was asked.
        log: the log they stand in.
        start: of the first.
        end: of the last.
        requests: how many.
        bytes: of all answers; 0 where the log has none.
        session: where the log tells.
        place: the first one's line.
        is_certain: the log says that the address book was read; else it may have been something else.
    """

    service: Service
    log: Log
    start: int
    end: int
    requests: int
    bytes: int
    session: str
    place: Place
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file of an offline address book, as it was sent.

    Attributes:
        start: the instant of the request.
        end: when the last byte had been sent.
        of: the tenant whose book it is, or ``books.EVERYBODY``.
        name: of the file.
        sent: bytes.
        is_cut: the client had hung up.
        place: its line.
    """

    start: int
    end: int
    of: int
    name: str
    sent: int
    is_cut: bool
    place: Place


@dataclass
class Evidence:
    """What was kept, by user.

    Attributes:
        logons: see Logon.
        left: instants at which a session ended, by session.
        questions: see Question.
        fetches: of books that are not the user's own.
        own_books: instants at which a user's own book had arrived whole.
        strange: requests of users that belong to no known customer, by domain.
        unknown_books: files of books that no list of books knows, by GUID.
    """

    logons: dict[str, list[Logon]] = field(default_factory=dict)
    left: dict[tuple[str, str], int] = field(default_factory=dict)
    questions: dict[str, list[Question]] = field(default_factory=dict)
    fetches: dict[str, list[Fetch]] = field(default_factory=dict)
    own_books: dict[str, list[int]] = field(default_factory=dict)
    strange: Counter[str] = field(default_factory=Counter)
    unknown_books: Counter[str] = field(default_factory=Counter)


class Collector:
    """Keeps of a reading what bears on the windows.

    Args:
        customers: who is whose.
        books: of whom they are.
        windows: by tenant.
        reading: the logs.
        sources: servers whose lines are passed over.
    """

    def __init__(
        self,
        customers: Customers,
        books: Books,
        windows: dict[int, Window],
        reading: Reading,
        sources: frozenset[str] = frozenset(),
    ) -> None:
        self._customers = customers
        self._books = books
        self._windows = windows
        self._is_source = [file.server in sources for file in reading.files]
        told = {file.server for file in reading.files if "httpproxy" in file.name.lower()}
        self._has_iis_alone = [file.server not in told for file in reading.files]
        self.evidence = Evidence()

    def collect(self, requests: Iterable[Request]) -> Evidence:
        """All that bears."""
        take, is_source = self._take, self._is_source
        for request in requests:
            if request.user and 200 <= request.status < 400 and not is_source[request.file]:
                take(request)
        return self.evidence

    def _take(self, request: Request) -> None:
        user = request.user
        tenant = self._customers.of(user)
        if tenant is None:
            self.evidence.strange[user.rpartition("@")[2]] += 1
            return
        if request.service is Service.OAB:
            self._fetch(request, tenant)
        window = self._windows.get(tenant)
        if window is None or request.end < window.opened_at:
            return
        start = request.start
        closed = window.closed_at
        if closed != NEVER and start >= closed + SESSION_US.get(request.service, 0):
            return
        is_certain = is_question(request)
        if is_certain or (self._has_iis_alone[request.file] and may_be_question(request)):
            self._ask(request, is_certain)
        elif request.service in SESSION_US:
            self._log_on(request, start)

    def _log_on(self, request: Request, start: int) -> None:
        if request.operation == "disconnect":
            self.evidence.left[request.user, request.session] = start
            return
        is_new = request.operation == "connect" or request.path == "/owa/auth.owa"
        self.evidence.logons.setdefault(request.user, []).append(
            Logon(start, request.service, is_new, request.session, Place(request.file, request.line))
        )

    def _ask(self, request: Request, is_certain: bool) -> None:
        mine = self.evidence.questions.setdefault(request.user, [])
        sent = max(request.sent, 0)
        for last in reversed(mine):
            if (
                last.service is request.service
                and last.log is request.log
                and last.session == request.session
                and abs(request.start - last.end) < APART_US
            ):
                last.end, last.start = max(last.end, request.end), min(last.start, request.start)
                last.requests += 1
                last.bytes += sent
                return
        mine.append(
            Question(
                request.service,
                request.log,
                request.start,
                request.end,
                1,
                sent,
                request.session,
                Place(request.file, request.line),
                is_certain,
            )
        )

    def _fetch(self, request: Request, tenant: int) -> None:
        if not request.operation.endswith(".lzx"):
            return
        guid = request.path.split("/")[2] if request.path.count("/") > 2 else ""
        of = self._books.by_guid.get(guid)
        if of is None:
            self.evidence.unknown_books[guid] += 1
            return
        generation = self._books.by_file.get(request.operation)
        if of == tenant:
            if generation is not None and request.sent >= generation.bytes:
                self.evidence.own_books.setdefault(request.user, []).append(request.end)
            return
        self.evidence.fetches.setdefault(request.user, []).append(
            Fetch(
                request.start,
                request.end,
                of,
                request.operation,
                request.sent,
                request.is_cut,
                Place(request.file, request.line),
            )
        )


def may_be_question(request: Request) -> bool:
    """May one read it, by what IIS tells: the operation of OWA and EWS stands in no path and no query?"""
    return request.service is Service.EWS or request.path == "/owa/service.svc"


def is_question(request: Request) -> bool:
    """Does a request read the address book online?"""
    if request.service is Service.MAPI:
        return (
            request.operation in ADDRESS_BOOK
            or request.operation == "nspi"
            or (request.path == "/mapi/nspi/" and request.log is not Log.MAPI_HTTP)
        )
    if request.service is Service.OWA:
        return request.operation in LISTS
    if request.service is Service.EWS:
        return request.operation in QUERIES
    return request.service is Service.EAS and request.operation == "search"
