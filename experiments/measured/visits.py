"""Logons by kind of client, hour of the week and user, from logs in a stream.

A logon is a request that opens a session where a log says so (MAPI's Connect, OWA's start page), and a request after
a pause where none does. Address-book requests, downloads and ends of sessions are none. Of a server's logs one is
taken, so that nothing is counted twice.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

import numpy as np

from sim.streams import Ints
from sim.units import HOUR, MINUTE
from sim.words import NEVER

from ..forensics.customers import Customers
from ..forensics.evidence import is_question
from ..logs.reader import Reading
from ..logs.request import Log, Request, Service
from .local import Local

PAUSE: Final = 2 * MINUTE
"""Requests of one user and service that are closer are one logon, where no log says better: an assumption."""
SOURCE_OUTLOOK: Final = "outlook on the source"
"""Counted apart: an Outlook that was left on shows itself on the target alone, and would count as one that idled."""
KINDS: Final = {
    Service.MAPI: "outlook",
    Service.RPC: SOURCE_OUTLOOK,
    Service.OWA: "owa",
    Service.EAS: "phone",
    Service.EWS: "ews",
}
"""What kind of client speaks to a service; RPC and MAPI do not tell cached Outlooks from online ones."""
STATED: Final = (Service.EAS, Service.RPC, Service.OWA)
"""Services whose request that may open a session does open one."""
HOURS: Final = 168


@dataclass
class Visits:
    """What was counted.

    Attributes:
        by_hour: logons of each kind by hour of the week, Monday 00:00 local time first, shape (168,).
        users: that were seen, by kind.
        covered: how often each hour of the week was covered by the logs, shape (168,).
        covered_on_source: likewise by Outlooks on the source, before the first cut-over.
        first_on_target: when a user's Outlook first opened a session on a server with logs of Exchange 2013 on.
    """

    by_hour: dict[str, Ints] = field(default_factory=dict)
    users: dict[str, set[str]] = field(default_factory=dict)
    covered: Ints = field(default_factory=lambda: np.zeros(HOURS, np.int64))
    covered_on_source: Ints = field(default_factory=lambda: np.zeros(HOURS, np.int64))
    first_on_target: dict[str, int] = field(default_factory=dict)
    per_user: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Logons by kind and user."""


def count_visits(
    requests: Iterable[Request],
    reading: Reading,
    customers: Customers,
    zone: tzinfo,
    until: int = NEVER,
) -> Visits:
    """Count the logons of some requests.

    Args:
        requests: of the reading.
        reading: names their files.
        customers: whose users count.
        zone: in which hours are local.
        until: the first cut-over: what Outlooks do on the source after it is not counted; NEVER: nobody said.
    """
    found, last = Visits(), dict[tuple[str, str], int]()
    local = Local(zone)
    names = [file.name.lower() for file in reading.files]
    servers = [file.server for file in reading.files]
    has_proxy = {server for server, name in zip(servers, names, strict=True) if "httpproxy" in name}
    has_mapi = {server for server, name in zip(servers, names, strict=True) if "mapihttp" in name}
    modern = has_proxy | has_mapi
    hours: set[int] = set()
    hours_of_source: set[int] = set()
    for request in requests:
        hour, server = request.end // HOUR, servers[request.file]
        hours.add(hour)
        if hour < until // HOUR and server not in modern:
            hours_of_source.add(hour)
        if not request.user or not 200 <= request.status < 400:
            continue
        kind = KINDS.get(request.service)
        if kind is None or not _is_of_chosen_log(request, server in has_proxy, server in has_mapi):
            continue
        if kind == SOURCE_OUTLOOK and hour >= until // HOUR:
            continue
        if is_question(request) or not _may_open(request) or customers.of(request.user) is None:
            continue
        key = kind, request.user
        before = last.get(key)
        last[key] = request.end
        is_stated = request.operation == "connect" or request.service in STATED
        if before is not None and not is_stated and abs(request.end - before) < PAUSE:
            continue
        if kind == "outlook" and server in modern:
            seen = found.first_on_target.get(request.user)
            found.first_on_target[request.user] = request.start if seen is None else min(seen, request.start)
        by_hour = found.by_hour.setdefault(kind, np.zeros(HOURS, np.int64))
        by_hour[local.hour_of_week(request.start)] += 1
        found.users.setdefault(kind, set()).add(request.user)
        found.per_user[key] += 1
    for covered, of in ((found.covered, hours), (found.covered_on_source, hours_of_source)):
        for hour in of:
            covered[local.hour_of_week(hour * HOUR)] += 1
    return found


def _is_of_chosen_log(request: Request, has_proxy: bool, has_mapi: bool) -> bool:
    if request.service is Service.MAPI and has_mapi:
        return request.log is Log.MAPI_HTTP
    return request.log is (Log.HTTP_PROXY if has_proxy else Log.W3C)


def _may_open(request: Request) -> bool:
    if request.service is Service.MAPI:
        return request.operation in ("connect", "emsmdb", "")
    if request.service is Service.OWA:
        return request.path == "/owa/"
    if request.service is Service.EAS:
        return request.operation != "search"
    return True
