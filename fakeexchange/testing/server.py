"""A fake Exchange for somebody's test: served on a port, administered by cmdlets, put into any state, looked at.

Everything is in this process and on the loopback interface; time stands still until it is told to go on, and nothing
is drawn but the controller that answers a logon, from a seed.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from ..accounts import Accounts
from ..client_access import ClientAccess
from ..clock import ManualClock
from ..cmdlets.organisation import Organisation
from ..cmdlets.recording import Call, recording
from ..directory import Directory, Mailbox
from ..exchange import Exchange
from ..names import Names
from ..outlook import Outlook
from ..protocol_log import ProtocolLog
from ..replication import controller_name
from ..wire.app import create_app
from ..wire.server import Serving, serving
from ..wire.site import Site
from .clients import Client
from .lengths import microseconds
from .looking import Leak, look
from .objects import Objects
from .populate import populate
from .watching import Event, Waited, Watch

FIRST_DAY: Final = datetime(2016, 4, 18, tzinfo=UTC)
"""Instant 0, in the protocol logs."""

Given = Mapping[str, Any] | str | Path

TWO_TENANTS: Final = {
    "tenants": [
        {"name": "acme", "users": ["ann", "bob"], "state": "isolated"},
        {"name": "globex", "users": ["carol", "dave"], "state": "isolated"},
    ]
}
"""What is there where a test declares nothing."""


class StandingClock(ManualClock):
    """The fake's clock: it stands still until a test puts it forward."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        super().__init__()
        self._tell = tell

    def advance(self, by: int | str | timedelta) -> None:
        """Let time go on, by ``"30 s"``, ``"2 min"``, ``"1 h"``, a timedelta or microseconds; changes may arrive."""
        super().advance(by if isinstance(by, int) else microseconds(by))
        self._tell(Waited(self.now))

    def restart(self) -> None:
        """Back to the first instant."""
        self.now = 0


class ExchangeServer:
    """One fake Exchange, running.

    Attributes:
        url: where clients find it: ``/EWS/Exchange.asmx`` and the other services are below.
        admin_url: where it is administered: POST ``cmdlet/NAME`` with parameters in JSON.
        admin_token: what the header ``Authorization: Bearer`` must bear there.
        clock: its clock.
    """

    def __init__(self, site: Site, serving: Serving, clock: StandingClock, watches: list[Watch]) -> None:
        self._site = site
        self._watches = watches
        self._outlook = Outlook(site.access, site.log)
        self.clock = clock
        self.url = serving.url()
        self.admin_url = f"{self.url}/admin"
        self.admin_token = site.admin_token

    def cmdlet(self, name: str, /, **parameters: object) -> list[dict[str, Any]]:
        """Run a cmdlet, without HTTP; what it prints, an object each.

        Raises:
            AdminError: Exchange's own error.
        """
        with self._site.access.lock:
            return self._site.admin.cmdlet(name, **parameters)

    @property
    def calls(self) -> Sequence[Call]:
        """The cmdlets that were called since the start or the last reset, by whichever way."""
        return tuple(self._site.admin.shell.calls)

    def recording(self, file: str | Path | None = None) -> dict[str, Any]:
        """The same as a recording, which ``gallab procedures --from`` reads; written to a file if one is named."""
        found = recording(self.calls)
        if file is not None:
            Path(file).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        return found

    def reset(self) -> None:
        """Begin anew: objects, clock, lags and calls as they were at the start; nothing fails or lies any more."""
        self._site.reset()

    def lag(self, controller: str | int, by: str | timedelta) -> None:
        """From now on a controller (``"dc2"``, or 2) sees a policy so long after another one has taken it.

        Raises:
            AdminError: there is no such controller.
            ValueError: not a duration.
        """
        name = controller_name(controller - 1) if isinstance(controller, int) else controller
        with self._site.access.lock:
            self._organisation.lags[self._organisation.controller(name)] = microseconds(by)

    def fail(self, cmdlet: str, times: int = 1, error: str = "ADTransientException") -> None:
        """The next calls of a cmdlet end in an error of this name, and change nothing."""
        self._site.admin.shell.fail(cmdlet, times, error)

    def ignore(self, cmdlet: str, times: int = 1) -> None:
        """The next calls of a cmdlet report success, and change nothing."""
        self._site.admin.shell.ignore(cmdlet, times)

    def password(self, address: str) -> str:
        """The password of a user, for clients on the wire."""
        return self._site.accounts.password(self._mailbox(address))

    def client(self, address: str, controller: str | int | None = None) -> Client:
        """A client of a mailbox in this process; answered by one controller, or by any.

        Raises:
            KeyError: nobody has that address.
        """
        place = None
        if controller is not None:
            name = controller_name(controller - 1) if isinstance(controller, int) else controller
            place = self._organisation.controller(name)
        return Client(self._site.access, self._mailbox(address), place, self._outlook)

    def leaks(self) -> list[Leak]:
        """Who could read strangers now: every mailbox through every controller and channel."""
        with self._site.access.lock:
            return look(self._site.access.exchange, self._site.access.names)

    def assert_isolated(self) -> None:
        """Fail if anybody could read strangers now.

        Raises:
            AssertionError: somebody could; it names who, whom and through which controller.
        """
        found = self.leaks()
        if found:
            raise AssertionError("strangers can be seen\n" + "\n".join(f"  {leak}" for leak in found))

    def watch(self) -> Watch:
        """Look after every cmdlet and every advance of the clock, until it is stopped or its block ends."""
        watch = Watch(self.leaks, self._watches.remove)
        self._watches.append(watch)
        return watch

    @property
    def _organisation(self) -> Organisation:
        return self._site.admin.shell.organisation

    def _mailbox(self, address: str) -> Mailbox:
        found = self._site.accounts.mailbox(self._site.access.exchange, address)
        if found is None:
            raise KeyError(f"{address}: nobody has that address")
        return found


@contextmanager
def exchange_server(
    objects: Given | None = None,
    controllers: int = 1,
    seed: int = 1,
    port: int = 0,
    logs: str | Path | None = None,
) -> Iterator[ExchangeServer]:
    """A fake Exchange on the loopback interface, until the end of the block.

    Args:
        objects: tenants with their users and groups, a table or a TOML or JSON file; default: two isolated tenants.
        controllers: domain controllers, dc1 first: it takes what is written.
        seed: of passwords, and of which controller answers a logon.
        port: 0: any that is free.
        logs: a folder for the servers' protocol logs, of clients here and on the wire; None: none are written.

    Raises:
        ObjectsError: the objects are not as expected.
        OSError: the port is taken.
    """
    declared = Objects.of(TWO_TENANTS if objects is None else objects)
    watches: list[Watch] = []

    def tell(event: Event) -> None:
        for watch in watches:
            watch.saw(event)

    clock = StandingClock(tell)

    def rebuild() -> Exchange:
        clock.restart()
        exchange = Exchange(clock, Directory([]), controllers, declared.are_default_lists_denied)
        exchange.has_source = declared.source
        return exchange

    names = Names(seed=seed)
    site = Site(
        ClientAccess(rebuild(), names, seed),
        Accounts(names, seed),
        f"token-{seed}",
        rebuild,
        lambda admin: populate(admin, declared, tell),
        log=None if logs is None else ProtocolLog(Path(logs), FIRST_DAY),
    )
    with serving(create_app(site), port=port) as running:
        yield ExchangeServer(site, running, clock, watches)
