"""Domain controllers: what each of them has already seen.

Only policy links replicate (the model, section 4): a write stands at once on the controller that took it,
and reaches each other one its own lag later. A controller ignores a change older than one it has seen, so
what it holds is the newest change among those that have arrived.
"""

from typing import Final, Optional

from .clock import NEVER

WRITER: Final = 0
"""The controller every administrator writes to."""

Change = tuple[int | None, int, tuple[int, ...], Optional["Change"]]
"""One write of a mailbox's policy link: the policy's tenant, or None where the link was removed; the instant
of the write; microseconds until each controller sees it, 0 at the writer; the write before it. A plain tuple:
half a million are made in one campaign."""


def controller_name(controller: int) -> str:
    """What a controller is called, its host name alone: dc1 is the writer.

    >>> controller_name(WRITER)
    'dc1'
    """
    return f"dc{controller + 1}"


def policy_seen(link: Change | None, controller: int, now: int) -> int | None:
    """The policy that a controller holds for a mailbox at an instant, None where it holds none.

    >>> link = (7, 100, (0, 30), None)
    >>> policy_seen(link, 0, 100), policy_seen(link, 1, 129), policy_seen(link, 1, 130)
    (7, None, 7)
    """
    while link is not None:
        policy, written_at, lags, previous = link
        if written_at + lags[controller] <= now:
            return policy
        link = previous
    return None


def held_since(link: Change | None, controller: int, policy: int) -> int:
    """The instant since when a controller holds a policy for good; NEVER where its newest change is another.

    >>> held_since((7, 1000, (0, 0), (7, 0, (0, 30), None)), 1, 7)
    30
    """
    since = NEVER
    while link is not None:
        held, written_at, lags, previous = link
        arrived_at = written_at + lags[controller]
        # A change that arrived after a newer one was never looked at.
        if arrived_at < since:
            if held != policy:
                break
            since = arrived_at
        link = previous
    return since
