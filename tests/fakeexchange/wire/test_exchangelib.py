"""exchangelib, unchanged, against the wire."""

from exchangelib import DELEGATE, Account, Configuration, Credentials
from exchangelib.errors import ErrorNameResolutionNoResults

from .toys import Toy, served


def account(toy: Toy, tenant: int) -> Account:
    """A tenant's first user, logged on by Basic."""
    address = toy.address(tenant)
    config = Configuration(
        service_endpoint=f"{toy.url}/EWS/Exchange.asmx",
        credentials=Credentials(address, toy.password(tenant)),
        auth_type="basic",
    )
    found = Account(address, config=config, autodiscover=False, access_type=DELEGATE)
    _ = found.protocol.version
    return found


def test_a_stranger_is_resolved_in_the_window_and_only_then() -> None:
    """ResolveNames finds a stranger by name before the policy is assigned, and nobody after."""
    with served((2, 1), (2, 0)) as toy:
        toy.world.host(*toy.world.tenants)
        viewer = account(toy, 0)
        stranger = toy.site.access.names.person(1, 0)

        (seen,) = viewer.protocol.resolve_names([stranger.surname])
        assert (seen.name, seen.email_address) == (stranger.display_name, stranger.address)

        toy.world.isolate(toy.world.tenants[0])
        (none,) = viewer.protocol.resolve_names([stranger.surname])
        assert isinstance(none, ErrorNameResolutionNoResults)
