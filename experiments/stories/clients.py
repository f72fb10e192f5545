"""What a tenant's clients did, read from the fake's record of them.

Which of them are told one by one is decided here: whoever was shown anything of others, or could have asked for
it, and the first that were refused; all further ones are summed up.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

from fakeexchange.backout import UNDONE
from fakeexchange.clock import NEVER
from fakeexchange.journal import Arrival, Ask, Ending, Fetch, Given, Logon, Record, Refusal
from fakeexchange.visibility import BySource, Narrow, Nothing
from fakeexchange.words import Cause, Channel, Verb
from sim.clients import CHANNELS

from .event import Event, What

NAMING: Final = (Channel.NSPI, Channel.OWA)
"""Channels whose sessions show a hierarchy of list names."""

REFUSALS: Final = 40
"""Refusals told one by one: a gate that nobody opens refuses tens of thousands."""


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


class Clients:
    """What a tenant's clients did.

    Args:
        record: of the tenant.
        horizon_at: the instant after which it is no longer followed.
        connected_kinds: kinds of clients whose logons count as connected.
    """

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
        self._returned = {at for at, event, *_ in record.done if event == UNDONE + Verb.CUT_OVER}
        """Instants at which the source has got mailboxes back."""
        self._good: dict[int, bool] = {}
        """Sessions in which a good book replaced a bad one: is it so?"""
        self._keeping: dict[tuple[str, int], int] = {}
        """Clients that keep a book with foreign entries, and since when."""
        self._follow_books()

    def events(self) -> Iterator[Event]:
        """Told one by one, or summed up."""
        told = [visit for visit in self._visits.values() if self._is_told(visit)]
        found = [(self._order[id(note)], _refused(note)) for note in self._refusals[:REFUSALS]]
        for visit in told:
            found += self._of(visit)
        # Within an instant, in the order in which they were noted: the first answer is the row's.
        yield from (event for _, event in sorted(found, key=itemgetter(0)))
        for (client, mailbox), since in self._keeping.items():
            facts = {"client": client, "mailbox": mailbox, "since_at": since}
            yield Event(self._horizon_at, What.KEPT, facts)
        yield from self._rest([visit for visit in self._visits.values() if not self._is_told(visit)])
        yield from _refused_further(self._refusals[REFUSALS:])

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
            # Of those that came back the one whose good book replaces a bad one.
            return visit.logon.session in self._good
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
            "is_on_target": not visit.is_by_source,
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
                "is_returned": visit.ends_at == visit.cut_at and visit.cut_at in self._returned,
            }
            yield len(order), Event(visit.ends_at, What.ENDS, {**who, **facts})

    def _rest(self, visits: list[_Visit]) -> Iterator[Event]:
        """All further logons, one event for each way in which they were served, at the last of them."""
        groups: dict[str, list[_Visit]] = {}
        for visit in visits:
            by = "source" if visit.is_by_source else "own" if visit.is_isolated else "open"
            groups.setdefault(by, []).append(visit)
        for by, group in groups.items():
            books = sum(len(visit.arrivals) for visit in group)
            yield _summed_up([visit.logon for visit in group], {"served": by, "books": books})


def _refused_further(notes: Iterable[Refusal]) -> Iterator[Event]:
    """All further refusals, one event for each reason, at the last of them."""
    groups: dict[str, list[Refusal]] = {}
    for note in notes:
        groups.setdefault(str(note.reason), []).append(note)
    for reason, group in groups.items():
        yield _summed_up(group, {"served": "nobody", "books": 0, "reason": reason})


def _summed_up(notes: Sequence[Logon | Refusal], facts: Mapping[str, Any]) -> Event:
    instants = [note.at for note in notes]
    kinds = Counter(note.client for note in notes)
    counts = {"logons": len(notes), "clients": dict(kinds.most_common()), "first_at": min(instants)}
    return Event(max(instants), What.REST, {**counts, **facts})


def _refused(note: Refusal) -> Event:
    facts = {"client": note.client, "mailbox": note.mailbox, "reason": str(note.reason)}
    return Event(note.at, What.REFUSED, facts)


def _seen(logon: Logon) -> str:
    """What a session may read, in a word."""
    if isinstance(logon.view, BySource):
        return "source"
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
