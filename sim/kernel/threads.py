"""Compiled work on several cores at once: each thread writes what no other does, so no result tells how many were."""

import multiprocessing
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

_WORTH_A_THREAD: Final = 16_384
"""Tenants: with fewer a thread costs more than it saves."""

Part = TypeVar("Part")
Result = TypeVar("Result")


def threads_for(tenants: int) -> int:
    """How many threads share a campaign of so many tenants."""
    # A worker of a study has a core to itself, and the others have theirs.
    is_alone = multiprocessing.parent_process() is None
    return max(1, min(len(os.sched_getaffinity(0)) if is_alone else 1, tenants // _WORTH_A_THREAD))


def at_once(call: Callable[[Part], Result], parts: Iterable[Part], threads: int) -> list[Result]:
    """What a function that holds no lock says of each part, in their order."""
    if threads == 1:
        return [call(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(call, parts))
