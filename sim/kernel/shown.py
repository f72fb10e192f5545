"""What everybody's lists hold at an instant: how many people and lists, whose names, and what a query finds."""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ..compiled import lean
from ..draws import Draws
from ..streams import Ints
from ..words import NEVER
from .courses import Tenants, is_visible
from .records import Records, World

ROWS_A_QUERY: Final = 100
"""EWS and EAS answer with so many rows at most, the reader's own included."""


NO_BOOK: Final = -2
"""In place of an instant: no book was ever generated."""


class Shown(NamedTuple):
    """Recipients and list names that a wide session is shown, by the instant from which they are.

    Attributes:
        changes: instants at which a tenant's recipients appear, or leave, in order.
        mailboxes: mailboxes shown before each of them, and after the last.
        lists: distribution lists, likewise.
        named_from: instants at which tenants' address lists appear.
        named: tenants named before the first.
        near: owner, by position, of the recipients that a query looks at, in its order.
        near_is_list: 1 where it is a distribution list.
        is_whole: the query looks at all of them.
    """

    changes: Ints
    mailboxes: Ints
    lists: Ints
    named_from: Ints
    named: int
    near: Ints
    near_is_list: npt.NDArray[np.int8]
    is_whole: bool


class Survey(NamedTuple):
    """Instants between which something may be shown, over all tenants; 0 where nothing of the kind happened.

    Attributes:
        first_anchor: NEVER where no tenant has one.
        last_hosted: the last cut-over ended.
        last_shown: the last recipient or list name appeared.
    """

    first_anchor: int
    last_hosted: int
    last_shown: int


@lean
def survey(courses: Records) -> Survey:
    """The instants of a schedule that bound what is shown."""
    anchor, hosted, latest = NEVER, 0, 0
    for p in range(courses.size):
        course = courses[p]
        anchor = min(anchor, course.anchor_at)
        if course.hosted_at != NEVER:
            hosted = max(hosted, course.hosted_at)
        latest = max(latest, course.visible_at, course.listed_at)
    return Survey(anchor, hosted, latest)


def shown_by(tenants: Tenants, met: Survey, draws: Draws, cycle: int, is_whole: bool) -> Shown:
    """What is shown, from the first instant at which anybody may be served.

    Args:
        tenants: what was done to them.
        met: their survey.
        draws: the tenants.
        cycle: microseconds between generations of everybody's OAB: one that old may still be read.
        is_whole: a query looks at all recipients, not at the nearest alone.
    """
    since = met.first_anchor - cycle
    courses, people, residents = tenants.courses, draws.people, draws.residents
    # Mostly all of them appear before anybody is served, and none ever leaves.
    of = np.zeros(0, np.int64)
    comes = np.zeros(0, np.bool_)
    changes = np.zeros(0, np.int64)
    named = np.zeros(0, np.int64)
    if met.last_shown > since or tenants.undone.size:
        visible, listed = courses["visible_at"], courses["listed_at"]
        gone = _gone(tenants)
        late, left = np.flatnonzero(visible > since), np.flatnonzero((visible != NEVER) & (gone != NEVER))
        changes = np.concatenate((visible[late], gone[left]))
        order = np.argsort(changes, kind="stable")
        changes = changes[order]
        of, comes = np.concatenate((late, left))[order], (order < late.size)
        named = np.sort(listed[listed > since])
    near = draws.everybody if is_whole else draws.nearest
    return Shown(
        changes,
        _running(people.mailboxes, of, comes, int(residents.mailboxes.sum())),
        _running(people.lists, of, comes, int(residents.lists.sum())),
        named,
        courses.size - named.size + residents.numbers.size,
        near.owner,
        near.is_list,
        near.is_whole,
    )


def _gone(tenants: Tenants) -> Ints:
    """When each tenant's recipients left the address lists; NEVER where they did not."""
    if not tenants.undone.size:
        return np.full(tenants.courses.size, NEVER, np.int64)
    gone: Ints = np.where(tenants.courses["is_undone"] != 0, tenants.undone["gone_at"], NEVER)
    return gone


def _running(counts: npt.NDArray[Any], of: Ints, comes: npt.NDArray[np.bool_], always: int) -> Ints:
    """How many are shown before each change, by whose it is and whether they come, and after the last."""
    found = np.zeros(of.size + 1, np.int64)
    np.cumsum(np.where(comes, counts[of], -counts[of]), out=found[1:])
    return found + (always + int(counts.sum()) - int(counts[of[comes]].sum()))


@lean
def until(instants: Ints, at: int) -> int:
    """How many of some instants in order are no later."""
    low, high = 0, instants.size
    while low < high:
        middle = (low + high) // 2
        if instants[middle] <= at:
            low = middle + 1
        else:
            high = middle
    return low


@lean
def mailboxes_and_lists(shown: Shown, at: int) -> tuple[int, int]:
    """How many of both everybody's lists hold."""
    i = until(shown.changes, at)
    return shown.mailboxes[i], shown.lists[i]


@lean
def names(shown: Shown, at: int) -> int:
    """How many tenants' address lists have names to show."""
    return shown.named + until(shown.named_from, at)


@lean
def generation(world: World, at: int) -> int:
    """The instant of the last generation of everybody's OAB, or NO_BOOK."""
    if at < world.book_phase:
        return NO_BOOK
    return at - (at - world.book_phase) % world.book_cycle


@lean
def query(
    shown: Shown, tenants: Tenants, viewer: int, at: int, told: npt.NDArray[np.int8]
) -> tuple[int, int]:
    """Foreign mailboxes and lists among the first rows of a query now; -1, -1 where the nearest do not suffice.

    Args:
        shown: what is shown.
        tenants: whose.
        viewer: the position of the tenant that asks.
        at: the instant.
        told: a mark for each of the nearest that was shown to a tenant other than its own.
    """
    rows = mailboxes = lists = 0
    courses = tenants.courses
    for i in range(shown.near.size):
        owner = shown.near[i]
        # Residents stand after all positions, and were there before anybody asked.
        if owner < courses.size and not is_visible(courses[owner], tenants, owner, at):
            continue
        rows += 1
        if owner != viewer:
            told[i] = 1
            lists += shown.near_is_list[i]
            mailboxes += 1 - shown.near_is_list[i]
        if rows == ROWS_A_QUERY:
            return mailboxes, lists
    if not shown.is_whole:
        return -1, -1
    return mailboxes, lists
