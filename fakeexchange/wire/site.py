"""What one served fake consists of: the services behind it, its accounts, its administrator's token."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..accounts import Accounts
from ..admin import Admin
from ..client_access import ClientAccess
from ..exchange import Exchange
from .shelf import Shelf


@dataclass
class Site:
    """A fake Exchange to be served.

    Attributes:
        access: the client access services.
        accounts: who may log on.
        admin_token: what an administrator shows.
        rebuild: makes the exchange as it was at the start, for a reset.
        shelf: the offline address books that were asked for.
        has_tls: it is served by https too.
    """

    access: ClientAccess
    accounts: Accounts
    admin_token: str
    rebuild: Callable[[], Exchange]
    shelf: Shelf = field(default_factory=Shelf)
    has_tls: bool = False

    @property
    def admin(self) -> Admin:
        """The administrator's shell on the exchange as it is now."""
        return Admin(self.access.exchange)

    def reset(self) -> None:
        """Begin anew: the exchange as it was at the start."""
        with self.access.lock:
            self.access.take(self.rebuild())
            self.shelf = Shelf()
