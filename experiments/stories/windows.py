"""Who served a tenant's mailboxes when, and when its window stood open on which controller.

Worked out mailbox by mailbox and controller by controller from a record alone, so that a step that moves one
mailbox opens one window.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from fakeexchange.clock import NEVER
from fakeexchange.journal import Record, Write
from sim.simpy_engine import access

Span = tuple[int, int]
"""From an instant until another one, microseconds; NEVER: no end is known."""

SOURCE: Final = "source"
NOBODY: Final = "nobody"
TARGET: Final = "target"
SOME: Final = "some"
"""Not all mailboxes of the tenant meet the same."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which a logon for a mailbox met the same platform: SOURCE, TARGET or NOBODY."""

    since: int
    until: int
    by: str


def stretches(record: Record, mailbox: int, are_sources_redirecting: bool) -> list[Stretch]:
    """Who served one mailbox, from the beginning on, without gaps."""
    own = [entry for entry in record.done if len(entry) == 2 or entry[2] == mailbox]
    found: list[Stretch] = []
    at = 0
    for since, until, is_served in access.stretches(own, are_sources_redirecting):
        by = TARGET if is_served else NOBODY
        if since > at:
            found.append(Stretch(at, since, SOURCE))
        if found and found[-1].by == by:
            since = found.pop().since
        found.append(Stretch(since, until, by))
        at = until
    return found if at == NEVER else [*found, Stretch(at, NEVER, SOURCE)]


def served(record: Record, are_sources_redirecting: bool) -> list[Stretch]:
    """Who served a tenant's mailboxes; SOME while they did not all meet the same platform."""
    of_each = [stretches(record, mailbox, are_sources_redirecting) for mailbox in range(record.mailboxes)]
    instants = sorted({each.since for one in of_each for each in one})
    found: list[Stretch] = []
    for at in instants:
        met = {each.by for one in of_each for each in one if each.since <= at < each.until}
        by = met.pop() if len(met) == 1 else SOME
        if found and found[-1].by == by:
            continue
        if found:
            found[-1] = Stretch(found[-1].since, at, found[-1].by)
        found.append(Stretch(at, NEVER, by))
    return found


def open_spans(
    record: Record, are_sources_redirecting: bool, until: int, controllers: Iterable[int]
) -> list[Span]:
    """When some mailbox was served by the target and not isolated on some of these controllers.

    Args:
        record: of the tenant.
        are_sources_redirecting: the source sends a moved user on before routing is switched.
        until: the tenant's horizon; windows count to it.
        controllers: by their numbers.
    """
    spans = []
    asked = list(controllers)
    for mailbox in range(record.mailboxes):
        writes = [write for write in record.writes if write.mailbox == mailbox]
        served_by_target = [e for e in stretches(record, mailbox, are_sources_redirecting) if e.by == TARGET]
        for controller in asked:
            for since, end in _not_held(writes, controller):
                spans += [(max(since, e.since), min(end, e.until, until)) for e in served_by_target]
    return joined(spans)


def _not_held(writes: Iterable[Write], controller: int) -> Iterator[Span]:
    """When a controller did not hold a mailbox's policy, by the writes of its link, oldest first."""
    since, is_held = 0, False
    # A controller that has seen a newer write ignores an older one.
    newest = NEVER
    seen = []
    for write in reversed(list(writes)):
        if write.seen_at[controller] < newest:
            newest = write.seen_at[controller]
            seen.append((newest, write.policy is not None))
    for at, holds in reversed(seen):
        if not is_held:
            yield since, at
        since, is_held = at, holds
    if not is_held:
        yield since, NEVER


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, without overlaps and without empty ones.

    >>> joined([(5, 9), (1, 3), (2, 4), (7, 7)])
    [(1, 4), (5, 9)]
    """
    found: list[Span] = []
    for since, until in sorted(span for span in spans if span[1] > span[0]):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((since, until))
    return found
