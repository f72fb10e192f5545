"""What one served fake consists of: the services behind it, its accounts, its administrator's token."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from ..accounts import Accounts
from ..admin import Admin
from ..client_access import ClientAccess
from ..exchange import Exchange


@dataclass
class Site:
    """A fake Exchange to be served.

    Attributes:
        access: the client access services.
        accounts: who may log on.
        admin_token: what an administrator shows.
        rebuild: makes the exchange as it was at the start, for a reset.
    """

    access: ClientAccess
    accounts: Accounts
    admin_token: str
    rebuild: Callable[[], Exchange]
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def admin(self) -> Admin:
        """The administrator's shell on the exchange as it is now."""
        return Admin(self.access.exchange)

    def reset(self) -> None:
        """Begin anew: the exchange as it was at the start."""
        with self._lock:
            self.access.take(self.rebuild())
