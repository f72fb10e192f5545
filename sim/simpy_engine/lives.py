"""Every client's whole life, for the load: what the at-risk walk leaves out because it changes no row.

From a tenant's anchor until it has settled, the walk is that of ``sessions``, and each try, request and
download is counted; those of narrow sessions and of the source are made too, and must reveal nothing. Before
and after, nothing about the tenant changes: the fake is asked once for each mailbox, and controller, what a
logon gets in that calm, and ``calm`` walks the clients through it when the campaign's end is known. A tenant
that never settles is followed to its own horizon, every other to the last horizon of all.
"""

from collections import Counter
from heapq import heapify
from operator import itemgetter

import numpy as np

from fakeexchange.clock import NEVER
from fakeexchange.directory import Mailbox
from fakeexchange.exchange import Download, Exchange, Session
from fakeexchange.visibility import BySource, Narrow

from ..client_draws import OAB_SESSIONS
from ..clients import OUTLOOK_CACHED
from ..draws import Draws
from ..load import BIN, Load
from .agenda import Act, Entry
from .by_hand import ByHand, sent_in
from .calm import (
    BYTES,
    DOWNLOADS,
    LOGONS_SOURCE,
    LOGONS_TARGET,
    NO_BOOK,
    REFUSED,
    REQUESTS_SOURCE,
    REQUESTS_TARGET,
    Habits,
    Lifelines,
    counts_for,
    is_hashed,
    next_restart,
    walk,
)
from .courses import Course, Stage
from .order import Environment
from .sessions import LEFT_ON, Clients


class Lives(Clients):
    """All clients of a campaign, from its first midnight to its last horizon."""

    def __init__(self, env: Environment, exchange: Exchange, draws: Draws) -> None:
        super().__init__(env, exchange, draws)
        self._first_day = draws.scenario.campaign.first_day
        self._source = draws.source
        seats = draws.seats
        self._mailboxes = seats.mailbox
        self._lines = Lifelines.of(seats.first, seats.entities(draws.people), seats.kind, seats.follow)
        self._counts: Counter[tuple[int, int, int]] = Counter()
        """Quantity, kind, quarter of an hour: what was counted one by one."""
        self._retries: list[tuple[int, int, int, bool]] = []
        """Visits that were refused and will be served in calm: client, number, instant, is it the first one?"""
        self._transfers: list[tuple[int, int, int, int, Mailbox]] = []
        """Downloads: begin, end of the session, entries, microseconds an entry, and whose."""
        self._beyond: dict[int, list[Entry]] = {}
        """What each tenant's agenda let go of at the horizon, by position."""

    # The ends of calm.

    def anchor(self, course: Course) -> None:
        """The tenant's first gate, cut-over or rerouting begins: so far the source has served it."""
        self._ask_before(course)
        self._lines.anchor_at[course.position] = self.env.now
        super().anchor(course)

    def cut_over(self, course: Course, mailbox: int | None = None) -> None:
        """A cut-over has ended: what the source served is over, and so are pending requests."""
        super().cut_over(course, mailbox)
        first, last = self._first[course.position], self._first[course.position + 1]
        of = slice(first, last)
        at, now = self._lines.cut_over_at[of], self.env.now
        # Its views of arrays are written to.
        at[self._mailboxes[of] == mailbox if mailbox is not None else slice(None)] = now
        agenda = course.agenda
        kept = [entry for entry in agenda if entry[3] is not Act.ASK or not self._is_over(entry[4], mailbox)]
        if len(kept) < len(agenda):
            agenda[:] = kept
            heapify(agenda)

    def _goes_back(self, course: Course) -> None:
        """Its clients' logons to the source are counted one by one, to its own horizon."""

    def eased(self, course: Course) -> None:
        """What its sessions are given may change until its procedure has ended."""

    def _is_over(self, session: Session, mailbox: int | None) -> bool:
        """Did the source serve a session that a cut-over, of the tenant's or of a mailbox, has ended?"""
        return not session.is_on_target and mailbox in (None, session.mailbox.number)

    def _drop_tries(self, course: Course) -> None:
        self._hand_on(course)
        super()._drop_tries(course)

    def _ask_before(self, course: Course) -> None:
        """What does a logon get before the anchor? The source serves every mailbox."""
        first, last = self._first[course.position], self._first[course.position + 1]
        for number in set(self._mailbox[first:last]):
            session = self.exchange.connect(course.tenant.mailboxes[number])
            assert isinstance(session, Session), f"tenant {course.tenant.number} is refused before its anchor"
            assert isinstance(session.view, BySource), (
                f"tenant {course.tenant.number} has left before its anchor"
            )

    def _ask_after(self, course: Course) -> None:
        """What does a logon get once the tenant has settled? Its own lists, from every controller, and a book."""
        tenant, entries = course.tenant, self._lines.entries
        first, last = self._first[course.position], self._first[course.position + 1]
        books: dict[int, int] = {}
        for i in range(first, last):
            number = self._mailbox[i]
            if number not in books:
                books[number] = self._book_of(tenant.mailboxes[number])
            entries[i] = books[number]

    def _book_of(self, mailbox: Mailbox) -> int:
        """Entries of the offline address book that a narrow session of a mailbox is given."""
        tenant = mailbox.tenant.number
        sessions = [self.exchange.connect(mailbox, c) for c in range(self.exchange.controllers)]
        for session in sessions:
            assert isinstance(session, Session), f"tenant {tenant} has settled and is refused"
            assert session.view == Narrow(tenant), (
                f"tenant {tenant} has settled and sees other lists than its own"
            )
        assert isinstance(session, Session)
        download = self.exchange.start_download(session)
        return NO_BOOK if download is None else download.book.entries

    def _hand_on(self, course: Course) -> None:
        """The tenant has settled: from here on its clients' clocks turn by themselves."""
        self._ask_after(course)
        lines, keeps_bad_book = self._lines, course.keeps_bad_book
        first, last = self._first[course.position], self._first[course.position + 1]
        lines.is_settled[course.position] = True
        if course.unlisted_at == NEVER:
            # All that a client will do stands in the agenda.
            lines.number[first:last] = LEFT_ON
        seen = set(course.fetchers)
        for client in seen:
            lines.has_fetched[first + client] = True
        waiting = course.agenda + self._beyond.pop(course.position, [])
        for at, client, number, act, about in sorted(waiting, key=itemgetter(0, 1, 2, 3)):
            i = first + client
            if act is Act.TRY:
                refusals, since, growth, _ = about
                if refusals and number != LEFT_ON:
                    self._retries.append((i, number, at, client not in seen))
                else:
                    lines.number[i], lines.at[i], lines.since[i] = number, at, since
                    lines.growth[i] = self._growth[i] if growth is None else growth
                seen.add(client)
            elif act is Act.LOG_ON_TO_FETCH and (client not in keeps_bad_book or at >= course.horizon_at):
                lines.fetch_at[i] = at
        course.agenda[:] = [
            e for e in course.agenda if e[3] is not Act.LOG_ON_TO_FETCH or e[1] in keeps_bad_book
        ]

    def _let_go(self, course: Course, entry: Entry) -> None:
        """What comes after the tenant's own horizon changes no row; the load goes on."""
        at, client, number, act, about = entry
        if act is Act.FETCH:
            at, number, act = at + self.oab_period, OAB_SESSIONS + 1, Act.LOG_ON_TO_FETCH
        if course.stage is not Stage.SETTLED:
            if act in (Act.TRY, Act.LOG_ON_TO_FETCH):
                self._beyond.setdefault(course.position, []).append((at, client, number, act, about))
        elif act is Act.LOG_ON_TO_FETCH:
            self._lines.fetch_at[self._first[course.position] + client] = at

    def _list(self, course: Course, until: int) -> None:
        """Put all first connections into the agenda, and let go of those beyond the horizon."""
        super()._list(course, NEVER)

    # What clients do between the anchor and the end of unrest.

    def _served(self, course: Course, client: int, number: int, session: Session, asks: bool | None) -> None:
        super()._served(course, client, number, session, asks)
        if not session.is_wide:
            self._prepare_ask(course, client, number, session, asks)

    def _served_by_source(
        self, course: Course, client: int, number: int, session: Session, asks: bool | None
    ) -> None:
        self._note_source_logon(self._first[course.position] + client)
        self._prepare_ask(course, client, number, session, asks)

    def _ask(self, course: Course, entry: Entry) -> None:
        kind = self._kind[self._first[course.position] + entry[1]]
        session: Session = entry[4]
        if self.exchange.is_cut(session):
            return
        self._note(REQUESTS_TARGET if session.is_on_target else REQUESTS_SOURCE, kind, self.env.now)
        if session.is_wide:
            super()._ask(course, entry)
        else:
            answer = self.exchange.ask(session, self.channels[kind])
            assert not answer.has_foreign, "a session that is not wide was shown foreign entries"

    def _log_on_to_fetch(self, course: Course, entry: Entry) -> None:
        if course.stage is Stage.SETTLED and entry[1] not in course.keeps_bad_book:
            self._let_go(course, entry)
        else:
            super()._log_on_to_fetch(course, entry)

    def _transfer(self, course: Course, client: int, number: int, download: Download, ends_at: int) -> None:
        super()._transfer(course, client, number, download, ends_at)
        i, now = self._first[course.position] + client, self.env.now
        self._note(DOWNLOADS, OUTLOOK_CACHED, now)
        rate, mailbox = self.draws.us_per_entry(self._entity[i]), download.session.mailbox
        self._transfers.append((now, ends_at, download.book.entries, rate, mailbox))

    def _note_refusal(self, course: Course, i: int) -> None:
        super()._note_refusal(course, i)
        self._note(REFUSED, self._kind[i], self.env.now)

    def _note_source_logon(self, i: int) -> None:
        self._note(LOGONS_SOURCE, self._kind[i], self.env.now)

    def _note_logon(self, course: Course, kind: int, session: Session) -> None:
        super()._note_logon(course, kind, session)
        self._note(LOGONS_TARGET, kind, session.opened_at)

    def _note(self, quantity: int, kind: int, at: int, number: int = 1) -> None:
        self._counts[quantity, kind, at // BIN] += number

    # What it comes to.

    def load(self, courses: list[Course]) -> Load:
        """All that was counted, and all that happens in calm, once nothing is left to happen."""
        for course in courses:
            if course.stage is Stage.BEFORE:
                self._ask_before(course)
            elif course.stage is Stage.OPEN:
                self._settle(course)
        restarts = np.array(self.exchange.restarts, np.int64)
        for now, ends_at, entries, us_per_entry, mailbox in self._transfers:
            cut_at = next_restart(restarts, now)
            if now < mailbox.returned_at:
                cut_at = min(cut_at, mailbox.returned_at)
            for at, sent in sent_in(now, min(ends_at, cut_at), entries, us_per_entry):
                self._note(BYTES, OUTLOOK_CACHED, at, sent * self.draws.clients.oab_bytes_per_entry)
        until = max((c.horizon_at for c in courses if c.horizon_at != NEVER), default=self.env.now)
        hand = ByHand(self.draws, self._source, self._lines, restarts, until, self._note)
        for i, number, at, is_first in self._retries:
            hand.visit(i, number, at, is_first)
        counts = counts_for(until)
        if is_hashed(self._source):
            walk(self._source, self._lines, Habits.of(self.draws), restarts, until, counts)
        else:
            hand.walk()
        for (quantity, kind, at), number in self._counts.items():
            if at < counts.shape[2]:
                counts[quantity, kind, at] += number
        return Load.of(self._first_day, counts)
