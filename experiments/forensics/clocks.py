"""How far each server's clock was off the journal's, by what cannot have happened otherwise.

Whoever is served by the target has been cut over and routed, whatever else went wrong: a line that says so before
the journal does is stamped by a clock that is behind. Whoever is turned away by a mailbox that is locked, or a gate
that is closed (503), was so before the journal says that it was over: a later line is stamped by a clock that is
ahead. So the lines of each server bound its clock from both sides. One wrong line of a journal moves nothing: two
tenants must show it.

Source: Cristian, Probabilistic clock synchronization (1989), of which these are the bounds of one-way messages.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from sim.journal.line import MEND, Line, Reported
from sim.units import MINUTE, SECOND
from sim.words import Verb

from ..logs.reader import Reading
from ..logs.request import Log, Request, Service
from .customers import Customers
from .evidence import Place

NEAR: Final = 30 * MINUTE
"""Lines so close to a tenant's change tell of a clock; a clock that is further off is not told from a proxy."""
SHOWN_BY: Final = 2
"""Tenants that must show a bound."""
ONE_SIDED: Final = MINUTE
"""A clock of which only one bound is known may be off by so much more: an assumption."""
UNAVAILABLE: Final = 503
SERVICES: Final = frozenset((Service.MAPI, Service.OWA, Service.EAS, Service.EWS))
"""Spoken to by a client that has a mailbox there; anybody may ask Autodiscover."""


class Change(NamedTuple):
    """When a tenant came to the target, by the journal.

    Attributes:
        served_from: nobody of it was served there before.
        refused_until: nobody of it was refused there afterwards.
    """

    served_from: int
    refused_until: int


def changes(lines: Iterable[Line]) -> dict[int, Change]:
    """Those of tenants that came once, as a whole and for good; what befell the others tells no clock."""
    of: dict[int, list[Line]] = {}
    for line in lines:
        of.setdefault(line.tenant, []).append(line)
    found = ((tenant, _change(mine)) for tenant, mine in of.items())
    return {tenant: change for tenant, change in found if change is not None}


def _change(lines: list[Line]) -> Change | None:
    ends: dict[str, list[int]] = {}
    for line in lines:
        if line.verb == MEND or line.outcome is not Reported.DONE or line.mailbox is not None:
            return None
        ends.setdefault(line.verb, []).append(line.end)
    once = [ends.get(verb, ()) for verb in (Verb.CUT_OVER, Verb.SWITCH_ROUTING)]
    gates = [len(ends.get(verb, ())) for verb in (Verb.CLOSE_GATE, Verb.OPEN_GATE)]
    if any(len(of) != 1 for of in once) or gates not in ([0, 0], [1, 1]):
        return None
    served_from = max(at for of in once for at in of)
    return Change(served_from, max([served_from, *ends.get(Verb.OPEN_GATE, ())]))


@dataclass(frozen=True, slots=True)
class ServerClock:
    """A server's clock less the journal's: it lies between two bounds.

    Attributes:
        server: whose.
        low: microseconds; None: no line bounds it from below.
        high: likewise from above.
        low_by: the line that does.
        high_by: likewise.
    """

    server: str
    low: int | None
    high: int | None
    low_by: Place | None = None
    high_by: Place | None = None

    def is_off(self, skew_us: int) -> bool:
        """Is it further off than declared, surely?"""
        if self.low is not None and self.high is not None and self.low > self.high:
            # Both cannot be: whatever this is, it is no clock.
            return False
        return (self.high is not None and self.high < -skew_us) or (
            self.low is not None and self.low > skew_us
        )

    @property
    def middle(self) -> int:
        """Where it most likely is, of a clock that has a bound."""
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        return sum(bounds) // len(bounds)

    @property
    def doubt(self) -> int:
        """How far from there it may be."""
        if self.low is None or self.high is None:
            return ONE_SIDED
        return (self.high - self.low + 1) // 2


class Watch:
    """Looks at requests as they stream by.

    Args:
        changes: of the tenants.
        customers: who is whose.
        reading: whose requests these are.
        servers: of the target; others' lines tell nothing.
    """

    def __init__(
        self, changes: Mapping[int, Change], customers: Customers, reading: Reading, servers: Collection[str]
    ) -> None:
        self._changes = changes
        self._customers = customers
        self._servers = [file.server if file.server in servers else "" for file in reading.files]
        self._early: dict[str, dict[int, tuple[int, Place]]] = {}
        self._late: dict[str, dict[int, tuple[int, Place]]] = {}

    def over(self, requests: Iterable[Request]) -> Iterator[Request]:
        """The same requests, looked at."""
        for request in requests:
            if request.service in SERVICES and request.user and self._servers[request.file]:
                self._note(request)
            yield request

    def _note(self, request: Request) -> None:
        tenant = self._customers.of(request.user)
        change = None if tenant is None else self._changes.get(tenant)
        if tenant is None or change is None:
            return
        place, server = Place(request.file, request.line), self._servers[request.file]
        if request.status == UNAVAILABLE:
            _keep(self._late, server, tenant, change.refused_until - request.start, place)
        elif 200 <= request.status < 400:
            # The web server's log knows seconds: it came so much later at most.
            came_at = request.start + (SECOND if request.log is Log.W3C else 0)
            _keep(self._early, server, tenant, came_at - change.served_from, place)

    def clocks(self, servers: Iterable[str]) -> list[ServerClock]:
        """What it came to, of each server."""
        return [self._clock(server) for server in servers]

    def _clock(self, server: str) -> ServerClock:
        high, high_by = _bound(self._early.get(server, {}))
        low, low_by = _bound(self._late.get(server, {}))
        return ServerClock(server, None if low is None else -low, high, low_by, high_by)


def corrected(
    requests: Iterable[Request], reading: Reading, clocks: Iterable[ServerClock]
) -> Iterator[Request]:
    """Requests by the journal's clock, those of some servers put right."""
    off = {clock.server: clock.middle for clock in clocks}
    of_file = [off.get(file.server, 0) for file in reading.files]
    for request in requests:
        by = of_file[request.file]
        yield request._replace(end=request.end - by) if by else request


def _keep(
    of: dict[str, dict[int, tuple[int, Place]]], server: str, tenant: int, apart: int, place: Place
) -> None:
    """Keep the least distances, each of another tenant."""
    if abs(apart) > NEAR:
        return
    mine = of.setdefault(server, {})
    before = mine.get(tenant)
    if before is None or apart < before[0]:
        mine[tenant] = apart, place
    if len(mine) > SHOWN_BY:
        del mine[max(mine, key=lambda tenant: mine[tenant])]


def _bound(of: dict[int, tuple[int, Place]]) -> tuple[int, Place] | tuple[None, None]:
    """The bound that so many tenants show; none where it is the edge of what was looked at: that is no clock."""
    if len(of) < SHOWN_BY:
        return None, None
    apart, place = max(of.values())
    return (None, None) if apart < -0.9 * NEAR else (apart, place)
