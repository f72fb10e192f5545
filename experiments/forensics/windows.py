"""From the journal: when each tenant was reachable and not isolated, as surely as its operators can say.

They saw what was reported, so every change is an interval: policies were written in their step, one mailbox after
the other, and seen by the last controller a declared lag later; clocks differ by a declared skew. So a window has a
*sure* part, in which a logon met no policy whichever controller answered, and a *possible* one around it. What a
silent failure left open stands in no journal; where it was found and mended, the window may be open until then.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from sim.journal.line import MEND, Line, Reported
from sim.words import NEVER, Verb

from .declared import Declared

Spans = tuple[tuple[int, int], ...]
"""Half-open intervals, in order, apart: microseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Window:
    """When a tenant stood open.

    Attributes:
        sure: some mailbox surely was reachable and isolated nowhere.
        possible: some mailbox may have been reachable and not isolated on some controller; holds the sure part.
    """

    sure: Spans
    possible: Spans

    def is_sure(self, at: int) -> bool:
        """Does an instant lie in the sure part?"""
        return _holds(self.sure, at)

    def is_possible(self, at: int) -> bool:
        """Does it lie in the possible one?"""
        return _holds(self.possible, at)

    @property
    def opened_at(self) -> int:
        """When it possibly opened first; NEVER: it did not."""
        return self.possible[0][0] if self.possible else NEVER

    @property
    def closed_at(self) -> int:
        """When it was surely closed for good; NEVER: not by the end of the journal."""
        return self.possible[-1][1] if self.possible else 0


class _Change(NamedTuple):
    """Something becomes true or false, at some instant of an interval."""

    earliest: int
    latest: int
    of: str
    to: bool


HOSTED: Final = "hosted"
ROUTED: Final = "routed"
CLOSED: Final = "closed"
ISOLATED: Final = "isolated"

_EFFECTS: Final = {
    Verb.CUT_OVER: (HOSTED, True),
    Verb.SWITCH_ROUTING: (ROUTED, True),
    Verb.CLOSE_GATE: (CLOSED, True),
    Verb.OPEN_GATE: (CLOSED, False),
    Verb.ASSIGN_POLICY: (ISOLATED, True),
}
"""What a step makes true of a tenant; undone, it makes the contrary true."""


def windows(lines: Iterable[Line], declared: Declared, mailboxes: Mapping[int, int]) -> dict[int, Window]:
    """Each tenant's window, of those that had one.

    Args:
        lines: of the journal, instants in microseconds since 1970.
        declared: lags and skew.
        mailboxes: how many each tenant has.
    """
    of: dict[int, list[Line]] = {}
    for line in lines:
        of.setdefault(line.tenant, []).append(line)
    found = {tenant: window(mine, declared, mailboxes.get(tenant, 1)) for tenant, mine in of.items()}
    return {tenant: window for tenant, window in found.items() if window.possible}


def window(lines: list[Line], declared: Declared, many: int = 1) -> Window:
    """One tenant's window, from the lines about it.

    Args:
        lines: of its journal.
        declared: lags and skew.
        many: mailboxes that it has.
    """
    told = sorted({line.mailbox for line in lines if line.mailbox is not None})
    mailboxes: list[int | None] = [*told] or [None]
    of_mailboxes = ([line for line in lines if line.mailbox in (None, mailbox)] for mailbox in mailboxes)
    states = [_open(list(_all_changes(mine, declared, many))) for mine in of_mailboxes]
    return Window(
        _union([span for sure, _ in states for span in sure]),
        _union([span for _, possible in states for span in possible]),
    )


def _all_changes(lines: list[Line], declared: Declared, many: int) -> Iterator[_Change]:
    """What lines make true or false; a policy that was mended later may never have been there before."""
    mends = [line for line in lines if line.verb == MEND]
    for line in lines:
        mended = next((mend for mend in mends if mend.start >= line.end), None)
        for change in _changes(line, declared, many):
            if mended is not None and change.of == ISOLATED and change.to:
                until = max(again.latest for again in _changes(mended, declared, many))
                change = change._replace(latest=until)
            yield change


def _changes(line: Line, declared: Declared, many: int) -> Iterator[_Change]:
    skew, end = declared.skew_us, line.end
    if line.verb == MEND:
        yield _Change(line.start - skew, _later(end, skew), CLOSED, False)
        yield _Change(line.start - skew, _later(end, skew + declared.lag_us), ISOLATED, True)
        return
    effect = _EFFECTS.get(Verb(line.verb))
    if effect is None or line.outcome in (Reported.FAILED, Reported.SKIPPED):
        return
    of, to = effect
    to = to if line.outcome is not Reported.UNDONE else not to
    earliest, lag = end, 0
    if line.outcome is Reported.RUNNING:
        earliest = line.start
    elif of is ISOLATED:
        # Mailboxes are done one after the other: the first one has its policy after its share of the step.
        is_loop = line.mailbox is None and line.outcome is not Reported.UNDONE
        earliest = line.start + (end - line.start) // (many if is_loop else 1)
        lag = declared.lag_us
    yield _Change(earliest - skew, _later(end, lag + skew), of, to)


def _later(at: int, by: int) -> int:
    return NEVER if at == NEVER else at + by


def _open(changes: list[_Change]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The sure and the possible intervals in which a mailbox is reachable and not isolated."""
    edges = sorted({at for c in changes for at in (c.earliest, c.latest) if at != NEVER})
    sure, possible = [], []
    for start, end in pairwise([*edges, NEVER]):
        may, must = _values(changes, start)
        if may[HOSTED] and may[ROUTED] and not must[CLOSED] and not must[ISOLATED]:
            possible.append((start, end))
        if must[HOSTED] and must[ROUTED] and not may[CLOSED] and not may[ISOLATED]:
            sure.append((start, end))
    return sure, possible


def _values(changes: list[_Change], at: int) -> tuple[dict[str, bool], dict[str, bool]]:
    """What may be true from an instant on until the next edge, and what must be."""
    may = dict.fromkeys((HOSTED, ROUTED, CLOSED, ISOLATED), False)
    must = dict(may)
    for of in may:
        mine = sorted((c for c in changes if c.of == of and c.earliest <= at), key=lambda c: c.latest)
        settled = [c for c in mine if c.latest <= at]
        last = settled[-1].to if settled else False
        open_ones = [c.to for c in mine if c.latest > at]
        may[of] = last or any(open_ones)
        must[of] = last and all(open_ones)
    return may, must


def _union(spans: list[tuple[int, int]]) -> Spans:
    """Intervals joined where they touch or overlap.

    >>> _union([(5, 7), (1, 3), (3, 4), (6, 9)])
    ((1, 4), (5, 9))
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _holds(spans: Spans, at: int) -> bool:
    return any(start <= at < end for start, end in spans)
