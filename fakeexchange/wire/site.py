"""What one served fake consists of: the services behind it, its accounts, its administrator's token."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..accounts import Accounts
from ..admin import Admin
from ..client_access import ClientAccess
from ..cmdlets.shell import Shell
from ..exchange import Exchange
from ..protocol_log import ProtocolLog
from ..register import Register
from .shelf import Shelf


@dataclass
class Site:
    """A fake Exchange to be served.

    Attributes:
        access: the client access services.
        accounts: who may log on.
        admin_token: what an administrator shows.
        rebuild: makes the exchange as it was at the start, for a reset.
        settle: is done by the administrator on a new exchange, before anybody else has it.
        shelf: the offline address books that were asked for.
        has_tls: it is served by https too.
        log: the protocol logs; None: none are written.
    """

    access: ClientAccess
    accounts: Accounts
    admin_token: str
    rebuild: Callable[[], Exchange]
    settle: Callable[[Admin], None] = lambda _: None
    admin: Admin = field(init=False)
    """The administrator's shell on the exchange as it is now."""
    shelf: Shelf = field(default_factory=Shelf)
    has_tls: bool = False
    log: ProtocolLog | None = None

    def __post_init__(self) -> None:
        """Names at the start are kept as they are: what administration calls anew is above them."""
        self._names = self.access.names
        self._take(self.access.exchange)

    def reset(self) -> None:
        """Begin anew: the exchange as it was at the start."""
        with self.access.lock:
            self._take(self.rebuild())
            self.shelf = Shelf()

    def _take(self, exchange: Exchange) -> None:
        register = Register.over(self._names)
        self.access.names = self.accounts.names = register
        self.access.take(exchange)
        self.admin = Admin(exchange, Shell(exchange, register))
        self.settle(self.admin)
