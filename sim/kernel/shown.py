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
    """Recipients and list names that a wide session is shown, pod after pod, by the instant from which they are.

    Attributes:
        first: the first change of each pod, and after the last.
        changes: instants at which a tenant's recipients appear, or leave, in order within a pod.
        mailboxes: mailboxes shown before each of them, and after a pod's last: one more a pod than changes.
        lists: distribution lists, likewise.
        first_named: the first of each pod in ``named_from``, and after the last.
        named_from: instants at which tenants' address lists appear, in order within a pod.
        named: tenants named before the first of a pod.
        near: owner, by position, of the recipients that a query looks at, in its order.
        near_pod: the pod they stand in.
        near_is_list: 1 where it is a distribution list.
        is_whole: the query looks at all of them.
    """

    first: Ints
    changes: Ints
    mailboxes: Ints
    lists: Ints
    first_named: Ints
    named_from: Ints
    named: Ints
    near: Ints
    near_pod: Ints
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
    pods = draws.scenario.population.pods
    # Mostly all of them appear before anybody is served, and none ever leaves.
    of = comes = named_of = np.zeros(0, np.int64)
    changes = named = np.zeros(0, np.int64)
    if met.last_shown > since or tenants.undone.size:
        visible, listed = courses["visible_at"], courses["listed_at"]
        of, left = np.flatnonzero(visible > since), np.zeros(0, np.int64)
        changes = visible[of]
        if tenants.undone.size:
            gone = np.where(courses["is_undone"] != 0, tenants.undone["gone_at"], NEVER)
            left = np.flatnonzero((visible != NEVER) & (gone != NEVER))
            of, changes = np.concatenate((of, left)), np.concatenate((changes, gone[left]))
        comes = np.repeat([1, -1], (of.size - left.size, left.size))
        named_of = np.flatnonzero(listed > since)
        named = listed[named_of]
    pod, named_pod = _pods_of(tenants.numbers[of], pods), _pods_of(tenants.numbers[named_of], pods)
    order = _in_order(changes, pod, pods)
    of, comes, first = of[order], comes[order], _firsts(pod, pods)
    here, living = _pods_of(tenants.numbers, pods), _pods_of(residents.numbers, pods)
    near = draws.everybody if is_whole else draws.nearest

    def running(counts: npt.NDArray[Any], always: npt.NDArray[Any]) -> Ints:
        """How many are shown before each change, and after a pod's last."""
        before = _sums(living, always, pods) + _sums(here, counts, pods)
        before -= _sums(pod[order], np.where(comes > 0, counts[of], 0), pods)
        steps = np.insert(comes * counts[of], first[:-1], 0)
        # Each pod begins with what is always there, less what the last one ended with.
        starts = first[:-1] + np.arange(pods)
        found: Ints = np.cumsum(steps)
        found += np.repeat(before - found[starts], np.diff(first) + 1)
        return found

    return Shown(
        first,
        changes[order],
        running(people.listed, residents.listed),
        running(people.lists, residents.lists),
        _firsts(named_pod, pods),
        np.sort(named, kind="stable") if pods == 1 else named[_in_order(named, named_pod, pods)],
        np.diff(_firsts(here, pods)) + np.diff(_firsts(living, pods)) - np.diff(_firsts(named_pod, pods)),
        near.owner,
        _pods_of(draws.everyone.numbers[near.owner], pods),
        near.is_list,
        near.is_whole,
    )


def _pods_of(numbers: Ints, pods: int) -> Ints:
    """The pod of each tenant."""
    return numbers % pods if pods > 1 else np.zeros(numbers.size, np.int64)


def _in_order(instants: Ints, pod: Ints, pods: int) -> Ints:
    """The places of some instants in order, pod after pod."""
    # Whoever looks up an instant looks behind all that share it, so their own order is nobody's. Most are in order
    # already, which a stable sort makes use of.
    return np.lexsort((instants, pod)) if pods > 1 else np.argsort(instants, kind="stable")


def _firsts(pod: Ints, pods: int) -> Ints:
    """Where each pod begins among things in order of their pods, and after the last."""
    if pods == 1:
        return np.array([0, pod.size])
    found = np.zeros(pods + 1, np.int64)
    np.cumsum(np.bincount(pod, minlength=pods), out=found[1:])
    return found


def _sums(pod: Ints, counts: npt.NDArray[Any], pods: int) -> Ints:
    """Of some counts, by pod."""
    if pods == 1:
        return np.array([counts.sum()], np.int64)
    found: Ints = np.bincount(pod, counts, pods).astype(np.int64)
    return found


@lean
def until(instants: Ints, at: int) -> int:
    """How many of some instants in order are no later."""
    return between(instants, 0, instants.size, at)


@lean
def between(instants: Ints, low: int, high: int, at: int) -> int:
    """How many of some instants, those from ``low`` to before ``high`` in order, stand before one that is later."""
    while low < high:
        middle = (low + high) // 2
        if instants[middle] <= at:
            low = middle + 1
        else:
            high = middle
    return low


@lean
def mailboxes_and_lists(shown: Shown, pod: int, at: int) -> tuple[int, int]:
    """How many of both everybody's lists hold."""
    i = between(shown.changes, shown.first[pod], shown.first[pod + 1], at) + pod
    return shown.mailboxes[i], shown.lists[i]


@lean
def names(shown: Shown, pod: int, at: int) -> int:
    """How many tenants' address lists have names to show."""
    first, last = shown.first_named[pod], shown.first_named[pod + 1]
    return int(shown.named[pod] + between(shown.named_from, first, last, at) - first)


@lean
def generation(world: World, at: int) -> int:
    """The instant of the last generation of everybody's OAB, or NO_BOOK."""
    if at < world.book_phase:
        return NO_BOOK
    return at - (at - world.book_phase) % world.book_cycle


@lean
def query(
    shown: Shown, tenants: Tenants, viewer: int, pod: int, at: int, told: npt.NDArray[np.int8]
) -> tuple[int, int]:
    """Foreign mailboxes and lists among the first rows of a query now; -1, -1 where the nearest do not suffice.

    Args:
        shown: what is shown.
        tenants: whose.
        viewer: the position of the tenant that asks.
        pod: the forest that it moves to.
        at: the instant.
        told: a mark for each of the nearest that was shown to a tenant other than its own.
    """
    rows = mailboxes = lists = 0
    courses = tenants.courses
    for i in range(shown.near.size):
        owner = shown.near[i]
        if shown.near_pod[i] != pod:
            continue
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
