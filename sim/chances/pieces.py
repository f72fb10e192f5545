"""What a mailbox's logons get over time: pieces between instants at which something changes.

Whether a logon is refused, and which controllers hold the policy, is the model's rule of sections 5 and 4, asked of
the kernel's courses: the schedule is given, and only the clients are left to chance.
"""

from typing import Final, NamedTuple

import numpy as np

from ..compiled import inner
from ..kernel.access import holds_policy, is_gated, is_locked, is_routed
from ..kernel.courses import (
    Tenants,
    hosted_at,
    hosted_until,
    is_hosted,
    locked_at,
    removed_at,
    unlocked_at,
    written_at,
)
from ..streams import Floats, Ints
from ..words import NEVER

REFUSED, BY_SOURCE, SERVED = range(3)
"""What a logon gets."""
_MARKS: Final = 13
"""Instants besides those of the controllers."""


class Pieces(NamedTuple):
    """A mailbox over time, in microseconds after its tenant's anchor.

    Attributes:
        edges: of the pieces, in order; the last is the end: from there on nothing is shown, or nobody looks.
        state: REFUSED, BY_SOURCE or SERVED, shape (pieces,).
        wide: on how many controllers the mailbox is not isolated, likewise; 0 where it is not served.
        is_open: some controller would show it everything in some piece.
    """

    edges: Floats
    state: Ints
    wide: Ints
    is_open: bool


@inner
def pieces_of(tenants: Tenants, p: int, box: int, k: int, n: int, end: int) -> Pieces:
    """The pieces of mailbox k of n of the tenant at position p, from its anchor to an instant."""
    course, boxes, world = tenants.courses[p], tenants.boxes, tenants.world
    anchor = course.anchor_at
    controllers = world.controllers
    marks = np.full(_MARKS + 2 * controllers, NEVER, np.int64)
    marks[0], marks[1] = locked_at(course, boxes, box), unlocked_at(course, boxes, box)
    marks[2], marks[3] = hosted_at(course, boxes, box), hosted_until(course, tenants, p, box)
    marks[4], marks[5], marks[6] = course.routed_at, course.closed_at, course.opened_at
    marks[7] = course.mended_at
    if course.is_undone:
        back = tenants.undone[p]
        marks[8], marks[9], marks[10] = back.unrouted_at, back.reclosed_at, back.reopened_at
    written, removed = written_at(course, boxes, box, k, n), removed_at(course, tenants, p, box, k, n)
    marks[11], marks[12] = written, removed
    for d in range(controllers):
        if written != NEVER:
            marks[_MARKS + d] = written + tenants.lags[p, d]
        if removed != NEVER:
            marks[_MARKS + controllers + d] = removed + tenants.undo_lags[p, d]
    marks.sort()
    edges, state, wide = (
        np.empty(marks.size + 2),
        np.empty(marks.size + 1, np.int64),
        np.empty(marks.size + 1, np.int64),
    )
    at, size, i, is_open = anchor, 0, 0, False
    while at < end:
        edges[size] = at - anchor
        state[size], wide[size] = SERVED, 0
        if is_gated(course, tenants, p, at) or is_locked(course, boxes, box, at):
            state[size] = REFUSED
        elif not is_hosted(course, tenants, p, box, at):
            state[size] = BY_SOURCE
        elif not is_routed(course, tenants, p, at):
            state[size] = REFUSED
        else:
            for d in range(controllers):
                wide[size] += not holds_policy(course, tenants, p, box, d, k, n, at)
            is_open |= wide[size] > 0
        size += 1
        while i < marks.size and marks[i] <= at:
            i += 1
        at = min(marks[i] if i < marks.size else NEVER, end)
    edges[size] = max(end - anchor, 0)
    return Pieces(edges[: size + 1], state[:size], wide[:size], is_open)


@inner
def piece_at(pieces: Pieces, at: float) -> int:
    """The piece that holds an instant; -1 outside of all."""
    edges = pieces.edges
    if at < edges[0] or at >= edges[edges.size - 1]:
        return -1
    return int(np.searchsorted(edges, at, side="right")) - 1
