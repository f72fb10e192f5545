"""What one client will do, draw by draw: when it tries, who answers, whether it asks, how long it stays.

Each number is keyed by the client and the number of its session: 0 is the session of a client that was left
on, 1, 2 ... those on demand, and OAB_SESSIONS onwards the logons that only fetch an OAB.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from . import laws
from .clients import Floats, next_connection, weekly_rates
from .compiled import compiled, lean
from .fault_draws import controllers_in_use
from .population import FOLLOWS, ON_DEMAND, Seats
from .scenario import Scenario
from .streams import TRIES, Ints, Source, uniform
from .tables import KINDS
from .units import HOUR
from .words import NEVER

OAB_SESSIONS: Final = 2**20
PROMPT, AUTODISCOVER, RESTART, _ = range(len(FOLLOWS))
LEFT_ON_TRIES: Final = 2**40
RESTARTS_OVER: Final = 3 * HOUR
"""Users who restart Outlook in the morning do so within this."""


class ClientDraws:
    """The draws of every client of a campaign, by entity and session."""

    def __init__(self, scenario: Scenario, source: Source) -> None:
        clients = scenario.clients
        self.rates = weekly_rates(clients, scenario.campaign)
        self.controllers = controllers_in_use(source, scenario)
        self.asks_share = [float(getattr(clients.asks, kind)) for kind in KINDS]
        self.ask_means = [float(getattr(clients.ask_delay, kind)) for kind in KINDS]
        self.session_medians = [float(getattr(clients.session, kind)) for kind in KINDS]
        self.session_sigma = clients.session.sigma
        self.clients = clients
        self._uniform: dict[str, Callable[[int, int], float]] = {
            name: source.stream(name)
            for name in (
                "connection",
                "controller",
                "asks",
                "ask_delay",
                "session",
                "retry",
                "follow_delay",
                "poll",
                "oab_delay",
                "oab_rate",
                "oab_controller",
            )
        }
        in_one_step = ("connection", "controller", "asks")
        self._keys = None
        if not any(name in source.given for name in in_one_step):
            self._keys = tuple(source.key(name) for name in in_one_step)
        self._controller = self._uniform["controller"]

    def connection(self, after: int, growth: int, kind: int) -> int:
        """The instant at which a client's integrated rate has grown by so much."""
        return next_connection(after, growth, kind, self.rates)

    def visit(
        self, entity: int, session: int, since: int, growth: int, kind: int
    ) -> tuple[int, int, int, bool]:
        """All that a visit on demand draws when it is first tried, in one step into compiled code.

        Args:
            entity: the client.
            session: the visit's number, from 1.
            since: the instant from which the client's sequence of visits counts.
            growth: of its integrated rate from there to this visit.
            kind: index into KINDS.

        Returns:
            The instant of the next visit, the growth until then, the controller that answers this one, and
            whether it asks if it is served.
        """
        if self._keys is not None:
            connection, controller, asks = self._keys
            share, rates = self.asks_share[kind], self.rates
            return _visit(
                connection,
                controller,
                asks,
                entity,
                session,
                since,
                growth,
                kind,
                self.controllers,
                share,
                rates,
            )
        growth += laws.unit_exponential(self._uniform["connection"](entity, session + 1))
        at = next_connection(since, growth, kind, self.rates)
        return at, growth, self.controller(entity, session, 0), self.asks(entity, session, kind)

    def controller(self, entity: int, session: int, refusals: int) -> int:
        """The controller that answers a try."""
        return int(self._controller(entity, try_index(session, refusals)) * self.controllers)

    def asks(self, entity: int, session: int, kind: int) -> bool:
        """Does a session ask the address book online?"""
        return self._uniform["asks"](entity, session) < self.asks_share[kind]

    def ask_delay(self, entity: int, session: int, kind: int) -> int:
        """Microseconds from logon to the session's one ask."""
        return laws.exponential(self._uniform["ask_delay"](entity, session), self.ask_means[kind])

    def session_length(self, entity: int, session: int, kind: int) -> int:
        """Microseconds a session lasts."""
        u = self._uniform["session"](entity, session)
        return laws.lognormal(u, self.session_medians[kind], self.session_sigma)

    def retry_after(self, entity: int, session: int, refusals: int) -> int:
        """Microseconds from a refused try to the next one."""
        u = self._uniform["retry"](entity, try_index(session, refusals))
        return laws.around(u, self.clients.autodiscover_retry)

    def prompt_after(self, entity: int) -> int:
        """Microseconds from the tenant's being reachable to a prompt client's first try."""
        law = self.clients.prompt_delay
        return laws.lognormal(self._uniform["follow_delay"](entity, 0), float(law.median), law.sigma)

    def next_poll_after(self, entity: int, poll: int) -> int:
        """Microseconds from a poll that found the source still serving to the next one."""
        return laws.around(self._uniform["poll"](entity, poll), self.clients.autodiscover_period)

    def fetch_after(self, entity: int) -> int:
        """Microseconds from the first served logon to the OAB download."""
        at_once = self.clients.oab_after_move == "at_once"
        span = self.clients.oab_delay if at_once else self.clients.oab_period
        return laws.within(self._uniform["oab_delay"](entity, 0), span)

    def us_per_entry(self, entity: int) -> int:
        """Microseconds the client needs for an entry of an OAB."""
        law = self.clients.oab_us_per_entry
        return laws.lognormal(self._uniform["oab_rate"](entity, 0), float(law.median), law.sigma)

    def fetch_controller(self, entity: int, fetch: int) -> int:
        """The controller that answers a logon which only fetches the OAB."""
        return int(self._uniform["oab_controller"](entity, fetch) * self.controllers)


@dataclass(frozen=True)
class FirstTries:
    """What every client draws for its first connection on demand, all at once: few come to a second one.

    Attributes:
        growth: of the integrated rate until the connection after it, in multiples of 2**-32, by client.
        controller: the one that answers it.
        asks: does it ask, if it is served?
        retry_after: microseconds from its refusal to the next try.
    """

    growth: list[int]
    controller: list[int]
    asks: list[bool]
    retry_after: list[int]

    @classmethod
    def of(
        cls, draws: ClientDraws, source: Source, seats: Seats, entities: Ints, first: Ints
    ) -> "FirstTries":
        """The first tries of clients.

        Args:
            draws: the laws of their campaign.
            source: of the uniforms.
            seats: the clients.
            entities: what their draws are keyed by, shape (clients,).
            first: see ``first_growth``.
        """
        index = try_index(1, 0)
        controllers = source.uniforms("controller", entities, index) * draws.controllers
        asks = source.uniforms("asks", entities, 1) < np.array(draws.asks_share)[seats.kind]
        retries = _around_each(source.uniforms("retry", entities, index), draws.clients.autodiscover_retry)
        grown = first + _unit_exponentials(source.uniforms("connection", entities, 2))
        return cls(grown.tolist(), controllers.astype(np.int64).tolist(), asks.tolist(), retries.tolist())


def follow_delays(draws: ClientDraws, source: Source, seats: Seats, entities: Ints) -> dict[int, int]:
    """Microseconds until clients left on come over, by client.

    Those that poll Autodiscover wait from the cut-over on, those that wait for their user from the morning's hour.
    """
    found: dict[int, int] = {}
    for code, span in ((AUTODISCOVER, draws.clients.autodiscover_period), (RESTART, RESTARTS_OVER)):
        whose = np.flatnonzero(seats.follow == code)
        after = _within_each(source.uniforms("follow_delay", entities[whose], 0), span)
        found.update(zip(whose.tolist(), after.tolist(), strict=True))
    return found


@compiled
def _within_each(u: Floats, span: int) -> Ints:
    found = np.empty(u.size, np.int64)
    for i in range(u.size):
        found[i] = laws.within(u[i], span)
    return found


@compiled
def _around_each(u: Floats, period: int) -> Ints:
    found = np.empty(u.size, np.int64)
    for i in range(u.size):
        found[i] = laws.around(u[i], period)
    return found


@compiled
def try_index(session: int, refusals: int) -> int:
    """The index of a try's draws; a client that was left on tries without end, so its tries stand apart."""
    return session * TRIES + refusals if session else LEFT_ON_TRIES + refusals


def first_growth(source: Source, entities: Ints) -> Ints:
    """The unit exponential before each client's first session on demand, shape (clients,)."""
    return _unit_exponentials(source.uniforms("connection", entities, 1))


@compiled
def _unit_exponentials(u: Floats) -> Ints:
    found = np.empty(u.size, np.int64)
    for i in range(u.size):
        found[i] = laws.unit_exponential(u[i])
    return found


@lean
def _visit(
    connection_key: int,
    controller_key: int,
    asks_key: int,
    entity: int,
    session: int,
    since: int,
    growth: int,
    kind: int,
    controllers: int,
    share: float,
    rates: Floats,
) -> tuple[int, int, int, bool]:
    growth += laws.unit_exponential(uniform(connection_key, entity, session + 1))
    at = next_connection(since, growth, kind, rates)
    controller = int(uniform(controller_key, entity, session * TRIES) * controllers)
    return at, growth, controller, uniform(asks_key, entity, session) < share


@lean
def first_connections(
    anchor: int, first: int, last: int, since: int, until: int, seats: Ints, rates: Floats, found: Ints
) -> tuple[int, int]:
    """First connections after an anchor of the clients first .. last - 1 that connect on demand.

    Args:
        anchor: microseconds since 00:00 of the campaign's first day.
        first: the tenant's first client.
        last: the client after its last.
        since: those before this instant are left out.
        until: those at it or later are not listed.
        seats: kind, follow code, growth until its first connection and until its second, of each client; shape
            (clients, 4).
        rates: see ``clients.weekly_rates``.
        found: filled from its start with instants, clients, these from 0, and instants of second connections; shape
            (clients, 3).

    Returns:
        How many are listed, and the earliest that comes later; NEVER where there is none.
    """
    listed, later = 0, NEVER
    for i in range(first, last):
        if seats[i, 1] == ON_DEMAND:
            at = next_connection(anchor, seats[i, 2], seats[i, 0], rates)
            if at >= until:
                later = min(later, at)
            elif at >= since:
                found[listed, 0], found[listed, 1] = at, i - first
                found[listed, 2] = next_connection(anchor, seats[i, 3], seats[i, 0], rates)
                listed += 1
    return listed, later
