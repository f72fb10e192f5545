"""What the investigator declares, because neither logs nor journal tell it."""

from dataclasses import dataclass
from typing import Final

from sim.errors import InputError
from sim.units import HOUR, MINUTE, SECOND, duration

from ..logs.request import Service

COUNTED: Final = (Service.MAPI, Service.RPC, Service.OWA, Service.OAB)
"""Services whose logons count as connected: phones' heartbeats would swamp any log."""
SESSION_US: Final = {
    Service.MAPI: 24 * HOUR,
    Service.RPC: 24 * HOUR,
    Service.OWA: 2 * HOUR,
    Service.EWS: 2 * HOUR,
    Service.EAS: 2 * HOUR,
    Service.OAB: 0,
}
"""A session that was opened in a window may ask so long after it: an assumption where its end is not logged."""


@dataclass(frozen=True, slots=True)
class Declared:
    """See above.

    Attributes:
        lag_us: the longest that a controller may have taken to see a policy. Within a site all have it after 15 to
            45 s (Infotechninja, "AD replication frequency"), so one minute; planners are told to count 15 min.
        skew_us: the most by which a server's clock and the journal's may differ.
        are_lists_denied: the default lists were denied to everybody, so that a mailbox without a policy saw none.
    """

    lag_us: int = MINUTE
    skew_us: int = 2 * SECOND
    are_lists_denied: bool = False


def declared(lag: str, skew: str, default_lists: str) -> Declared:
    """From the words of the command line.

    Raises:
        InputError: not durations.
    """
    return Declared(_duration("--lag", lag), _duration("--skew", skew), default_lists == "denied")


def _duration(option: str, text: str) -> int:
    try:
        return duration(text)
    except ValueError as error:
        raise InputError(option, f"{text}: expected {error}") from error
