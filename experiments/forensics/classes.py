"""Each tenant's class, with the lines that put it there.

*Proven*: a whole file of a book that lists strangers was sent. *Inferred*: the bytes of an address-book answer, in a
session that may have been wide, are likelier of everybody's list than of one's own. *Possible*: it may have received,
and the logs cannot tell. *Excluded*: the logs cover its window, and show nothing by which it could have received.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sim.words import NEVER

from ..logs.request import Log
from .books import EVERYBODY, Books
from .customers import Customers
from .declared import COUNTED, SESSION_US, Declared
from .directory import Directory
from .evidence import Evidence, Fetch, Logon, Question
from .gaps import fill_gaps
from .likelihood import CAPPED, Likelihood
from .tenant_case import Case, Received
from .windows import Window

SURE_ENOUGH: Final = 0.95
"""A tenant is called inferred from this probability on."""
UNLIKELY: Final = 0.05
"""And excluded, for all its questions, below this one."""
PRIOR_SURE: Final = 0.9
"""That a session opened in the sure part of a window was wide: an assumption; a journal may be wrong."""
PRIOR_POSSIBLE: Final = 0.5
"""That one opened in the possible part was: an assumption."""


@dataclass(frozen=True)
class Inquiry:
    """All that classes are decided from.

    Attributes:
        customers: who they are.
        books: of the servers.
        windows: by tenant.
        directory: who was shown when.
        evidence: of the logs.
        likelihood: of bytes.
        declared: by the investigator.
        missing_hours: hours since 1970 that servers' logs lack, each with the share of servers that do.
    """

    customers: Customers
    books: Books
    windows: dict[int, Window]
    directory: Directory
    evidence: Evidence
    likelihood: Likelihood
    declared: Declared
    missing_hours: Mapping[int, float]

    def cases(self) -> list[Case]:
        """Every tenant's, by number."""
        users: dict[int, list[str]] = {}
        of = self.evidence
        for user in {*of.logons, *of.questions, *of.fetches}:
            tenant = self.customers.of(user)
            if tenant is not None:
                users.setdefault(tenant, []).append(user)
        cases = [
            self._case(tenant, sorted(users.get(tenant, ())))
            for tenant in sorted({*self.windows, *users})
            if tenant in self.windows or any(user in of.fetches for user in users[tenant])
        ]
        if not self.declared.are_lists_denied:
            fill_gaps(cases, self.customers.mailboxes, self.missing_hours)
        return cases

    def _case(self, tenant: int, users: list[str]) -> Case:
        case = Case(tenant, self.windows.get(tenant))
        for user in users:
            logons = sorted(self.evidence.logons.get(user, ()), key=lambda logon: logon.at)
            self._connect(case, logons)
            for question in self._joined(user):
                self._judge(case, user, question, logons)
            for fetch in self.evidence.fetches.get(user, ()):
                self._fetched(case, user, fetch)
        return case

    def _connect(self, case: Case, logons: list[Logon]) -> None:
        window = case.window
        if window is None:
            return
        for logon in logons:
            if logon.service in COUNTED and window.is_possible(logon.at):
                if logon.at < case.connected_at:
                    case.connected_at, case.connected_by = logon.at, logon.place
                case.is_connected_surely |= window.is_sure(logon.at)

    def _joined(self, user: str) -> Iterator[Question]:
        """A user's questions, each once: the same one stands in more than one log, and one of them has its bytes."""
        rest = sorted(self.evidence.questions.get(user, ()), key=lambda q: (q.log is Log.MAPI_HTTP, -q.bytes))
        taken: list[Question] = []
        for question in rest:
            twin = next(
                (
                    t
                    for t in taken
                    if t.service is question.service
                    and t.log is not question.log
                    and question.start <= t.end + 2 * self.declared.skew_us
                    and t.start <= question.end + 2 * self.declared.skew_us
                ),
                None,
            )
            if twin is None:
                taken.append(question)
            elif question.session and not twin.session:
                twin.session = question.session
        yield from sorted(taken, key=lambda q: q.start)

    def _judge(self, case: Case, user: str, question: Question, logons: list[Logon]) -> None:
        window = case.window
        if window is None:
            return
        prior = self._prior(user, window, question, logons)
        if prior is None:
            return
        if question.start < case.asked_at:
            case.asked_at = question.start
        people, lists, tenants = self.directory.strangers_at(question.start, case.tenant, self.customers)
        own = self.customers.entries(case.tenant)
        ratio = None
        if question.bytes:
            ratio = self.likelihood.ratio(question.service, question.bytes, own, own + people + lists)
        if self.declared.are_lists_denied or people + lists == 0:
            return
        probability = prior if ratio is None else prior * ratio / (prior * ratio + 1 - prior)
        if not question.is_certain:
            probability = min(probability, PRIOR_POSSIBLE)
        if probability <= case.probability and case.received is not Received.EXCLUDED:
            return
        if probability < UNLIKELY:
            if case.received is Received.EXCLUDED:
                case.probability = max(case.probability, probability)
                case.why = "its answers weigh what its own list does"
                case.lines.insert(0, question.place)
            return
        if case.received is Received.PROVEN:
            return
        case.received = (
            Received.INFERRED if probability >= SURE_ENOUGH and ratio is not None else Received.POSSIBLE
        )
        case.probability, case.ratio, case.channel = probability, ratio, str(question.service)
        case.received_at = question.end
        capped = question.service in CAPPED
        case.people, case.lists, case.tenants = (
            (min(people, CAPPED[question.service]), 0, min(tenants, CAPPED[question.service]))
            if capped
            else (people, lists, tenants)
        )
        told = (
            "no log has its bytes"
            if ratio is None
            else f"{question.bytes:,} bytes in {question.requests} answers"
        )
        case.why = f"asked by {question.service} in a session that may have been wide: {told}"
        case.lines.insert(0, question.place)

    def _prior(self, user: str, window: Window, question: Question, logons: list[Logon]) -> float | None:
        """How likely the session of a question was wide before its bytes are looked at; None: it was not."""
        mine = [
            logon
            for logon in logons
            if logon.service is question.service
            and logon.at <= question.start + self.declared.skew_us
            and not self._has_left(user, logon, question.start)
        ]
        if question.session and any(logon.session == question.session for logon in mine):
            mine = [logon for logon in mine if logon.session in (question.session, "")]
        opening = [logon for logon in mine if logon.is_new] or mine
        if not opening:
            # Its logon is not in these logs: it may have been any that the window allows.
            since = question.start - SESSION_US[question.service]
            reaches = any(start <= question.start and since < end for start, end in window.possible)
            return PRIOR_POSSIBLE if reaches else None
        last = opening[-1].at
        if all(window.is_sure(logon.at) for logon in opening[-1:]):
            return PRIOR_SURE
        if window.is_possible(last):
            return PRIOR_POSSIBLE
        # Another session of the same user may have been the one that asked.
        span = SESSION_US[question.service]
        if any(window.is_possible(o.at) and question.start - o.at < span for o in opening):
            return PRIOR_POSSIBLE / len(opening)
        return None

    def _has_left(self, user: str, logon: Logon, at: int) -> bool:
        return bool(logon.session) and self.evidence.left.get((user, logon.session), NEVER) <= at

    def _fetched(self, case: Case, user: str, fetch: Fetch) -> None:
        generation = self.books.by_file.get(fetch.name)
        if generation is None:
            people = lists = tenants = 0
        elif fetch.of == EVERYBODY:
            people, lists, tenants = self.directory.strangers_at(
                generation.generated_at, case.tenant, self.customers
            )
        else:
            people, lists, tenants = self.customers.mailboxes[fetch.of], self.customers.lists[fetch.of], 1
        if generation is not None and people + lists == 0:
            return
        if fetch.start < case.asked_at:
            case.asked_at = fetch.start
        is_whole = generation is not None and fetch.sent >= generation.bytes and not fetch.is_cut
        if is_whole:
            self._keeps(case, user, fetch)
            if case.received is Received.PROVEN and case.received_at <= fetch.end:
                return
            case.received, case.probability, case.ratio = Received.PROVEN, 1.0, None
            case.received_at, case.channel = fetch.end, "oab"
            case.people, case.lists, case.tenants = people, lists, tenants
            whose = "everybody's book" if fetch.of == EVERYBODY else f"tenant {fetch.of}'s book"
            case.why = f"{fetch.name} of {whose} was sent whole, {fetch.sent:,} bytes"
            case.lines.insert(0, fetch.place)
        elif case.received is Received.EXCLUDED:
            case.received, case.probability = Received.POSSIBLE, UNLIKELY
            case.channel, case.received_at = "oab", fetch.end
            case.people, case.lists, case.tenants = people, lists, tenants
            share = "" if generation is None else f" of {generation.bytes:,}"
            case.why = f"{fetch.name} was sent in part: {fetch.sent:,}{share} bytes"
            case.lines.insert(0, fetch.place)

    def _keeps(self, case: Case, user: str, fetch: Fetch) -> None:
        """A foreign book lies on a client until it has fetched its own."""
        case.residual_from = min(case.residual_from, fetch.end)
        own = sorted(self.evidence.own_books.get(user, ()))
        place = bisect_right(own, fetch.end)
        case.residual_until = max(case.residual_until, own[place] if place < len(own) else NEVER)
