"""What is on the fake when a test begins: tenants, their users and groups, from a table or a file.

    [[tenants]]
    name = "acme"                          # what CustomAttribute1 and organizational units say
    domain = "acme.example"                # default: the name, under .example
    users = ["ann", "Bob Brown <bob@acme.example>"]
    groups = ["everyone"]
    rooms = ["Board Room <board@acme.example>"]
    state = "isolated"                     # users: not on Exchange yet; open: mailboxes without a policy; isolated

Rooms are mailboxes at which nobody sits; a tenant that has some has a group of them, ``roomlist@`` its domain.
Beside the tenants: ``source = true``, where users without a mailbox are served by an older platform, and
``default_lists = "denied"``, where a mailbox without a policy sees nothing.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

_CALLED: Final = re.compile(r"(?P<shown>[^<>]*\S)\s*<(?P<address>[^<>\s]+)>")
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")


class ObjectsError(ValueError):
    """Objects that cannot be used: source, key, value, what was expected."""


class State(StrEnum):
    """How far a tenant has come when a test begins."""

    USERS = "users"
    OPEN = "open"
    ISOLATED = "isolated"


@dataclass(frozen=True, slots=True)
class Person:
    """A user or a group: what an address list shows of it, and its address."""

    shown: str
    address: str


@dataclass(frozen=True, slots=True)
class Declared:
    """One tenant."""

    name: str
    domain: str
    users: tuple[Person, ...]
    groups: tuple[Person, ...]
    state: State
    rooms: tuple[Person, ...] = ()

    @property
    def room_lists(self) -> tuple[Person, ...]:
        """The group that lists its rooms, where it has any."""
        return (Person(f"{self.name} Room List", f"roomlist@{self.domain}"),) if self.rooms else ()


@dataclass(frozen=True, slots=True)
class Objects:
    """All of it.

    Attributes:
        tenants: in their order.
        source: users without a mailbox are served by an older platform.
        are_default_lists_denied: a mailbox without a policy sees nothing.
    """

    tenants: tuple[Declared, ...]
    source: bool
    are_default_lists_denied: bool

    @classmethod
    def of(cls, given: Mapping[str, Any] | str | Path) -> "Objects":
        """From a table, or a file of one in TOML or JSON.

        Raises:
            ObjectsError: no such file, or something in it is not as expected.
        """
        if isinstance(given, Mapping):
            return _Reader("objects").read(given)
        path = Path(given)
        return _Reader(str(path)).read(_table(path))


def _table(path: Path) -> Mapping[str, Any]:
    reads = {".toml": tomllib.loads, ".json": json.loads}.get(path.suffix)
    if reads is None:
        raise ObjectsError(f"{path}: expected a name ending in .toml or .json")
    try:
        found = reads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ObjectsError(f"{path}: {error.strerror}") from error
    except (UnicodeDecodeError, ValueError) as error:
        raise ObjectsError(f"{path}: expected {path.suffix[1:].upper()}: {error}") from error
    if not isinstance(found, dict):
        raise ObjectsError(f"{path}: expected an object with a list of tenants")
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a table, and says where it is wrong."""

    source: str

    def read(self, table: Mapping[str, Any]) -> Objects:
        self._keys("", table, ("tenants", "source", "default_lists"))
        tenants = table.get("tenants")
        if not isinstance(tenants, list | tuple) or not tenants:
            raise self._error("tenants", tenants, "a list of at least one tenant")
        source, denied = table.get("source", False), table.get("default_lists", "open")
        if not isinstance(source, bool):
            raise self._error("source", source, "true or false")
        if denied not in ("open", "denied"):
            raise self._error("default_lists", denied, '"open" or "denied"')
        read = tuple(self._tenant(f"tenants[{i}]", tenant) for i, tenant in enumerate(tenants, 1))
        self._unique("a name", [(f"tenants[{i}].name", t.name) for i, t in enumerate(read, 1)])
        self._unique("a domain", [(f"tenants[{i}].domain", t.domain) for i, t in enumerate(read, 1)])
        self._unique("an address", list(_addresses(read)))
        return Objects(read, source, denied == "denied")

    def _tenant(self, key: str, tenant: object) -> Declared:
        if not isinstance(tenant, Mapping):
            raise self._error(key, tenant, "a table with a name")
        self._keys(f"{key}.", tenant, ("name", "domain", "users", "groups", "rooms", "state"))
        name = tenant.get("name")
        if not isinstance(name, str) or not _LABEL.fullmatch(name.lower()):
            raise self._error(f"{key}.name", name, "a name of letters, digits and hyphens")
        domain = tenant.get("domain", f"{name.lower()}.example")
        if not isinstance(domain, str) or not all(map(_LABEL.fullmatch, domain.lower().split("."))):
            raise self._error(f"{key}.domain", domain, 'a domain such as "acme.example"')
        state = tenant.get("state", State.USERS)
        if state not in list(State):
            raise self._error(f"{key}.state", state, f"one of {', '.join(State)}")
        users, groups, rooms = (
            self._people(f"{key}.{kind}", tenant.get(kind, ()), domain.lower())
            for kind in ("users", "groups", "rooms")
        )
        return Declared(name, domain.lower(), users, groups, State(state), rooms)

    def _people(self, key: str, people: object, domain: str) -> tuple[Person, ...]:
        if not isinstance(people, list | tuple):
            raise self._error(key, people, "a list")
        return tuple(self._person(f"{key}[{i}]", person, domain) for i, person in enumerate(people, 1))

    def _person(self, key: str, person: object, domain: str) -> Person:
        expected = f'"ann", "ann@{domain}" or "Ann Smith <ann@{domain}>"'
        if not isinstance(person, str) or not person.strip():
            raise self._error(key, person, expected)
        text = person.strip()
        called = _CALLED.fullmatch(text)
        address = (called["address"] if called else text).lower()
        address = address if "@" in address else f"{address}@{domain}"
        local, _, of = address.partition("@")
        if not local or of != domain or any(c.isspace() for c in address):
            raise self._error(key, person, f"{expected}, in the tenant's own domain")
        return Person(called["shown"].strip() if called else local, address)

    def _unique(self, what: str, found: list[tuple[str, str]]) -> None:
        seen: dict[str, str] = {}
        for key, value in found:
            if value.lower() in seen:
                raise self._error(key, value, f"{what} of its own; {seen[value.lower()]} has it")
            seen[value.lower()] = key

    def _keys(self, prefix: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(str(key), known, n=1)
                hint = f'; did you mean "{near[0]}"?' if near else f"; expected {', '.join(known)}"
                raise ObjectsError(f"{self.source}: {prefix}{key}: no such key{hint}")

    def _error(self, key: str, value: object, expected: str) -> ObjectsError:
        shown = "nothing" if value is None else json.dumps(value, default=str, ensure_ascii=False)
        return ObjectsError(f"{self.source}: {key} = {shown}: expected {expected}")


def _addresses(tenants: tuple[Declared, ...]) -> Iterator[tuple[str, str]]:
    for i, tenant in enumerate(tenants, 1):
        for kind, people in (
            ("users", tenant.users),
            ("groups", tenant.groups),
            ("rooms", (*tenant.rooms, *tenant.room_lists)),
        ):
            for k, person in enumerate(people, 1):
                yield f"tenants[{i}].{kind}[{k}]", person.address
