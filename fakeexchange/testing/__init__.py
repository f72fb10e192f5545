"""A fake Exchange for other people's tests: panels that provision it, clients that read from it.

    from fakeexchange.testing import exchange_server

    with exchange_server(objects={"tenants": [{"name": "acme", "users": ["ann"]}]}) as server:
        server.cmdlet("Enable-Mailbox", Identity="ann@acme.example")
        server.assert_isolated()

Reading order:
    lengths    lengths of time as a test writes them
    objects    what is there when a test begins, from a table or a file
    populate   the same, put there by cmdlets
    looking    who could read strangers now
    watching   between which two calls somebody could
    clients    a client in the process of a test
    server     all of it, running
    plugin     the fixture for pytest
"""

from .clients import Client, LogonRefusedError
from .looking import Leak
from .objects import ObjectsError
from .server import ExchangeServer, exchange_server
from .watching import Watch, Window

__all__ = [
    "Client",
    "ExchangeServer",
    "Leak",
    "LogonRefusedError",
    "ObjectsError",
    "Watch",
    "Window",
    "exchange_server",
]
