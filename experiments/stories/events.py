"""What happened to one tenant, event by event, read from the fake's record of it.

An event is an instant, an actor and facts; it holds no words. Which clients are told one by one is decided
here: whoever was refused, was shown anything of others, or could have asked for it; all further ones are summed up.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import itemgetter
from typing import Any, Final

from fakeexchange.clock import NEVER
from fakeexchange.journal import (
    Arrival,
    Ask,
    ConsoleLost,
    Ending,
    Fetch,
    Finished,
    Given,
    Logon,
    Record,
    Refusal,
    StepBegun,
    StepFailed,
    StepStruck,
)
from fakeexchange.visibility import BySource, Narrow, Nothing
from fakeexchange.words import Cause, Channel, Verb
from sim.clients import CHANNELS
from sim.procedure import ANCHORS

from .windows import TARGET, open_spans, stretches


class What(StrEnum):
    """What an event is; the order is that of one instant."""

    STEP = "step"
    FAILED = "failed"
    STRUCK = "struck"
    CONSOLE = "console_lost"
    NOTED = "noted"
    FINISHED = "finished"
    BEGINS = "begins"
    REACHABLE = "reachable"
    ISOLATED = "isolated"
    OPENS = "window_opens"
    CLOSES = "window_closes"
    REFUSED = "refused"
    LOGON = "logon"
    ASK = "ask"
    FETCH = "download"
    RECEIVED = "received"
    LOST = "lost"
    ENDS = "session_ends"
    KEPT = "kept"
    REST = "rest"


class Actor(StrEnum):
    """Who acts."""

    ENGINEER = "engineer"
    PLATFORM = "platform"
    CLIENT = "client"


_ACTORS: Final = {
    **dict.fromkeys(
        (What.STEP, What.FAILED, What.STRUCK, What.CONSOLE, What.FINISHED, What.BEGINS), Actor.ENGINEER
    ),
    **dict.fromkeys((What.NOTED, What.REACHABLE, What.ISOLATED, What.OPENS, What.CLOSES), Actor.PLATFORM),
}
_PLACES: Final = {what: min(place, list(What).index(What.REFUSED)) for place, what in enumerate(What)}
"""Clients keep the order in which they came; all else is ordered within an instant."""

NAMING: Final = (Channel.NSPI, Channel.OWA)
"""Channels whose sessions show a hierarchy of list names."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        at: microseconds since 00:00 of the campaign's first day.
        what: what it was.
        facts: of it; instants are named ``_at``, controllers are numbered from 1, the writer first.
    """

    at: int
    what: What
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Who acted."""
        return _ACTORS.get(self.what, Actor.CLIENT)


def anchor_of(record: Record) -> int:
    """The instant from which a tenant's clients count: its first gate, cut-over or rerouting begins; else NEVER."""
    begun = [n.at for n in record.notes if isinstance(n, StepBegun) and n.verb in ANCHORS]
    return min(begun, default=NEVER)


def horizon_of(record: Record, horizon: int) -> int:
    """The instant after which a tenant is no longer followed."""
    finished = [n.at for n in record.notes if isinstance(n, Finished)]
    return finished[0] + horizon if finished else NEVER


def events(
    record: Record, are_sources_redirecting: bool, horizon: int, connected_kinds: Collection[str]
) -> list[Event]:
    """Everything a record tells, in order.

    Args:
        record: of the tenant.
        are_sources_redirecting: the source sends a moved user on before routing is switched.
        horizon: how long a tenant is followed after its finish, microseconds.
        connected_kinds: kinds of clients whose logons count as connected.
    """
    horizon_at = horizon_of(record, horizon)
    clients = list(_Clients(record, horizon_at, connected_kinds).events())
    found = [*_platform(record, are_sources_redirecting, horizon_at), *clients]
    found += _steps(record, [event.at for event in clients if event.what is not What.REST])
    # Clients' own order breaks ties among them: the sort is stable, and their notes came in order.
    return sorted(found, key=lambda event: (event.at, _PLACES[event.what]))


def _steps(record: Record, visits: list[int]) -> Iterator[Event]:
    """Each step where it ends; where it begins too, if it locks or a client comes before it has ended."""
    begun: dict[str, list[int]] = {}
    for note in record.notes:
        if isinstance(note, StepBegun):
            begun.setdefault(note.verb, []).append(note.at)
        elif isinstance(note, StepFailed):
            yield Event(note.at, What.FAILED, {"step": note.verb, "lack": note.lack})
        elif isinstance(note, StepStruck):
            facts = {"step": note.verb, "failures": note.failures, "is_silent": note.is_silent}
            yield Event(note.at, What.STRUCK, facts)
        elif isinstance(note, ConsoleLost):
            yield Event(note.at, What.CONSOLE)
        elif isinstance(note, Finished):
            yield Event(note.at, What.FINISHED)
    ended: dict[str, int] = {}
    told: set[int] = set()
    last = {event: place for place, (_, event, *_) in enumerate(record.done)}
    for place, (at, event, *of) in enumerate(record.done):
        # Of mailboxes that one step has left out after one another the last is told.
        if event == "misreport" and place != last[event]:
            continue
        about = {"mailbox": of[0]} if of else {}
        # The last mailbox of a loop that assigns ends the tenant's assignment in the same instant.
        if event == "lock" or (not of and ended.get(event) == at):
            continue
        if event not in list(Verb):
            yield Event(at, What.NOTED, {"noted": event, **about})
            continue
        # What was read before, or begun: a check reads again, a clock needs no engineer.
        since = [t for t in begun.get(event, ()) if ended.get(event, -1) <= t < at]
        began_at = max(since) if since else ended.get(event)
        ended[event] = at
        yield Event(at, What.STEP, {"step": event, "began_at": began_at, **about})
        if began_at is None or began_at in told:
            continue
        if event == Verb.CUT_OVER or any(began_at < visit < at for visit in visits):
            told.add(began_at)
            yield Event(began_at, What.BEGINS, {"step": event, **about})


def _platform(record: Record, redirects: bool, horizon_at: int) -> Iterator[Event]:
    """Since when it is reachable, isolated on each controller, and when its window opened and closed."""
    numbers = range(record.controllers)
    reached = [
        each.since
        for mailbox in range(record.mailboxes)
        for each in stretches(record, mailbox, redirects)
        if each.by == TARGET
    ]
    if reached:
        yield Event(min(reached), What.REACHABLE)
    held = {c: max(since[c] for since in record.held_since) for c in numbers}
    for at in sorted({at for at in held.values() if at != NEVER}):
        yield Event(at, What.ISOLATED, {"controllers": [c + 1 for c in numbers if held[c] == at]})
    spans = open_spans(record, redirects, horizon_at, numbers)
    for since, until in spans:
        by_controller = {
            c + 1: [s for s in open_spans(record, redirects, horizon_at, [c]) if since <= s[0] < until]
            for c in numbers
        }
        yield Event(since, What.OPENS, {"controllers": [c for c, s in by_controller.items() if s]})
        facts = {"opened_at": since, "lasted_us": until - since, "is_cut": until == horizon_at}
        yield Event(until, What.CLOSES, facts)


@dataclass
class _Visit:
    """A logon that was served, and all that followed in its session."""

    logon: Logon
    asks: list[Ask] = field(default_factory=list)
    fetches: list[Fetch] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    ends_at: int | None = None
    cut_at: int = NEVER

    @property
    def is_by_source(self) -> bool:
        return isinstance(self.logon.view, BySource)

    @property
    def is_isolated(self) -> bool:
        return self.logon.open_because is Cause.NONE

    @property
    def channel(self) -> Channel:
        return CHANNELS[self.logon.client]

    @property
    def shows_names(self) -> bool:
        return self.logon.lists_named > 0 and self.channel in NAMING

    @property
    def given(self) -> list[Given]:
        return [*(ask.given for ask in self.asks), *(arrival.given for arrival in self.arrivals)]


class _Clients:
    """What a tenant's clients did."""

    def __init__(self, record: Record, horizon_at: int, connected_kinds: Collection[str]) -> None:
        self._order = {id(note): place for place, note in enumerate(record.notes)}
        self._kinds = connected_kinds
        self._refusals = [note for note in record.notes if isinstance(note, Refusal)]
        self._horizon_at = horizon_at
        self._visits: dict[int, _Visit] = {}
        for note in record.notes:
            if isinstance(note, Logon):
                self._visits[note.session] = _Visit(note)
            elif isinstance(note, Ask):
                self._visits[note.session].asks.append(note)
            elif isinstance(note, Fetch):
                self._visits[note.session].fetches.append(note)
            elif isinstance(note, Arrival):
                self._visits[note.session].arrivals.append(note)
            elif isinstance(note, Ending):
                self._visits[note.session].ends_at = note.at
        for session, at in record.cut_at.items():
            visit = self._visits[session]
            visit.cut_at = at
            if visit.ends_at is not None:
                visit.ends_at = min(visit.ends_at, at)
        self._good: dict[int, bool] = {}
        """Sessions in which a good book replaced a bad one: is it so?"""
        self._keeping: dict[tuple[str, int], int] = {}
        """Clients that keep a book with foreign entries, and since when."""
        self._follow_books()

    def events(self) -> Iterator[Event]:
        """Told one by one, or summed up."""
        told = [visit for visit in self._visits.values() if self._is_told(visit)]
        found = [(self._order[id(note)], _refused(note)) for note in self._refusals]
        for visit in told:
            found += self._of(visit)
        # Within an instant, in the order in which they were noted: the first answer is the row's.
        yield from (event for _, event in sorted(found, key=itemgetter(0)))
        for (client, mailbox), since in self._keeping.items():
            facts = {"client": client, "mailbox": mailbox, "since_at": since}
            yield Event(self._horizon_at, What.KEPT, facts)
        yield from self._rest([visit for visit in self._visits.values() if not self._is_told(visit)])

    def _follow_books(self) -> None:
        arrivals = [(note, visit) for visit in self._visits.values() for note in visit.arrivals]
        for note, visit in sorted(arrivals, key=lambda pair: pair[0].at):
            client = visit.logon.client, visit.logon.mailbox
            if note.given.foreign:
                self._keeping.setdefault(client, note.at)
            elif client in self._keeping:
                self._good[visit.logon.session] = True
                del self._keeping[client]

    def _is_told(self, visit: _Visit) -> bool:
        if visit.is_by_source:
            return False
        is_shown = any(given.foreign for given in visit.given) or visit.shows_names
        might = not visit.is_isolated and (visit.asks or visit.fetches or visit is self._first_open())
        return bool(is_shown or might or visit.logon.session in self._good)

    def _first_open(self) -> _Visit | None:
        """The logon by which the tenant counts as connected stands in the story, whatever came of it."""
        opened = (v for v in self._visits.values() if not v.is_isolated and v.logon.client in self._kinds)
        return next(opened, None)

    def _of(self, visit: _Visit) -> Iterator[tuple[int, Event]]:
        logon = visit.logon
        who = {
            "client": logon.client,
            "mailbox": logon.mailbox,
            "session": logon.session,
            "controller": logon.controller + 1,
        }
        seen = {
            "view": _seen(logon),
            "open_because": str(logon.open_because),
            "is_on_target": True,
            "lists_named": logon.lists_named if visit.shows_names else 0,
        }
        order = self._order
        yield order[id(logon)], Event(logon.at, What.LOGON, {**who, **seen})
        for ask in visit.asks:
            facts = {"channel": str(ask.channel), **_held(ask.given)}
            yield order[id(ask)], Event(ask.at, What.ASK, {**who, **facts, "view": _seen(logon)})
        for fetch in visit.fetches:
            found = {"is_found": fetch.is_found, "entries": fetch.entries, "view": _seen(logon)}
            if fetch.is_found:
                found["generated_at"] = fetch.generated_at
            yield order[id(fetch)], Event(fetch.at, What.FETCH, {**who, **found})
        for arrival in visit.arrivals:
            facts = {"channel": str(Channel.OAB), "began_at": arrival.began_at, **_held(arrival.given)}
            is_good = visit.logon.session in self._good and not arrival.given.foreign
            told = {**who, **facts, "replaces_foreign": is_good}
            yield order[id(arrival)], Event(arrival.at, What.RECEIVED, told)
        arrived = {arrival.began_at for arrival in visit.arrivals}
        for fetch in visit.fetches:
            if fetch.is_found and fetch.at not in arrived:
                at = min(visit.cut_at if visit.ends_at is None else visit.ends_at, self._horizon_at)
                lost = {**who, "began_at": fetch.at, "entries": fetch.entries}
                yield len(order), Event(at, What.LOST, lost)
        if visit.ends_at is not None and visit.ends_at <= self._horizon_at:
            facts = {
                "began_at": logon.at,
                "asks": len(visit.asks),
                "is_cut": visit.ends_at == visit.cut_at,
            }
            yield len(order), Event(visit.ends_at, What.ENDS, {**who, **facts})

    def _rest(self, visits: list[_Visit]) -> Iterator[Event]:
        """All further logons, one event for each way in which they were served, at the last of them."""
        groups: dict[str, list[_Visit]] = {}
        for visit in visits:
            by = "source" if visit.is_by_source else "own" if visit.is_isolated else "open"
            groups.setdefault(by, []).append(visit)
        for by, group in groups.items():
            kinds = Counter(visit.logon.client for visit in group)
            instants = [visit.logon.at for visit in group]
            yield Event(
                max(instants),
                What.REST,
                {
                    "served": by,
                    "logons": len(group),
                    "clients": dict(kinds.most_common()),
                    "first_at": min(instants),
                    "books": sum(len(visit.arrivals) for visit in group),
                },
            )


def _refused(note: Refusal) -> Event:
    facts = {"client": note.client, "mailbox": note.mailbox, "reason": str(note.reason)}
    return Event(note.at, What.REFUSED, facts)


def _seen(logon: Logon) -> str:
    """What a session may read, in a word."""
    if isinstance(logon.view, Narrow):
        return "own" if logon.open_because is Cause.NONE else "other"
    return "nothing" if isinstance(logon.view, Nothing) else "everybody"


def _held(given: Given) -> dict[str, Any]:
    return {
        "foreign_mailboxes": given.foreign_mailboxes,
        "foreign_lists": given.foreign_lists,
        "foreign_tenants": given.foreign_tenants,
        "own_mailboxes": given.own_mailboxes,
        "own_lists": given.own_lists,
        "cause": str(given.cause),
    }
