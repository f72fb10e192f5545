"""Recipients as a shell sees them: found by any name they go by, shown with Exchange's property names.

A recipient is a mailbox, a mail user, a distribution list, or a user who is none of these yet. What it is, is read
from the platform each time; only names and properties are kept here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import NAMESPACE_DNS, uuid5

from ..directory import Directory, Mailbox, Tenant
from ..errors import AdminError
from ..exchange import Exchange
from ..register import Register
from .objects import FOREST, not_found

HIDDEN: Final = "HiddenFromAddressListsEnabled"


class Type(StrEnum):
    """What a recipient is, in Exchange's words."""

    USER = "User"
    MAIL_USER = "MailUser"
    MAILBOX = "UserMailbox"
    GROUP = "Group"
    MAIL_GROUP = "MailUniversalSecurityGroup"


USERS: Final = (Type.USER, Type.MAIL_USER, Type.MAILBOX)


@dataclass(slots=True, eq=False)
class Recipient:
    """One recipient, or somebody who may become one.

    Attributes:
        tenant: whose it is.
        number: among the tenant's mailboxes, or its lists.
        is_list: it is a distribution list, or may become one.
        properties: what was set on it, as Exchange names it.
        terms: what it is found by, in small letters.
    """

    tenant: Tenant
    number: int
    is_list: bool
    properties: dict[str, Any] = field(default_factory=dict)
    terms: tuple[str, ...] = ()

    @property
    def mailbox(self) -> Mailbox:
        """Its mailbox, as the target sees it."""
        return self.tenant.mailboxes[self.number]

    @property
    def directory(self) -> Directory:
        """Of the forest that it belongs to."""
        return self.tenant.directory

    @property
    def in_directory(self) -> int:
        """Its number in the directory."""
        return self.directory.recipient(self.tenant, self.number, self.is_list)


class Recipients:
    """The recipients of one organisation.

    Args:
        exchange: which holds them.
        register: what they are called.
        key: the name of a tenant, of which the shell's units and attributes speak.
    """

    def __init__(self, exchange: Exchange, register: Register, key: Callable[[Tenant], str]) -> None:
        self._exchange = exchange
        self.register = register
        self._key = key
        self._met: dict[tuple[int, int, bool], Recipient] = {}
        self._by_term: dict[str, list[Recipient]] = {}

    def record(self, tenant: Tenant, number: int, is_list: bool) -> Recipient:
        """A recipient by its place."""
        place = tenant.number, number, is_list
        found = self._met.get(place)
        if found is None:
            found = self._met[place] = Recipient(tenant, number, is_list)
            self.index(found)
        return found

    def of_tenant(self, tenant: Tenant) -> Iterator[Recipient]:
        """All of a tenant's, mailboxes first."""
        for number in range(len(tenant.mailboxes)):
            yield self.record(tenant, number, False)
        for number in range(tenant.lists):
            yield self.record(tenant, number, True)

    def everybody(self) -> Iterator[Recipient]:
        """All of all tenants."""
        for directory in self._exchange.directories:
            for tenant in directory.tenants:
                yield from self.of_tenant(tenant)

    def type_of(self, recipient: Recipient) -> Type:
        """What a recipient is now."""
        roll = recipient.tenant.roll
        is_there = recipient.tenant.is_provisioned if roll is None else recipient.in_directory in roll.present
        if recipient.is_list:
            return Type.MAIL_GROUP if is_there else Type.GROUP
        # Made ahead, a mailbox is one before its contents have come over.
        if recipient.mailbox.is_hosted or (is_there and self._exchange.is_precreated):
            return Type.MAILBOX
        return Type.MAIL_USER if is_there else Type.USER

    def find(self, identity: str, types: tuple[Type, ...], server: str) -> Recipient:
        """The recipient of some types that goes by a name.

        Raises:
            AdminError: nobody does, or several do.
        """
        term = identity.strip().lower()
        found = {id(r): r for r in self._by_term.get(term, ()) if self.type_of(r) in types}
        if not found:
            made_up = self._made_up(term)
            if made_up is not None and self.type_of(made_up) in types:
                return made_up
            raise not_found(identity, server)
        if len(found) > 1:
            raise AdminError(
                "ManagementObjectAmbiguousException",
                f"The operation couldn't be performed because '{identity}' matches multiple entries.",
            )
        return next(iter(found.values()))

    def goes_by(self, term: str) -> Recipient | None:
        """Who is found by a name, whatever it is; the first of several."""
        return next(iter(self._by_term.get(term.lower(), ())), None) or self._made_up(term.lower())

    def call(self, recipient: Recipient, display_name: str, address: str) -> None:
        """Give a recipient a display name and a primary address."""
        enter = self.register.enter_list if recipient.is_list else self.register.enter_person
        enter(recipient.tenant.number, recipient.number, display_name, address)
        self.index(recipient)

    def called(self, recipient: Recipient) -> tuple[str, str]:
        """A recipient's display name and primary address."""
        number, register = recipient.tenant.number, self.register
        if recipient.is_list:
            return register.distribution_list(number, recipient.number)
        person = register.person(number, recipient.number)
        return person.display_name, person.address

    def names_of(self, recipient: Recipient) -> dict[str, Any]:
        """The names a recipient goes by, by property."""
        display_name, address = self.called(recipient)
        local, _, domain = address.partition("@")
        properties, unit = recipient.properties, self._key(recipient.tenant)
        name = properties.get("Name", local)
        upn = {} if recipient.is_list else {"UserPrincipalName": properties.get("UserPrincipalName", address)}
        return {
            "Identity": f"target.example/Hosting/{unit}/{name}",
            "Name": name,
            "DisplayName": display_name,
            "Alias": properties.get("Alias", local),
            "SamAccountName": properties.get("SamAccountName", local),
            **upn,
            "PrimarySmtpAddress": address,
            "DistinguishedName": f"CN={name},OU={unit},OU=Hosting,{FOREST}",
            # Made from its place, and therefore the same in every run.
            "Guid": str(
                uuid5(NAMESPACE_DNS, f"{recipient.is_list}.{recipient.number}.{recipient.tenant.number}")
            ),
            "OrganizationalUnit": f"target.example/Hosting/{unit}",
            "Domain": domain,
        }

    def index(self, recipient: Recipient) -> None:
        """Have a recipient found by the names it goes by now, and by no others."""
        for term in recipient.terms:
            self._by_term[term].remove(recipient)
        names = self.names_of(recipient)
        found = [names[key] for key in names if key not in ("Domain", "OrganizationalUnit")]
        found += [a.split(":")[-1] for a in recipient.properties.get("EmailAddresses", ())]
        found.append(f"TARGET\\{names['SamAccountName']}")
        recipient.terms = tuple({term.lower() for term in found})
        for term in recipient.terms:
            self._by_term.setdefault(term, []).append(recipient)

    def _made_up(self, term: str) -> Recipient | None:
        """Whoever bears a made-up address, alone or within the names that stand for it."""
        held = self.register.holder(term) if "@" in term else self._in_unit(term)
        if held is None:
            return None
        number, place, is_list = held
        directories = self._exchange.directories
        tenant = directories[number % len(directories)].by_number.get(number)
        if tenant is None or place >= (tenant.lists if is_list else len(tenant.mailboxes)):
            return None
        return self.record(tenant, place, is_list)

    def _in_unit(self, term: str) -> tuple[int, int, bool] | None:
        unit, name = _split(term)
        if not (unit.startswith("t") and unit[1:].isdecimal()):
            return None
        return self.register.holder(f"{name}@{self.register.domain(int(unit[1:]))}")


def _split(term: str) -> tuple[str, str]:
    """Unit and name within an identity or a distinguished name; empty where it is neither."""
    if term.startswith("cn=") and ",ou=" in term:
        name, _, rest = term[3:].partition(",ou=")
        return rest.split(",", 1)[0], name
    parts = term.split("/")
    return (parts[-2], parts[-1]) if len(parts) > 2 else ("", "")
