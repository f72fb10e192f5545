"""One tenant after the other: from its course to the probabilities of what may befall it."""

import math
from typing import Final, NamedTuple

import numpy as np

from ..clients import OUTLOOK_CACHED, integrated
from ..compiled import beside, inner, lean
from ..kernel.access import access
from ..kernel.courses import (
    first_box,
    pod_of,
)
from ..kernel.shown import query
from ..streams import Codes, Floats, Ints
from ..words import NEVER
from .afterwards import add_visits_after_sessions
from .clients import of_mailbox
from .events import EVENTS, EXPOSED, Rules, far, looked_up
from .kit import AUTODISCOVER, MODES, ON_DEMAND, PROMPT, RESTART, Kit
from .lengths import DELAY, below
from .pieces import Pieces, pieces_of
from .quadrature import until
from .scene import (
    ROWS_A_QUERY,
    Scene,
    Seating,
    book_met,
    capped_since,
    left_of,
    place_of,
    strangers_at,
    whole_since,
)
from .usual import (
    MOST_STEPS,
    MOST_TRIES,
    PARTS,
    ROUGH,
    Ends,
    Usual,
    displaced,
    from_the_gate,
    most_tries,
    of_usual_mailbox,
    rate_steps,
    served_in_the_end,
    usual_course,
)

USUAL: Final = 0
OFTEN_TRIED: Final = 1
"""In closed form but for clients that try too often for it."""
UNUSUAL: Final = 2
"""Told the general way."""
NO_COURSE: Final = Usual(NEVER, NEVER, NEVER, NEVER, False, NEVER, NEVER)


class Work(NamedTuple):
    """Room for one tenant's numbers.

    Attributes:
        told: see ``kernel.shown.query``.
        of_clients: of one mailbox, shape (kinds, MODES, EVENTS).
        exponents: logarithms of the probabilities that none of a tenant's clients brings an event about.
        ends: see ``usual``.
        at: rates of first tries as steps, of each kind and mode, and of each kind while a gate is closed before all
            that, shape (kinds + MODES + kinds, MOST_STEPS).
        by: likewise.
        sizes: how many steps each has.
        came: visits of each kind that the gate refused and that come again before any is served, shape (kinds,).
        chances: see ``clients.Kit``, of the book that is met.
        isolated: instants at which a tenant's controllers isolate a mailbox, in order.
        entries: of the book that is met.
        led: room for ``afterwards``, shape (EVENTS,).
        nothing: no mailbox at all.
    """

    told: Codes
    of_clients: Floats
    exponents: Floats
    ends: Ends
    at: Floats
    by: Floats
    sizes: Ints
    came: Floats
    chances: Floats
    isolated: Ints
    entries: Floats
    led: Floats
    nothing: Pieces


@beside
def chances_of(
    scene: Scene, kit: Kit, seating: Seating, begin: int, end: int, every: int, found: Floats
) -> int:
    """The probabilities of the tenants at positions begin .. end - 1 that are multiples of ``every``.

    Args:
        scene: the schedule.
        kit: the clients' laws.
        seating: who has which.
        begin: the first position.
        end: the one after the last.
        every: 1 for all of them.
        found: filled, shape (tenants, EVENTS).

    Returns:
        LACKS or 0.
    """
    controllers, rows = scene.rules.controllers, 2 * kit.base.size + MODES
    work = Work(
        np.zeros(scene.shown.near.size, np.int8),
        np.zeros((kit.base.size, MODES, EVENTS)),
        np.zeros(EVENTS),
        Ends(
            np.zeros((kit.base.size, controllers)),
            np.zeros((MODES, controllers)),
            (controllers - np.arange(controllers)) / controllers,
        ),
        np.zeros((rows, MOST_STEPS)),
        np.zeros((rows, MOST_STEPS)),
        np.zeros(rows, np.int64),
        np.zeros(kit.base.size),
        kit.chances.copy(),
        np.zeros(controllers, np.int64),
        np.zeros(1),
        np.zeros(EVENTS),
        Pieces(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64), False),
    )
    lacks = 0
    for p in range(-(-begin // every) * every, end, every):
        lacks |= _of_tenant(scene, kit, seating, work, p)
        for event in range(kit.first_event, EVENTS):
            found[p, event] = abs(math.expm1(work.exponents[event]))
    return lacks


@inner
def _of_tenant(scene: Scene, kit: Kit, seating: Seating, work: Work, p: int) -> int:
    work.exponents[:] = 0.0
    tenants = scene.tenants
    course = tenants.courses[p]
    n, box = tenants.mailboxes[p], first_box(tenants.boxes, p)
    if course.anchor_at == NEVER:
        return 0
    way = access(course, tenants, p, 0)
    if way.window == 0:
        return 0
    end = min(way.quiet_at, way.horizon_at)
    lacks, whole_from, capped_from = 0, -1, -1
    before, k, told = work.nothing, 1, Told(1, USUAL, NO_COURSE, False)
    while k <= n:
        if scene.is_ever_usual:
            told = _of_usual_mailboxes(scene, kit, seating, work, p, k, n, way.horizon_at, told)
            if told.k > k:
                before = work.nothing
            k = told.k
            if k > n:
                break
            if told.state == OFTEN_TRIED:
                _first_tries_of_many(kit, work, scene, p, k, told.course)
                _finish(kit, work, told.course)
                _add(kit, seating, p, k, work)
                before = work.nothing
                k += 1
                told = Told(k, USUAL, told.course, True)
                continue
        pieces = pieces_of(tenants, p, box + k - 1, k, n, end)
        if pieces.is_open:
            if whole_from < 0:
                whole_from = whole_since(scene, p, course.anchor_at, end)
                capped_from = whole_from
                if scene.listed[p] + scene.lists[p] >= ROWS_A_QUERY:
                    capped_from, lacks = capped_since(scene, p, whole_from, end, work.told)
            if not _are_alike(pieces, before):
                place = place_of(scene, p, box + k - 1, pieces, way.horizon_at, whole_from, capped_from)
                of_mailbox(place, kit, left_of(scene, p, box + k - 1), work.of_clients)
            before = pieces
            _add(kit, seating, p, k, work)
        k += 1
        told = Told(k, USUAL, told.course, False)
    return lacks


class Told(NamedTuple):
    """How far a tenant's mailboxes are told in closed form.

    Attributes:
        k: the first that is not, from 1.
        state: why: USUAL where there is none, OFTEN_TRIED, UNUSUAL.
        course: the last one that has a usual course.
        is_told: what its clients do stands in ``work``.
    """

    k: int
    state: int
    course: Usual
    is_told: bool


@lean
def _of_usual_mailboxes(
    scene: Scene, kit: Kit, seating: Seating, work: Work, p: int, k: int, n: int, horizon: int, told: Told
) -> Told:
    """A tenant's mailboxes, from the k-th of n on, as long as closed forms tell what becomes of them.

    Args:
        scene: the schedule.
        kit: the clients' laws.
        seating: who has which.
        work: filled.
        p: the tenant's position.
        k: the first mailbox, from 1.
        n: the last one.
        horizon: the tenant's.
        told: what is known of the mailbox before.
    """
    tenants, last, is_told = scene.tenants, told.course, told.is_told
    box = first_box(tenants.boxes, p)
    while k <= n:
        usual = usual_course(tenants, p, box + k - 1, k, n)
        if usual.served_from == NEVER:
            return Told(k, UNUSUAL, last, False)
        if usual.open_until > usual.served_from:
            is_new = usual.refused_from != last.refused_from or usual.served_from != last.served_from
            is_same = usual.is_at_once and usual == last
            last = usual
            if not (is_same and is_told):
                state = _of_usual_mailbox(scene, kit, work, p, k, usual, horizon, is_new)
                if state != USUAL:
                    return Told(k, state, last, False)
                is_told = True
            _add(kit, seating, p, k, work)
        k += 1
    return Told(k, USUAL, last, is_told)


@inner
def _are_alike(pieces: Pieces, others: Pieces) -> bool:
    """Are two mailboxes of a tenant served alike?"""
    return (
        pieces.edges.size == others.edges.size
        and (pieces.edges == others.edges).all()
        and (pieces.state == others.state).all()
        and (pieces.wide == others.wide).all()
    )


@lean
def _of_usual_mailbox(
    scene: Scene, kit: Kit, work: Work, p: int, k: int, usual: Usual, horizon: int, is_new: bool
) -> int:
    """A mailbox in closed form: USUAL; or why it cannot be told so.

    Args:
        scene: the schedule.
        kit: the clients' laws.
        work: filled.
        p: the tenant's position.
        k: the mailbox, from 1.
        usual: its instants.
        horizon: the tenant's.
        is_new: the mailbox before was refused and served at other instants.
    """
    if is_new and not _may_be_usual(scene, kit, work, p, usual, horizon):
        work.sizes[:] = -1
    if work.sizes[0] < 0 or usual.open_until - usual.served_from > kit.downloads.period:
        return UNUSUAL
    _note_isolation(scene, work, p, usual)
    _count_visits(scene, kit, work, usual)
    if kit.is_left_on:
        _note_prompt(kit, work, usual)
        for mode in (AUTODISCOVER, RESTART):
            since, over = _first_try(scene, kit, p, k, usual, mode)
            if not _first_tries(work, mode, scene.rules, usual, since, over):
                return OFTEN_TRIED
    _finish(kit, work, usual)
    return USUAL


@lean
def _finish(kit: Kit, work: Work, usual: Usual) -> None:
    """What comes of the logons that are served."""
    of_usual_mailbox(kit, work.ends, work.chances, kit.asks, work.of_clients)
    if kit.is_left_on:
        for kind in range(kit.base.size):
            if kit.base[kind] >= 0:
                entries, found = work.entries[0], work.of_clients[kind]
                add_visits_after_sessions(
                    kit, kind, entries, usual.served_from, work.isolated, work.ends, work.led, found
                )


@lean
def _first_try(scene: Scene, kit: Kit, p: int, k: int, usual: Usual, mode: int) -> tuple[float, float]:
    """The span of a client's first try: since when, microseconds after ``refused_from``, and how long."""
    left = left_of(scene, p, first_box(scene.tenants.boxes, p) + k - 1)
    first = float(scene.tenants.courses[p].anchor_at - usual.refused_from)
    if mode == AUTODISCOVER:
        return first + left.hosted, float(scene.rules.period)
    return first + left.morning, kit.restarts_over


@lean
def _note_isolation(scene: Scene, work: Work, p: int, usual: Usual) -> None:
    """When each controller isolates the mailbox: whoever is served afterwards is not looked at."""
    lags = scene.tenants.lags
    for d in range(work.isolated.size):
        at = max(usual.written + (0 if usual.is_at_once else lags[p, d]), usual.served_from)
        j = d
        while j > 0 and work.isolated[j - 1] > at:
            work.isolated[j] = work.isolated[j - 1]
            j -= 1
        work.isolated[j] = at


@lean
def _count_visits(scene: Scene, kit: Kit, work: Work, usual: Usual) -> None:
    """Logons of each kind on demand that are served until each controller isolates the mailbox."""
    start, begins, rules, ends = usual.refused_from, usual.served_from, scene.rules, work.ends
    waits = float(begins - start)
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    further = min(most_tries(waits, low), rules.retries)
    for d in range(work.isolated.size):
        instant = work.isolated[d]
        then = float(instant - start)
        for kind in range(kit.base.size):
            base = kit.base[kind]
            if base == kind:
                total = integrated(instant, kind, kit.rates) - integrated(begins, kind, kit.rates)
                total += displaced(
                    work.at[kind], work.by[kind], work.sizes[kind], waits, low, high, further, then
                )
                if usual.gate_from != NEVER:
                    total += _came_again(work, usual, kind, instant, rules, low, high) - work.came[kind]
                ends.visits[kind, d] = total
            elif base >= 0:
                ends.visits[kind, d] = kit.times[kind] * ends.visits[base, d]


@lean
def _note_prompt(kit: Kit, work: Work, usual: Usual) -> None:
    for d in range(work.isolated.size):
        served = float(work.isolated[d] - usual.served_from)
        work.ends.left[PROMPT, d] = below(served, kit.prompt, kit.prompt_sigma)


@lean
def _may_be_usual(scene: Scene, kit: Kit, work: Work, p: int, usual: Usual, horizon: int) -> bool:
    """Is what is shown the same over the whole window? Then the rates of its visits are noted."""
    start, begins, downloads, rules = usual.refused_from, usual.served_from, kit.downloads, scene.rules
    pod = pod_of(scene.tenants, p)
    own = scene.listed[p] + scene.lists[p]
    if strangers_at(scene, p, begins) <= 0:
        return False
    if own >= ROWS_A_QUERY:
        mailboxes, lists = query(scene.shown, scene.tenants, p, pod, begins, work.told)
        if mailboxes + lists <= 0:
            return False
    if not rules.is_denied:
        entries, is_foreign = book_met(scene, p, begins)
        later, is_later = book_met(scene, p, usual.open_until + int(downloads.span))
        if is_foreign != is_later:
            return False
        shown = kit.asks[OUTLOOK_CACHED, EXPOSED]
        if is_foreign:
            shown = looked_up(downloads, entries)
            if abs(shown - looked_up(downloads, later)) > kit.within:
                return False
        work.chances[OUTLOOK_CACHED, EXPOSED] = shown
        work.entries[0] = entries if is_foreign else 0.0
        for kind in range(kit.base.size):
            if horizon - usual.open_until < far(
                kit.sessions.laws[kind, DELAY], downloads, max(entries, later)
            ):
                return False
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    has_gate = usual.gate_from != NEVER
    if has_gate and kit.within < ROUGH:
        return False
    for kind in range(kit.base.size):
        work.sizes[kind] = 0
        if kit.base[kind] != kind:
            continue
        size = rate_steps(kit, kind, start, begins, work.at[kind], work.by[kind])
        if has_gate:
            if size + PARTS > MOST_STEPS:
                return False
            row = kit.base.size + MODES + kind
            at, by = work.at[row], work.by[row]
            steps = rate_steps(kit, kind, usual.gate_from, usual.gate_until, at, by)
            then_at, then_by = work.at[kind], work.by[kind]
            size = from_the_gate(
                usual, at, by, steps, low, high, rules.retries, then_at, then_by, size, kit.within
            )
            if size < 0:
                return False
            work.sizes[row] = steps
            work.came[kind] = _came_again(work, usual, kind, begins, rules, low, high)
        work.sizes[kind] = size
    return True


@lean
def _came_again(
    work: Work, usual: Usual, kind: int, until: int, rules: Rules, low: float, high: float
) -> float:
    """Visits that the gate has refused, and that come again until an instant, the gate open."""
    row = work.chances.shape[0] + MODES + kind
    opens = float(usual.gate_until - usual.gate_from)
    tries, last = min(most_tries(opens, low), rules.retries), float(until - usual.gate_from)
    return displaced(work.at[row], work.by[row], work.sizes[row], opens, low, high, tries, last)


@inner
def _first_tries_of_many(kit: Kit, work: Work, scene: Scene, p: int, k: int, usual: Usual) -> None:
    """The same, however often a client tries."""
    low, high, start = 0.75 * scene.rules.retry, 1.25 * scene.rules.retry, usual.refused_from
    waits, last = float(usual.served_from - start), float(usual.open_until - start)
    for mode in (AUTODISCOVER, RESTART):
        since, over = _first_try(scene, kit, p, k, usual, mode)
        if not _first_tries(work, mode, scene.rules, usual, since, over):
            grid, served = served_in_the_end(since, over, waits, last, low, high)
            for d in range(work.isolated.size):
                work.ends.left[mode, d] = until(grid, served, float(work.isolated[d] - start))


@lean
def _first_tries(work: Work, mode: int, rules: Rules, usual: Usual, since: float, over: float) -> bool:
    """P(a client whose first try falls in a span has been served) until each controller isolates the mailbox.

    Returns:
        False where one may try so often that the closed form loses its digits.
    """
    begins, start, found = usual.served_from, usual.refused_from, work.ends.left[mode]
    found[:] = 0.0
    if since >= float(usual.open_until - start):
        return True
    waits = float(begins - start)
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    tries = most_tries(waits - min(since, waits), low)
    if tries > MOST_TRIES:
        return False
    row = work.chances.shape[0] + 1
    work.at[row, 0], work.by[row, 0] = since, 1.0 / over
    work.at[row, 1], work.by[row, 1] = since + over, -1.0 / over
    for d in range(found.size):
        then = float(work.isolated[d] - start)
        found[d] = max(0.0, min(then, since + over) - max(waits, since)) / over
        found[d] += displaced(work.at[row], work.by[row], 2, waits, low, high, tries, then)
    return True


@lean
def _add(kit: Kit, seating: Seating, p: int, k: int, work: Work) -> None:
    """One mailbox more: the logarithm of the probability that none of its clients brings an event about."""
    of_clients, exponents = work.of_clients, work.exponents
    row = p if seating.shares.shape[0] > 1 else 0
    allowed = seating.allowed[seating.first[p] + k - 1] if seating.allowed.size > 0 else -1
    for kind in range(of_clients.shape[0]):
        share = seating.shares[row, kind]
        if share == 0.0 or not allowed >> kind & 1:
            continue
        left_on = seating.left_on[kind]
        for event in range(kit.first_event, EVENTS):
            chance = (1.0 - left_on) * of_clients[kind, ON_DEMAND, event]
            for mode in range(1, MODES):
                chance += left_on * seating.follow[mode] * of_clients[kind, mode, event]
            exponents[event] += math.log1p(-min(share * chance, 1.0))
