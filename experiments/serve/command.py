"""What ``gallab serve`` does, and which of its options go together."""

import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import click
from flask import Flask

from fakeexchange.accounts import Accounts
from fakeexchange.client_access import ClientAccess
from fakeexchange.clock import RunningClock
from fakeexchange.directory import Tenant
from fakeexchange.exchange import Exchange
from fakeexchange.names import Names
from fakeexchange.protocol_log import ProtocolLog
from fakeexchange.wire.app import create_app
from fakeexchange.wire.certificate import make_certificate
from fakeexchange.wire.server import serving
from fakeexchange.wire.site import Site
from sim.errors import InputError
from sim.scenario import Scenario
from sim.simpy_engine.live import LiveCampaign

from ..files import refuse_used
from ..options import Asked
from .fake import standing, verb_of
from .page import campaign_page
from .ready import ready_line
from .rooms import called, furnish, rooms_of
from .status import Status

MOST_REST_S: Final = 0.5
"""How long a campaign sleeps at most, for a reset to be noticed."""


@dataclass(frozen=True, slots=True)
class Where:
    """The interface and the port to serve on, and where to write the protocol logs.

    Attributes:
        host: the interface.
        port: 0: any that is free.
        logs: an empty folder, or one to be made; None: no logs.
    """

    host: str
    port: int
    logs: Path | None = None


def serve_standing(where: Where, procedure: str | None, upto: str | None, asked: Asked) -> None:
    """Serve a platform on which every tenant stands after one verb, until somebody stops it."""
    if asked.windows:
        windows = ", ".join(asked.windows)
        raise InputError("--window", f"{windows}: cannot bear without --campaign: no time passes")
    scenario = asked.loaded(procedure=procedure)
    last = None if upto is None else verb_of(scenario.procedure, upto)

    rooms = rooms_of(scenario, asked.first_seed)

    def build() -> Exchange:
        exchange = standing(scenario, asked.first_seed, RunningClock(time.monotonic), last)
        return furnish(exchange, rooms)

    exchange = build()
    access = ClientAccess(exchange, called(_names(scenario, asked), rooms), asked.first_seed)
    tenants = (tenant for of in exchange.directories for tenant in of.tenants)
    site = _site(access, asked, build, _log(where.logs, datetime.now(UTC)))
    _serve(where, site, tenants)


def serve_campaign(where: Where, procedure: str, speed: float, asked: Asked) -> None:
    """Serve a campaign as it happens, from the first night's opening on, until somebody stops it."""
    scenario = asked.loaded(procedure=procedure, window=asked.window)
    campaign = scenario.campaign
    midnight = datetime.combine(campaign.first_day, datetime.min.time(), ZoneInfo(campaign.time_zone))
    log = _log(where.logs, midnight.astimezone(UTC))
    live = Live(scenario, asked, speed, time.monotonic, log)
    ended = threading.Event()
    follower = threading.Thread(target=live.run, args=(ended,), daemon=True, name="campaign")
    app = live.app()
    follower.start()
    try:
        _serve(where, live.site, live.tenants(), app)
    finally:
        ended.set()
        follower.join()


class Live:
    """A live campaign, what serves it, and its page.

    Args:
        scenario: what is asked.
        asked: the options.
        speed: simulated seconds a real one.
        read: real seconds.
        log: the protocol logs; None: none are written.
    """

    def __init__(
        self,
        scenario: Scenario,
        asked: Asked,
        speed: float,
        read: Callable[[], float],
        log: ProtocolLog | None = None,
    ) -> None:
        self._begin = partial(
            LiveCampaign, scenario, asked.first_seed, speed, read, lock := threading.RLock()
        )
        self._rooms = rooms_of(scenario, asked.first_seed)
        self.status = Status(self._begin())
        access = ClientAccess(
            furnish(self.campaign.exchange, self._rooms),
            called(_names(scenario, asked), self._rooms),
            asked.first_seed,
            self.status.shown,
            lock,
        )
        self.site = _site(access, asked, self._anew, log)

    @property
    def campaign(self) -> LiveCampaign:
        """The campaign that goes on now."""
        return self.status.campaign

    def app(self) -> Flask:
        """The wire, and the page."""
        app = create_app(self.site)
        app.register_blueprint(campaign_page(self.status))
        return app

    def tenants(self) -> list[Tenant]:
        """In the order in which they are migrated."""
        return [course.tenant for course in self.campaign.laboratory.courses]

    def run(self, ended: threading.Event) -> None:
        """Go on, and after a reset with the campaign that began then."""
        while not ended.is_set():
            wait = self.campaign.catch_up()
            ended.wait(MOST_REST_S if wait is None else min(wait, MOST_REST_S))

    def _anew(self) -> Exchange:
        """The campaign from its start, on a reset."""
        self.status.begin(self._begin())
        return furnish(self.campaign.exchange, self._rooms)


def _names(scenario: Scenario, asked: Asked) -> Names:
    """Everybody has a display name of his own, unless it was asked otherwise: a client may show two as one."""
    are_unique = scenario.population.unique_names or not any(
        setting.startswith("population.unique_names") for setting in asked.settings
    )
    return Names(asked.first_seed, scenario.population.locales, are_unique)


def _log(folder: Path | None, epoch: datetime) -> ProtocolLog | None:
    """The protocol logs, where they are asked for.

    Raises:
        InputError: the folder belongs to something else, or cannot be made.
    """
    if folder is None:
        return None
    refuse_used(folder, "--logs")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("--logs", f"{folder}: {error.strerror}") from error
    return ProtocolLog(folder, epoch)


def _site(
    access: ClientAccess, asked: Asked, rebuild: Callable[[], Exchange], log: ProtocolLog | None
) -> Site:
    accounts = Accounts(access.names, asked.first_seed)
    return Site(access, accounts, secrets.token_urlsafe(24), rebuild, has_tls=True, log=log)


def _serve(where: Where, site: Site, tenants: Iterable[Tenant], app: Flask | None = None) -> None:
    """Serve a site until somebody stops it; one line on standard output when it is ready.

    Raises:
        InputError: the port is taken, or the interface is not this machine's.
    """
    with tempfile.TemporaryDirectory(prefix="gallab-") as folder:
        authority, certificate = make_certificate([where.host]).written(Path(folder))
        try:
            with serving(app or create_app(site), where.host, where.port, certificate) as running:
                click.echo(ready_line(site, running, authority, tenants))
                # The first query needs the names of everybody: let it not be the one that waits for them.
                for directory in site.access.exchange.directories:
                    _ = site.access.roster_of(directory).places
                threading.Event().wait()
        except OSError as error:
            raise InputError("--port", f"{where.host}:{where.port}: {error.strerror or error}") from error
