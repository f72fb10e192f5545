"""Who comes to the target soon after the cut-over: the share of Outlooks, and how soon.

Within an hour of its cut-over an Outlook that was left on comes by Autodiscover; others come on demand, as they do at
any time. So the share that follows is what is seen in that hour less what on-demand logons explain.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import exp
from typing import Final

from sim.journal.line import Line, Reported
from sim.units import HOUR
from sim.words import Verb

from ..estimates import share_interval
from ..forensics.customers import Customers
from .measure import Measure, Untold
from .visits import Visits

WITHIN: Final = HOUR
FEW: Final = 30


def follow(
    visits: Visits, lines: Sequence[Line], customers: Customers, on_demand_per_h: float
) -> Iterator[Measure | Untold]:
    """The share that follows within an hour.

    Args:
        visits: counted.
        lines: of the journal, instants since 1970.
        customers: who is whose.
        on_demand_per_h: logons of an Outlook in an hour of the night.
    """
    cut_over: Mapping[int, int] = {
        line.tenant: line.end
        for line in lines
        if line.verb == Verb.CUT_OVER and line.outcome is Reported.DONE and line.mailbox is None
    }
    users = visits.users.get("outlook", set())
    moved = [user for user in users if customers.of(user) in cut_over]
    if len(moved) < FEW:
        yield Untold("clients.follow.autodiscover", f"{len(moved)} users of Outlook were moved in these logs")
        return
    soon = []
    for user in moved:
        tenant = customers.of(user)
        at = visits.first_on_target.get(user)
        if tenant is not None and at is not None and 0 <= at - cut_over[tenant] < WITHIN:
            soon.append(at - cut_over[tenant])
    by_chance = 1 - exp(-on_demand_per_h)
    seen = len(soon) / len(moved)
    low, high = share_interval(len(soon), len(moved))
    share, low, high = (max(0.0, (bound - by_chance) / (1 - by_chance)) for bound in (seen, low, high))
    when = f", half of them within {sorted(soon)[len(soon) // 2] / 6e7:.0f} min" if soon else ""
    yield Measure(
        "follow within 1 h", share, low, high, len(moved), "of the Outlooks",
        f"{len(soon):,} seen on the target within an hour of their cut-over{when}", "",
    )  # fmt: skip
    for key in ("clients.left_on_at_night", "clients.follow"):
        yield Untold(key, "logs fix the product of left on and following at once, not the factors")
