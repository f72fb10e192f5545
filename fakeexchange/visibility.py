"""THE ONE RULE: who sees what.

A logon for a mailbox, answered by one domain controller, is decided here and nowhere else: the in-process
client, the wire and the explorer all call it. It is a pure function of what the platform knows at that
instant, and its answer binds to the session: a session opened wide stays wide until it ends.
Sources: Microsoft's pages on address book policies, address lists and their scenarios (Exchange Server
documentation, "address-book-policies", "abp-scenarios", "address-lists"): a policy bites when a client
connects; a mailbox without one sees all address lists and the largest GAL that holds it and that it may open.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """Why a logon was refused."""

    GATE_CLOSED = "gate_closed"
    LOCKED = "locked"
    NOT_ROUTED = "not_routed"
    NO_MAILBOX = "no_mailbox"


NOWHERE: Final = (Reason.NOT_ROUTED, Reason.NO_MAILBOX)
"""Whoever asks here for the mailbox is told that there is none."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody is served and nothing is revealed."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class BySource:
    """The source serves, as before the cut-over. It isolates its tenants, so nothing is revealed."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """The session sees the lists, GAL and OAB of one policy, and nothing else."""

    policy: int


@dataclass(frozen=True, slots=True)
class Wide:
    """The session sees all address lists and the default GAL: everyone provisioned and not hidden."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No policy, and the default lists are denied: the session sees no list, the default OAB included."""


View = Refused | BySource | Narrow | Wide | Nothing

GATE_CLOSED = Refused(Reason.GATE_CLOSED)
LOCKED = Refused(Reason.LOCKED)
NOT_ROUTED = Refused(Reason.NOT_ROUTED)
NO_MAILBOX = Refused(Reason.NO_MAILBOX)
"""There is no other platform that could serve a mailbox which the target does not host."""
BY_SOURCE = BySource()
WIDE = Wide()
NOTHING = Nothing()


def who_sees(
    is_gate_closed: bool,
    is_locked: bool,
    is_hosted: bool,
    is_routed: bool,
    policy: int | None,
    are_default_lists_denied: bool,
) -> View:
    """What a logon that begins now may read.

    Args:
        is_gate_closed: the tenant's gate is closed.
        is_locked: the mailbox's cut-over runs.
        is_hosted: the target holds the mailbox.
        is_routed: clients of the tenant are sent to the target, by routing or by the source's redirect.
        policy: the policy that the answering controller has seen for the mailbox.
        are_default_lists_denied: the hoster took the default lists away from everybody.

    >>> who_sees(False, False, True, True, None, False)
    Wide()
    >>> who_sees(False, False, True, True, 7, False)
    Narrow(policy=7)
    """
    if is_gate_closed:
        return GATE_CLOSED
    if is_locked:
        return LOCKED
    if not is_hosted:
        return BY_SOURCE
    if not is_routed:
        return NOT_ROUTED
    if policy is not None:
        return Narrow(policy)
    # The largest GAL that holds the mailbox is the default one: every other is part of it.
    return NOTHING if are_default_lists_denied else WIDE
