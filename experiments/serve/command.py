"""What ``gallab serve`` does, and which of its options go together."""

import secrets
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from fakeexchange.accounts import Accounts
from fakeexchange.client_access import ClientAccess
from fakeexchange.clock import RunningClock
from fakeexchange.exchange import Exchange
from fakeexchange.names import Names
from fakeexchange.wire.app import create_app
from fakeexchange.wire.certificate import make_certificate
from fakeexchange.wire.server import serving
from fakeexchange.wire.site import Site
from sim.errors import InputError
from sim.scenario import Scenario

from ..options import Asked
from .fake import standing, verb_of
from .ready import ready_line


@dataclass(frozen=True, slots=True)
class Where:
    """The interface and the port to serve on; port 0: any that is free."""

    host: str
    port: int


def serve_standing(where: Where, procedure: str | None, upto: str | None, asked: Asked) -> None:
    """Serve a platform on which every tenant stands after one verb, until somebody stops it."""
    if asked.windows:
        raise InputError(
            "--window", f"{', '.join(asked.windows)}: cannot bear without --campaign: no time passes"
        )
    scenario = asked.loaded(procedure=procedure)
    last = None if upto is None else verb_of(scenario.procedure, upto)

    def build() -> Exchange:
        return standing(scenario, asked.first_seed, RunningClock(time.monotonic), last)

    site = site_of(build(), scenario, asked, rebuild=build)
    serve(where, site)


def site_of(exchange: Exchange, scenario: Scenario, asked: Asked, rebuild: Callable[[], Exchange]) -> Site:
    """What serves an exchange: everybody has a display name of his own, or a client may show two as one."""
    are_unique = scenario.population.unique_names or not any(
        setting.startswith("population.unique_names") for setting in asked.settings
    )
    names = Names(asked.first_seed, scenario.population.locales, are_unique)
    access = ClientAccess(exchange, names, asked.first_seed)
    return Site(access, Accounts(names, asked.first_seed), secrets.token_urlsafe(24), rebuild, has_tls=True)


def serve(where: Where, site: Site) -> None:
    """Serve a site until somebody stops it; one line on standard output when it is ready.

    Raises:
        InputError: the port is taken, or the interface is not this machine's.
    """
    with tempfile.TemporaryDirectory(prefix="gallab-") as folder:
        authority, certificate = make_certificate([where.host]).written(Path(folder))
        try:
            server = serving(create_app(site), where.host, where.port, certificate)
            with server as running:
                tenants = (tenant for of in site.access.exchange.directories for tenant in of.tenants)
                click.echo(ready_line(site, running, authority, tenants))
                # The first query needs the names of everybody: let it not be the one that waits for them.
                for roster in site.access.rosters.values():
                    _ = roster.places
                threading.Event().wait()
        except OSError as error:
            raise InputError("--port", f"{where.host}:{where.port}: {error.strerror}") from error
