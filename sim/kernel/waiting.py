"""Where batches stand that wait: for a night to open, or not to, or for what becomes of them after a stop."""

from typing import Final

from ..compiled import inlined
from ..streams import Ints

BATCH, AT, RUN, PLACE, STEP, MAILBOX, IN_LOOP, HAS_BEGUN, PAUSED_SINCE = range(9)
"""Where a batch stands that waits: the instant of its next step, which one it is and on whom, whether a step over
the whole batch has begun already, and since when it pauses; -1: it does not."""
NOBODY: Final = -1


@inlined
def wait(
    waiting: Ints,
    b: int,
    at: int,
    run: int,
    p: int,
    s: int,
    j: int,
    i: int,
    has_begun: bool,
    paused_since: int,
) -> None:
    """Note where a batch stands that goes on at an instant."""
    slot = 0
    while waiting[slot, BATCH] != NOBODY:
        slot += 1
    waiting[slot, BATCH], waiting[slot, AT], waiting[slot, RUN] = b, at, run
    waiting[slot, PLACE], waiting[slot, STEP] = p, s
    waiting[slot, MAILBOX], waiting[slot, IN_LOOP] = j, i
    waiting[slot, HAS_BEGUN], waiting[slot, PAUSED_SINCE] = has_begun, paused_since
