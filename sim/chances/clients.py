"""One mailbox's clients: the probability that each kind, on demand or left on, brings about an event.

Who connects on demand comes by a Poisson process, and each visit leads to one served logon at most, so the served
logons are a Poisson process too: thinned by refusals, and displaced by the tries that follow them. Who was left on
tries until it is served, and what that leads to is told backwards in time. Laws are pieces of polynomials between
instants that are all known, and exact between them.
"""

import math
from typing import Final, NamedTuple

import numpy as np

from ..clients import OUTLOOK_CACHED
from ..compiled import inner
from ..kernel.records import Records
from ..streams import Floats, Ints
from ..units import HOUR, MINUTE, WEEK
from .events import (
    ASKED,
    CONNECTED,
    EVENTS,
    EXPOSED,
    Downloads,
    Place,
    book_at,
    cut_after,
    next_book,
    of_first_session,
    of_session,
)
from .lengths import SIGMAS, Session, Sessions, below, due, of_kind
from .pieces import BY_SOURCE, REFUSED, SERVED, piece_at
from .quadrature import NODES, Grid, Sum, W, X, apart, grid_of, ordered, summed, until

ON_DEMAND, AUTODISCOVER, RESTART, PROMPT = range(4)
"""How a client comes."""
MODES: Final = 4
_LONGEST: Final = 60.0 * MINUTE
"""Of a panel; of one in which logons are refused it is the least that a try waits, by some."""
_GENERATIONS: Final = 6
"""Tries after which a law has so many derivatives that where it changes no longer matters."""
_ROOM: Final = 1 << 16


class Kit(NamedTuple):
    """What holds for every mailbox.

    Attributes:
        sessions: the laws of each kind's sessions.
        downloads: see ``events``.
        kinds: see ``kernel.records``.
        rates: see ``clients.weekly_rates``.
        base: of each kind, one whose rate has the same shape, or -1 where it never connects on demand.
        times: how many times as high its own is.
        chances: P(event) of a first wide session that nothing cuts, shape (kinds, EVENTS); EXPOSED of a cached
            client apart, which depends on the book.
        asks: that of one that fetches no book, likewise.
        within: an error that a client's probability may have, in closed form.
        weights: P(a mailbox has a client of a kind that was left on) at most, shape (kinds,).
        is_needed: whether a kind comes in a mode at all, shape (kinds, MODES).
        prompt, prompt_sigma: of the delay until somebody prompt is there.
        restarts_over: microseconds over which users come back in the morning.
    """

    sessions: Sessions
    downloads: Downloads
    kinds: Records
    rates: Floats
    base: Ints
    times: Floats
    chances: Floats
    asks: Floats
    within: float
    weights: Floats
    is_needed: Ints
    prompt: float
    prompt_sigma: float
    restarts_over: float


class Left(NamedTuple):
    """From when on clients that were left on come; in microseconds after the anchor, infinite where they do not."""

    hosted: float
    reachable: float
    morning: float


@inner
def edges_of(place: Place, kit: Kit, left: Left) -> Floats:
    """Instants between which every law is smooth."""
    pieces, rules = place.pieces, place.rules
    end = pieces.edges[pieces.edges.size - 1]
    found, size = np.empty(_ROOM), 0
    for e in pieces.edges:
        found[size] = e
        size += 1
    hour = float(HOUR - place.anchor % HOUR)
    while hour < end:
        found[size] = hour
        size += 1
        hour += HOUR
    i = np.searchsorted(place.restarts, place.anchor, side="right")
    while i < place.restarts.size and place.restarts[i] < place.anchor + end and size < _ROOM // 4:
        found[size] = float(place.restarts[i] - place.anchor)
        i += 1
        size += 1
    for at in (place.whole_from, place.capped_from, place.returns):
        if 0.0 < at < end:
            found[size] = at
            size += 1
    span, period = kit.downloads.span, kit.downloads.period
    if span < HOUR or not kit.downloads.is_at_once:
        book = next_book(place, 0.0)
        while book - span < end:
            if book_at(place, book - 1.0) != book_at(place, book):
                found[size], found[size + 1] = book, book - span
                size += 2
            book += rules.book_cycle
    j = 1 if kit.downloads.is_at_once else 0
    while j * period < place.open_until:
        for e in pieces.edges:
            found[size], found[size + 1] = e - j * period, e - j * period - span
            size += 2
        j += 1
    if kit.is_needed[:, AUTODISCOVER].any() and left.hosted < end:
        found[size], found[size + 1] = left.hosted, left.hosted + rules.period
        size += 2
    if kit.is_needed[:, RESTART].any() and left.morning < end:
        found[size], found[size + 1] = left.morning, left.morning + kit.restarts_over
        size += 2
    size = _shifted(found, size, place, REFUSED, 0.75 * rules.retry, 1.25 * rules.retry)
    if kit.is_needed[:, 1:].any():
        size = _shifted(found, size, place, BY_SOURCE, 0.75 * rules.period, 1.25 * rules.period)
    # Only so that the law of who is prompt is met where it is steep.
    if kit.is_needed[:, PROMPT].any() and left.reachable < end:
        found[size] = left.reachable
        size += 1
        spread = max(kit.prompt_sigma, 1e-6)
        for z in np.arange(-SIGMAS, SIGMAS + 0.5, 0.5):
            found[size] = left.reachable + kit.prompt * math.exp(spread * z)
            size += 1
    return _not_too_long(ordered(found, size, 0.0, end, 0.5), place)


@inner
def _shifted(found: Floats, size: int, place: Place, state: int, low: float, high: float) -> int:
    """Add where tries that follow a refusal leave a trace: later, and to whoever looks back, earlier."""
    given = found[:size].copy()
    for sign in (1.0, -1.0):
        now = given
        for _ in range(_GENERATIONS):
            then, many = np.empty(2 * now.size), 0
            for at in now:
                for step in (sign * low, sign * high):
                    if _touches(place, state, at if sign > 0.0 else at + step):
                        then[many] = at + step
                        many += 1
            now = apart(then[:many])
            if now.size == 0 or size + now.size > _ROOM:
                break
            found[size : size + now.size] = now
            size += now.size
    return size


@inner
def _touches(place: Place, state: int, at: float) -> bool:
    """Does an instant lie in a piece of some state, or at its end?"""
    for nearby in (at, at - 1.0):
        i = piece_at(place.pieces, nearby)
        if i >= 0 and place.pieces.state[i] == state:
            return True
    return False


@inner
def _not_too_long(edges: Floats, place: Place) -> Floats:
    """Panels that are too long in parts."""
    parts = np.ones(edges.size - 1, np.int64)
    for i in range(parts.size):
        piece = piece_at(place.pieces, (edges[i] + edges[i + 1]) / 2.0)
        longest = _LONGEST
        if place.pieces.state[piece] == REFUSED:
            longest = min(longest, place.rules.retry / 4.0)
        elif place.pieces.state[piece] == BY_SOURCE:
            longest = min(longest, place.rules.period / 4.0)
        parts[i] = max(1, int(math.ceil((edges[i + 1] - edges[i]) / longest)))
    found = np.empty(parts.sum() + 1)
    size = 0
    for i in range(parts.size):
        for part in range(parts[i]):
            found[size] = edges[i] + (edges[i + 1] - edges[i]) * part / parts[i]
            size += 1
    found[size] = edges[edges.size - 1]
    return found


class Clock(NamedTuple):
    """A grid, and of each panel the state of logons and the share of controllers that show everything."""

    grid: Grid
    state: Ints
    share: Floats
    is_refused_later: bool


@inner
def clock_of(place: Place, edges: Floats) -> Clock:
    """The grid of a mailbox's clients."""
    grid = grid_of(edges)
    state, share = np.empty(edges.size - 1, np.int64), np.empty(edges.size - 1)
    was_served = is_refused_later = False
    for i in range(state.size):
        piece = piece_at(place.pieces, (edges[i] + edges[i + 1]) / 2.0)
        state[i] = place.pieces.state[piece]
        share[i] = place.pieces.wide[piece] / place.rules.controllers
        is_refused_later |= was_served and state[i] == REFUSED
        was_served |= state[i] == SERVED
    return Clock(grid, state, share, is_refused_later)


@inner
def _rate(place: Place, kit: Kit, kind: int, at: float) -> float:
    return float(kit.rates[kind, (place.anchor + int(math.floor(at))) % WEEK // HOUR])


@inner
def visits(place: Place, clock: Clock, kit: Kit, kind: int) -> Floats:
    """Connections a microsecond that are tried for the first time, shape (panels, NODES)."""
    edges = clock.grid.edges
    found = np.empty((edges.size - 1, NODES))
    for i in range(edges.size - 1):
        found[i] = _rate(place, kit, kind, (edges[i] + edges[i + 1]) / 2.0)
    return found


@inner
def served(place: Place, clock: Clock, kit: Kit, kind: int) -> Floats:
    """Connections a microsecond that are served, at once or after refusals, likewise; 0 where none is."""
    rules, grid = place.rules, clock.grid
    now = visits(place, clock, kit, kind)
    found = np.zeros(now.shape)
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    for tries in range(rules.retries + 1):
        for i in range(clock.state.size):
            if clock.state[i] == SERVED:
                found[i] += now[i]
            if clock.state[i] != REFUSED:
                now[i] = 0.0
        if tries == rules.retries or not now.any():
            break
        total = summed(grid, now)
        for i in range(clock.state.size):
            for k in range(NODES):
                at = grid.at[i, k]
                now[i, k] = (until(grid, total, at - low) - until(grid, total, at - high)) / (high - low)
    return found


@inner
def shown_to_visits(place: Place, clock: Clock, kit: Kit, kind: int, chance: Floats) -> Sum:
    """Events that visits from an instant on are expected to bring about, each with the tries that follow it.

    Args:
        place: the mailbox.
        clock: its clients' grid.
        kit: what holds for all.
        kind: index into KINDS: of the rate.
        chance: P(event) of a visit served at a node, shape (panels, NODES).
    """
    rules, grid = place.rules, clock.grid
    now = chance.copy()
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    for i in range(clock.state.size):
        if clock.state[i] != SERVED:
            now[i] = 0.0
    if clock.is_refused_later:
        for _ in range(rules.retries):
            total = summed(grid, now)
            for i in range(clock.state.size):
                if clock.state[i] == REFUSED:
                    for k in range(NODES):
                        at = grid.at[i, k]
                        now[i, k] = (until(grid, total, at + high) - until(grid, total, at + low)) / (
                            high - low
                        )
    return summed(grid, now * visits(place, clock, kit, kind))


@inner
def _integral(grid: Grid, values: Floats) -> float:
    found = 0.0
    for i in range(values.shape[0]):
        half = (grid.edges[i + 1] - grid.edges[i]) / 2.0
        for k in range(NODES):
            found += half * W[k] * values[i, k]
    return found


@inner
def of_mailbox(place: Place, kit: Kit, left: Left, found: Floats) -> None:
    """P(event) of every kind of client in every mode.

    Args:
        place: the mailbox.
        kit: what holds for all.
        left: from when on those come that were left on.
        found: filled, shape (kinds, MODES, EVENTS).
    """
    found[:] = 0.0
    clock = clock_of(place, edges_of(place, kit, left))
    shape = clock.grid.at.shape
    narrow, wide, asks = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for base in range(kit.base.size):
        is_used = False
        for kind in range(kit.base.size):
            is_used |= kit.base[kind] == base and kit.is_needed[kind, ON_DEMAND] != 0
        rates = served(place, clock, kit, base) if is_used else np.zeros(shape)
        for kind in range(kit.base.size):
            is_left_on = kit.is_needed[kind, 1:].any()
            if kit.base[kind] != base and not (is_left_on and kit.base[kind] < 0 and base == 0):
                continue
            session = of_kind(kit.sessions, kind)
            counts, has_book = kit.kinds[kind].counts != 0, kind == OUTLOOK_CACHED
            since = place.capped_from if kit.kinds[kind].is_capped else place.whole_from
            for event in range(EVENTS):
                if event == CONNECTED and not counts:
                    continue
                for i in range(shape[0]):
                    for k in range(NODES):
                        narrow[i, k] = wide[i, k] = asks[i, k] = 0.0
                        if clock.state[i] != SERVED:
                            continue
                        at = clock.grid.at[i, k]
                        if clock.share[i] > 0.0:
                            _, asks[i, k] = of_session(place, session, event, counts, since, at)
                        wide[i, k] = asks[i, k]
                        if has_book and (clock.share[i] > 0.0 or place.open_until > at):
                            narrow[i, k], wide[i, k] = of_first_session(
                                place, session, kit.downloads, event, counts, at
                            )
                        wide[i, k] *= clock.share[i]
                        asks[i, k] *= clock.share[i]
                        narrow[i, k] *= 1.0 - clock.share[i]
                many = kit.times[kind]
                if kit.is_needed[kind, ON_DEMAND] and kit.base[kind] >= 0:
                    if has_book:
                        found[kind, ON_DEMAND, event] = _first_of(
                            clock.grid, rates * many, narrow + wide, asks
                        )
                    else:
                        found[kind, ON_DEMAND, event] = -math.expm1(
                            -_integral(clock.grid, rates * many * wide)
                        )
                if is_left_on:
                    values = _of_left_on(place, clock, kit, kind, event, narrow, wide, asks)
                    for mode in range(AUTODISCOVER, MODES):
                        if kit.is_needed[kind, mode]:
                            found[kind, mode, event] = _mean_over_first_tries(
                                clock, kit, left, mode, values, place
                            )


@inner
def _first_of(grid: Grid, rates: Floats, chance: Floats, later: Floats) -> float:
    """P(event) where the first served logon brings it about with one chance, and any later one with another."""
    before, after = summed(grid, rates), summed(grid, rates * later)
    last = after.before[after.before.size - 1]
    values = np.empty(rates.shape)
    for i in range(rates.shape[0]):
        for k in range(NODES):
            values[i, k] = 0.0
            if rates[i, k] > 0.0:
                at = grid.at[i, k]
                none_yet = math.exp(-until(grid, before, at))
                further = -math.expm1(-(last - until(grid, after, at)))
                values[i, k] = rates[i, k] * none_yet * (chance[i, k] + (1.0 - chance[i, k]) * further)
    return _integral(grid, values)


@inner
def _of_left_on(
    place: Place, clock: Clock, kit: Kit, kind: int, event: int, narrow: Floats, wide: Floats, asks: Floats
) -> Floats:
    """P(event) of a client that was left on and tries at a node, shape (panels, NODES)."""
    grid, rules = clock.grid, place.rules
    edges = grid.edges
    panels = clock.state.size
    values, terms, before = np.zeros(narrow.shape), np.zeros(narrow.shape), np.zeros(edges.size)
    # Told from the last panel on: whoever is refused tries again later, and no panel is so long that it is this one.
    later = Sum(before, terms)
    has_visits = kit.base[kind] >= 0
    of_visits = shown_to_visits(place, clock, kit, max(kit.base[kind], 0), asks)
    if has_visits:
        of_visits = Sum(of_visits.before * kit.times[kind], of_visits.terms * kit.times[kind])
        session = of_kind(kit.sessions, kind)
        ends = below(edges[panels], session.median, session.sigma)
        has_visits = kit.weights[kind] * ends * of_visits.before[panels] > kit.within
    further = np.zeros(narrow.shape)
    for i in range(panels):
        for k in range(NODES):
            further[i, k] = _still(clock, of_visits, grid.at[i, k])
    plain = _plain_lengths(place, kit, kind, event)
    one = np.zeros((1, NODES))
    for i in range(panels - 1, -1, -1):
        for k in range(NODES):
            at = grid.at[i, k]
            if clock.state[i] == SERVED:
                values[i, k] = narrow[i, k] + wide[i, k]
                if has_visits and further[i, k] > 0.0:
                    values[i, k] += _after_session(
                        place,
                        clock,
                        kit,
                        kind,
                        event,
                        narrow[i, k],
                        of_visits,
                        further,
                        plain,
                        i,
                        at,
                        clock.share[i],
                    )
                continue
            period = rules.retry if clock.state[i] == REFUSED else rules.period
            low, high = at + 0.75 * period, at + 1.25 * period
            values[i, k] = (until(grid, later, high) - until(grid, later, low)) / (high - low)
        one[0] = values[i]
        part = summed(Grid(edges[i : i + 2], grid.at[i : i + 1]), one)
        terms[i] = part.terms[0]
        before[i] = before[i + 1] - part.before[1]
    return values


class Lengths(NamedTuple):
    """Of sessions that nothing cuts, over panels of logarithms: densities, and those of lengths that show nothing.

    Attributes:
        edges: of the panels; none where a session may be cut, or what it is shown changes.
        all: the density of a session's length there, as Legendre coefficients, shape (panels, NODES).
        unshown: that of a length in which a wide session shows nothing, likewise.
    """

    edges: Floats
    all: Floats
    unshown: Floats


@inner
def _plain_lengths(place: Place, kit: Kit, kind: int, event: int) -> Lengths:
    """The tables of a kind's sessions, where all its sessions are alike."""
    session = of_kind(kit.sessions, kind)
    end = place.pieces.edges[place.pieces.edges.size - 1]
    none = np.zeros((0, NODES))
    entries, is_foreign = book_at(place, 0.0)
    later, is_later = book_at(place, end)
    is_steady = is_foreign == is_later and abs(later - entries) <= 1e-9 * entries
    if place.restarts.size > 0 or place.returns < math.inf or place.whole_from > 0.0 or not is_steady:
        return Lengths(np.zeros(0), none, none)
    spread = max(session.sigma, 1e-6)
    parts = 4 * int(SIGMAS)
    edges = math.log(session.median) + spread * np.linspace(-SIGMAS, SIGMAS, parts + 1)
    grid = grid_of(edges)
    density, shows_not = np.empty(grid.at.shape), np.empty(grid.at.shape)
    for i in range(parts):
        for k in range(NODES):
            x = math.exp(grid.at[i, k])
            density[i, k] = _density(x, session.median, spread)
            shows_not[i, k] = density[i, k] * _unshown(
                place, kit, kind, event, x, math.inf, 0.0, entries, is_foreign
            )
    return Lengths(edges, summed(grid, density).terms, summed(grid, shows_not).terms)


@inner
def _density(x: float, median: float, spread: float) -> float:
    z = math.log(x / median) / spread
    return math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi) / spread / x


@inner
def _unshown(
    place: Place,
    kit: Kit,
    kind: int,
    event: int,
    x: float,
    c: float,
    late: float,
    entries: float,
    is_foreign: bool,
) -> float:
    """P(a wide session of some length, if nothing cuts it before, shows nothing)."""
    if event == CONNECTED:
        return 0.0
    if place.rules.is_denied:
        return 1.0
    has_book = kind == OUTLOOK_CACHED and kit.downloads.is_at_once
    return unshown(
        kit, of_kind(kit.sessions, kind), has_book, event, entries if is_foreign else 0.0, min(x, c), late
    )


@inner
def _still(clock: Clock, of_visits: Sum, at: float) -> float:
    """P(a visit after an instant brings the event about)."""
    total = of_visits.before[of_visits.before.size - 1]
    return -math.expm1(-(total - until(clock.grid, of_visits, at)))


@inner
def _after_session(
    place: Place,
    clock: Clock,
    kit: Kit,
    kind: int,
    event: int,
    narrow: float,
    of_visits: Sum,
    further: Floats,
    plain: Lengths,
    panel: int,
    at: float,
    share: float,
) -> float:
    """P(a session that was left on shows nothing, ends, and a visit after it brings the event about)."""
    grid = clock.grid
    edges = grid.edges
    end = edges[edges.size - 1]
    session = of_kind(kit.sessions, kind)
    spread = max(session.sigma, 1e-6)
    if below(end - at, session.median, session.sigma) < 1e-15:
        return 0.0
    narrow_free = 1.0 - narrow / (1.0 - share) if share < 1.0 else 1.0
    is_plain = plain.edges.size > 0
    c, late, entries, is_foreign = math.inf, 0.0, 0.0, False
    if not is_plain:
        c = cut_after(place, at)
        late = max(0.0, place.whole_from - at) if event == EXPOSED else 0.0
    entries, is_foreign = book_at(place, at)
    shortest = session.median * math.exp(-SIGMAS * spread)
    found = 0.0
    for i in range(panel, edges.size - 1):
        low, last = max(0.0, edges[i] - at), edges[i + 1] - at
        if last < shortest:
            continue
        if is_plain and last <= 2.0 * low:
            half = (last - low) / 2.0
            for k in range(NODES):
                density, shows_not = _read_both(plain, math.log(grid.at[i, k] - at))
                found += half * W[k] * (share * shows_not + (1.0 - share) * density) * further[i, k]
            continue
        while low < last:
            high = min(last, max(low * math.exp(0.5 * spread), shortest))
            if low < c < high:
                high = c
            half, middle = (high - low) / 2.0, (low + high) / 2.0
            low = high
            if high <= shortest:
                continue
            for k in range(NODES):
                x = middle + half * X[k]
                free = 1.0 - share
                if share > 0.0:
                    free += share * _unshown(place, kit, kind, event, x, c, late, entries, is_foreign)
                later = _still(clock, of_visits, at + x)
                found += half * W[k] * _density(x, session.median, spread) * free * later
    return found * narrow_free


@inner
def _read_both(plain: Lengths, x: float) -> tuple[float, float]:
    """Both densities, at a logarithm."""
    edges = plain.edges
    if x <= edges[0] or x >= edges[edges.size - 1]:
        return 0.0, 0.0
    i = min(int((x - edges[0]) / (edges[1] - edges[0])), edges.size - 2)
    u = 2.0 * (x - edges[i]) / (edges[i + 1] - edges[i]) - 1.0
    earlier, this = 1.0, u
    density = plain.all[i, 0] + plain.all[i, 1] * u
    shows_not = plain.unshown[i, 0] + plain.unshown[i, 1] * u
    for n in range(1, NODES - 1):
        earlier, this = this, ((2 * n + 1) * u * this - n * earlier) / (n + 1)
        density += plain.all[i, n + 1] * this
        shows_not += plain.unshown[i, n + 1] * this
    return density, shows_not


@inner
def unshown(
    kit: Kit, session: Session, has_book: bool, event: int, entries: float, stays: float, late: float = 0.0
) -> float:
    """P(a wide session of some length shows nothing): neither its ask nor, if it fetches one, the book does.

    Args:
        kit: what holds for all.
        session: its laws.
        has_book: it fetches a book.
        event: ASKED or EXPOSED.
        entries: of the book; 0: it holds no strangers.
        stays: how long it lasts, microseconds.
        late: what it asks for holds strangers only so much later.
    """
    free = 1.0 - session.asks * (due(session, stays) - due(session, min(stays, late)))
    if has_book and event == ASKED:
        free *= max(0.0, 1.0 - stays / kit.downloads.span)
    elif has_book and entries > 0.0:
        free *= 1.0 - _fetched_within(kit.downloads, entries, stays)
    return free


@inner
def _fetched_within(downloads: Downloads, entries: float, stays: float) -> float:
    """P(the first download has arrived before its session ends)."""
    most = min(downloads.span, stays)
    if stays - most > entries * downloads.median * math.exp(SIGMAS * downloads.sigma):
        return most / downloads.span
    found = 0.0
    for k in range(NODES):
        begins = most * (1.0 + X[k]) / 2.0
        found += W[k] / 2.0 * below((stays - begins) / entries, downloads.median, downloads.sigma)
    return found * most / downloads.span


@inner
def _mean_over_first_tries(
    clock: Clock, kit: Kit, left: Left, mode: int, values: Floats, place: Place
) -> float:
    """The mean of what a try leads to over the instant of the first."""
    grid = clock.grid
    found = 0.0
    for i in range(values.shape[0]):
        half = (grid.edges[i + 1] - grid.edges[i]) / 2.0
        for k in range(NODES):
            at = grid.at[i, k]
            density = 0.0
            if mode == AUTODISCOVER:
                if 0.0 <= at - left.hosted < place.rules.period:
                    density = 1.0 / place.rules.period
            elif mode == RESTART:
                if 0.0 <= at - left.morning < kit.restarts_over:
                    density = 1.0 / kit.restarts_over
            elif at > left.reachable:
                spread = max(kit.prompt_sigma, 1e-6)
                z = math.log((at - left.reachable) / kit.prompt) / spread
                density = math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi) / spread / (at - left.reachable)
            if density > 0.0:
                found += half * W[k] * density * values[i, k]
    return found
