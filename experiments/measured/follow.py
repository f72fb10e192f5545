"""Who comes to the target soon after the cut-over: the share of Outlooks, and how soon.

Within an hour of its cut-over an Outlook that was left on comes by Autodiscover; others come on demand, as they do at
any time. So the share that follows is what is seen in that hour less what on-demand logons explain.
"""

from collections.abc import Iterator, Sequence
from math import exp
from typing import Final

from sim.journal.line import Line, Reported
from sim.tables import Clients
from sim.units import DAY, HOUR
from sim.words import Verb

from ..estimates import share_interval
from ..forensics.customers import Customers
from .local import Local
from .measure import Measure, Untold
from .visits import Visits

WITHIN: Final = HOUR
FEW: Final = 30


def follow(
    visits: Visits,
    lines: Sequence[Line],
    customers: Customers,
    per_day: float,
    clients: Clients,
    local: Local,
) -> Iterator[Measure | Untold]:
    """The share that follows within an hour.

    Args:
        visits: counted.
        lines: of the journal, instants since 1970.
        customers: who is whose.
        per_day: logons of an Outlook on an average day.
        clients: weights of hours and days.
        local: the zone that they are of.
    """
    cut_over = {
        line.tenant: line
        for line in lines
        if line.verb == Verb.CUT_OVER and line.outcome is Reported.DONE and line.mailbox is None
    }
    users = sorted(visits.users.get("outlook", set()))
    moved = [user for user in users if customers.of(user) in cut_over]
    if len(moved) < FEW:
        yield Untold("clients.follow.autodiscover", f"{len(moved)} users of Outlook were moved in these logs")
        return
    soon = []
    for user in moved:
        tenant = customers.of(user)
        at = visits.first_on_target.get(user)
        if tenant is not None and at is not None and 0 <= at - cut_over[tenant].end < WITHIN:
            soon.append(at - cut_over[tenant].end)
    hours, days = (
        [weight * len(weights) / sum(weights) for weight in weights]
        for weights in (clients.hours, clients.days)
    )
    expected = 0.0
    for user in moved:
        tenant = customers.of(user)
        assert tenant is not None
        line = cut_over[tenant]
        hour = local.hour_of_week(line.end)
        # Who was refused while the mailbox was locked tries again, and comes within the hour.
        exposure = (WITHIN + line.end - line.start) / DAY
        expected += 1 - exp(-per_day * hours[hour % 24] * days[hour // 24] * exposure)
    by_chance = expected / len(moved)
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
