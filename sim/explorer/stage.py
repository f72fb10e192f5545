"""A small platform, set up: earlier tenants live on the target, the movers wait for their procedure."""

from dataclasses import dataclass

from fakeexchange import snapshot
from fakeexchange.clock import ManualClock
from fakeexchange.directory import Directory, Tenant
from fakeexchange.exchange import Exchange

from ..procedure import Move, Procedure
from .clients import Clients
from .instance import Instance
from .shell import Shell


@dataclass(frozen=True, slots=True)
class Stage:
    """The fake and who acts on it.

    Attributes:
        clock: goes on by one at each act, so that what has arrived counts as seen.
        exchange: the fake.
        movers: the tenants that move, numbered from 0.
        shell: the administrator's.
        clients: those of the movers.
    """

    clock: ManualClock
    exchange: Exchange
    movers: list[Tenant]
    shell: Shell
    clients: Clients

    @classmethod
    def of(cls, procedure: Procedure, instance: Instance) -> "Stage":
        """The platform on which a procedure is tried."""
        sizes = [(number, instance.mailboxes, 0) for number in range(instance.movers + instance.earlier)]
        clock = ManualClock()
        exchange = Exchange(
            clock,
            Directory(sizes),
            instance.controllers,
            procedure.default_lists == "denied",
            instance.are_sources_redirecting,
            procedure.move is Move.PRECREATED,
        )
        movers = exchange.directory.tenants[: instance.movers]
        shell = Shell(exchange, instance.are_policies_lost_at_cut_over)
        for tenant in exchange.directory.tenants[instance.movers :]:
            shell.settle(tenant)
        exchange.regenerate_default_book()
        # All of that was long ago: read again and again, it need not be worked out again.
        snapshot.restore(exchange, snapshot.state(exchange))
        return cls(clock, exchange, movers, shell, Clients(exchange, movers))
