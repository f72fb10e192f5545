"""How a tenant's clients were served over time, read from the journal that the fake kept of what was done to it.

What was done to the whole tenant holds for each of its mailboxes; what was done to one mailbox for that one
alone. Mailboxes to which nothing was done alone are served alike, and are told as one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from fakeexchange.backout import UNDONE
from fakeexchange.clock import NEVER
from fakeexchange.directory import Entry
from fakeexchange.policies import isolated_at, isolated_spans, mailbox_isolated_at
from fakeexchange.words import Verb

from ..outcome import Status
from .courses import Course


@dataclass(slots=True)
class Access:
    """How a tenant's clients were served over time.

    Attributes:
        reachable_at: first instant a mailbox was served by the target.
        window: microseconds in which a mailbox was reachable and not isolated everywhere, to the horizon.
        downtime: microseconds in which logons to a mailbox were refused, between anchor and finish.
        is_open: its window was open at the instant asked for.
    """

    reachable_at: int
    window: int
    downtime: int
    is_open: bool


class _Gate(IntEnum):
    """What an entry of the journal does to the way clients are served."""

    LOCK = 0
    UNLOCK = 1
    CUT_OVER = 2
    ROUTE = 3
    CLOSE = 4
    OPEN = 5
    RETURN = 6
    ROUTE_BACK = 7


_EFFECTS: dict[str, _Gate] = {
    "lock": _Gate.LOCK,
    "unlock": _Gate.UNLOCK,
    Verb.CUT_OVER: _Gate.CUT_OVER,
    Verb.SWITCH_ROUTING: _Gate.ROUTE,
    Verb.CLOSE_GATE: _Gate.CLOSE,
    Verb.OPEN_GATE: _Gate.OPEN,
    "mend": _Gate.OPEN,
    UNDONE + Verb.CUT_OVER: _Gate.RETURN,
    UNDONE + Verb.SWITCH_ROUTING: _Gate.ROUTE_BACK,
    UNDONE + Verb.CLOSE_GATE: _Gate.OPEN,
    UNDONE + Verb.OPEN_GATE: _Gate.CLOSE,
}

Span = tuple[int, int]
"""Since an instant, and before another."""


def access(course: Course, dawn: int, are_sources_redirecting: bool) -> Access:
    """Replay a tenant's journal."""
    windows: list[Span] = []
    refusals: list[Span] = []
    reachable_at = NEVER
    for journal, isolated in _by_mailbox(course):
        for since, until, is_served in stretches(journal, are_sources_redirecting):
            if is_served:
                reachable_at = min(reachable_at, since)
                windows += _less((since, min(until, course.horizon_at)), isolated)
            else:
                refusals.append((since, min(until, course.finished_at, course.horizon_at)))
    return Access(reachable_at, _length(windows), _length(refusals), any(a <= dawn < b for a, b in windows))


def _by_mailbox(course: Course) -> Iterator[tuple[list[Entry], list[Span]]]:
    """What was done to each mailbox, and when it was isolated; once where all are alike."""
    tenant, is_rolled_back = course.tenant, course.status is Status.ROLLED_BACK
    if not is_rolled_back and all(len(entry) == 2 for entry in tenant.journal):
        yield tenant.journal, [(isolated_at(tenant), NEVER)]
        return
    common: list[tuple[int, Entry]] = []
    own: list[list[tuple[int, Entry]]] = [[] for _ in tenant.mailboxes]
    for place, entry in enumerate(tenant.journal):
        (common if len(entry) == 2 else own[entry[2]]).append((place, entry))
    for mailbox, apart in zip(tenant.mailboxes, own, strict=True):
        # Only what is undone can be isolated for a time.
        spans = isolated_spans(mailbox) if is_rolled_back else [(mailbox_isolated_at(mailbox), NEVER)]
        yield [entry for _, entry in sorted(common + apart)], spans


def stretches(journal: Iterable[Entry], are_sources_redirecting: bool) -> Iterator[tuple[int, int, bool]]:
    """Since when, before when, and whether the target served or refused; where the source served, none."""
    is_gated = is_locked = is_hosted = refuses = serves = False
    is_routed = are_sources_redirecting
    since = 0
    for at, event, *_ in journal:
        effect = _EFFECTS.get(event)
        if effect is None:
            continue
        if refuses or serves:
            yield since, at, serves
        if effect in (_Gate.LOCK, _Gate.UNLOCK):
            is_locked = effect is _Gate.LOCK
        elif effect is _Gate.CUT_OVER:
            is_locked, is_hosted = False, True
        elif effect is _Gate.RETURN:
            is_hosted = False
        elif effect in (_Gate.ROUTE, _Gate.ROUTE_BACK):
            is_routed = are_sources_redirecting or effect is _Gate.ROUTE
        else:
            is_gated = effect is _Gate.CLOSE
        refuses = is_gated or is_locked or (is_hosted and not is_routed)
        serves = is_hosted and is_routed and not refuses
        since = at
    if refuses or serves:
        yield since, NEVER, serves


def _less(span: Span, others: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span without some others, which are in order."""
    since, until = span
    for start, end in others:
        yield since, min(start, until)
        since = max(since, end)
    yield since, until


def _length(spans: list[Span]) -> int:
    """Microseconds in at least one of some spans; empty ones count for nothing."""
    length, covered = 0, 0
    for since, until in sorted(spans):
        length += max(0, until - max(since, covered))
        covered = max(covered, until)
    return length
