"""What clients did becomes what the servers logged of it, line by line in the order of time.

Names, bytes and requests are the fake's (``fakeexchange.traffic``); what is decided here is which deed leads to which
of them. Nothing that a server would not know goes into a line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from operator import itemgetter
from typing import Final

from fakeexchange.addressbook import Answer
from fakeexchange.clock import NEVER
from fakeexchange.directory import Tenant
from fakeexchange.names import Names
from fakeexchange.oab import DEFAULT, Book, guid_of
from fakeexchange.traffic.caller import Caller, Habit
from fakeexchange.traffic.list_bytes import ListBytes, book_bytes
from fakeexchange.traffic.requests import (
    logging_on,
    manifest,
    mapi,
    no_manifest,
    reading,
    turned_away,
    whole_file,
)
from fakeexchange.traffic.servers import Servers
from fakeexchange.visibility import NOWHERE
from fakeexchange.words import Channel

from ..client_draws import OAB_SESSIONS
from ..clients import CHANNELS, OUTLOOK_CACHED
from ..streams import Source
from ..tables import KINDS
from .calm import DOWNLOADS, LOGONS_SOURCE, LOGONS_TARGET, REFUSED, REQUESTS_TARGET
from .courses import Course
from .logged import Deed, Fetched, ToldLives, generations_of

AT_ONCE: Final = 1 << 14
"""Visits that become Python's at a time."""
MOST_CALLERS: Final = 1 << 19
"""Clients that are remembered by name at a time."""
_KIND_CHANNELS = [CHANNELS[kind] for kind in KINDS]


@dataclass(frozen=True, slots=True)
class BookFile:
    """One generation of a book, as it lies on the servers.

    Attributes:
        guid: of the book.
        tenant: whose it is; None: everybody's.
        sequence: of the generation.
        generated_at: the instant.
        bytes: of the whole file.
    """

    guid: str
    tenant: int | None
    sequence: int
    generated_at: int
    bytes: int


class Scribe:
    """Writes the logs of one campaign.

    Args:
        lives: what was done.
        courses: the tenants by position.
        names: what everybody is called.
        source: the uniforms.
        servers: where it is logged.
    """

    def __init__(
        self, lives: ToldLives, courses: list[Course], names: Names, source: Source, servers: Servers
    ) -> None:
        self._lives = lives
        self._courses = courses
        self._names = names
        self._servers = servers
        self._habit = source.stream("traffic")
        self._weights = {id(d): ListBytes(d, names) for d in lives.exchange.directories}
        self._callers: dict[int, Caller] = {}
        self._books: dict[tuple[int, int, int], BookFile] = {}
        self._sequences = {book.generated_at: k for k, book in enumerate(generations_of(lives.exchange), 1)}

    def write(self) -> None:
        """All lines."""
        for at, _, deed in merge(self._unrest(), self._calm(), key=itemgetter(0, 1)):
            self._servers.settle(at)
            self._log(deed)

    def books(self) -> list[BookFile]:
        """Every generation of everybody's book in the logged span, and each tenant's own."""
        span, directory = self._lives.span, self._lives.exchange.directory
        for book in generations_of(self._lives.exchange):
            if book.generated_at < span.until:
                self._book(directory.tenants[0], book)
        for course in self._courses:
            if course.tenant.book is not None:
                self._book(course.tenant, Book(course.tenant.number, *course.tenant.book))
        return sorted(
            self._books.values(), key=lambda file: (-1 if file.tenant is None else file.tenant, file.sequence)
        )

    def _unrest(self) -> Iterator[tuple[int, int, Deed]]:
        for deed in sorted(self._lives.deeds, key=lambda deed: deed.at):
            yield deed.at, deed.client, deed

    def _calm(self) -> Iterator[tuple[int, int, Deed]]:
        lives, draws = self._lives, self._lives.draws
        order = lives.calm[:, 3].argsort(kind="stable")
        for start in range(0, order.size, AT_ONCE):
            rows = lives.calm[order[start : start + AT_ONCE]].tolist()
            for what, i, number, at, asked_at, ends_at in rows:
                entity = lives.entity(i)
                if what == LOGONS_SOURCE:
                    yield at, i, Deed(at, what, i, number, -1, 0)
                    continue
                controller = draws.controller(entity, number, 0)
                if what == LOGONS_TARGET:
                    yield at, i, Deed(at, what, i, number, controller, ends_at)
                    if asked_at < ends_at:
                        # Its place is that of its logon: the heap of the servers puts its lines where they belong.
                        yield at, i, Deed(asked_at, REQUESTS_TARGET, i, number, controller, -1)
                else:
                    tenant = self._tenant(i)
                    book = None if tenant.book is None else Book(tenant.number, *tenant.book)
                    rate = draws.us_per_entry(entity)
                    about = Fetched(tenant.number, book, ends_at, rate)
                    yield at, i, Deed(at, DOWNLOADS, i, OAB_SESSIONS + number, controller, about)

    def _tenant(self, i: int) -> Tenant:
        return self._courses[int(self._lives.of[i])].tenant

    def _caller(self, i: int) -> Caller:
        found = self._callers.get(i)
        if found is None:
            if len(self._callers) == MOST_CALLERS:
                self._callers.clear()
            kind = self._lives.kind(i)
            found = self._callers[i] = Caller.of(
                self._names,
                self._tenant(i).number,
                self._lives.mailbox(i),
                _KIND_CHANNELS[kind],
                kind == OUTLOOK_CACHED,
            )
        return found

    def _log(self, deed: Deed) -> None:
        i = deed.client
        caller, servers = self._caller(i), self._servers
        habit = Habit(self._habit(self._lives.entity(i), deed.number))
        cookie = (i << 12) + (deed.number & 0xFFF)
        about = deed.about
        if deed.what == LOGONS_SOURCE:
            servers.on_source(caller, deed.at, habit.took_us)
        elif deed.what == REFUSED:
            assert isinstance(about, str)
            if about in NOWHERE:
                servers.turned_away_by_source(caller, deed.at, habit.took_us)
            else:
                servers.on_target(caller, habit, (turned_away(caller, about),), deed.at, None, cookie, about)
        elif deed.what == LOGONS_TARGET:
            assert isinstance(about, int)
            steps = logging_on(caller, habit)
            servers.on_target(caller, habit, steps, deed.at, deed.controller, cookie)
            ends_at = min(about, self._cut_at(i, deed.at))
            if caller.channel is Channel.NSPI and ends_at < self._lives.span.until:
                servers.on_target(caller, habit, (mapi("Disconnect"),), ends_at, deed.controller, cookie)
        elif deed.what == REQUESTS_TARGET:
            characters = self._characters(i, about)
            steps = reading(caller, habit, characters)
            servers.on_target(caller, habit, steps, deed.at, deed.controller, cookie)
        elif deed.what == DOWNLOADS:
            assert isinstance(about, Fetched)
            self._fetch(i, deed, about, caller, habit, cookie)

    def _characters(self, i: int, about: object) -> list[int]:
        tenant = self._tenant(i)
        weights = self._weights[id(tenant.directory)]
        if not isinstance(about, Answer):
            return weights.listed(tenant, tenant.directory.edition)
        if about.named is not None:
            return weights.characters(about.named)
        return weights.listed(about.of, about.edition, about.is_of_source)

    def _fetch(self, i: int, deed: Deed, fetched: Fetched, caller: Caller, habit: Habit, cookie: int) -> None:
        if fetched.name is None:
            return
        servers, tenant = self._servers, self._tenant(i)
        guid = guid_of(fetched.name, pod=self._pod(tenant))
        fetcher = caller.fetching
        if fetched.book is None:
            servers.on_target(fetcher, habit, no_manifest(guid), deed.at, deed.controller, cookie)
            return
        servers.on_target(fetcher, habit, manifest(guid), deed.at, deed.controller, cookie)
        file = self._book(tenant, fetched.book)
        arrives_at = deed.at + max(1, fetched.book.entries * fetched.us_per_entry)
        ends_at = min(fetched.ends_at, self._cut_at(i, deed.at))
        is_whole = arrives_at <= ends_at
        until = arrives_at if is_whole else ends_at
        sent = file.bytes if is_whole else file.bytes * (until - deed.at) // (arrives_at - deed.at)
        step = whole_file(guid, file.sequence, sent)
        servers.download(fetcher, step, deed.at, until, deed.controller, is_whole)

    def _book(self, tenant: Tenant, book: Book) -> BookFile:
        pod = self._pod(tenant)
        sequence = self._sequences.get(book.generated_at, 1) if book.name == DEFAULT else 1
        key = pod, book.name, sequence
        if key not in self._books:
            of = None if book.name == DEFAULT else tenant.directory.by_number[book.name]
            characters = self._weights[id(tenant.directory)].listed(of, book.edition)
            weight = book_bytes(characters, self._lives.draws.clients.oab_bytes_per_entry)
            number = None if of is None else of.number
            self._books[key] = BookFile(
                guid_of(book.name, pod=pod), number, sequence, book.generated_at, weight
            )
        return self._books[key]

    def _pod(self, tenant: Tenant) -> int:
        return self._lives.exchange.directories.index(tenant.directory)

    def _cut_at(self, i: int, opened_at: int) -> int:
        """When a restart of client access, or its mailbox's return, ended a session; NEVER where nothing did."""
        exchange = self._lives.exchange
        returned_at = self._tenant(i).mailboxes[self._lives.mailbox(i)].returned_at
        ends = [at for at in exchange.restarts if at > opened_at][:1]
        return min([*ends, returned_at if returned_at > opened_at else NEVER])
