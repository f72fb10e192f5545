"""Domain controllers: what each of them has already seen.

Only policy links replicate (the model, section 4): a write stands at once on the controller that took it,
and reaches each other one its own lag later. A controller ignores a change older than one it has seen, so
what it holds is the newest change among those that have arrived.
"""

from typing import Final, NamedTuple

from .clock import NEVER

WRITER: Final = 0
"""The controller every administrator writes to."""


class Change(NamedTuple):
    """One write of a mailbox's policy link, and when each controller sees it."""

    policy: int | None
    """The policy's tenant, or None where the link was removed."""
    written_at: int
    lags: tuple[int, ...]
    """Microseconds until each controller sees it, 0 at the writer; NEVER: not until told."""
    previous: "Change | None"


def policy_seen(link: Change | None, controller: int, now: int) -> int | None:
    """The policy that a controller holds for a mailbox at an instant, None where it holds none.

    >>> link = Change(policy=7, written_at=100, lags=(0, 30), previous=None)
    >>> policy_seen(link, 0, 100), policy_seen(link, 1, 129), policy_seen(link, 1, 130)
    (7, None, 7)
    """
    while link is not None:
        if link.written_at + link.lags[controller] <= now:
            return link.policy
        link = link.previous
    return None


def settled_at(link: Change | None) -> int:
    """The instant from which every controller holds the newest change; NEVER where there is none."""
    if link is None:
        return NEVER
    return min(link.written_at + max(link.lags), NEVER)
