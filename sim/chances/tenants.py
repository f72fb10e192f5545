"""One tenant after the other: from its course to the probabilities of what may befall it."""

import math

import numpy as np

from ..compiled import beside, inner
from ..kernel.access import access
from ..kernel.courses import first_box
from ..streams import Floats
from ..words import NEVER
from .clients import of_mailbox
from .closed_form import NO_COURSE, OFTEN_TRIED, USUAL, Told, finish, of_usual_mailboxes
from .events import EVENTS
from .kit import MODES, Kit
from .pieces import Pieces, pieces_of
from .scene import ROWS_A_QUERY, Scene, Seating, capped_since, left_of, place_of, whole_since
from .until_isolated import first_tries_of_many
from .usual import MOST_STEPS, Ends
from .work import Work, add


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
            told = of_usual_mailboxes(scene, kit, seating, work, p, k, n, way.horizon_at, told)
            if told.k > k:
                before = work.nothing
            k = told.k
            if k > n:
                break
            if told.state == OFTEN_TRIED:
                first_tries_of_many(kit, work, scene, p, k, told.course)
                finish(kit, work, told.course)
                add(kit, seating, p, k, work)
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
            add(kit, seating, p, k, work)
        k += 1
        told = Told(k, USUAL, told.course, False)
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
