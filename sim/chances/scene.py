"""What all tenants meet under a schedule, and what of it one mailbox does."""

import math
from typing import NamedTuple

from ..compiled import inner, lean
from ..kernel.access import box_reachable_at
from ..kernel.courses import (
    Tenants,
    hosted_at,
    hosted_until,
    is_visible,
    pod_of,
)
from ..kernel.shown import Shown, mailboxes_and_lists, query
from ..kernel.shown import until as many_until
from ..streams import Codes, Counts, Floats, Ints
from ..words import NEVER
from .events import Place, Rules
from .kit import Left
from .pieces import SERVED, Pieces

ROWS_A_QUERY = 100
LACKS = 1
"""The recipients nearest to a query are too few to tell what it finds."""


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
    """What all tenants meet.

    Attributes:
        tenants: what was done to them.
        rules: see ``events``.
        shown: what everybody's lists hold.
        entries: of both kinds together, like ``shown.mailboxes``.
        listed: mailboxes of each tenant that stand in address lists.
        lists: its distribution lists.
        mornings: instants at which offices start.
        restarts: instants at which every session is cut, in order.
        is_ever_usual: tenants may be told in closed form.
    """

    tenants: Tenants
    rules: Rules
    shown: Shown
    entries: Ints
    listed: Counts
    lists: Counts
    mornings: Ints
    restarts: Ints
    is_ever_usual: bool


@lean
def book_met(scene: Scene, p: int, at: int) -> tuple[float, bool]:
    """Entries of everybody's book as a download meets it, and whether strangers to a tenant are among them."""
    rules = scene.rules
    if at < rules.book_phase:
        return 0.0, False
    as_of = at - (at - rules.book_phase) % rules.book_cycle
    mailboxes, lists = mailboxes_and_lists(scene.shown, pod_of(scene.tenants, p), as_of)
    return float(mailboxes + lists), strangers_at(scene, p, as_of) > 0


@inner
def place_of(
    scene: Scene, p: int, box: int, pieces: Pieces, horizon: int, whole_from: int, capped_from: int
) -> Place:
    """A mailbox of a tenant, as what happens to its clients sees it."""
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


@lean
def left_of(scene: Scene, p: int, box: int) -> Left:
    """From when on those clients of a mailbox come that were left on."""
    tenants = scene.tenants
    course = tenants.courses[p]
    hosted = hosted_at(course, tenants.boxes, box)
    morning = NEVER
    if hosted != NEVER:
        i = many_until(scene.mornings, hosted)
        morning = scene.mornings[i] if i < scene.mornings.size else NEVER
    reachable = box_reachable_at(course, tenants, p, box)
    anchor = course.anchor_at
    return Left(_after(hosted, anchor), _after(reachable, anchor), _after(morning, anchor))


@lean
def _after(at: int, anchor: int) -> float:
    return math.inf if at == NEVER else float(at - anchor)


@lean
def strangers_at(scene: Scene, p: int, at: int) -> int:
    """Foreign entries of everybody's list at an instant."""
    mailboxes, lists = mailboxes_and_lists(scene.shown, pod_of(scene.tenants, p), at)
    own = scene.listed[p] + scene.lists[p]
    return mailboxes + lists - (own if is_visible(scene.tenants.courses[p], scene.tenants, p, at) else 0)


@lean
def whole_since(scene: Scene, p: int, anchor: int, end: int) -> int:
    """The first instant from the anchor on at which everybody's list holds strangers; NEVER before the end."""
    if strangers_at(scene, p, anchor) > 0:
        return anchor
    shown, pod = scene.shown, pod_of(scene.tenants, p)
    for i in range(shown.first[pod], shown.first[pod + 1]):
        at = shown.changes[i]
        if anchor < at < end and strangers_at(scene, p, at) > 0:
            return int(at)
    return NEVER


@lean
def capped_since(scene: Scene, p: int, since: int, end: int, told: Codes) -> tuple[int, int]:
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
