"""What a usual mailbox's clients are served until each controller isolates it: visits, and who was left on."""

from ..clients import OUTLOOK_CACHED, integrated
from ..compiled import inner, lean
from ..kernel.courses import first_box, pod_of
from ..kernel.shown import query
from ..words import NEVER
from .events import EXPOSED, Rules, far, looked_up
from .kit import AUTODISCOVER, MODES, PROMPT, RESTART, Kit
from .lengths import DELAY, below
from .quadrature import until
from .scene import ROWS_A_QUERY, Scene, book_met, left_of, strangers_at
from .usual import (
    MOST_STEPS,
    MOST_TRIES,
    PARTS,
    ROUGH,
    Usual,
    displaced,
    from_the_gate,
    most_tries,
    rate_steps,
    served_in_the_end,
)
from .work import Work


@lean
def may_be_usual(scene: Scene, kit: Kit, work: Work, p: int, usual: Usual, horizon: int) -> bool:
    """Is what is shown the same over the whole window? Then the rates of its visits are noted."""
    start, begins, downloads, rules = usual.refused_from, usual.served_from, kit.downloads, scene.rules
    pod = pod_of(scene.tenants, p)
    own = scene.listed[p] + scene.lists[p]
    if strangers_at(scene, p, begins) <= 0:
        return False
    if own >= ROWS_A_QUERY:
        mailboxes, lists = query(scene.shown, scene.tenants, p, pod, begins, work.told)
        if mailboxes + lists <= 0:
            return False
    if not rules.is_denied:
        entries, is_foreign = book_met(scene, p, begins)
        later, is_later = book_met(scene, p, usual.open_until + int(downloads.span))
        if is_foreign != is_later:
            return False
        shown = kit.asks[OUTLOOK_CACHED, EXPOSED]
        if is_foreign:
            shown = looked_up(downloads, entries)
            if abs(shown - looked_up(downloads, later)) > kit.within:
                return False
        work.chances[OUTLOOK_CACHED, EXPOSED] = shown
        work.entries[0] = entries if is_foreign else 0.0
        for kind in range(kit.base.size):
            if horizon - usual.open_until < far(
                kit.sessions.laws[kind, DELAY], downloads, max(entries, later)
            ):
                return False
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    has_gate = usual.gate_from != NEVER
    if has_gate and kit.within < ROUGH:
        return False
    for kind in range(kit.base.size):
        work.sizes[kind] = 0
        if kit.base[kind] != kind:
            continue
        size = rate_steps(kit, kind, start, begins, work.at[kind], work.by[kind])
        if has_gate:
            if size + PARTS > MOST_STEPS:
                return False
            row = kit.base.size + MODES + kind
            at, by = work.at[row], work.by[row]
            steps = rate_steps(kit, kind, usual.gate_from, usual.gate_until, at, by)
            then_at, then_by = work.at[kind], work.by[kind]
            size = from_the_gate(
                usual, at, by, steps, low, high, rules.retries, then_at, then_by, size, kit.within
            )
            if size < 0:
                return False
            work.sizes[row] = steps
            work.came[kind] = _came_again(work, usual, kind, begins, rules, low, high)
        work.sizes[kind] = size
    return True


@lean
def note_isolation(scene: Scene, work: Work, p: int, usual: Usual) -> None:
    """When each controller isolates the mailbox: whoever is served afterwards is not looked at."""
    lags = scene.tenants.lags
    for d in range(work.isolated.size):
        at = max(usual.written + (0 if usual.is_at_once else lags[p, d]), usual.served_from)
        j = d
        while j > 0 and work.isolated[j - 1] > at:
            work.isolated[j] = work.isolated[j - 1]
            j -= 1
        work.isolated[j] = at


@lean
def count_visits(scene: Scene, kit: Kit, work: Work, usual: Usual) -> None:
    """Logons of each kind on demand that are served until each controller isolates the mailbox."""
    start, begins, rules, ends = usual.refused_from, usual.served_from, scene.rules, work.ends
    waits = float(begins - start)
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    further = min(most_tries(waits, low), rules.retries)
    for d in range(work.isolated.size):
        instant = work.isolated[d]
        then = float(instant - start)
        for kind in range(kit.base.size):
            base = kit.base[kind]
            if base == kind:
                total = integrated(instant, kind, kit.rates) - integrated(begins, kind, kit.rates)
                total += displaced(
                    work.at[kind], work.by[kind], work.sizes[kind], waits, low, high, further, then
                )
                if usual.gate_from != NEVER:
                    total += _came_again(work, usual, kind, instant, rules, low, high) - work.came[kind]
                ends.visits[kind, d] = total
            elif base >= 0:
                ends.visits[kind, d] = kit.times[kind] * ends.visits[base, d]


@lean
def _came_again(
    work: Work, usual: Usual, kind: int, until: int, rules: Rules, low: float, high: float
) -> float:
    """Visits that the gate has refused, and that come again until an instant, the gate open."""
    row = work.chances.shape[0] + MODES + kind
    opens = float(usual.gate_until - usual.gate_from)
    tries, last = min(most_tries(opens, low), rules.retries), float(until - usual.gate_from)
    return displaced(work.at[row], work.by[row], work.sizes[row], opens, low, high, tries, last)


@lean
def note_prompt(kit: Kit, work: Work, usual: Usual) -> None:
    """P(a client that is prompt has been served) until each controller isolates the mailbox."""
    for d in range(work.isolated.size):
        served = float(work.isolated[d] - usual.served_from)
        work.ends.left[PROMPT, d] = below(served, kit.prompt, kit.prompt_sigma)


@lean
def first_tries(work: Work, mode: int, rules: Rules, usual: Usual, since: float, over: float) -> bool:
    """P(a client whose first try falls in a span has been served) until each controller isolates the mailbox.

    Returns:
        False where one may try so often that the closed form loses its digits.
    """
    begins, start, found = usual.served_from, usual.refused_from, work.ends.left[mode]
    found[:] = 0.0
    if since >= float(usual.open_until - start):
        return True
    waits = float(begins - start)
    low, high = 0.75 * rules.retry, 1.25 * rules.retry
    tries = most_tries(waits - min(since, waits), low)
    if tries > MOST_TRIES:
        return False
    row = work.chances.shape[0] + 1
    work.at[row, 0], work.by[row, 0] = since, 1.0 / over
    work.at[row, 1], work.by[row, 1] = since + over, -1.0 / over
    for d in range(found.size):
        then = float(work.isolated[d] - start)
        found[d] = max(0.0, min(then, since + over) - max(waits, since)) / over
        found[d] += displaced(work.at[row], work.by[row], 2, waits, low, high, tries, then)
    return True


@lean
def first_try(scene: Scene, kit: Kit, p: int, k: int, usual: Usual, mode: int) -> tuple[float, float]:
    """The span of a client's first try: since when, microseconds after ``refused_from``, and how long."""
    left = left_of(scene, p, first_box(scene.tenants.boxes, p) + k - 1)
    first = float(scene.tenants.courses[p].anchor_at - usual.refused_from)
    if mode == AUTODISCOVER:
        return first + left.hosted, float(scene.rules.period)
    return first + left.morning, kit.restarts_over


@inner
def first_tries_of_many(kit: Kit, work: Work, scene: Scene, p: int, k: int, usual: Usual) -> None:
    """The same of both kinds of first tries, however often a client tries."""
    low, high, start = 0.75 * scene.rules.retry, 1.25 * scene.rules.retry, usual.refused_from
    waits, last = float(usual.served_from - start), float(usual.open_until - start)
    for mode in (AUTODISCOVER, RESTART):
        since, over = first_try(scene, kit, p, k, usual, mode)
        if not first_tries(work, mode, scene.rules, usual, since, over):
            grid, served = served_in_the_end(since, over, waits, last, low, high)
            for d in range(work.isolated.size):
                work.ends.left[mode, d] = until(grid, served, float(work.isolated[d] - start))
