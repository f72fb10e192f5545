"""A small world on the wire: tenants with names that are all different, and clients nobody here wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fakeexchange.accounts import Accounts
from fakeexchange.client_access import ClientAccess
from fakeexchange.directory import Mailbox, Tenant
from fakeexchange.names import Names
from fakeexchange.wire.app import create_app
from fakeexchange.wire.certificate import Certificate
from fakeexchange.wire.server import Serving, serving
from fakeexchange.wire.site import Site

from ..toys import World, world

TOKEN = "toy-token"
NAMES = Names(seed=1, are_unique=True)


@dataclass
class Toy:
    """A world, and what serves it."""

    world: World
    site: Site
    server: Serving

    @property
    def url(self) -> str:
        """Where it is."""
        return self.server.url()

    def mailbox(self, tenant: int, number: int = 0) -> Mailbox:
        """A mailbox."""
        return self.world.tenants[tenant].mailboxes[number]

    def address(self, tenant: int, number: int = 0) -> str:
        """Its address."""
        return self.site.accounts.address(self.mailbox(tenant, number))

    def password(self, tenant: int, number: int = 0) -> str:
        """Its password."""
        return self.site.accounts.password(self.mailbox(tenant, number))


def site_of(toy: World) -> Site:
    """What serves a world."""
    access = ClientAccess(toy.exchange, NAMES)
    return Site(access, Accounts(NAMES), TOKEN, rebuild=lambda: toy.exchange)


@contextmanager
def served(
    *sizes: tuple[int, int], controllers: int = 1, certificate: Certificate | None = None
) -> Iterator[Toy]:
    """A world of tenants, each (mailboxes, lists), behind a server; with a certificate by https too."""
    toy = world(*sizes, controllers=controllers)
    site = site_of(toy)
    site.has_tls = certificate is not None
    with TemporaryDirectory() as folder:
        path = None if certificate is None else certificate.written(Path(folder))[1]
        with serving(create_app(site), certificate=path) as server:
            yield Toy(toy, site, server)


def names_of(tenant: Tenant) -> set[str]:
    """The display names of a tenant's mailboxes."""
    return {NAMES.person(tenant.number, m.number).display_name for m in tenant.mailboxes}
