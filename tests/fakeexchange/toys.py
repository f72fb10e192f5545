"""Small worlds: a clock that stands still, a few tenants, and an administrator."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakeexchange.addressbook import Answer
from fakeexchange.admin import Admin
from fakeexchange.clock import ManualClock
from fakeexchange.directory import Tenant
from fakeexchange.exchange import Exchange, Session
from fakeexchange.visibility import Refused
from fakeexchange.words import Channel


@dataclass
class World:
    """A fake Exchange, its clock, and its administrator."""

    clock: ManualClock
    exchange: Exchange
    admin: Admin

    @property
    def tenants(self) -> list[Tenant]:
        """The tenants, numbered from 0."""
        return self.exchange.directory.tenants

    def at(self, instant: int) -> None:
        """Let time go on to an instant."""
        self.clock.advance_to(instant)

    def host(self, *tenants: Tenant) -> None:
        """Bring tenants to the target, reachable there and isolated from nobody."""
        for tenant in tenants:
            self.admin.provision(tenant)
            self.admin.build_address_lists(tenant)
            self.admin.create_policy(tenant)
            self.admin.sync_mailboxes(tenant)
            self.admin.cut_over(tenant)
            self.admin.switch_routing(tenant)

    def isolate(self, tenant: Tenant, lags: tuple[int, ...] | None = None) -> None:
        """Assign the tenant's policy to all its mailboxes, in one instant."""
        for mailbox in tenant.mailboxes:
            self.admin.assign_policy(mailbox, lags)

    def session(self, tenant: Tenant, controller: int = 0, mailbox: int = 0) -> Session:
        """A logon that is served."""
        found = self.exchange.connect(tenant.mailboxes[mailbox], controller)
        assert not isinstance(found, Refused), found
        return found

    def ask(self, tenant: Tenant, channel: Channel = Channel.NSPI, controller: int = 0) -> Answer:
        """A logon, and what it is told at once."""
        return self.exchange.ask(self.session(tenant, controller), channel)

    def download(self, session: Session) -> Answer | None:
        """A book that arrives in the instant in which its download begins; None: no such file."""
        started = self.exchange.start_download(session)
        return None if started is None else self.exchange.finish_download(started)


def world(
    *sizes: tuple[int, int],
    controllers: int = 1,
    denied: bool = False,
    redirects: bool = False,
    precreated: bool = False,
    browse_order: Sequence[int] | None = None,
) -> World:
    """A world of tenants 0, 1, 2 ..., each (mailboxes, lists), at instant 0."""
    clock = ManualClock()
    exchange = Exchange.of_tenants(clock, sizes, controllers, denied, browse_order)
    exchange.are_sources_redirecting = redirects
    exchange.is_precreated = precreated
    return World(clock, exchange, Admin(exchange))


def furnish(tenant: Tenant, *mailboxes: int) -> None:
    """Some of a tenant's mailboxes are meeting rooms, which its policy's room list shows."""
    directory = tenant.directory
    directory.rooms.of_policies.add(tenant.number)
    for number in mailboxes:
        directory.rooms.enter(tenant.number, directory.recipient(tenant, number, is_list=False))


def counted_by_rows(world: World, answer: Answer) -> tuple[int, int]:
    """Foreign mailboxes and lists among the recipients an answer names, counted one by one."""
    directory = world.exchange.directory
    foreign = [r for r in answer.recipients() if directory.owners[r] is not answer.viewer]
    lists = sum(directory.is_list(r) for r in foreign)
    return len(foreign) - lists, lists
