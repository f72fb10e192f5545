"""From the journal: who stood in everybody's list, and since when."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from sim.journal.line import Line, Reported
from sim.words import NEVER, Verb

from .customers import Customers


@dataclass(frozen=True)
class Directory:
    """Who was shown, over time.

    Attributes:
        shown_at: since when each tenant's recipients stood in the lists, by tenant; microseconds since 1970.
        instants: at which somebody joined, in order.
        people: mailboxes from each of them on.
        lists: distribution lists likewise.
        tenants: likewise.
    """

    shown_at: dict[int, int]
    instants: list[int]
    people: list[int]
    lists: list[int]
    tenants: list[int]

    @classmethod
    def of(cls, lines: Iterable[Line], customers: Customers) -> "Directory":
        """From a journal: provisioned, or shown again where that was a step of its own, and not taken back.

        A journal does not say that a tenant was provisioned hidden; one that was shown again later was.
        """
        shown: dict[int, int] = {}
        for line in lines:
            if line.tenant not in customers.mailboxes or line.end == NEVER:
                continue
            if line.verb in (Verb.PROVISION, Verb.UNHIDE) and line.outcome is Reported.DONE:
                shown[line.tenant] = max(shown.get(line.tenant, 0), line.end)
            elif line.verb == Verb.PROVISION and line.outcome is Reported.UNDONE:
                shown.pop(line.tenant, None)
        order = sorted(shown, key=lambda tenant: (shown[tenant], tenant))
        return cls(
            shown,
            [shown[tenant] for tenant in order],
            list(accumulate(customers.mailboxes[tenant] for tenant in order)),
            list(accumulate(customers.lists[tenant] for tenant in order)),
            list(range(1, len(order) + 1)),
        )

    def counted_at(self, at: int) -> tuple[int, int, int]:
        """People, lists and tenants in everybody's list at an instant."""
        place = bisect_right(self.instants, at) - 1
        return (0, 0, 0) if place < 0 else (self.people[place], self.lists[place], self.tenants[place])

    def strangers_at(self, at: int, viewer: int, customers: Customers) -> tuple[int, int, int]:
        """The same without the viewer's own."""
        people, lists, tenants = self.counted_at(at)
        if self.shown_at.get(viewer, NEVER) <= at:
            people, lists, tenants = (
                people - customers.mailboxes[viewer],
                lists - customers.lists[viewer],
                tenants - 1,
            )
        return people, lists, tenants
