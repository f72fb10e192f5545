"""The members of a class between which the others lie: where the steps that no leak depends on cost least and most.

Such a step leaks nothing, but it takes time. While it runs, mailboxes may stand open, or be refused, or neither. The
more of that time stands open, the more clients are shown strangers; the more is refused, the longer people wait, and
come back all at once. So a class is spanned by three of its members. Which instants stand open is told roughly here,
to choose them; what each member exposes and costs is for the judges to say. That no member lies outside is a claim:
it is checked on members drawn from all.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ..words import Verb
from .choice import Ordering
from .classes import CRITICAL, OrderingClass


class Aim(StrEnum):
    """What a member is chosen for."""

    TIGHT = "tight"
    """As little as can be done while mailboxes stand open or are refused, and as much as can be days ahead."""
    OPEN = "open"
    """As much as can be while they stand open, else while they are refused, and nothing days ahead."""
    REFUSED = "refused"
    """As much as can be while they are refused."""


_WEIGHTS: Final = {
    # While mailboxes stand open, while they are refused, and at night rather than days ahead.
    Aim.TIGHT: (1.0, 1.0, 1e-3),
    Aim.OPEN: (-1.0, -0.5, -1e-3),
    Aim.REFUSED: (0.0, -1.0, -1e-3),
}
_BY_DAY: Final = 1e-9


def extreme(one: OrderingClass, aim: Aim, takes: Mapping[Verb, float]) -> Ordering:
    """The member of a class that an aim picks.

    Args:
        one: the class.
        aim: what it is chosen for.
        takes: how long a step takes for a tenant, in any unit: whoever is refused while mailboxes are
            synchronised days ahead is refused that long.
    """
    of_open, of_refused, of_night = _WEIGHTS[aim]

    def cost(placed: frozenset[Verb], verb: Verb) -> float:
        if verb in CRITICAL:
            # All else alike, what clients notice is left to the night.
            return 0.0 if Verb.SYNC_MAILBOXES in placed else _BY_DAY
        weight = 0.0 if Verb.SYNC_MAILBOXES not in placed else of_night
        if _is_refused(placed):
            weight += of_refused
        elif _is_open(placed):
            weight += of_open
        return takes[verb] * weight

    return one.order.least(cost)


def _is_refused(done: frozenset[Verb]) -> bool:
    is_closed = Verb.CLOSE_GATE in done and Verb.OPEN_GATE not in done
    return is_closed or (Verb.CUT_OVER in done and Verb.SWITCH_ROUTING not in done)


def _is_open(done: frozenset[Verb]) -> bool:
    return {Verb.CUT_OVER, Verb.SWITCH_ROUTING} <= done and Verb.ASSIGN_POLICY not in done
