"""What ``calm`` counts, counted visit by visit in plain Python, with the draws that the agenda meets.

It is what compiled code cannot do: uniforms that are given in place of the hash's, and the few visits and
downloads that do not come by the clock. Both count the same, to the last request; a test holds them to it.
"""

from collections.abc import Callable, Iterator

from .. import laws
from ..client_draws import ClientDraws
from ..clients import OUTLOOK_CACHED, next_connection
from ..load import BIN
from ..population import ON_DEMAND
from ..streams import Ints, Source
from .calm import (
    BEFORE,
    BYTES,
    DOWNLOADS,
    LOGONS_SOURCE,
    LOGONS_TARGET,
    NO_BOOK,
    REQUESTS_SOURCE,
    REQUESTS_TARGET,
    UNTOUCHED,
    Lifelines,
    next_restart,
)

Note = Callable[[int, int, int, int], None]
"""Counts something: the quantity, the kind of client, the instant, and how much."""


class ByHand:
    """One campaign's clients in calm, one at a time.

    Args:
        draws: what each client will do after its anchor.
        source: for what it does before.
        lives: where each client stands.
        restarts: instants at which every session on the target is cut, in order.
        until: what would come at this instant or later is left out.
        note: counts.
    """

    def __init__(
        self,
        draws: ClientDraws,
        source: Source,
        lives: Lifelines,
        restarts: Ints,
        until: int,
        note: Note,
    ) -> None:
        self._draws = draws
        self._lives = lives
        self._restarts = restarts
        self._until = until
        self._note = note
        self._connection_before, self._asks_before, self._ask_delay_before, self._session_before = (
            source.stream(name) for name in BEFORE
        )
        self._connection = source.stream("connection")

    def walk(self) -> None:
        """Everybody, before the anchor and after the tenant has settled."""
        lives = self._lives
        for tenant in range(lives.first.size - 1):
            for i in range(int(lives.first[tenant]), int(lives.first[tenant + 1])):
                if lives.follow[i] == ON_DEMAND:
                    self._walk_before(i, int(lives.anchor_at[tenant]), int(lives.cut_over_at[i]))
                if lives.is_settled[tenant]:
                    self._walk_after(i, int(lives.anchor_at[tenant]))

    def _walk_before(self, i: int, anchor_at: int, cut_over_at: int) -> None:
        draws, entity, kind = self._draws, int(self._lives.entity[i]), int(self._lives.kind[i])
        number = growth = 0
        while True:
            number += 1
            growth += laws.unit_exponential(self._connection_before(entity, number))
            at = next_connection(0, growth, kind, draws.rates)
            if at >= min(anchor_at, self._until):
                return
            self._note(LOGONS_SOURCE, kind, at, 1)
            if self._asks_before(entity, number) < draws.asks_share[kind]:
                asked_at = at + laws.exponential(
                    self._ask_delay_before(entity, number), draws.ask_means[kind]
                )
                u = self._session_before(entity, number)
                ends_at = at + laws.lognormal(u, draws.session_medians[kind], draws.session_sigma)
                if asked_at < min(ends_at, cut_over_at, self._until):
                    self._note(REQUESTS_SOURCE, kind, asked_at, 1)

    def _walk_after(self, i: int, anchor_at: int) -> None:
        lives, draws = self._lives, self._draws
        entity, kind = int(lives.entity[i]), int(lives.kind[i])
        number, at = int(lives.number[i]), int(lives.at[i])
        since, growth = int(lives.since[i]), int(lives.growth[i])
        if number == UNTOUCHED and lives.follow[i] == ON_DEMAND:
            number, since = 1, anchor_at
            growth = laws.unit_exponential(self._connection(entity, 1))
            at = draws.connection(since, growth, kind)
        while at < self._until:
            self.visit(i, number, at, not lives.has_fetched[i])
            if number == 0:
                # Whoever was left on stays for a session, and comes on demand from its end on.
                since, growth = at + draws.session_length(entity, number, kind), 0
            number += 1
            growth += laws.unit_exponential(self._connection(entity, number))
            at = draws.connection(since, growth, kind)
        fetch_at = int(lives.fetch_at[i])
        while fetch_at < self._until:
            self._note(LOGONS_TARGET, kind, fetch_at, 1)
            self._send(i, fetch_at, min(self._until, next_restart(self._restarts, fetch_at)))
            fetch_at += draws.clients.oab_period

    def visit(self, i: int, number: int, at: int, is_first: bool) -> None:
        """A logon that the target serves, and what follows in its session.

        Args:
            i: the client.
            number: of its session.
            at: the instant of the logon.
            is_first: the target has never served the client before.
        """
        lives, draws, until = self._lives, self._draws, self._until
        entity, kind = int(lives.entity[i]), int(lives.kind[i])
        if at >= until:
            return
        self._note(LOGONS_TARGET, kind, at, 1)
        ends_at = at + draws.session_length(entity, number, kind)
        ends_at = min(ends_at, next_restart(self._restarts, at))
        if draws.asks(entity, number, kind):
            asked_at = at + draws.ask_delay(entity, number, kind)
            if asked_at < min(ends_at, until):
                self._note(REQUESTS_TARGET, kind, asked_at, 1)
        if kind == OUTLOOK_CACHED and is_first:
            lives.has_fetched[i] = True
            fetch_at = at + draws.fetch_after(entity)
            if draws.clients.oab_after_move == "at_once":
                if fetch_at < min(ends_at, until):
                    self._send(i, fetch_at, min(ends_at, until))
                fetch_at += draws.clients.oab_period
            lives.fetch_at[i] = fetch_at

    def _send(self, i: int, at: int, ends_at: int) -> None:
        entries, kind = int(self._lives.entries[i]), int(self._lives.kind[i])
        if entries == NO_BOOK:
            return
        self._note(DOWNLOADS, kind, at, 1)
        for when, sent in sent_in(at, ends_at, entries, self._draws.us_per_entry(int(self._lives.entity[i]))):
            self._note(BYTES, kind, when, sent * self._draws.clients.oab_bytes_per_entry)


def sent_in(at: int, ends_at: int, entries: int, us_per_entry: int) -> Iterator[tuple[int, int]]:
    """How many whole entries of a book are sent in each quarter of an hour.

    Args:
        at: the instant at which the download begins.
        ends_at: the instant at which its session ends, and the download with it.
        entries: of the book.
        us_per_entry: what the client needs for one.

    Yields:
        An instant in the quarter of an hour, and the entries sent in it.

    >>> list(sent_in(899_000_000, 10**10, 5, 400_000))
    [(899000000, 2), (900000000, 3)]
    """
    sent, now = 0, at
    while sent < entries and now < ends_at:
        then = min((now // BIN + 1) * BIN, ends_at)
        by_then = min(entries, (then - at) // us_per_entry)
        if by_then > sent:
            yield now, by_then - sent
        sent, now = by_then, then
