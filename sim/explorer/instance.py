"""How large a world is searched: a few tenants that move at once, and what may happen to them.

Small on purpose: a leak is one tenant's, so more of them find no more, while a check of a sample needs a second
mailbox and replication a second controller. What no instance covers is said in NOT_COVERED.
"""

from dataclasses import dataclass
from typing import Final

NOT_COVERED: Final = (
    "a second run after a rollback",
    "administrators who write to other controllers",
    "address lists whose filters name the wrong recipients",
    "Autodiscover answers that clients keep",
    "tenants mended by hand long after a halt",
    "a stop while two tenants move, if a night ends too or a step fails",
)
"""What the search does not try, to be said beside every verdict."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One small world.

    Attributes:
        movers: tenants that move at once, in any interleaving of their steps.
        earlier: tenants that live on the target already, isolated.
        mailboxes: of each tenant.
        controllers: domain controllers of the target; administrators write to the first.
        nights: how many nights may end while work is under way.
        stops: how often the campaign may be stopped, and what is in flight backed out.
        are_sources_redirecting: the source sends a moved user to the target before routing is switched.
        are_policies_lost_at_cut_over: a policy set on a mailbox made ahead does not outlive its cut-over.
        are_steps_failing: of the faults, some are steps that fail for good.
        are_steps_lying: some are steps that report success to no effect.
    """

    movers: int = 2
    earlier: int = 1
    mailboxes: int = 2
    controllers: int = 2
    nights: int = 1
    stops: int = 0
    are_sources_redirecting: bool = False
    are_policies_lost_at_cut_over: bool = False
    are_steps_failing: bool = True
    are_steps_lying: bool = True

    def __str__(self) -> str:
        """As it is printed beside a verdict.

        >>> str(Instance())
        '2 tenants moving at once, 1 already there, 2 mailboxes each, 2 domain controllers, 1 night ending'
        >>> str(SMALL), str(STOPPED)[-6:]
        ('1 tenant moving, 1 already there, 2 mailboxes each, 2 domain controllers, 1 night ending', '1 stop')
        """
        at_once = "moving at once" if self.movers > 1 else "moving"
        parts = [
            f"{_count(self.movers, 'tenant')} {at_once}",
            f"{self.earlier} already there",
            f"{_count(self.mailboxes, 'mailbox', 'mailboxes')} each",
            _count(self.controllers, "domain controller"),
        ]
        parts += [f"{_count(self.nights, 'night')} ending"] if self.nights else []
        parts += [_count(self.stops, "stop")] if self.stops else []
        return ", ".join(parts)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


SMALL: Final = Instance(movers=1)
"""One tenant moves: where a leak is looked for in many procedures, one after the other."""
STOPPED: Final = Instance(movers=1, stops=1)
"""One tenant moves, and the campaign may be stopped at every step, what is in flight backed out."""
STOPPED_TOGETHER: Final = Instance(nights=0, stops=1)
"""Two tenants move, likewise: one may be backed out while the other is."""
