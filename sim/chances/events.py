"""What one served session leads to: the probability that it, or the downloads that follow it, show a tenant anything.

A wide session asks at most once, an exponential delay after its logon; it is over after a lognormal time, or is cut.
A cached Outlook's first served session also begins a chain of downloads: the first in that session (``at_once``) or
in a logon of its own (``when_due``), the others a period apart. Delay, length, when the download starts and the line
are integrated out here; the controllers of the chain's logons are one in so many each.
"""

import math
from typing import Final, NamedTuple

import numpy as np

from ..compiled import compiled, inner, lean
from ..streams import Floats, Ints
from .lengths import (
    SIGMAS,
    Session,
    above,
    asked_within,
    below,
    due,
    ended_unasked,
)
from .pieces import SERVED, Pieces, piece_at
from .quadrature import NODES, Grid, W, X, panel_of

CONNECTED, ASKED, EXPOSED = range(3)
"""What may befall a client."""
EVENTS: Final = 3
_FAR: Final = 40.0
"""Mean delays after which no ask is due any more: exp(-40)."""
_MOST_MARKS: Final = 512


class Downloads(NamedTuple):
    """How cached clients download the OAB.

    Attributes:
        is_at_once: the first begins within ``span`` after the first served logon, in its session.
        span, period: microseconds.
        median, sigma: of microseconds an entry.
        usual_grid: panels of logarithms of entries.
        usual: over them, the mean of what a first wide session that nothing cuts is shown.
    """

    is_at_once: bool
    span: float
    period: float
    median: float
    sigma: float
    usual_grid: Grid
    usual: Floats


class Rules(NamedTuple):
    """What holds on the whole platform: durations in microseconds, counts, 1 for yes."""

    controllers: int
    is_denied: int
    retries: int
    retry: int
    period: int
    book_phase: int
    book_cycle: int


class Place(NamedTuple):
    """One mailbox, and what its clients meet; instants in microseconds after the anchor unless said otherwise.

    Attributes:
        pieces: how its logons are served.
        open_until: nothing is wide from here on.
        anchor: since 00:00 of the campaign's first day.
        horizon: nothing happens from here on.
        returns: the source serves it again, and sessions end; infinite where it does not.
        restarts: instants at which every session is cut, since 00:00 of the first day.
        visible_at, gone_at: its tenant's own recipients stand in the lists, likewise.
        own: how many of them there are.
        whole_from: whole lists hold foreign entries from here on.
        capped_from: the first rows of a query do.
        rules: see ``Rules``.
        changes: instants at which everybody's list changes, since 00:00 of the first day.
        entries: what it holds before each of them, and after the last.
    """

    pieces: Pieces
    open_until: float
    anchor: int
    horizon: float
    returns: float
    restarts: Ints
    visible_at: int
    gone_at: int
    own: int
    whole_from: float
    capped_from: float
    rules: Rules
    changes: Ints
    entries: Ints


@lean
def cut_after(place: Place, at: float) -> float:
    """How long after an instant a session is cut, or the horizon comes; infinite where it is neither."""
    found = min(place.returns, place.horizon)
    if place.restarts.size > 0:
        i = np.searchsorted(place.restarts, place.anchor + int(math.floor(at)), side="right")
        if i < place.restarts.size:
            found = min(found, float(place.restarts[i] - place.anchor))
    return found - at


@lean
def book_at(place: Place, at: float) -> tuple[float, bool]:
    """Entries of everybody's book as a download that begins then meets it, and whether strangers are among them."""
    rules = place.rules
    instant = place.anchor + int(math.floor(at))
    if rules.is_denied or instant < rules.book_phase:
        return 0.0, False
    as_of = instant - (instant - rules.book_phase) % rules.book_cycle
    entries = place.entries[np.searchsorted(place.changes, as_of, side="right")]
    foreign = entries - (place.own if place.visible_at <= as_of < place.gone_at else 0)
    return float(entries), foreign > 0


@lean
def next_book(place: Place, at: float) -> float:
    """The next instant at which everybody's book is made anew."""
    rules = place.rules
    instant = place.anchor + int(math.floor(at))
    if instant < rules.book_phase:
        return float(rules.book_phase - place.anchor)
    return float(instant - (instant - rules.book_phase) % rules.book_cycle + rules.book_cycle - place.anchor)


@lean
def wide_share(place: Place, event: int, at: float) -> float:
    """P(a logon that only fetches a book is one of such an event's kind)."""
    if at >= place.open_until or (place.rules.is_denied and event != CONNECTED):
        return 0.0
    i = piece_at(place.pieces, at)
    if i < 0 or place.pieces.state[i] != SERVED:
        return 0.0
    return float(place.pieces.wide[i] / place.rules.controllers)


@lean
def _unasked(session: Session, x: float, since: float) -> float:
    """P(the session is no longer than x, and asked nothing later than ``since`` after its logon)."""
    if x <= since:
        return below(x, session.median, session.sigma)
    if since == 0.0:
        return ended_unasked(session, x)
    start = below(since, session.median, session.sigma)
    later = ended_unasked(session, x) - ended_unasked(session, since)
    return (
        start
        + later
        + session.asks * due(session.delay, since) * (below(x, session.median, session.sigma) - start)
    )


@lean
def ask_chance(session: Session, c: float, since: float) -> float:
    """P(a wide session asks later than ``since`` after its logon, before it ends or is cut)."""
    if c <= since:
        return 0.0
    return session.asks * (asked_within(session, c) - asked_within(session, since))


@lean
def _lasting(session: Session, x: float, c: float, since: float) -> float:
    """P(a session is not over before x, is cut at c, and asked nothing later than ``since``)."""
    if x >= c:
        return 0.0
    # Cut while it lasts, unasked until then; with those that end between.
    if c == math.inf:
        return _unasked(session, c, since) - _unasked(session, x, since)
    at_cut = 1.0 - session.asks * (due(session.delay, c) - due(session.delay, min(c, since)))
    at_cut *= above(c, session.median, session.sigma)
    return _unasked(session, c, since) - _unasked(session, x, since) + at_cut


class Line(NamedTuple):
    """Chances of a client's line: microseconds an entry, and their weights.

    Attributes:
        rates, weights: shape (nodes,).
        size: how many of them count.
    """

    rates: Floats
    weights: Floats
    size: int


@inner
def line_of(downloads: Downloads, splits: Floats, many: int) -> Line:
    """Nodes for a mean over lines, between rates at which something changes."""
    if downloads.sigma == 0.0:
        return Line(np.array([max(1.0, math.floor(downloads.median + 0.5))]), np.ones(1), 1)
    marks = np.empty(many + 2)
    marks[0], marks[many + 1] = -SIGMAS, SIGMAS
    for i in range(many):
        rate = splits[i]
        z = -SIGMAS if rate <= 0.0 else math.log(rate / downloads.median) / downloads.sigma
        marks[i + 1] = min(max(z, -SIGMAS), SIGMAS)
    marks.sort()
    rates, weights = np.empty((many + 12) * NODES), np.empty((many + 12) * NODES)
    size = 0
    for i in range(many + 1):
        width = marks[i + 1] - marks[i]
        if width <= 0.0:
            continue
        parts = int(math.ceil(width / 2.0))
        for part in range(parts):
            half = width / parts / 2.0
            middle = marks[i] + (2 * part + 1) * half
            for k in range(NODES):
                z = middle + half * X[k]
                rates[size] = downloads.median * math.exp(downloads.sigma * z)
                weights[size] = half * W[k] * math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)
                size += 1
    return Line(rates, weights, size)


@compiled
def usual_chance(session: Session, downloads: Downloads, entries: float) -> float:
    """P(a first wide session that nothing cuts is shown strangers, by its ask or by the book)."""
    line = line_of(downloads, np.empty(0), 0)
    found = 0.0
    for i in range(NODES):
        begins = downloads.span * (1.0 + X[i]) / 2.0
        free = 1.0 - ask_chance(session, math.inf, 0.0)
        for r in range(line.size):
            free -= line.weights[r] * _lasting(session, begins + entries * line.rates[r], math.inf, 0.0)
        found += W[i] / 2.0 * (1.0 - free)
    return found


@lean
def looked_up(downloads: Downloads, entries: float) -> float:
    """The same, from the table."""
    x = math.log(entries)
    edges = downloads.usual_grid.edges
    i = panel_of(edges, x)
    u = 2.0 * (x - edges[i]) / (edges[i + 1] - edges[i]) - 1.0
    earlier, this = 1.0, u
    found = downloads.usual[i, 0] + downloads.usual[i, 1] * u
    for n in range(1, NODES - 1):
        earlier, this = this, ((2 * n + 1) * u * this - n * earlier) / (n + 1)
        found += downloads.usual[i, n + 1] * this
    return float(found)


@lean
def of_session(
    place: Place, session: Session, event: int, counts: bool, since: float, at: float
) -> tuple[float, float]:
    """P(event) of a session that fetches no book, served at an instant: a narrow one's, a wide one's.

    Args:
        place: the mailbox.
        session: its laws.
        event: CONNECTED, ASKED or EXPOSED.
        counts: its kind's logons count as connected.
        since: the instant from which on what it asks for holds strangers.
        at: microseconds after the anchor.
    """
    if event == CONNECTED:
        return 0.0, 1.0 if counts else 0.0
    if place.rules.is_denied:
        return 0.0, 0.0
    late = max(0.0, since - at) if event == EXPOSED else 0.0
    return 0.0, ask_chance(session, cut_after(place, at), late)


@inner
def of_first_session(
    place: Place, session: Session, downloads: Downloads, event: int, counts: bool, at: float
) -> tuple[float, float]:
    """The same of a cached client's first served session, with all the downloads that follow it."""
    if event == CONNECTED and not counts:
        return 0.0, 0.0
    narrow, wide = of_session(place, session, event, counts, place.whole_from, at)
    later = downloads.period if downloads.is_at_once else 0.0
    has_chain = place.open_until > at + later
    is_shown = downloads.is_at_once and not place.rules.is_denied and event != CONNECTED
    if not has_chain and not is_shown:
        return narrow, wide
    c = cut_after(place, at)
    if is_shown and not has_chain and c > downloads.span and event == ASKED:
        # Almost surely: only a session that ends before its download begins, unasked, does not.
        return narrow, 1.0 - begins_too_late(session, downloads)
    if is_shown and not has_chain and event == EXPOSED and place.whole_from <= at:
        entries, is_foreign = book_at(place, at)
        others, _ = book_at(place, at + downloads.span)
        if is_foreign and entries == others and c > far(session.delay, downloads, entries):
            return narrow, looked_up(downloads, entries)
    return _with_downloads(place, session, downloads, event, at, c)


@lean
def far(delay: float, downloads: Downloads, entries: float) -> float:
    """How long after its logon a session, its asks so late in the mean, has asked and fetched whatever it will."""
    slowest = entries * downloads.median * math.exp(SIGMAS * downloads.sigma)
    return max(_FAR * delay, downloads.span + slowest)


@lean
def begins_too_late(session: Session, downloads: Downloads) -> float:
    """P(a first wide session ends before its download begins, and has not asked)."""
    found = 0.0
    for part in range(8):
        for k in range(NODES):
            begins = downloads.span * (part + (1.0 + X[k]) / 2.0) / 8.0
            found += W[k] / 16.0 * ended_unasked(session, begins)
    return found


@inner
def _with_downloads(
    place: Place, session: Session, downloads: Downloads, event: int, at: float, c: float
) -> tuple[float, float]:
    """The mean over the instant at which the first download begins."""
    marks, many = np.empty(_MOST_MARKS), 0
    span = downloads.span
    marks[0], marks[1], many = 0.0, span, 2
    if 0.0 < c < span:
        marks[many] = c
        many += 1
    book = next_book(place, at) - at
    while book < span and many < 64:
        marks[many] = book
        many += 1
        book += place.rules.book_cycle
    edges = place.pieces.edges
    j = 1 if downloads.is_at_once else 0
    while at + j * downloads.period < place.open_until and many + edges.size < _MOST_MARKS:
        for e in edges:
            b = e - at - j * downloads.period
            if 0.0 < b < span:
                marks[many] = b
                many += 1
        j += 1
    ordered = np.sort(marks[:many])
    narrow = wide = 0.0
    for i in range(many - 1):
        width = ordered[i + 1] - ordered[i]
        if width <= 0.0:
            continue
        parts = int(math.ceil(width / span * 4.0 - 1e-9))
        for part in range(parts):
            half = width / parts / 2.0
            middle = ordered[i] + (2 * part + 1) * half
            for k in range(NODES):
                a, b = _from(place, session, downloads, event, at, c, middle + half * X[k])
                narrow += half * W[k] * a
                wide += half * W[k] * b
    return narrow / span, wide / span


@inner
def _from(
    place: Place, session: Session, downloads: Downloads, event: int, at: float, c: float, begins: float
) -> tuple[float, float]:
    """P(event) of a first session, narrow or wide, whose first download begins so long after its logon."""
    first = 1 if downloads.is_at_once else 0
    shares, limits, many = np.empty(64), np.empty(64), 0
    j = first
    free = 1.0
    while many < 63 and at + begins + j * downloads.period < min(place.open_until, place.horizon):
        then = at + begins + j * downloads.period
        share = wide_share(place, event, then)
        if share > 0.0:
            limit = math.inf
            if event == EXPOSED:
                entries, is_foreign = book_at(place, then)
                limit = cut_after(place, then) / max(entries, 1.0) if is_foreign else 0.0
            if limit > 0.0:
                shares[many], limits[many] = share, limit
                many += 1
                free *= 1.0 - share
        j += 1
    if event == CONNECTED:
        return 1.0 - free, 1.0
    late = max(0.0, place.whole_from - at) if event == EXPOSED else 0.0
    unasked = 1.0 - ask_chance(session, c, late)
    is_wide_shown = not place.rules.is_denied
    if not is_wide_shown:
        unasked = 1.0
    if event == ASKED:
        if downloads.is_at_once and is_wide_shown and begins < c:
            unasked = ended_unasked(session, begins)
        return 1.0 - free, 1.0 - unasked * free
    entries, is_foreign = book_at(place, at + begins)
    is_fetched = downloads.is_at_once and is_wide_shown and is_foreign and begins < c
    if is_fetched:
        limits[many] = (c - begins) / entries
    if not is_fetched and (many == 0 or limits[:many].min() == math.inf):
        return 1.0 - free, 1.0 - unasked * free
    line = line_of(downloads, limits, many + is_fetched)
    narrow = wide = 0.0
    for r in range(line.size):
        rate = line.rates[r]
        free = 1.0
        for i in range(many):
            if rate < limits[i]:
                free *= 1.0 - shares[i]
        remains = unasked
        if is_fetched:
            remains -= _lasting(session, begins + entries * rate, c, late)
        narrow += line.weights[r] * (1.0 - free)
        wide += line.weights[r] * (1.0 - remains * free)
    return narrow, wide
