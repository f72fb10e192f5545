"""All that happened to one tenant, event by event, read from the fake's record of it."""

from collections.abc import Collection, Iterator
from typing import Final

from fakeexchange.clock import NEVER
from fakeexchange.journal import Finished, Record, StepBegun, Stopped
from sim.procedure import ANCHORS

from .clients import Clients
from .event import Event, What
from .steps import steps
from .windows import TARGET, open_spans, stretches

_PLACES: Final = {what: min(place, list(What).index(What.REFUSED)) for place, what in enumerate(What)}
"""Clients keep the order in which they came; all else is ordered within an instant."""


def anchor_of(record: Record) -> int:
    """The instant from which a tenant's clients count: its first gate, cut-over or rerouting begins; else NEVER."""
    begun = [n.at for n in record.notes if isinstance(n, StepBegun) and n.verb in ANCHORS]
    return min(begun, default=NEVER)


def horizon_of(record: Record, horizon: int) -> int:
    """The instant after which a tenant is no longer followed; a stop does not move it."""
    if stopped := [n for n in record.notes if isinstance(n, Stopped)]:
        return stopped[0].followed_until
    finished = [n.at for n in record.notes if isinstance(n, Finished)]
    return finished[0] + horizon if finished else NEVER


def events(
    record: Record, are_sources_redirecting: bool, horizon: int, connected_kinds: Collection[str]
) -> list[Event]:
    """Everything a record tells, in order.

    Args:
        record: of the tenant.
        are_sources_redirecting: the source sends a moved user on before routing is switched.
        horizon: how long a tenant is followed after its finish, microseconds.
        connected_kinds: kinds of clients whose logons count as connected.
    """
    horizon_at = horizon_of(record, horizon)
    clients = list(Clients(record, horizon_at, connected_kinds).events())
    found = [*_platform(record, are_sources_redirecting, horizon_at), *clients]
    found += steps(record, [event.at for event in clients if event.what is not What.REST])
    # Clients' own order breaks ties among them: the sort is stable, and their notes came in order.
    return sorted(found, key=lambda event: (event.at, _PLACES[event.what]))


def _platform(record: Record, redirects: bool, horizon_at: int) -> Iterator[Event]:
    """Since when it is reachable, isolated on each controller, and when its window opened and closed."""
    numbers = range(record.controllers)
    reached = [
        each.since
        for mailbox in range(record.mailboxes)
        for each in stretches(record, mailbox, redirects)
        if each.by == TARGET
    ]
    if reached:
        yield Event(min(reached), What.REACHABLE)
    held = {c: max(since[c] for since in record.held_since) for c in numbers}
    for at in sorted({at for at in held.values() if at != NEVER}):
        yield Event(at, What.ISOLATED, {"controllers": [c + 1 for c in numbers if held[c] == at]})
    spans = open_spans(record, redirects, horizon_at, numbers)
    for since, until in spans:
        by_controller = {
            c + 1: [s for s in open_spans(record, redirects, horizon_at, [c]) if since <= s[0] < until]
            for c in numbers
        }
        yield Event(since, What.OPENS, {"controllers": [c for c, s in by_controller.items() if s]})
        facts = {"opened_at": since, "lasted_us": until - since, "is_cut": until == horizon_at}
        yield Event(until, What.CLOSES, facts)
