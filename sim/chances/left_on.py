"""Clients that were left on: they try until they are served, and what that leads to is told backwards in time."""

import math
from typing import NamedTuple

import numpy as np

from ..clients import OUTLOOK_CACHED
from ..compiled import inner, lean
from ..streams import Floats
from .events import (
    ASKED,
    CONNECTED,
    EXPOSED,
    Downloads,
    Place,
    book_at,
    cut_after,
)
from .kit import AUTODISCOVER, RESTART, Kit, Left
from .lengths import ASKS, DELAY, SIGMAS, below, due, of_kind
from .on_demand import shown_to_visits
from .panels import Clock
from .pieces import REFUSED, SERVED
from .quadrature import NODES, Grid, Sum, W, X, grid_of, summed, until


@inner
def of_left_on(
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
    return unshown(kit, kind, has_book, event, entries if is_foreign else 0.0, min(x, c), late)


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


@lean
def unshown(
    kit: Kit, kind: int, has_book: bool, event: int, entries: float, stays: float, late: float = 0.0
) -> float:
    """P(a wide session of some length shows nothing): neither its ask nor, if it fetches one, the book does.

    Args:
        kit: what holds for all.
        kind: index into KINDS.
        has_book: it fetches a book.
        event: ASKED or EXPOSED.
        entries: of the book; 0: it holds no strangers.
        stays: how long it lasts, microseconds.
        late: what it asks for holds strangers only so much later.
    """
    asks, delay = kit.sessions.laws[kind, ASKS], kit.sessions.laws[kind, DELAY]
    free = 1.0 - float(asks) * (due(delay, stays) - due(delay, min(stays, late)))
    if has_book and event == ASKED:
        free *= max(0.0, 1.0 - stays / kit.downloads.span)
    elif has_book and entries > 0.0:
        free *= 1.0 - _fetched_within(kit.downloads, entries, stays)
    return free


@lean
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
def mean_over_first_tries(
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
