"""What clients do while nothing about their tenant changes, walked in compiled code.

In calm a logon gets the same answer whenever it comes, so the fake is asked once a stretch (see ``lives``),
and only the clock of each client is left to turn. Before the anchor the source serves, under draws of their
own; after the tenant has settled the target serves, and a client's visits go on where the agenda left them,
by the very draws that the agenda would have met. Nothing here knows what a session may read.
"""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fakeexchange.clock import NEVER

from .. import laws
from ..client_draws import ClientDraws
from ..clients import HOURS, OUTLOOK_CACHED, integrated, next_connection
from ..compiled import compiled, inlined
from ..load import BIN, QUANTITIES
from ..population import ON_DEMAND
from ..streams import Floats, Ints, Source, uniform
from ..tables import KINDS
from ..units import HOUR, WEEK

LOGONS_SOURCE, LOGONS_TARGET, REFUSED, REQUESTS_SOURCE, REQUESTS_TARGET, DOWNLOADS, BYTES = range(
    len(QUANTITIES)
)

_UNIT: Final = float(laws.EXPONENTIAL_UNIT)

UNTOUCHED: Final = -1
"""The number of the next visit of a client none of whose visits has been walked: its first one."""

NO_BOOK: Final = -1


BEFORE: Final = ("connection_before", "asks_before", "ask_delay_before", "session_before")
"""The streams that clients draw from before their anchor."""
AFTER: Final = ("connection", "asks", "ask_delay", "session", "oab_delay", "oab_rate")
"""Those they draw from after it; the first four say the same."""
_CONNECTION, _ASKS, _ASK_DELAY, _SESSION, _OAB_DELAY, _OAB_RATE = range(len(AFTER))


@dataclass(frozen=True)
class Lifelines:
    """Every client's calm, clients grouped by tenant in campaign order.

    Attributes:
        first: the first client of each tenant, shape (tenants + 1,).
        entity: what a client's draws are keyed by.
        kind: index into KINDS.
        follow: index into FOLLOWS, or ON_DEMAND.
        anchor_at: the end of each tenant's first calm stretch; NEVER where it has none.
        cut_over_at: the instant at which the source's sessions of each client end; NEVER where they do not.
        is_settled: the tenant has a second calm stretch.
        number: of a client's next visit in it; UNTOUCHED: its first; 0: the session of one left on.
        at: the instant of that visit; NEVER where there is none.
        since: the instant from which its sequence counts.
        growth: of its integrated rate from there to that visit.
        has_fetched: its first served logon on the target has been.
        fetch_at: the instant of its next logon to fetch an OAB; NEVER where there is none.
        entries: of the book it is given; NO_BOOK where it is given none.
    """

    first: Ints
    entity: Ints
    kind: npt.NDArray[np.int8]
    follow: npt.NDArray[np.int8]
    anchor_at: Ints
    cut_over_at: Ints
    is_settled: npt.NDArray[np.bool_]
    number: Ints
    at: Ints
    since: Ints
    growth: Ints
    has_fetched: npt.NDArray[np.bool_]
    fetch_at: Ints
    entries: Ints

    @classmethod
    def of(
        cls, first: Ints, entity: Ints, kind: npt.NDArray[np.int8], follow: npt.NDArray[np.int8]
    ) -> "Lifelines":
        """Nobody has been seen yet."""
        tenants, clients = first.size - 1, entity.size
        return cls(
            first,
            entity,
            kind,
            follow,
            anchor_at=np.full(tenants, NEVER, np.int64),
            cut_over_at=np.full(clients, NEVER, np.int64),
            is_settled=np.zeros(tenants, np.bool_),
            number=np.full(clients, UNTOUCHED, np.int64),
            at=np.full(clients, NEVER, np.int64),
            since=np.zeros(clients, np.int64),
            growth=np.zeros(clients, np.int64),
            has_fetched=np.zeros(clients, np.bool_),
            fetch_at=np.full(clients, NEVER, np.int64),
            entries=np.full(clients, NO_BOOK, np.int64),
        )


class Habits(NamedTuple):
    """The laws that the walk draws by.

    Attributes:
        rates: see ``clients.weekly_rates``.
        asks: share of sessions that ask, by kind.
        ask_means: mean of the delay until they do, microseconds.
        session_medians: median length of a session, microseconds.
        session_sigma: of all kinds.
        fetches_in_session: the first OAB is fetched in the session of the first served logon.
        fetch_span: it starts within so many microseconds.
        fetch_period: microseconds between downloads.
        rate_median: microseconds an entry.
        rate_sigma: of that.
        bytes_per_entry: of a book.
    """

    rates: Floats
    asks: Floats
    ask_means: Floats
    session_medians: Floats
    session_sigma: float
    fetches_in_session: bool
    fetch_span: int
    fetch_period: int
    rate_median: float
    rate_sigma: float
    bytes_per_entry: int

    @classmethod
    def of(cls, draws: ClientDraws) -> "Habits":
        """The laws of a campaign's clients."""
        clients = draws.clients
        at_once = clients.oab_after_move == "at_once"
        return cls(
            draws.rates,
            np.array(draws.asks_share),
            np.array(draws.ask_means),
            np.array(draws.session_medians),
            draws.session_sigma,
            at_once,
            clients.oab_delay if at_once else clients.oab_period,
            clients.oab_period,
            float(clients.oab_us_per_entry.median),
            clients.oab_us_per_entry.sigma,
            clients.oab_bytes_per_entry,
        )


def is_hashed(source: Source) -> bool:
    """Does the hash give all that the walks draw, so that compiled code can?"""
    return not any(name in source.given for name in (*BEFORE, *AFTER))


@inlined
def next_restart(restarts: Ints, at: int) -> int:
    """The first instant after one at which every session on the target is cut; NEVER where there is none."""
    i = np.searchsorted(restarts, at, side="right")
    return restarts[i] if i < restarts.size else NEVER


class Told(NamedTuple):
    """Where visits are told one by one, beside being counted.

    Attributes:
        from_at: what begins before this instant is counted alone.
        lines: what it was (an index into QUANTITIES), client, number of its session, instant, the instant at which it
            asks the address book (NEVER where it does not), and its end; shape (room, 6).
    """

    from_at: int
    lines: Ints


NOBODY_TOLD: Final = Told(NEVER, np.empty((0, 6), np.int64))


def walk(
    source: Source,
    lives: Lifelines,
    habits: Habits,
    restarts: Ints,
    until: int,
    counts: Ints,
    told: Told = NOBODY_TOLD,
) -> int:
    """Count what everybody does in calm up to an instant.

    Args:
        source: the uniforms, hashed.
        lives: where each client stands.
        habits: by which laws they draw.
        restarts: instants at which every session on the target is cut, in order.
        until: microseconds since 00:00 of the first day; what would come at it or later is left out.
        counts: what is counted is added here, shape (quantities, kinds, bins).
        told: where it is told too, as far as there is room.

    Returns:
        How much there is to tell, room or not.
    """
    before = np.array([source.key(name) for name in BEFORE], np.int64)
    after = np.array([source.key(name) for name in AFTER], np.int64)
    many = _walk_before(
        before,
        habits,
        lives.first,
        lives.entity,
        lives.kind,
        lives.follow,
        lives.anchor_at,
        lives.cut_over_at,
        until,
        counts,
        told,
    )
    return _walk_after(
        after,
        habits,
        lives.first,
        lives.entity,
        lives.kind,
        lives.follow,
        lives.anchor_at,
        lives.is_settled,
        lives.number,
        lives.at,
        lives.since,
        lives.growth,
        lives.has_fetched,
        lives.fetch_at,
        lives.entries,
        restarts,
        until,
        counts,
        told,
        many,
    )


@inlined
def _tell(told: Told, many: int, what: int, i: int, number: int, at: int, asked_at: int, ends_at: int) -> int:
    """One more visit; how many there are now."""
    if at < told.from_at:
        return many
    if many < told.lines.shape[0]:
        line = told.lines[many]
        line[0], line[1], line[2], line[3], line[4], line[5] = what, i, number, at, asked_at, ends_at
    return many + 1


@inlined
def _asked_at(keys: Ints, habits: Habits, entity: int, number: int, opened_at: int, kind: int) -> int:
    """The instant at which a session asks the address book; NEVER where it does not."""
    if uniform(keys[_ASKS], entity, number) >= habits.asks[kind]:
        return NEVER
    at = opened_at + laws.exponential(uniform(keys[_ASK_DELAY], entity, number), habits.ask_means[kind])
    return at if at < _ends_at(keys, habits, entity, number, opened_at, kind) else NEVER


@inlined
def _ends_at(keys: Ints, habits: Habits, entity: int, number: int, opened_at: int, kind: int) -> int:
    u = uniform(keys[_SESSION], entity, number)
    return opened_at + laws.lognormal(u, habits.session_medians[kind], habits.session_sigma)


@inlined
def connection_on(at: int, after: int, base: float, growth: int, kind: int, rates: Floats) -> int:
    """``next_connection``, to the bit, for the visit that follows one: hours are looked for from there on.

    Args:
        at: an instant whose hour is a good guess; it decides nothing.
        after: the instant from which the sequence counts.
        base: the integrated rate there.
        growth: of it until the visit, in multiples of 2**-32.
        kind: index into KINDS.
        rates: see ``clients.weekly_rates``.
    """
    a_week = rates[kind, 2 * HOURS]
    if a_week <= 0.0:
        return NEVER
    target = base + growth / _UNIT
    weeks = math.floor(target / a_week)
    if weeks > 100_000:
        return NEVER
    rest = target - weeks * a_week
    low = at % WEEK // HOUR
    if rest < rates[kind, HOURS + low]:
        low = 0
    while low < HOURS - 1 and rates[kind, HOURS + low + 1] <= rest:
        low += 1
    while low > 0 and rates[kind, low] <= 0.0:
        low -= 1
    into = (rest - rates[kind, HOURS + low]) / rates[kind, low] if rates[kind, low] > 0.0 else 0.0
    found = int(weeks) * WEEK + low * HOUR + int(math.floor(min(into, float(HOUR))))
    return max(found, after + 1)


@compiled
def _walk_before(
    keys: Ints,
    habits: Habits,
    first: Ints,
    entity: Ints,
    kind: npt.NDArray[np.int8],
    follow: npt.NDArray[np.int8],
    anchor_at: Ints,
    cut_over_at: Ints,
    until: int,
    counts: Ints,
    told: Told,
) -> int:
    """The source serves; a client that was left on holds one session all the while."""
    many = 0
    for tenant in range(first.size - 1):
        end = min(anchor_at[tenant], until)
        for i in range(first[tenant], first[tenant + 1]):
            if follow[i] != ON_DEMAND:
                continue
            cut = min(cut_over_at[i], until)
            who, k, number = entity[i], kind[i], 1
            growth = laws.unit_exponential(uniform(keys[_CONNECTION], who, number))
            at = next_connection(0, growth, k, habits.rates)
            base = integrated(0, k, habits.rates)
            while at < end:
                counts[LOGONS_SOURCE, k, at // BIN] += 1
                asked_at = _asked_at(keys, habits, who, number, at, k)
                if asked_at < cut:
                    counts[REQUESTS_SOURCE, k, asked_at // BIN] += 1
                many = _tell(told, many, LOGONS_SOURCE, i, number, at, asked_at, NEVER)
                number += 1
                growth += laws.unit_exponential(uniform(keys[_CONNECTION], who, number))
                at = connection_on(at, 0, base, growth, k, habits.rates)
    return many


@compiled
def _walk_after(
    keys: Ints,
    habits: Habits,
    first: Ints,
    entity: Ints,
    kind: npt.NDArray[np.int8],
    follow: npt.NDArray[np.int8],
    anchor_at: Ints,
    is_settled: npt.NDArray[np.bool_],
    numbers: Ints,
    ats: Ints,
    sinces: Ints,
    growths: Ints,
    has_fetched: npt.NDArray[np.bool_],
    fetch_ats: Ints,
    entries: Ints,
    restarts: Ints,
    until: int,
    counts: Ints,
    told: Told,
    many: int,
) -> int:
    """The target serves, and its books are small: visits, their requests, and downloads."""
    for tenant in range(first.size - 1):
        if not is_settled[tenant]:
            continue
        for i in range(first[tenant], first[tenant + 1]):
            who, k, number = entity[i], kind[i], numbers[i]
            at, since, growth, fetch_at = ats[i], sinces[i], growths[i], fetch_ats[i]
            is_first = k == OUTLOOK_CACHED and not has_fetched[i]
            if number == UNTOUCHED and follow[i] == ON_DEMAND:
                number, since = 1, anchor_at[tenant]
                growth = laws.unit_exponential(uniform(keys[_CONNECTION], who, 1))
                at = next_connection(since, growth, k, habits.rates)
            base = integrated(since, k, habits.rates) if at < until else 0.0
            while at < until:
                counts[LOGONS_TARGET, k, at // BIN] += 1
                cut = min(next_restart(restarts, at), until)
                asked_at = _asked_at(keys, habits, who, number, at, k)
                if asked_at < cut:
                    counts[REQUESTS_TARGET, k, asked_at // BIN] += 1
                if at >= told.from_at:
                    left_at = min(_ends_at(keys, habits, who, number, at, k), cut)
                    many = _tell(told, many, LOGONS_TARGET, i, number, at, asked_at, left_at)
                if is_first:
                    is_first = False
                    fetch_at = at + laws.within(uniform(keys[_OAB_DELAY], who, 0), habits.fetch_span)
                    if habits.fetches_in_session:
                        ends_at = min(_ends_at(keys, habits, who, number, at, k), cut)
                        if fetch_at < ends_at:
                            many = _tell(told, many, DOWNLOADS, i, number, fetch_at, NEVER, ends_at)
                            _send(keys, habits, who, k, entries[i], fetch_at, ends_at, counts)
                        fetch_at += habits.fetch_period
                if number == 0:
                    # Whoever was left on stays for a session, and comes on demand from its end on.
                    since = _ends_at(keys, habits, who, number, at, k)
                    growth, base = 0, integrated(since, k, habits.rates)
                number += 1
                growth += laws.unit_exponential(uniform(keys[_CONNECTION], who, number))
                at = connection_on(at, since, base, growth, k, habits.rates)
            while fetch_at < until:
                counts[LOGONS_TARGET, k, fetch_at // BIN] += 1
                ends_at = min(next_restart(restarts, fetch_at), until)
                many = _tell(told, many, DOWNLOADS, i, number, fetch_at, NEVER, ends_at)
                _send(keys, habits, who, k, entries[i], fetch_at, ends_at, counts)
                fetch_at += habits.fetch_period
    return many


@compiled
def _send(
    keys: Ints, habits: Habits, entity: int, kind: int, entries: int, at: int, ends_at: int, counts: Ints
) -> None:
    """Count a download where it begins, and its bytes as whole entries where they were sent."""
    if entries == NO_BOOK:
        return
    counts[DOWNLOADS, kind, at // BIN] += 1
    rate = laws.lognormal(uniform(keys[_OAB_RATE], entity, 0), habits.rate_median, habits.rate_sigma)
    sent, edge = 0, at
    while sent < entries and edge < ends_at:
        b = edge // BIN
        edge = min((b + 1) * BIN, ends_at)
        by_now = min(entries, (edge - at) // rate)
        counts[BYTES, kind, b] += (by_now - sent) * habits.bytes_per_entry
        sent = by_now


def counts_for(until: int) -> Ints:
    """Room to count up to an instant, shape (quantities, kinds, bins)."""
    return np.zeros((len(QUANTITIES), len(KINDS), max(1, -(-until // BIN))), np.int64)
