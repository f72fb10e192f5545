"""Compiled work on several cores at once: each thread writes what no other does, so no result tells how many were."""

import multiprocessing
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np

from ..streams import Ints

_WORTH_A_THREAD: Final = 16_384
"""Tenants: with fewer a thread costs more than it saves."""
_PARTS_A_THREAD: Final = 4

Part = TypeVar("Part")
Result = TypeVar("Result")


def threads_for(tenants: int) -> int:
    """How many threads share a campaign of so many tenants."""
    # A worker of a study has a core to itself, and the others have theirs.
    is_alone = multiprocessing.parent_process() is None
    return max(1, min(len(os.sched_getaffinity(0)) if is_alone else 1, tenants // _WORTH_A_THREAD))


def parts_of(first: Ints, threads: int) -> list[tuple[int, int]]:
    """Consecutive positions with about as much to do each, a few parts a thread: none waits long for another.

    Args:
        first: the first of each position's clients or mailboxes, and after the last.
        threads: how many.
    """
    many = _PARTS_A_THREAD * threads if threads > 1 else 1
    edges = np.searchsorted(first, np.arange(1, many) * first[-1] // many)
    return list(pairwise([0, *edges.tolist(), first.size - 1]))


def at_once(call: Callable[[Part], Result], parts: Iterable[Part], threads: int) -> list[Result]:
    """What a function that holds no lock says of each part, in their order."""
    if threads == 1:
        return [call(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(call, parts))
