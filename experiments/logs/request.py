"""One request as any of the logs tells it, and where it stands."""

from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import Final, NamedTuple


class Log(IntEnum):
    """Which log a line is of."""

    HTTP_PROXY = 0
    W3C = 1
    MAPI_HTTP = 2


class Service(StrEnum):
    """What a client speaks to, by the first part of the path."""

    MAPI = "mapi"
    OWA = "owa"
    EAS = "eas"
    EWS = "ews"
    OAB = "oab"
    AUTODISCOVER = "autodiscover"
    RPC = "rpc"
    OTHER = "other"


class Request(NamedTuple):
    """One line of a log.

    Attributes:
        end: microseconds since 1970-01-01 UTC by the server's clock, when the answer had been sent.
        took: microseconds that it took; 0 where the log does not say.
        user: who it was, in lower case; empty: nobody had logged on.
        service: what was spoken to.
        operation: what was asked: a request type, an action, a command, the name of a file; in lower case.
        path: the whole path, in lower case.
        status: of HTTP; 0 where the log does not say.
        sent: bytes of the answer; -1 where the log does not say.
        is_cut: the client had hung up before the answer was whole.
        session: tells sessions of MAPI apart; empty where the log does not say.
        client: the network address.
        log: which log it is of.
        file: the number of its file, see ``reader.Reading``.
        line: of that file, from 1.
    """

    end: int
    took: int
    user: str
    service: Service
    operation: str
    path: str
    status: int
    sent: int
    is_cut: bool
    session: str
    client: str
    log: Log
    file: int
    line: int

    @property
    def start(self) -> int:
        """When it came."""
        return self.end - self.took


SERVICES: Final = {
    "mapi": Service.MAPI,
    "owa": Service.OWA,
    "microsoft-server-activesync": Service.EAS,
    "ews": Service.EWS,
    "oab": Service.OAB,
    "autodiscover": Service.AUTODISCOVER,
    "rpc": Service.RPC,
}


@lru_cache(maxsize=4096)
def service_of(path: str) -> Service:
    """The service of a path in lower case.

    >>> service_of("/mapi/nspi/"), service_of("/ecp/")
    (<Service.MAPI: 'mapi'>, <Service.OTHER: 'other'>)
    """
    return SERVICES.get(path[1:].partition("/")[0], Service.OTHER)


def user_of(name: str) -> str:
    r"""A user as logs write him: his address in lower case; a domain before it is left out where an address follows.

    >>> user_of("CORP\\Bob@Globex.example"), user_of("-"), user_of("CORP\\bob")
    ('bob@globex.example', '', 'corp\\bob')
    """
    name = name.lower()
    if name == "-":
        return ""
    before, _, after = name.rpartition("\\")
    return after if before and "@" in after else name
