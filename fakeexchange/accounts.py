"""Who may log on with which password: addresses, and secrets that are a pure function of a seed.

A password says who somebody is and nothing else: what a logon may read is decided by the one rule.
"""

from base64 import b32encode
from hashlib import blake2b
from hmac import compare_digest

from .directory import Mailbox
from .exchange import Exchange
from .names import Names
from .routing import TARGET_PREFIX


class Accounts:
    """The accounts of one hoster's mailboxes.

    Args:
        names: what they are called.
        seed: accounts of one seed have the same passwords.
    """

    def __init__(self, names: Names, seed: int = 0) -> None:
        self.names = names
        self._key = blake2b(f"passwords of {seed}".encode()).digest()

    def mailbox(self, exchange: Exchange, address: str) -> Mailbox | None:
        """The mailbox of an address, primary or as the target alone knows it; None: there is none."""
        local, at, domain = address.strip().lower().partition("@")
        held = self.names.holder(f"{local}{at}{domain.removeprefix(TARGET_PREFIX)}")
        if held is None:
            return None
        number, place, is_list = held
        tenant = exchange.find(number)
        if tenant is None or is_list or place >= len(tenant.mailboxes):
            return None
        return tenant.mailboxes[place]

    def address(self, mailbox: Mailbox) -> str:
        """The primary address of a mailbox, which is also its user's name."""
        return self.names.person(mailbox.tenant.number, mailbox.number).address

    def password(self, mailbox: Mailbox) -> str:
        """What its owner types."""
        whose = f"{mailbox.tenant.number}/{mailbox.number}".encode()
        return b32encode(blake2b(whose, key=self._key, digest_size=10).digest()).decode().lower()

    def knows(self, mailbox: Mailbox | None, password: str) -> bool:
        """Is it the mailbox's password? In the same time whatever is wrong."""
        # Without a mailbox a password is compared all the same, or time would tell who exists.
        expected = "-" * 16 if mailbox is None else self.password(mailbox)
        is_equal = compare_digest(expected.encode(), password.encode("utf-8", "surrogatepass"))
        return is_equal and mailbox is not None
