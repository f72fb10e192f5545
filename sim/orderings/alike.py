"""Orderings that take the same time alike: what stands between two critical steps may stand there in any order.

Steps that no leak depends on bear on what clients meet by the time they take alone, which adds up. A wait for
replication before anything has been assigned ends at once. So many members of many classes come to the same campaign,
and one of them is judged for all. That rows do not change is a claim: it is checked on both members' campaigns.
"""

from ..words import Verb
from .choice import NEEDED, Ordering
from .classes import CRITICAL


def time_line(ordering: Ordering) -> Ordering:
    """The one ordering that stands for all that come to the same campaign.

    Synchronising parts the days ahead from the night, so nothing is moved across it.
    """
    found: list[Verb] = []
    between: list[Verb] = []
    for verb in ordering:
        if verb is Verb.WAIT_REPLICATION and Verb.ASSIGN_POLICY not in found:
            continue
        if verb in CRITICAL or verb is Verb.SYNC_MAILBOXES:
            found += [*sorted(between, key=NEEDED.index), verb]
            between = []
        else:
            between.append(verb)
    return (*found, *sorted(between, key=NEEDED.index))
