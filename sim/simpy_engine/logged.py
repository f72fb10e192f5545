"""One campaign with every client's whole life, of which the servers keep their protocol logs.

Here clients tell what they do, and what came of it, in a span of time; ``scribe`` makes log lines of that. A run
without logs has none of this in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fakeexchange.addressbook import Answer
from fakeexchange.clock import NEVER
from fakeexchange.exchange import Download, Exchange, Session
from fakeexchange.oab import Book
from fakeexchange.visibility import Refused

from ..clients import OUTLOOK_CACHED
from ..draws import Draws
from ..load import BIN, Load
from ..streams import Ints
from .agenda import Entry
from .calm import (
    DOWNLOADS,
    LOGONS_SOURCE,
    LOGONS_TARGET,
    REFUSED,
    REQUESTS_TARGET,
    Habits,
    Told,
    counts_for,
    next_restart,
    walk,
)
from .courses import Course
from .lives import Lives
from .order import Environment


@dataclass(frozen=True, slots=True)
class Span:
    """What of a campaign is logged.

    Attributes:
        from_at: what begins before this instant is not.
        until: nor what begins at this one or later.
    """

    from_at: int
    until: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A try to fetch a book.

    Attributes:
        name: of the book that the session is given; None: it is given none.
        book: its generation; None: there is no such file.
        ends_at: of the session, unless something cuts it sooner.
        us_per_entry: what the client needs for one.
    """

    name: int | None
    book: Book | None
    ends_at: int
    us_per_entry: int


class Deed(NamedTuple):
    """What one client did.

    Attributes:
        at: the instant.
        what: an index into QUANTITIES.
        client: its place among all.
        number: of its session.
        controller: the one that answered.
        about: the answer, the fetch, the reason of a refusal, or the end of the session.
    """

    at: int
    what: int
    client: int
    number: int
    controller: int
    about: Answer | Fetched | str | int


class Shelving(Exchange):
    """An exchange that keeps what it had of each generation of everybody's book."""

    def __init__(self, *arguments: object, **keys: object) -> None:
        super().__init__(*arguments, **keys)  # type: ignore[arg-type]
        self.generations: list[Book] = []

    def regenerate_default_book(self) -> None:
        """The mailbox assistant makes the default OAB anew; of pods, the first one's is kept."""
        super().regenerate_default_book()
        book = self.directory.default_book
        assert book is not None
        self.generations.append(book)


class ToldLives(Lives):
    """Every client's whole life, of which a span is told deed by deed."""

    def __init__(self, env: Environment, exchange: Exchange, draws: Draws, span: Span) -> None:
        super().__init__(env, exchange, draws)
        self.span = span
        self.deeds: list[Deed] = []
        """What was done while something was going on about a tenant."""
        self.calm: Ints = np.empty((0, 6), np.int64)
        """What was done in calm, see ``calm.Told``."""
        self.of = np.searchsorted(draws.seats.first, np.arange(draws.seats.kind.size), side="right") - 1
        """The position of each client's tenant."""
        self.seats = draws.seats

    def _tell(
        self, what: int, i: int, number: int, controller: int, about: Answer | Fetched | str | int
    ) -> None:
        now = self.env.now
        if self.span.from_at <= now < self.span.until:
            self.deeds.append(Deed(now, what, i, number, controller, about))

    def _note_refusal(self, course: Course, i: int) -> None:
        super()._note_refusal(course, i)
        refused = self.exchange.connect(course.tenant.mailboxes[self._mailbox[i]])
        assert isinstance(refused, Refused), "what was refused a moment ago is served"
        self._tell(REFUSED, i, 0, -1, str(refused.reason))

    def _served(self, course: Course, client: int, number: int, session: Session, asks: bool | None) -> None:
        super()._served(course, client, number, session, asks)
        i = self._first[course.position] + client
        ends_at = self._ends_at(session, self._entity[i], number, self._kind[i])
        self._tell(LOGONS_TARGET, i, number, session.controller, ends_at)

    def _note_source_logon(self, i: int) -> None:
        super()._note_source_logon(i)
        self._tell(LOGONS_SOURCE, i, 0, -1, 0)

    def _ask(self, course: Course, entry: Entry) -> None:
        super()._ask(course, entry)
        session: Session = entry[4]
        if session.is_on_target and not self.exchange.is_cut(session):
            i = self._first[course.position] + entry[1]
            answer = self.exchange.ask(session, self.channels[self._kind[i]])
            self._tell(REQUESTS_TARGET, i, entry[2], session.controller, answer)

    def _download(self, course: Course, client: int, number: int, session: Session, ends_at: int) -> None:
        super()._download(course, client, number, session, ends_at)
        if not session.is_on_target:
            return
        i = self._first[course.position] + client
        download: Download | None = self.exchange.start_download(session)
        book = None if download is None else download.book
        rate = self.draws.us_per_entry(self._entity[i])
        fetched = Fetched(self.exchange.book_name(session), book, ends_at, rate)
        self._tell(DOWNLOADS, i, number, session.controller, fetched)

    def load(self, courses: list[Course]) -> Load:
        """All that was counted; and what happened in calm is told."""
        retried = list(self._retries)
        found = super().load(courses)
        until = min(self.span.until, found.bins * BIN)
        habits, restarts = Habits.of(self.draws), np.array(self.exchange.restarts, np.int64)
        rows = [row for visit in retried for row in self._retried(*visit, restarts, until)]
        room = many = self._visits(found, until)
        while many >= room:
            room = many + 1
            lines = np.empty((room + len(rows), 6), np.int64)
            told = Told(self.span.from_at, lines[:room])
            many = walk(self._source, self._lines, habits, restarts, until, counts_for(until), told)
        self.calm = lines[: many + len(rows)]
        self.calm[many:] = np.array(rows, np.int64).reshape(-1, 6)
        return found

    def _visits(self, found: Load, until: int) -> int:
        """Visits in the span, hardly fewer than there are to tell: a walk more is a dear way to count them."""
        bins = slice(self.span.from_at // BIN, -(-until // BIN))
        names = ("logons_source", "logons_target", "oab_downloads")
        return int(found.over_time(*names)[bins].sum())

    def _retried(
        self, i: int, number: int, at: int, is_first: bool, restarts: Ints, until: int
    ) -> Iterator[tuple[int, ...]]:
        """A visit that had been refused and is served in calm, as ``calm`` would tell it."""
        if not self.span.from_at <= at < until:
            return
        draws, entity, kind = self.draws, self._entity[i], self._kind[i]
        ends_at = min(at + draws.session_length(entity, number, kind), int(next_restart(restarts, at)))
        asked_at = NEVER
        if draws.asks(entity, number, kind):
            asked_at = at + draws.ask_delay(entity, number, kind)
        yield LOGONS_TARGET, i, number, at, asked_at if asked_at < ends_at else NEVER, ends_at
        if is_first and kind == OUTLOOK_CACHED and self.fetches_in_session:
            fetch_at = at + draws.fetch_after(entity)
            if fetch_at < min(ends_at, until):
                yield DOWNLOADS, i, number, fetch_at, NEVER, ends_at

    def entity(self, i: int) -> int:
        """What a client's draws are keyed by."""
        return self._entity[i]

    def kind(self, i: int) -> int:
        """Its kind, an index into KINDS."""
        return self._kind[i]

    def mailbox(self, i: int) -> int:
        """The number of its mailbox within its tenant."""
        return self._mailbox[i]


def generations_of(exchange: Exchange) -> list[Book]:
    """Every generation of the default book, oldest first."""
    assert isinstance(exchange, Shelving)
    return exchange.generations
