"""Instants between which every law of a mailbox is smooth, and the grid over them."""

import math
from typing import Final, NamedTuple

import numpy as np

from ..compiled import inner
from ..streams import Floats, Ints
from ..units import HOUR, MINUTE, WEEK
from .events import (
    Place,
    book_at,
    next_book,
)
from .kit import AUTODISCOVER, PROMPT, RESTART, Kit, Left
from .lengths import SIGMAS
from .pieces import BY_SOURCE, REFUSED, SERVED, piece_at
from .quadrature import Grid, apart, grid_of, ordered

_LONGEST: Final = 60.0 * MINUTE
"""Of a panel; of one in which logons are refused it is the least that a try waits, by some."""
_GENERATIONS: Final = 6
"""Tries after which a law has so many derivatives that where it changes no longer matters."""
_ROOM: Final = 1 << 16


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
    if kit.is_left_on:
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
def rate_at(place: Place, kit: Kit, kind: int, at: float) -> float:
    """Connections a microsecond, so long after the anchor."""
    return float(kit.rates[kind, (place.anchor + int(math.floor(at))) % WEEK // HOUR])
