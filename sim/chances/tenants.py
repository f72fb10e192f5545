"""One tenant after the other: from its course to the probabilities of what may befall it."""

import math
from typing import NamedTuple

import numpy as np

from ..clients import OUTLOOK_CACHED, integrated
from ..compiled import beside, inner
from ..kernel.access import access
from ..kernel.courses import (
    Tenants,
    first_box,
    pod_of,
)
from ..kernel.shown import query
from ..streams import Codes, Floats, Ints
from ..words import NEVER
from .clients import of_mailbox
from .events import EVENTS, EXPOSED, Rules, far, looked_up
from .kit import AUTODISCOVER, MODES, ON_DEMAND, PROMPT, RESTART, Kit
from .lengths import below, of_kind
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
    after_sessions,
    displaced,
    from_the_gate,
    most_tries,
    of_usual_mailbox,
    rate_steps,
    served_in_the_end,
    usual_course,
)


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
        lags: of a tenant's controllers, in order.
        entries: of the book that is met.
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
    lags: Floats
    entries: Floats
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
        np.zeros(controllers),
        np.zeros(1),
        Pieces(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64), False),
    )
    lacks = 0
    for p in range(-(-begin // every) * every, end, every):
        lacks |= _of_tenant(scene, kit, seating, work, p)
        for event in range(EVENTS):
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
    lacks, whole_from, capped_from, is_told = 0, -1, -1, False
    last, before = Usual(NEVER, NEVER, NEVER, NEVER, False, NEVER, NEVER), work.nothing
    for k in range(1, n + 1):
        if scene.is_ever_usual:
            usual = usual_course(tenants, p, box + k - 1, k, n)
            if usual.served_from != NEVER:
                if usual.open_until == usual.served_from:
                    continue
                is_new = usual.refused_from != last.refused_from or usual.served_from != last.served_from
                is_same = usual.is_at_once and usual == last
                last = usual
                if is_same and is_told:
                    _add(seating, p, k, work)
                    continue
                is_told = False
                if _of_usual_mailbox(scene, kit, work, p, k, usual, way.horizon_at, is_new):
                    _add(seating, p, k, work)
                    before, is_told = work.nothing, True
                    continue
        pieces = pieces_of(tenants, p, box + k - 1, k, n, end)
        if not pieces.is_open:
            continue
        if whole_from < 0:
            whole_from = whole_since(scene, p, course.anchor_at, end)
            capped_from = whole_from
            if scene.listed[p] + scene.lists[p] >= ROWS_A_QUERY:
                capped_from, lacks = capped_since(scene, p, whole_from, end, work.told)
        if not _are_alike(pieces, before):
            place = place_of(scene, p, box + k - 1, pieces, way.horizon_at, whole_from, capped_from)
            of_mailbox(place, kit, left_of(scene, p, box + k - 1), work.of_clients)
        before = pieces
        _add(seating, p, k, work)
    return lacks


@inner
def _are_alike(pieces: Pieces, others: Pieces) -> bool:
    """Are two mailboxes of a tenant served alike?"""
    return (
        pieces.edges.size == others.edges.size
        and (pieces.edges == others.edges).all()
        and (pieces.state == others.state).all()
        and (pieces.wide == others.wide).all()
    )


@inner
def _of_usual_mailbox(
    scene: Scene, kit: Kit, work: Work, p: int, k: int, usual: Usual, horizon: int, is_new: bool
) -> bool:
    """A mailbox in closed form; whether its course lets it.

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
    tenants, rules, ends = scene.tenants, scene.rules, work.ends
    course = tenants.courses[p]
    start, begins = usual.refused_from, usual.served_from
    waits = float(begins - start)
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    tries = most_tries(waits, low)
    if is_new and not _may_be_usual(scene, kit, work, p, usual, horizon):
        work.sizes[:] = -1
    if work.sizes[0] < 0 or usual.open_until - begins > kit.downloads.period:
        return False
    left = left_of(scene, p, first_box(tenants.boxes, p) + k - 1)
    first = float(course.anchor_at - start)
    is_left_on = kit.is_needed[:, 1:].any()
    written = usual.written
    work.lags[:] = 0.0
    if not usual.is_at_once:
        work.lags[:] = tenants.lags[p]
        work.lags.sort()
    for d in range(rules.controllers):
        instant = max(written + int(work.lags[d]), begins)
        then = float(instant - start)
        for kind in range(kit.base.size):
            base = kit.base[kind]
            if base == kind:
                total = integrated(instant, kind, kit.rates) - integrated(begins, kind, kit.rates)
                further = min(tries, rules.retries)
                total += displaced(
                    work.at[kind], work.by[kind], work.sizes[kind], waits, low, high, further, then
                )
                if usual.gate_from != NEVER:
                    total += _came_again(work, usual, kind, instant, rules, low, high) - work.came[kind]
                ends.visits[kind, d] = total
            elif base >= 0:
                ends.visits[kind, d] = kit.times[kind] * ends.visits[base, d]
        if is_left_on:
            ends.left[PROMPT, d] = below(float(instant - begins), kit.prompt, kit.prompt_sigma)
    if is_left_on:
        over = float(rules.period)
        _first_tries(
            ends.left[AUTODISCOVER], work, kit, usual, tenants, p, first + left.hosted, over, rules, written
        )
        over = kit.restarts_over
        _first_tries(
            ends.left[RESTART], work, kit, usual, tenants, p, first + left.morning, over, rules, written
        )
    of_usual_mailbox(kit, ends, work.chances, kit.asks, work.of_clients)
    if is_left_on:
        _add_visits_after_sessions(kit, work, usual, written)
    return True


@inner
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
            if horizon - usual.open_until < far(of_kind(kit.sessions, kind), downloads, max(entries, later)):
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


@inner
def _came_again(
    work: Work, usual: Usual, kind: int, until: int, rules: Rules, low: float, high: float
) -> float:
    """Visits that the gate has refused, and that come again until an instant, the gate open."""
    row = work.chances.shape[0] + MODES + kind
    opens = float(usual.gate_until - usual.gate_from)
    tries, last = min(most_tries(opens, low), rules.retries), float(until - usual.gate_from)
    return displaced(work.at[row], work.by[row], work.sizes[row], opens, low, high, tries, last)


@inner
def _first_tries(
    found: Floats,
    work: Work,
    kit: Kit,
    usual: Usual,
    tenants: Tenants,
    p: int,
    since: float,
    over: float,
    rules: Rules,
    written: int,
) -> None:
    """P(a client whose first try falls in a span has been served) until each controller isolates the mailbox."""
    found[:] = 0.0
    begins, start = usual.served_from, usual.refused_from
    if since >= float(usual.open_until - start):
        return
    waits = float(begins - start)
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    tries = most_tries(waits - min(since, waits), low)
    row = kit.base.size + 1
    work.at[row, 0], work.by[row, 0] = since, 1.0 / over
    work.at[row, 1], work.by[row, 1] = since + over, -1.0 / over
    if tries > MOST_TRIES:
        grid, served = served_in_the_end(since, over, waits, float(usual.open_until - start), low, high)
        for d in range(found.size):
            found[d] = until(grid, served, float(max(written + int(work.lags[d]), begins) - start))
        return
    for d in range(found.size):
        then = float(max(written + int(work.lags[d]), begins) - start)
        found[d] = max(0.0, min(then, since + over) - max(waits, since)) / over
        found[d] += displaced(work.at[row], work.by[row], 2, waits, low, high, tries, then)


@inner
def _add_visits_after_sessions(kit: Kit, work: Work, usual: Usual, written: int) -> None:
    """Where it could matter: a session that was left on ends in the window, and a visit comes after it."""
    window = float(usual.open_until - usual.served_from)
    last = work.ends.left.shape[1] - 1
    for kind in range(kit.base.size):
        if kit.base[kind] < 0 or not kit.is_needed[kind, 1:].any():
            continue
        session = of_kind(kit.sessions, kind)
        most = kit.weights[kind] * below(window, session.median, session.sigma)
        most *= work.ends.visits[kind, last] * kit.asks[kind].max()
        for mode in range(1, MODES):
            if kit.is_needed[kind, mode] and most * work.ends.left[mode, last] > kit.within:
                isolated = np.empty(last + 1, np.int64)
                for d in range(last + 1):
                    isolated[d] = max(written + int(work.lags[d]), usual.served_from)
                for event in range(EVENTS):
                    if kit.asks[kind, event] > 0.0:
                        work.of_clients[kind, mode, event] += after_sessions(
                            kit,
                            kind,
                            event,
                            work.entries[0],
                            usual.served_from,
                            isolated,
                            work.ends.left[mode],
                        )


@inner
def _add(seating: Seating, p: int, k: int, work: Work) -> None:
    """One mailbox more: the logarithm of the probability that none of its clients brings an event about."""
    of_clients, exponents = work.of_clients, work.exponents
    row = p if seating.shares.shape[0] > 1 else 0
    allowed = seating.allowed[seating.first[p] + k - 1] if seating.allowed.size > 0 else -1
    for kind in range(of_clients.shape[0]):
        share = seating.shares[row, kind]
        if share == 0.0 or not allowed >> kind & 1:
            continue
        left_on = seating.left_on[kind]
        for event in range(EVENTS):
            chance = (1.0 - left_on) * of_clients[kind, ON_DEMAND, event]
            for mode in range(1, MODES):
                chance += left_on * seating.follow[mode] * of_clients[kind, mode, event]
            exponents[event] += math.log1p(-min(share * chance, 1.0))
