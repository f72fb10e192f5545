"""What the cases come to: counts with intervals, whose data, residual copies, when anyone could have known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.tail import poisson_binomial
from sim.words import NEVER

from ..estimates import LEVEL
from ..logs.coverage import Gap
from ..logs.reader import Reading
from .classes import Inquiry
from .clocks import ServerClock
from .evidence import Place
from .tenant_case import Case, Received


@dataclass(frozen=True, slots=True)
class Count:
    """How many tenants, surely and possibly.

    Attributes:
        low: surely.
        mean: expected.
        high: possibly.
    """

    low: int
    mean: float
    high: int


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that stood in the logs, and would have told whoever looked.

    Attributes:
        at: since when it stood there.
        says: what it told.
        place: its line; None: it is of no line.
    """

    at: int
    says: str
    place: Place | None


@dataclass(frozen=True)
class Findings:
    """All of it.

    Attributes:
        cases: every tenant that had a window, or fetched a foreign book.
        inquiry: what they were decided from.
        reading: of the logs.
        targets: servers of the target.
        gaps: hours of theirs that are missing.
        tenants: in the list of customers.
        clocks: of the targets, as far as the logs bound them.
        put_right: those of them that were further off than declared: their lines were taken by the journal's clock.
    """

    cases: list[Case]
    inquiry: Inquiry
    reading: Reading
    targets: tuple[str, ...]
    gaps: list[Gap]
    tenants: int
    clocks: Sequence[ServerClock] = ()
    put_right: Sequence[ServerClock] = ()

    def of(self, received: Received) -> list[Case]:
        """The cases of a class."""
        return [case for case in self.cases if case.received is received]

    @property
    def connected(self) -> Count:
        """Tenants with a counted logon in their window: in its sure part, and in the possible one."""
        possibly = sum(case.connected_at != NEVER for case in self.cases)
        surely = sum(case.is_connected_surely for case in self.cases)
        return Count(surely, (surely + possibly) / 2, possibly)

    @property
    def asked(self) -> Count:
        """Tenants that asked for an address book in a session that may have been wide, or fetched a foreign one."""
        surely = sum(case.received in (Received.PROVEN, Received.INFERRED) for case in self.cases)
        possibly = sum(case.asked_at != NEVER for case in self.cases)
        return Count(surely, (surely + possibly) / 2, possibly)

    @property
    def received(self) -> Count:
        """Tenants that received: an interval at 95 %, from each one's probability; never below what is proven."""
        chances = np.array([case.probability for case in self.cases if case.probability > 0])
        proven = len(self.of(Received.PROVEN))
        if not chances.size:
            return Count(0, 0.0, 0)
        below = np.cumsum(poisson_binomial(chances))
        tail = (1 - LEVEL) / 2
        low, high = (int(np.searchsorted(below, q)) for q in (tail, 1 - tail))
        return Count(max(low, proven), float(chances.sum()), max(high, proven))

    @property
    def disclosed(self) -> tuple[int, int, int]:
        """People, lists and tenants whose entries were received, proven or inferred: the largest list among them."""
        received = self._received()
        if not received:
            return 0, 0, 0
        if len({case.tenant for case in received}) == 1:
            return received[0].people, received[0].lists, received[0].tenants
        latest = max(case.received_at for case in received)
        whole = [case for case in received if case.people > 100]
        if not whole:
            most = max(received, key=lambda case: case.people)
            return most.people, most.lists, most.tenants
        people, lists, tenants = self.inquiry.directory.counted_at(latest)
        return people, lists, tenants

    @property
    def delivered(self) -> int:
        """Entries delivered: rows times receivers, of those proven or inferred."""
        return sum(case.people + case.lists for case in self._received())

    @property
    def span(self) -> tuple[int, int] | None:
        """From the first reception, proven or inferred, to the last; None: there is none."""
        at = [case.received_at for case in self._received()]
        return (min(at), max(at)) if at else None

    @property
    def residual(self) -> tuple[int, int]:
        """Tenants with a foreign book on some client, and how many of them had not replaced it when the logs end."""
        kept = [case for case in self.cases if case.residual_from != NEVER]
        return len(kept), sum(case.residual_until == NEVER for case in kept)

    @property
    def residual_until(self) -> int:
        """When the last of the others was replaced; 0: there were none."""
        replaced = [c.residual_until for c in self.cases if c.residual_until not in (0, NEVER)]
        return max(replaced, default=0)

    @property
    def signals(self) -> list[Signal]:
        """What could have been known, and when: the earliest of each kind, in order."""
        found = []
        for received, says in (
            (
                Received.PROVEN,
                "a client was sent a whole book of strangers: its file stands in the web server's log",
            ),
            (Received.INFERRED, "an address-book answer was heavier than the tenant's own list can be"),
        ):
            cases = self.of(received)
            if cases:
                first = min(cases, key=lambda case: case.received_at)
                found.append(Signal(first.received_at, says, first.lines[0]))
        connected = [case for case in self.cases if case.connected_at != NEVER]
        if connected:
            first = min(connected, key=lambda case: case.connected_at)
            found.append(
                Signal(
                    first.connected_at, "a client logged on inside its tenant's window", first.connected_by
                )
            )
        opened = [window.opened_at for window in self.inquiry.windows.values()]
        if opened:
            found.append(
                Signal(min(opened), "the journal alone: a tenant was reachable and not isolated", None)
            )
        return sorted(found, key=lambda signal: signal.at)

    def raw(self, places: Sequence[Place]) -> list[str]:
        """Lines as the servers wrote them."""
        return [self.reading.raw(*place) for place in places]

    def place(self, place: Place) -> str:
        """A line's name: its file and number."""
        return f"{self.reading.files[place.file].name}:{place.line}"

    def _received(self) -> list[Case]:
        return [case for case in self.cases if case.received in (Received.PROVEN, Received.INFERRED)]
