"""What one client still has before it: a heap of rows, the first of them next.

A row is (instant, session, act) and four numbers that the act needs. The heap lies in one array that all
clients use one after the other, for a list would be counted, and counting costs more than all the rest.
"""

from typing import Final

from ..compiled import inlined, lean
from ..streams import Ints

TRY, ASK, FETCH, LOG_ON_TO_FETCH, ARRIVE = range(5)
"""Acts, in the order of one session's within one instant."""

WIDTH: Final = 7
ROOM: Final = 1_000
"""Rows to begin with; a client with more before it has the campaign told again with more room."""


@inlined
def is_before(agenda: Ints, i: int, at: int, session: int, act: int) -> bool:
    """Does row i come before an act?"""
    first = int(agenda[i, 0]), int(agenda[i, 1]), int(agenda[i, 2])
    return first < (at, session, act)


@lean
def holds(agenda: Ints, size: int, act: int) -> bool:
    """Is there an act of a kind?"""
    i = 0
    while i < size and agenda[i, 2] != act:
        i += 1
    return i < size


@lean
def push(
    agenda: Ints, size: int, at: int, session: int, act: int, a: int = 0, b: int = 0, c: int = 0, d: int = 0
) -> int:
    """One row more; how many there are, which is more than there is room for where it found none."""
    if size >= agenda.shape[0]:
        return size + 1
    i = size
    while i > 0 and not is_before(agenda, (i - 1) // 2, at, session, act):
        _move(agenda, (i - 1) // 2, i)
        i = (i - 1) // 2
    agenda[i, 0], agenda[i, 1], agenda[i, 2] = at, session, act
    agenda[i, 3], agenda[i, 4], agenda[i, 5], agenda[i, 6] = a, b, c, d
    return size + 1


@lean
def drop_first(agenda: Ints, size: int) -> int:
    """One row less: the first is gone; how many there are."""
    last = size - 1
    i = 0
    while 2 * i + 1 < last:
        child = 2 * i + 1
        if child + 1 < last and is_before(
            agenda, child + 1, agenda[child, 0], agenda[child, 1], agenda[child, 2]
        ):
            child += 1
        if not is_before(agenda, child, agenda[last, 0], agenda[last, 1], agenda[last, 2]):
            break
        _move(agenda, child, i)
        i = child
    if i != last:
        _move(agenda, last, i)
    return last


@inlined
def _move(agenda: Ints, source: int, to: int) -> None:
    for k in range(WIDTH):
        agenda[to, k] = agenda[source, k]
