"""Outlook and the others: they log on, ask, download, and are told what the fake tells them.

Every number a client meets was drawn; every answer comes from the fake. What is noted here is what an
answer held: nothing in this file works out what could be seen.
"""

from collections.abc import Callable
from heapq import heapify, heappop, heappush

import numpy as np

from fakeexchange.addressbook import Answer
from fakeexchange.clock import NEVER
from fakeexchange.exchange import Download, Exchange, Session
from fakeexchange.policies import isolated_at
from fakeexchange.routing import is_reachable, is_served_by_source, is_served_by_target
from fakeexchange.visibility import Refused
from fakeexchange.words import Channel

from ..client_draws import (
    OAB_SESSIONS,
    PROMPT,
    RESTART,
    FirstTries,
    first_connections,
    first_growth,
    follow_delays,
)
from ..clients import CHANNELS, OUTLOOK_CACHED
from ..draws import Draws
from ..nights import Mornings
from ..outcome import Status
from ..streams import Ints
from ..tables import KINDS
from .agenda import ARRIVE, ASK, FETCH, LOG_ON_TO_FETCH, TRY, Act, Entry
from .courses import OPEN, SETTLED, Course
from .order import CLIENT, STEP_BITS, Call, Environment

LEFT_ON = 0
"""The session number of a client that was left on."""


class Clients:
    """All clients of a campaign, walked tenant by tenant."""

    def __init__(self, env: Environment, exchange: Exchange, draws: Draws) -> None:
        self.env = env
        self.exchange = exchange
        self.draws = draws.clients
        scenario, seats = draws.scenario, draws.seats
        self.horizon = scenario.clients.horizon
        self.retries = scenario.clients.retries
        self.fetches_in_session = scenario.clients.oab_after_move == "at_once"
        self.oab_period = scenario.clients.oab_period
        self.mornings = Mornings(scenario.campaign, scenario.clients.restart_at)
        self.counts = [kind in scenario.clients.connected_kinds for kind in KINDS]
        self.channels = [CHANNELS[kind] for kind in KINDS]
        self.shows_names = [channel in (Channel.NSPI, Channel.OWA) for channel in self.channels]
        self.answers: list[tuple[Course, Answer]] = []
        """Every answer that held foreign entries."""
        self._first: list[int] = seats.first.tolist()
        self._mailbox: list[int] = seats.mailbox.tolist()
        self._kind: list[int] = seats.kind.tolist()
        entities = seats.entities(draws.people)
        growth = first_growth(draws.source, entities)
        self._first_tries = FirstTries.of(self.draws, draws.source, seats, entities, growth)
        self._entity: list[int] = entities.tolist()
        self._follow: list[int] = seats.follow.tolist()
        self._growth: list[int] = growth.tolist()
        grown = np.array(self._first_tries.growth, np.int64)
        self._packed = np.stack([seats.kind, seats.follow, growth, grown], axis=1).astype(np.int64)
        self._follows_after = follow_delays(self.draws, draws.source, seats, entities)
        of = np.searchsorted(seats.first, np.arange(seats.kind.size), side="right") - 1
        self._prompt = _by_tenant(of, np.flatnonzero(seats.follow == PROMPT))
        self._left_on = _by_tenant(of, np.array(sorted(self._follows_after), np.int64))
        self._found = np.empty((int(np.diff(seats.first).max(initial=1)), 3), np.int64)
        self._acts: dict[Act, Callable[[Course, Entry], None]] = {
            TRY: self._try,
            ASK: self._ask,
            FETCH: self._fetch,
            LOG_ON_TO_FETCH: self._log_on_to_fetch,
            ARRIVE: self._arrive,
        }

    # What the procedure tells: the anchor, a cut-over, reachability, the end.

    def anchor(self, course: Course) -> None:
        """The tenant's first gate, cut-over or rerouting begins: connections count from here."""
        course.stage = OPEN
        course.anchor_at = course.unlisted_at = self.env.now
        self._list(course, course.watched_until)
        course.next_at = course.agenda[0][0] if course.agenda else course.unlisted_at

    def cut_over(self, course: Course, mailbox: int | None = None) -> None:
        """A cut-over has ended, the tenant's or that of one mailbox: clients left on have lost their session."""
        left_on = self._left_on.get(course.position)
        if left_on is None:
            return
        now, first = self.env.now, self._first[course.position]
        for i in left_on:
            if mailbox is not None and self._mailbox[i] != mailbox:
                continue
            since = self.mornings.after(now) if self._follow[i] == RESTART else now
            at = since + self._follows_after[i]
            self._add(course, (at, i - first, LEFT_ON, TRY, (0, NEVER, None, None)))

    def reached(self, course: Course) -> None:
        """Administration may have made mailboxes reachable: those who follow promptly set out, once."""
        prompt = self._prompt.get(course.position)
        if not prompt:
            return
        now, mailboxes = self.env.now, course.tenant.mailboxes
        redirects = self.exchange.are_sources_redirecting
        self._prompt[course.position] = [
            i for i in prompt if not is_reachable(mailboxes[self._mailbox[i]], redirects)
        ]
        for i in prompt:
            if is_reachable(mailboxes[self._mailbox[i]], redirects):
                at = now + self.draws.prompt_after(self._entity[i])
                self._add(
                    course, (at, i - self._first[course.position], LEFT_ON, TRY, (0, NEVER, None, None))
                )

    def finished(self, course: Course) -> None:
        """The tenant's procedure has ended: the horizon is known, and perhaps nothing is left to meet."""
        if course.horizon_at == NEVER:
            course.horizon_at = course.finished_at + self.horizon
        if course.status is Status.ROLLED_BACK:
            self._goes_back(course)
        if course.stage is OPEN:
            self._settle(course)
        self.watch(course, NEVER)

    def eased(self, course: Course) -> None:
        """No step that is left can refuse a logon, or show it more: perhaps nothing is left to meet already."""
        if course.stage is OPEN:
            self._settle(course)

    # The agenda: one event a tenant at a time, at the instant of its earliest entry.

    def watch(self, course: Course, until: int) -> None:
        """An engineer works on the tenant and looks again at an instant; NEVER: nobody does."""
        course.watched_until = until
        if course.next_at < until:
            self.plan(course)

    def _add(self, course: Course, entry: Entry) -> None:
        at = entry[0]
        if at < course.horizon_at:
            heappush(course.agenda, entry)
            if at < course.next_at:
                course.next_at = at
                if at < course.watched_until:
                    self.plan(course)
        else:
            self._let_go(course, entry)

    def plan(self, course: Course) -> None:
        """See to it that an event looks at the agenda when its earliest entry is due."""
        at = course.next_at
        if at < course.due_at:
            course.due_at = at
            if course.wake is None:
                course.wake = Call(self.env, self._act, course)
            course.wake.due(at, CLIENT | course.position << STEP_BITS)

    def _act(self, event: Call) -> None:
        course: Course = event.about
        now = self.env.now
        if now != course.due_at:
            return  # An earlier entry came in between and has taken this one's place.
        if course.unlisted_at <= now:
            self._list(course, course.watched_until)
        agenda = course.agenda
        if now >= course.horizon_at:
            agenda.clear()  # What was planned before the horizon was known.
        course.next_at = now
        while agenda and agenda[0][0] == now:
            if course.finished_at != NEVER:
                self._settle(course)
                if not agenda or agenda[0][0] != now:
                    break
            entry = heappop(agenda)
            self._acts[entry[3]](course, entry)
        course.due_at = NEVER
        at = course.unlisted_at
        if agenda and agenda[0][0] < at:
            at = agenda[0][0]
        course.next_at = at
        if at < course.watched_until:
            self.plan(course)

    def _list(self, course: Course, until: int) -> None:
        """Put first connections before an instant into the agenda; later ones are known by their earliest."""
        first, last = self._first[course.position], self._first[course.position + 1]
        listed, course.unlisted_at = first_connections(
            course.anchor_at,
            first,
            last,
            course.unlisted_at,
            until,
            self._packed,
            self.draws.rates,
            self._found,
        )
        if not listed:
            return
        anchor_at, horizon_at = course.anchor_at, course.horizon_at
        for at, client, then in self._found[:listed].tolist():
            # What a try needs: refusals so far, the instant its sequence counts from, its growth since, and the
            # instant of the next connection where that is known.
            entry = (at, client, 1, TRY, (0, anchor_at, None, then))
            if at < horizon_at:
                heappush(course.agenda, entry)
            else:
                self._let_go(course, entry)

    def _settle(self, course: Course) -> None:
        """Once a new logon can reveal nothing, drop every try: what sessions still hold goes on."""
        if (
            course.stage is not OPEN
            or isolated_at(course.tenant) > self.env.now
            or not is_served_by_target(course.tenant, self.exchange.are_sources_redirecting)
        ):
            return
        course.stage = SETTLED
        self._drop_tries(course)

    def _goes_back(self, course: Course) -> None:
        """The source serves the tenant again, for good: a new logon is neither refused nor shown anything."""
        if course.stage is OPEN and is_served_by_source(course.tenant):
            course.stage = SETTLED
            self._drop_tries(course)

    def _drop_tries(self, course: Course) -> None:
        course.unlisted_at = NEVER
        agenda = course.agenda
        if agenda:
            agenda[:] = [entry for entry in agenda if entry[3] is not TRY]
            heapify(agenda)
        course.next_at = agenda[0][0] if agenda else NEVER

    def _let_go(self, course: Course, entry: Entry) -> None:
        """What would come after the horizon is not followed."""

    # What clients do.

    def _try(self, course: Course, entry: Entry) -> None:
        _, client, number, _, (refusals, since, growth, then) = entry
        draws = self.draws
        i = self._first[course.position] + client
        entity = self._entity[i]
        is_first = number == 1 and not refusals
        if number == LEFT_ON or refusals:
            controller, asks = draws.controller(entity, number, refusals), None
        else:
            kind = self._kind[i]
            if is_first:
                first = self._first_tries
                grown, controller, asks = first.growth[i], first.controller[i], first.asks[i]
                at = draws.connection(since, grown, kind) if then is None else then
            else:
                at, grown, controller, asks = draws.visit(entity, number, since, growth, kind)
            if at < course.horizon_at:
                # It is not the earliest: this try is, and what it leads to may only come sooner.
                heappush(course.agenda, (at, client, number + 1, TRY, (0, since, grown, None)))
            else:
                self._let_go(course, (at, client, number + 1, TRY, (0, since, grown, None)))
        session = self.exchange.connect(course.tenant.mailboxes[self._mailbox[i]], controller)
        if isinstance(session, Refused):
            self._note_refusal(course, i)
            if number == LEFT_ON or refusals < self.retries:
                after = (
                    self._first_tries.retry_after[i]
                    if is_first
                    else draws.retry_after(entity, number, refusals)
                )
                at = self.env.now + after
                self._add(course, (at, client, number, TRY, (refusals + 1, since, growth, then)))
        elif session.is_on_target:
            self._served(course, client, number, session, asks)
        elif number == LEFT_ON:
            at = self.env.now + draws.next_poll_after(entity, refusals)
            self._add(course, (at, client, number, TRY, (refusals + 1, since, growth, then)))
        else:
            self._served_by_source(course, client, number, session, asks)

    def _served_by_source(
        self, course: Course, client: int, number: int, session: Session, asks: bool | None
    ) -> None:
        """Nothing is revealed, so nothing more of the session need be known."""

    def _served(self, course: Course, client: int, number: int, session: Session, asks: bool | None) -> None:
        draws = self.draws
        i = self._first[course.position] + client
        entity, kind = self._entity[i], self._kind[i]
        self._note_logon(course, kind, session)
        if session.is_wide:
            if self.shows_names[kind]:
                self._note_names(course, session)
            self._prepare_ask(course, client, number, session, asks)
        if kind == OUTLOOK_CACHED and client not in course.fetchers:
            course.fetchers |= {client}
            at = session.opened_at + draws.fetch_after(entity)
            if self.fetches_in_session:
                ends_at = self._ends_at(session, entity, number, kind)
                self._add(course, (at, client, number, FETCH, (session, ends_at)))
            else:
                self._add(course, (at, client, OAB_SESSIONS, LOG_ON_TO_FETCH, None))
        if number == LEFT_ON:
            ends_at = self._ends_at(session, entity, number, kind)
            at = draws.connection(ends_at, self._growth[i], kind)
            self._add(course, (at, client, 1, TRY, (0, ends_at, None, None)))

    def _prepare_ask(
        self, course: Course, client: int, number: int, session: Session, asks: bool | None
    ) -> None:
        """A session asks the address book once or not at all, and never after its end."""
        draws = self.draws
        i = self._first[course.position] + client
        entity, kind = self._entity[i], self._kind[i]
        if draws.asks(entity, number, kind) if asks is None else asks:
            at = session.opened_at + draws.ask_delay(entity, number, kind)
            if at < self._ends_at(session, entity, number, kind):
                self._add(course, (at, client, number, ASK, session))

    def _ends_at(self, session: Session, entity: int, number: int, kind: int) -> int:
        return session.opened_at + self.draws.session_length(entity, number, kind)

    def _ask(self, course: Course, entry: Entry) -> None:
        session: Session = entry[4]
        if self.exchange.is_cut(session):
            return
        course.asked_at = min(course.asked_at, self.env.now)
        i = self._first[course.position] + entry[1]
        self._note_answer(course, self.exchange.ask(session, self.channels[self._kind[i]]))

    def _fetch(self, course: Course, entry: Entry) -> None:
        _, client, _, _, (session, ends_at) = entry
        now = self.env.now
        if now < ends_at and not self.exchange.is_cut(session):
            self._download(course, client, entry[2], session, ends_at)
        self._add(course, (now + self.oab_period, client, OAB_SESSIONS + 1, LOG_ON_TO_FETCH, None))

    def _log_on_to_fetch(self, course: Course, entry: Entry) -> None:
        _, client, number, _, _ = entry
        if course.stage is SETTLED and client not in course.keeps_bad_book and not _awaits(course, client):
            return
        i = self._first[course.position] + client
        mailbox = course.tenant.mailboxes[self._mailbox[i]]
        controller = self.draws.fetch_controller(self._entity[i], number - OAB_SESSIONS)
        session = self.exchange.connect(mailbox, controller)
        if isinstance(session, Refused):
            self._note_refusal(course, i)
        elif session.is_on_target:
            self._note_logon(course, OUTLOOK_CACHED, session)
            self._download(course, client, number, session, NEVER)
        else:
            # Its mailbox has gone back: the source's own book takes the place of the target's.
            self._note_source_logon(i)
            self._download(course, client, number, session, NEVER)
        self._add(course, (self.env.now + self.oab_period, client, number + 1, LOG_ON_TO_FETCH, None))

    def _download(self, course: Course, client: int, number: int, session: Session, ends_at: int) -> None:
        if session.is_wide:
            course.asked_at = min(course.asked_at, self.env.now)
        download = self.exchange.start_download(session)
        if download is not None:
            self._transfer(course, client, number, download, ends_at)

    def _transfer(self, course: Course, client: int, number: int, download: Download, ends_at: int) -> None:
        """A book is on its way; it is lost where its session ends first."""
        entity = self._entity[self._first[course.position] + client]
        arrives_at = self.env.now + max(1, download.book.entries * self.draws.us_per_entry(entity))
        if arrives_at <= ends_at:
            self._add(course, (arrives_at, client, number, ARRIVE, download))

    def _arrive(self, course: Course, entry: Entry) -> None:
        client = entry[1]
        download: Download = entry[4]
        if self.exchange.is_cut(download.session):
            return
        answer = self.exchange.finish_download(download)
        if answer.has_foreign:
            self._note_answer(course, answer)
            course.keeps_bad_book |= {client}
        elif client in course.keeps_bad_book:
            course.keeps_bad_book -= {client}
            course.residual_until = max(course.residual_until, self.env.now)

    # What is observed.

    def _note_refusal(self, course: Course, i: int) -> None:
        course.refused += 1

    def _note_source_logon(self, i: int) -> None:
        """No row tells of it."""

    def _note_logon(self, course: Course, kind: int, session: Session) -> None:
        if session.is_unisolated and self.counts[kind]:
            course.connected_at = min(course.connected_at, session.opened_at)

    def _note_names(self, course: Course, session: Session) -> None:
        if course.named_last_at < 0:
            course.tenants_named = self.exchange.foreign_list_names(session)
        course.named_last_at = session.opened_at

    def _note_answer(self, course: Course, answer: Answer) -> None:
        if not answer.has_foreign:
            return
        self.answers.append((course, answer))
        if course.exposed_at == NEVER:
            course.exposed_at = answer.at
            course.answer = answer


def _awaits(course: Course, client: int) -> bool:
    """Is a book on its way to a client? It may be a bad one."""
    return any(entry[3] is ARRIVE and entry[1] == client for entry in course.agenda)


def _by_tenant(of: Ints, clients: Ints) -> dict[int, list[int]]:
    """Clients grouped by tenant.

    Args:
        of: the tenant's position, by client.
        clients: some of them, in order.
    """
    found: dict[int, list[int]] = {}
    for position, client in zip(of[clients].tolist(), clients.tolist(), strict=True):
        found.setdefault(position, []).append(client)
    return found
