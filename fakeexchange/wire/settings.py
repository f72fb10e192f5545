"""What Autodiscover tells of a logon: where its services are, or under which address to ask again.

Decided from the session alone: a session on the source is told the source's server; a mailbox that the source sends
on is told its address on the target, and only that ([MS-OXDSCLI] 3.1.5; Exchange documentation,
"redirectaddr-pox").
"""

from dataclasses import dataclass

from ..exchange import Session
from ..visibility import BySource
from .details import ORGANISATION
from .oab import url_of
from .site import Site
from .soap import SOURCE, TARGET, Version


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The mailbox has left: ask under this address."""

    address: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nobody of that address is told anything here."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a mailbox's services are.

    Attributes:
        display_name: of the mailbox's owner.
        address: primary.
        distinguished_name: of the mailbox.
        server: as clients call the mailbox's server.
        version: what that server is.
        root: scheme, host and port of every service.
        ews: address of EWS.
        oab: the folder of the offline address book; empty: there is none.
    """

    display_name: str
    address: str
    distinguished_name: str
    server: str
    version: Version
    root: str
    ews: str
    oab: str

    @property
    def by_name(self) -> dict[str, str]:
        """The same as the SOAP service names it."""
        return {
            "UserDisplayName": self.display_name,
            "UserDN": self.distinguished_name,
            "UserDeploymentId": "00000000-0000-0000-0000-000000000000",
            "AutoDiscoverSMTPAddress": self.address,
            "InternalMailboxServer": self.server,
            "CasVersion": self.version.dotted,
            "EwsSupportedSchemas": ", ".join(self.version.schemas),
            "InternalEwsUrl": self.ews,
            "ExternalEwsUrl": self.ews,
            "ExternalEwsVersion": self.version.dotted,
            "UserMSOnline": "False",
            "MapiHttpEnabled": "False",
        } | ({"InternalOABUrl": self.oab, "ExternalOABUrl": self.oab} if self.oab else {})


def settings_for(site: Site, session: Session, asked: str, root: str) -> Settings | Elsewhere | NotFound:
    """What a session is told that asks about an address.

    Args:
        site: what is served.
        session: of whoever asks.
        asked: the address that it asks about, its primary one or its own on the target.
        root: scheme, host and port under which it came.
    """
    mailbox = session.mailbox
    if site.accounts.mailbox(site.access.exchange, asked) is not mailbox:
        return NotFound()
    primary, onward = site.accounts.address(mailbox), site.access.sent_to(session)
    if onward is not None and asked.strip().lower() == primary:
        return Elsewhere(onward)
    person = site.access.names.person(mailbox.tenant.number, mailbox.number)
    alias, _, domain = primary.partition("@")
    is_source = isinstance(session.view, BySource)
    return Settings(
        person.display_name,
        primary,
        f"{ORGANISATION}/cn={domain}/cn={alias}",
        f"{'source' if is_source else 'target'}.gallab.example",
        SOURCE if is_source else TARGET,
        root,
        f"{root}/EWS/Exchange.asmx",
        url_of(site, session, root),
    )
