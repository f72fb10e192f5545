"""A tenant's mailboxes, one after the other, as long as closed forms tell what becomes of their clients."""

from typing import Final, NamedTuple

from ..compiled import lean
from ..kernel.courses import first_box
from ..words import NEVER
from .afterwards import add_visits_after_sessions
from .kit import AUTODISCOVER, RESTART, Kit
from .scene import Scene, Seating
from .until_isolated import count_visits, first_tries, first_try, may_be_usual, note_isolation, note_prompt
from .usual import Usual, of_usual_mailbox, usual_course
from .work import Work, add

USUAL: Final = 0
OFTEN_TRIED: Final = 1
"""In closed form but for clients that try too often for it."""
UNUSUAL: Final = 2
"""Told the general way."""
NO_COURSE: Final = Usual(NEVER, NEVER, NEVER, NEVER, False, NEVER, NEVER)


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
def of_usual_mailboxes(
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
            add(kit, seating, p, k, work)
        k += 1
    return Told(k, USUAL, last, is_told)


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
    if is_new and not may_be_usual(scene, kit, work, p, usual, horizon):
        work.sizes[:] = -1
    if work.sizes[0] < 0 or usual.open_until - usual.served_from > kit.downloads.period:
        return UNUSUAL
    note_isolation(scene, work, p, usual)
    count_visits(scene, kit, work, usual)
    if kit.is_left_on:
        note_prompt(kit, work, usual)
        for mode in (AUTODISCOVER, RESTART):
            since, over = first_try(scene, kit, p, k, usual, mode)
            if not first_tries(work, mode, scene.rules, usual, since, over):
                return OFTEN_TRIED
    finish(kit, work, usual)
    return USUAL


@lean
def finish(kit: Kit, work: Work, usual: Usual) -> None:
    """What comes of the logons that are served."""
    of_usual_mailbox(kit, work.ends, work.chances, kit.asks, work.of_clients)
    if kit.is_left_on:
        for kind in range(kit.base.size):
            if kit.base[kind] >= 0:
                entries, found = work.entries[0], work.of_clients[kind]
                add_visits_after_sessions(
                    kit, kind, entries, usual.served_from, work.isolated, work.ends, work.led, found
                )
