"""Who calls: one client of one mailbox, and what is its own in one session."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import NAMESPACE_DNS, uuid5

from ..names import Names
from ..words import Channel

ROWS_A_PAGE: Final = (50, 100, 250)
"""Rows that an Outlook or OWA asks for at a time. Fifty is impacket's default; Outlook's own is an assumption."""
ROW_BYTES: Final = (72, 120, 184)
"""Of a row beside its texts, by how many columns the client asks for: an assumption."""
PLAIN_SHARE: Final = 0.3
"""Sessions by HTTP whose client, or whose proxy, takes no compressed answers: an assumption."""
PACKED: Final = (0.08, 0.16)
"""What compression leaves of an answer in XML or JSON, from so much to so much: an assumption."""
ANONYMOUS_SHARE: Final = 0.12
"""Requests of phones that come a first time without credentials: ExchangeLogReport's 12 % of anonymous 401s."""

AGENTS: Final = {
    Channel.NSPI: "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)",
    Channel.OAB: "Microsoft BITS/7.8",
    Channel.OWA: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/49.0.2623 Safari/537.36",
    Channel.EAS: "Apple-iPhone8C1/1304.15",
    Channel.EWS: "ExchangeServicesClient/15.00.0913.015",
}
"""What clients call themselves, by channel."""


@dataclass(frozen=True, slots=True)
class Caller:
    """One client.

    Attributes:
        channel: the way it comes.
        address: of its mailbox, which is also its user's name.
        mailbox: its number, and its tenant's.
        mode: Cached or Online; of Outlook alone.
        client: its network address.
        is_front_2: the load balancer sends it to the second of two front ends.
    """

    channel: Channel
    address: str
    mailbox: tuple[int, int]
    mode: str
    client: str
    is_front_2: bool

    @classmethod
    def of(cls, names: Names, tenant: int, mailbox: int, channel: Channel, is_cached: bool) -> "Caller":
        """The client by a channel of a tenant's mailbox."""
        address = names.person(tenant, mailbox).address
        # A firm's clients come from one address, as behind a router; phones from anywhere.
        far = (tenant * 2_654_435_761 + (mailbox * 97 if channel is Channel.EAS else 0)) & 0xFFFFFF
        client = f"198.{18 + (far >> 23)}.{far >> 8 & 255}.{far & 255}"
        return cls(
            channel, address, (mailbox, tenant), "Cached" if is_cached else "Online", client, far % 2 == 1
        )

    @property
    def identity(self) -> str:
        """Of its mailbox, as Exchange has it; most clients' is in no line."""
        number, tenant = self.mailbox
        return f"{uuid5(NAMESPACE_DNS, f'mailbox.{number}.{tenant}')}@{self.domain}"

    @property
    def fetching(self) -> "Caller":
        """The same client as it fetches offline address books, by the system's transfer service."""
        return replace(self, channel=Channel.OAB)

    @property
    def domain(self) -> str:
        """The accepted domain of its tenant."""
        return self.address.partition("@")[2]


@dataclass(frozen=True, slots=True)
class Habit:
    """What is a client's own in one session.

    Attributes:
        u: a uniform in (0, 1).
    """

    u: float

    @property
    def rows_a_page(self) -> int:
        """Rows that it asks for at a time."""
        return ROWS_A_PAGE[int(self._digit(3) * len(ROWS_A_PAGE))]

    @property
    def row_bytes(self) -> int:
        """Bytes of a row beside its texts."""
        return ROW_BYTES[int(self._digit(5) * len(ROW_BYTES))]

    @property
    def packed(self) -> float:
        """What is left of an answer in XML or JSON on the wire: 1 where it takes none that is compressed."""
        u = self._digit(7)
        low, high = PACKED
        return 1.0 if u < PLAIN_SHARE else low + (high - low) * (u - PLAIN_SHARE) / (1 - PLAIN_SHARE)

    @property
    def is_anonymous_first(self) -> bool:
        """Does a phone try without credentials first?"""
        return self._digit(11) < ANONYMOUS_SHARE

    @property
    def took_us(self) -> int:
        """What an answer takes: 20 to 320 ms, an assumption."""
        return 20_000 + int(300_000 * self._digit(13))

    def _digit(self, scale: int) -> float:
        """Another number in [0, 1) of the same session."""
        return self.u * 10**scale % 1.0 if scale < 10 else self.u * 7919 * scale % 1.0
