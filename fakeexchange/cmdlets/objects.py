"""What a shell names beside recipients: address lists, books, policies, domains; each kind by its names.

An object belongs to one tenant, or to everybody. Objects that a verb made, without a shell, are found too: they bear
the names that ``AddressBookPolicy.of`` gives them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from ..directory import Tenant
from ..errors import NOT_FOUND, AdminError
from ..exchange import Exchange
from ..policies import AddressBookPolicy

EVERYBODY: Final = None
"""The tenant of a list that is restricted to none."""


class Kind(StrEnum):
    """A kind of object: its word in the table of cmdlets, as which it is looked up."""

    GAL = "gal"
    LIST = "list"
    BOOK = "book"
    POLICY = "policy"
    DOMAIN = "domain"
    DEVICES = "devices"
    FOLDER = "folder"
    UNIT = "unit"
    HIDDEN_MAILBOX = "hidden_mailbox"
    """A mailbox of the system's own, for public folders: nobody's, and in no list."""


CONTAINERS: Final = {
    Kind.GAL: "CN=All Global Address Lists,CN=Address Lists Container,CN=Hoster,CN=Microsoft Exchange",
    Kind.LIST: "CN=All Address Lists,CN=Address Lists Container,CN=Hoster,CN=Microsoft Exchange",
    Kind.BOOK: "CN=Offline Address Lists,CN=Address Lists Container,CN=Hoster,CN=Microsoft Exchange",
    Kind.POLICY: "CN=AddressBook Mailbox Policies,CN=Hoster,CN=Microsoft Exchange",
    Kind.DOMAIN: "CN=Accepted Domains,CN=Transport Settings,CN=Hoster,CN=Microsoft Exchange",
    Kind.DEVICES: "CN=Mobile Mailbox Policies,CN=Hoster,CN=Microsoft Exchange",
    Kind.FOLDER: "CN=Public Folders,CN=Hoster,CN=Microsoft Exchange",
    Kind.UNIT: "OU=Hosting",
    Kind.HIDDEN_MAILBOX: "OU=Hosting",
}
ROOTED: Final = (Kind.GAL, Kind.LIST, Kind.BOOK, Kind.FOLDER)
"""Kinds whose identity begins with a backslash."""
FOREST: Final = "DC=target,DC=example"

DEFAULT_GAL: Final = "Default Global Address List"
DEFAULT_BOOK: Final = "Default Offline Address Book"

MADE_BY_VERBS: Final = {
    Kind.GAL: re.compile(r"T(\d+) GAL"),
    Kind.LIST: re.compile(r"T(\d+) (?:Address List|Rooms)"),
    Kind.BOOK: re.compile(r"T(\d+) OAB"),
    Kind.POLICY: re.compile(r"T(\d+) ABP"),
}


@dataclass(slots=True)
class Named:
    """One object.

    Attributes:
        kind: of what kind.
        name: unique among its kind.
        tenant: whose it is; EVERYBODY: nobody's alone.
        properties: as Exchange names them.
    """

    kind: Kind
    name: str
    tenant: Tenant | None
    properties: dict[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """What a shell prints and takes as its identity."""
        return f"\\{self.name}" if self.kind in ROOTED else self.name

    @property
    def distinguished_name(self) -> str:
        """Its name in the directory."""
        return f"CN={self.name},{CONTAINERS[self.kind]},{FOREST}"

    def shown(self) -> dict[str, Any]:
        """Its properties, as a shell prints them."""
        return {
            "Identity": self.identity,
            "Name": self.name,
            "DistinguishedName": self.distinguished_name,
        } | self.properties


class Shelf:
    """The objects of one organisation, by kind and name."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._of: dict[Kind, dict[str, Named]] = {kind: {} for kind in Kind}
        self._typed: set[int] = set()
        self.put(Named(Kind.GAL, DEFAULT_GAL, EVERYBODY, {"IsDefaultGlobalAddressList": True}))
        self.put(Named(Kind.BOOK, DEFAULT_BOOK, EVERYBODY, {"IsDefault": True}))

    def put(self, named: Named) -> Named:
        """Keep a new object.

        Raises:
            AdminError: there is one of that kind and name already.
        """
        self.refuse_taken(named.kind, named.name)
        if named.tenant is not None and named.kind in MADE_BY_VERBS:
            self._remember(named.tenant)
        self._of[named.kind][named.name.lower()] = named
        return named

    def refuse_taken(self, kind: Kind, name: str) -> None:
        """Refuse a name that another object of the kind has.

        Raises:
            AdminError: another has it.
        """
        taken = self.find(kind, name)
        if taken is not None:
            raise AdminError(
                "ADObjectAlreadyExistsException", f"The object '{taken.distinguished_name}' already exists."
            )

    def take(self, named: Named) -> None:
        """Keep an object no more."""
        self._of[named.kind].pop(named.name.lower(), None)

    def rename(self, named: Named, name: str) -> None:
        """Keep an object under another name."""
        self.take(named)
        named.name = name
        self.put(named)

    def all_of(self, kind: Kind) -> list[Named]:
        """Every object of a kind that a shell has made or met, by name."""
        return [self._of[kind][name] for name in sorted(self._of[kind])]

    def find(self, kind: Kind, identity: str) -> Named | None:
        """An object by its name, identity or distinguished name; None: there is none."""
        name = _plain(identity)
        named = self._of[kind].get(name.lower())
        return named if named is not None else self._made_by_a_verb(kind, name)

    def get(self, kind: Kind, identity: str, server: str) -> Named:
        """The same.

        Raises:
            AdminError: there is none.
        """
        named = self.find(kind, identity)
        if named is None:
            raise not_found(identity, server)
        return named

    def users_of(self, named: Named, among: Iterable[Kind], key: str) -> list[Named]:
        """Objects of some kinds one of whose properties names another object."""
        found = []
        for kind in among:
            for other in self.all_of(kind):
                held = other.properties.get(key)
                if named.identity in (held if isinstance(held, list) else [held]):
                    found.append(other)
        return found

    def _made_by_a_verb(self, kind: Kind, name: str) -> Named | None:
        pattern = MADE_BY_VERBS.get(kind)
        found = pattern.fullmatch(name) if pattern is not None else None
        tenant = self._tenant(int(found[1])) if found is not None else None
        if tenant is None or tenant.number in self._typed:
            return None
        if not (tenant.has_policy if kind is Kind.POLICY else tenant.has_lists):
            return None
        return self._of[kind].setdefault(name.lower(), Named(kind, name, tenant))

    def _remember(self, tenant: Tenant) -> None:
        """Before a shell makes the first object of a tenant: what verbs had made of it until then."""
        if tenant.number in self._typed:
            return
        of = AddressBookPolicy.of(tenant.number)
        for kind, names in (
            (Kind.GAL, (of.global_address_list,)),
            (Kind.LIST, (*of.address_lists, of.room_list)),
            (Kind.BOOK, (of.offline_address_book,)),
            (Kind.POLICY, (of.name,)),
        ):
            for name in names:
                self._made_by_a_verb(kind, name)
        self._typed.add(tenant.number)

    def _tenant(self, number: int) -> Tenant | None:
        directories = self._exchange.directories
        return directories[number % len(directories)].by_number.get(number)


def not_found(identity: str, server: str) -> AdminError:
    """Exchange's error for an object that is not there."""
    return AdminError(
        NOT_FOUND,
        f"The operation couldn't be performed because object '{identity}' couldn't be found on '{server}'.",
    )


def _plain(identity: str) -> str:
    """The name within an identity or a distinguished name."""
    text = identity.strip()
    if text.lower().endswith(FOREST.lower()) and text[:3].upper() == "CN=":
        text = text[3:].split(",", 1)[0]
    return text.rsplit("\\", 1)[-1] if "\\" in text else text
