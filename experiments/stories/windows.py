"""Who served a tenant's mailboxes when, and when its window stood open on which controller.

Worked out mailbox by mailbox from a record alone, so that a step that moves one mailbox opens one window; the
rows are reckoned elsewhere, and a test compares the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fakeexchange.clock import NEVER
from fakeexchange.journal import Record
from fakeexchange.words import Verb

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
    found = [Stretch(0, NEVER, SOURCE)]
    is_gated = is_locked = is_hosted = False
    is_routed = are_sources_redirecting
    for at, event, *of in record.done:
        if of and of[0] != mailbox:
            continue
        if event == "lock":
            is_locked = True
        elif event == Verb.CUT_OVER:
            is_locked, is_hosted = False, True
        elif event == Verb.SWITCH_ROUTING:
            is_routed = True
        elif event == Verb.CLOSE_GATE:
            is_gated = True
        elif event in (Verb.OPEN_GATE, "mend"):
            is_gated = False
        by = TARGET if is_hosted and is_routed else NOBODY if is_hosted else SOURCE
        by = NOBODY if is_gated or is_locked else by
        if by != found[-1].by:
            found[-1] = Stretch(found[-1].since, at, found[-1].by)
            found.append(Stretch(at, NEVER, by))
    return [each for each in found if each.until > each.since]


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
    asked = list(controllers)
    spans = []
    for mailbox, held_since in enumerate(record.held_since):
        isolated_at = max(held_since[c] for c in asked)
        for each in stretches(record, mailbox, are_sources_redirecting):
            if each.by == TARGET:
                spans.append((each.since, min(each.until, isolated_at, until)))
    return joined(spans)


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
