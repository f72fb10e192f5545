"""A small organisation: two tenants with users and groups, and a shell on it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fakeexchange.addressbook import Row
from fakeexchange.admin import Admin
from fakeexchange.clock import ManualClock
from fakeexchange.cmdlets.shell import Shell
from fakeexchange.directory import Directory, Mailbox
from fakeexchange.exchange import Exchange, Session
from fakeexchange.register import Register
from fakeexchange.testing.objects import Objects
from fakeexchange.testing.populate import populate
from fakeexchange.words import Channel

OBJECTS = {
    "tenants": [
        {"name": "acme", "users": ["ann", "bob"], "groups": ["all"], "state": "isolated"},
        {"name": "newco", "users": ["eve"], "groups": ["crew"]},
    ]
}
ANN, BOB, ALL = "ann@acme.example", "bob@acme.example", "all@acme.example"
EVE, CREW = "eve@newco.example", "crew@newco.example"


@dataclass
class Office:
    """An exchange, and an administrator in front of it."""

    exchange: Exchange
    admin: Admin
    told: list[str] = field(default_factory=list)

    @property
    def run(self) -> Callable[..., list[dict[str, Any]]]:
        """Run a cmdlet."""
        return self.admin.cmdlet

    def mailbox(self, address: str) -> Mailbox:
        """The mailbox of an address."""
        held = self.admin.shell.organisation.register.holder(address)
        assert held is not None
        return self.exchange.tenant(held[0]).mailboxes[held[1]]

    def session(self, address: str, controller: int = 0, channel: Channel | None = None) -> Session:
        """A logon that is served."""
        found = self.exchange.connect(self.mailbox(address), controller, channel)
        assert isinstance(found, Session), found
        return found

    def sees(self, address: str, controller: int = 0) -> list[str]:
        """The addresses in the list that a mailbox is shown."""
        answer = self.exchange.ask(self.session(address, controller), Channel.NSPI)
        return sorted(row.address for row in self.rows(answer.rows))

    def rows(self, of: Callable[[Register], Any]) -> list[Row]:
        """Rows, as they are called here."""
        return list(of(self.admin.shell.organisation.register))

    def shown(self, address: str, **parameters: object) -> dict[str, Any]:
        """What Get-Recipient prints of an address."""
        (found,) = self.run("Get-Recipient", Identity=address, **parameters)
        return found


def office(objects: dict[str, Any] = OBJECTS, controllers: int = 2) -> Office:
    """The organisation of some objects, at instant 0."""
    declared = Objects.of(objects)
    exchange = Exchange(ManualClock(), Directory([]), controllers, declared.are_default_lists_denied)
    exchange.has_source = declared.source
    made = Office(exchange, Admin(exchange, Shell(exchange, Register())))
    populate(made.admin, declared, lambda call: made.told.append(str(call)))
    return made
