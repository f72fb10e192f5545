"""One tenant after the other: from its course to the probabilities of what may befall it."""

import math
from typing import NamedTuple

import numpy as np

from ..clients import OUTLOOK_CACHED, integrated
from ..compiled import compiled
from ..kernel.access import access, box_reachable_at
from ..kernel.courses import (
    Tenants,
    first_box,
    hosted_at,
    hosted_until,
    is_visible,
    pod_of,
    written_at,
)
from ..kernel.shown import Shown, mailboxes_and_lists, query, until
from ..population import FOLLOWS
from ..streams import Codes, Counts, Floats, Ints
from ..tables import KINDS
from ..words import NEVER
from .clients import AUTODISCOVER, MODES, ON_DEMAND, PROMPT, RESTART, Kit, Left, of_mailbox
from .events import EVENTS, EXPOSED, Place, Rules, far, looked_up
from .lengths import below, of_kind
from .pieces import SERVED, Pieces, pieces_of
from .usual import (
    MOST_STEPS,
    MOST_TRIES,
    Ends,
    Usual,
    displaced,
    most_tries,
    of_usual_mailbox,
    rate_steps,
    usual_course,
)

ROWS_A_QUERY = 100
LACKS = 1
"""The recipients nearest to a query are too few to tell what it finds."""
_FOLLOWS = (FOLLOWS.index("autodiscover"), FOLLOWS.index("restart"), FOLLOWS.index("prompt"))


class Seating(NamedTuple):
    """Which clients a mailbox has.

    Attributes:
        shares: P(a mailbox has one of a kind), a row for all tenants or one each, shape (1 or tenants, kinds).
        left_on: P(it was left on, if there is one), shape (kinds,).
        follow: P(one left on comes in a mode), shape (MODES,); ON_DEMAND stands for none.
        allowed: bits of the kinds that each mailbox may have, by tenant; empty where each may have all.
        first: of each position in ``allowed``.
    """

    shares: Floats
    left_on: Floats
    follow: Floats
    allowed: Codes
    first: Ints


class Scene(NamedTuple):
    """What all tenants meet."""

    tenants: Tenants
    rules: Rules
    shown: Shown
    entries: Ints
    listed: Counts
    lists: Counts
    mornings: Ints
    restarts: Ints
    is_ever_usual: bool


@compiled
def chances_of(scene: Scene, kit: Kit, seating: Seating, begin: int, end: int, found: Floats) -> int:
    """The probabilities of the tenants at positions begin .. end - 1.

    Args:
        scene: the schedule.
        kit: the clients' laws.
        seating: who has which.
        begin: the first position.
        end: the one after the last.
        found: filled, shape (tenants, EVENTS).

    Returns:
        LACKS or 0.
    """
    lacks = 0
    told = np.zeros(scene.shown.near.size, np.int8)
    of_clients = np.zeros((len(KINDS), MODES, EVENTS))
    for p in range(begin, end):
        lacks |= _of_tenant(scene, kit, seating, p, told, of_clients, found[p])
    return lacks


@compiled
def _of_tenant(
    scene: Scene,
    kit: Kit,
    seating: Seating,
    p: int,
    told: Codes,
    of_clients: Floats,
    found: Floats,
) -> int:
    found[:] = 0.0
    tenants = scene.tenants
    course = tenants.courses[p]
    if course.anchor_at == NEVER:
        return 0
    n, box = tenants.mailboxes[p], first_box(tenants.boxes, p)
    exponents = np.zeros(EVENTS)
    if scene.is_ever_usual:
        usual = usual_course(tenants, p, n, box)
        if usual.served_from != NEVER and _of_usual_tenant(
            scene, kit, seating, p, usual, of_clients, exponents
        ):
            for e in range(EVENTS):
                found[e] = -math.expm1(exponents[e])
            return 0
    return _of_any_tenant(scene, kit, seating, p, told, of_clients, exponents, found)


@compiled
def _of_any_tenant(
    scene: Scene,
    kit: Kit,
    seating: Seating,
    p: int,
    told: Codes,
    of_clients: Floats,
    exponents: Floats,
    found: Floats,
) -> int:
    tenants = scene.tenants
    course = tenants.courses[p]
    n, box = tenants.mailboxes[p], first_box(tenants.boxes, p)
    way = access(course, tenants, p, 0)
    if way.window == 0:
        return 0
    end = min(way.quiet_at, way.horizon_at)
    lacks = 0
    whole_from, capped_from = -1, -1
    for k in range(1, n + 1):
        pieces = pieces_of(tenants, p, box + k - 1, k, n, end)
        if not pieces.is_open:
            continue
        if whole_from < 0:
            whole_from = _whole_from(scene, p, course.anchor_at, end)
            capped_from = whole_from
            if scene.listed[p] + scene.lists[p] >= ROWS_A_QUERY:
                capped_from, lacks = _capped_from(scene, p, whole_from, end, told)
        place = _place(scene, p, box + k - 1, pieces, way.horizon_at, whole_from, capped_from)
        of_mailbox(place, kit, _left(scene, p, box + k - 1), of_clients)
        _add(seating, p, k, of_clients, exponents)
    for e in range(EVENTS):
        found[e] = -math.expm1(exponents[e])
    return lacks


@compiled
def _of_usual_tenant(
    scene: Scene,
    kit: Kit,
    seating: Seating,
    p: int,
    usual: Usual,
    of_clients: Floats,
    exponents: Floats,
) -> bool:
    """The same in closed form; whether the tenant's course lets it."""
    tenants, rules = scene.tenants, scene.rules
    course = tenants.courses[p]
    start, begins, until_open = usual.refused_from, usual.served_from, usual.open_until
    if until_open <= begins:
        return True
    downloads = kit.downloads
    waits = float(begins - start)
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    tries = most_tries(waits, low)
    own = scene.listed[p] + scene.lists[p]
    pod = pod_of(tenants, p)
    entries = float(_entries(scene, pod, begins))
    if (
        tries > MOST_TRIES
        or own >= ROWS_A_QUERY
        or until_open - begins > downloads.period
        or _strangers(scene, p, begins) <= 0
        or entries <= own
        or entries != float(_entries(scene, pod, until_open + int(downloads.span)))
    ):
        return False
    horizon = course.finished_at + tenants.world.horizon
    for kind in range(kit.base.size):
        if horizon - until_open < far(of_kind(kit.sessions, kind), downloads, entries):
            return False
    chances, asks = kit.chances.copy(), kit.asks
    chances[OUTLOOK_CACHED, EXPOSED] = 0.0 if rules.is_denied else looked_up(downloads, entries)
    controllers, n = rules.controllers, tenants.mailboxes[p]
    lags = np.sort(tenants.lags[p])
    ends = Ends(
        np.zeros((kit.base.size, controllers)),
        np.zeros((MODES, controllers)),
        (controllers - np.arange(controllers)) / controllers,
    )
    # Rates of first tries: of each kind, and of those left on.
    at, by = np.empty((kit.base.size + MODES, MOST_STEPS)), np.empty((kit.base.size + MODES, MOST_STEPS))
    sizes = np.zeros(kit.base.size + MODES, np.int64)
    for kind in range(kit.base.size):
        if kit.base[kind] == kind:
            sizes[kind] = rate_steps(kit, kind, usual, at[kind], by[kind])
    left = _left(scene, p, first_box(tenants.boxes, p))
    first = float(course.anchor_at - start)
    for mode, since, over in (
        (AUTODISCOVER, left.hosted, float(rules.period)),
        (RESTART, left.morning, kit.restarts_over),
    ):
        row = kit.base.size + mode
        at[row, 0], by[row, 0], at[row, 1], by[row, 1] = (
            first + since,
            1.0 / over,
            first + since + over,
            -1.0 / over,
        )
        sizes[row] = 2 if since < math.inf else 0
    for k in range(1, n + 1):
        written = written_at(course, tenants.boxes, 0, k, n)
        if written + lags[controllers - 1] <= begins:
            continue
        for d in range(controllers):
            instant = max(written + lags[d], begins)
            then = float(instant - start)
            for kind in range(kit.base.size):
                if kit.base[kind] == kind:
                    total = integrated(instant, kind, kit.rates) - integrated(begins, kind, kit.rates)
                    total += displaced(
                        at[kind], by[kind], sizes[kind], waits, low, high, min(tries, rules.retries), then
                    )
                    ends.visits[kind, d] = total
            for kind in range(kit.base.size):
                if kit.base[kind] >= 0:
                    ends.visits[kind, d] = kit.times[kind] * ends.visits[kit.base[kind], d]
            for mode in (AUTODISCOVER, RESTART):
                row = kit.base.size + mode
                if sizes[row] > 0:
                    ends.left[mode, d] = max(0.0, min(then, at[row, 1]) - max(waits, at[row, 0])) * by[
                        row, 0
                    ] + displaced(at[row], by[row], 2, waits, low, high, tries, then)
            ends.left[PROMPT, d] = below(float(instant - begins), kit.prompt, kit.prompt_sigma)
        if _bears_after_sessions(kit, ends, float(written + lags[controllers - 1] - begins), asks):
            exponents[:] = 0.0
            return False
        of_usual_mailbox(kit, ends, chances, asks, of_clients)
        _add(seating, p, k, of_clients, exponents)
    return True


@compiled
def _bears_after_sessions(kit: Kit, ends: Ends, window: float, asks: Floats) -> bool:
    """Could a session that was left on end in the window, and a visit after it matter by a part in 1e9?"""
    for kind in range(kit.base.size):
        if kit.base[kind] >= 0 and kit.is_needed[kind, 1:].any():
            session = of_kind(kit.sessions, kind)
            if (
                below(window, session.median, session.sigma) * ends.visits[kind].max() * asks[kind].max()
                > 1e-9
            ):
                return True
    return False


@compiled
def _entries(scene: Scene, pod: int, at: int) -> int:
    """What everybody's book holds at an instant; 0 where there is none."""
    rules = scene.rules
    if at < rules.book_phase:
        return 0
    as_of = at - (at - rules.book_phase) % rules.book_cycle
    mailboxes, lists = mailboxes_and_lists(scene.shown, pod, as_of)
    return int(mailboxes + lists)


@compiled
def _add(seating: Seating, p: int, k: int, of_clients: Floats, exponents: Floats) -> None:
    """One mailbox more: the logarithm of the probability that none of its clients brings an event about."""
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


@compiled
def _place(
    scene: Scene, p: int, box: int, pieces: Pieces, horizon: int, whole_from: int, capped_from: int
) -> Place:
    tenants = scene.tenants
    course = tenants.courses[p]
    anchor = course.anchor_at
    shown, pod = scene.shown, pod_of(tenants, p)
    first, last = shown.first[pod], shown.first[pod + 1]
    open_until = 0.0
    for i in range(pieces.state.size):
        if pieces.state[i] == SERVED and pieces.wide[i] > 0:
            open_until = pieces.edges[i + 1]
    return Place(
        pieces,
        open_until,
        anchor,
        _after(horizon, anchor),
        _after(hosted_until(course, tenants, p, box), anchor),
        scene.restarts,
        course.visible_at,
        tenants.undone[p].gone_at if course.is_undone else NEVER,
        scene.listed[p] + scene.lists[p],
        _after(whole_from, anchor),
        _after(capped_from, anchor),
        scene.rules,
        shown.changes[first:last],
        scene.entries[first + pod : last + pod + 1],
    )


@compiled
def _left(scene: Scene, p: int, box: int) -> Left:
    tenants = scene.tenants
    course = tenants.courses[p]
    hosted = hosted_at(course, tenants.boxes, box)
    morning = NEVER
    if hosted != NEVER:
        i = until(scene.mornings, hosted)
        morning = scene.mornings[i] if i < scene.mornings.size else NEVER
    reachable = box_reachable_at(course, tenants, p, box)
    anchor = course.anchor_at
    return Left(_after(hosted, anchor), _after(reachable, anchor), _after(morning, anchor))


@compiled
def _after(at: int, anchor: int) -> float:
    return math.inf if at == NEVER else float(at - anchor)


@compiled
def _strangers(scene: Scene, p: int, at: int) -> int:
    """Foreign entries of everybody's list at an instant."""
    mailboxes, lists = mailboxes_and_lists(scene.shown, pod_of(scene.tenants, p), at)
    own = scene.listed[p] + scene.lists[p]
    return mailboxes + lists - (own if is_visible(scene.tenants.courses[p], scene.tenants, p, at) else 0)


@compiled
def _whole_from(scene: Scene, p: int, anchor: int, end: int) -> int:
    """The first instant from the anchor on at which everybody's list holds strangers; NEVER before the end."""
    if _strangers(scene, p, anchor) > 0:
        return anchor
    shown, pod = scene.shown, pod_of(scene.tenants, p)
    for i in range(shown.first[pod], shown.first[pod + 1]):
        at = shown.changes[i]
        if anchor < at < end and _strangers(scene, p, at) > 0:
            return int(at)
    return NEVER


@compiled
def _capped_from(scene: Scene, p: int, since: int, end: int, told: Codes) -> tuple[int, int]:
    """The same of the first rows of a query; and whether the recipients nearest to it are too few to tell."""
    shown, pod = scene.shown, pod_of(scene.tenants, p)
    if since == NEVER:
        return NEVER, 0
    at, i = since, shown.first[pod]
    while at < end:
        mailboxes, lists = query(shown, scene.tenants, p, pod, at, told)
        if mailboxes < 0:
            return at, LACKS
        if mailboxes + lists > 0:
            return at, 0
        while i < shown.first[pod + 1] and shown.changes[i] <= at:
            i += 1
        at = shown.changes[i] if i < shown.first[pod + 1] else NEVER
    return NEVER, 0
