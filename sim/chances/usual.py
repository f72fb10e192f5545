"""The usual course of a tenant, in closed form: refused for a while, then served for good, isolated in the end.

Visits refused before the tenant is served try again after a uniform delay, and again; so their tries are piecewise
polynomials of Irwin and Hall's law, and all that is needed of them is how many are served until a controller isolates
the mailbox. What is not so goes the general way, which gives the same numbers, some hundred times as slowly.
"""

import math
from typing import Final, NamedTuple

import numpy as np

from ..clients import OUTLOOK_CACHED
from ..compiled import inner, lean
from ..kernel.access import box_reachable_at
from ..kernel.courses import Tenants, hosted_at, locked_at, unlocked_at, written_at
from ..streams import Floats
from ..units import HOUR, WEEK
from ..words import NEVER
from .events import EVENTS
from .kit import MODES, ON_DEMAND, Kit
from .quadrature import NODES, Grid, Sum, apart, grid_of, ordered, summed, until

MOST_TRIES: Final = 8
"""More are left to the general way: the alternating sums of Irwin and Hall lose digits."""
MOST_STEPS: Final = 64
"""Of a rate, each an hour long: enough for what ``MOST_TRIES`` can take."""
PARTS: Final = 16
"""In which those who come again from an earlier refusal meet the next one, each at a steady rate."""
ROUGH: Final = 5e-5
"""Whoever asks for more than this has the earlier refusal told the general way."""


class Usual(NamedTuple):
    """A usual tenant's instants, in microseconds since 00:00 of the first day.

    Attributes:
        refused_from: logons are refused from here on; before, the source serves them.
        served_from: they are served from here on, for good.
        written: its policy is.
        open_until: it is isolated everywhere.
        is_at_once: by somebody who found it left behind, on all controllers in one instant.
        gate_from: before all that, a gate was closed from here on; NEVER: there was none.
        gate_until: and opened here: the source served them again.
    """

    refused_from: int
    served_from: int
    written: int
    open_until: int
    is_at_once: bool
    gate_from: int
    gate_until: int


@lean
def usual_course(tenants: Tenants, p: int, box: int, k: int, n: int) -> Usual:
    """The instants of mailbox k of n; NEVER served where its course is not usual."""
    none = Usual(NEVER, NEVER, NEVER, NEVER, False, NEVER, NEVER)
    course, boxes, world = tenants.courses[p], tenants.boxes, tenants.world
    written, is_mended = written_at(course, boxes, box, k, n), False
    if course.mended_at != NEVER:
        is_mended = course.closed_at == NEVER and written == NEVER
    if course.is_undone or (course.mended_at != NEVER and not is_mended):
        return none
    served, start = box_reachable_at(course, tenants, p, box), locked_at(course, boxes, box)
    if is_mended and hosted_at(course, boxes, box) <= course.mended_at:
        written = course.mended_at
    if served == NEVER or written == NEVER or start == NEVER or unlocked_at(course, boxes, box) != NEVER:
        return none
    latest = 0
    if not is_mended:
        for d in range(tenants.lags.shape[1]):
            latest = max(latest, tenants.lags[p, d])
    open_until = max(served, written + latest)
    hosted = hosted_at(course, boxes, box)
    end = hosted if world.is_redirecting else max(hosted, course.routed_at)
    gate_from = gate_until = NEVER
    if course.closed_at > end:
        # A gate that closes on whoever is isolated everywhere keeps nobody from anything.
        if course.closed_at < open_until:
            return none
    elif course.opened_at < start:
        gate_from, gate_until = course.closed_at, course.opened_at
    else:
        start, end = min(start, course.closed_at), max(end, course.opened_at)
    if end != served:
        return none
    return Usual(start, served, written, open_until, is_mended, gate_from, gate_until)


@lean
def rate_steps(kit: Kit, kind: int, since: int, until: int, at: Floats, by: Floats) -> int:
    """The rate of a kind's visits while they are refused, as steps; how many steps.

    Args:
        kit: what holds for all.
        kind: index into KINDS.
        since: the instant from which on they are refused, microseconds since 00:00 of the first day.
        until: the one before which they are, likewise.
        at: filled, microseconds after ``since``, shape (MOST_STEPS,).
        by: filled, visits a microsecond more from there on, likewise.
    """
    instant, size, last = since, 0, 0.0
    while instant < until and size < MOST_STEPS:
        rate = kit.rates[kind, instant % WEEK // HOUR]
        at[size], by[size] = float(instant - since), rate - last
        last = rate
        size += 1
        instant += HOUR - instant % HOUR
    return size


@lean
def displaced(
    at: Floats, by: Floats, size: int, waits: float, low: float, high: float, tries: int, last: float
) -> float:
    """Tries that are served after refusals, until an instant; all instants in microseconds after ``refused_from``.

    Args:
        at: where the rate of first tries has steps, shape (steps,).
        by: tries a microsecond more from there on, likewise.
        size: how many steps count.
        waits: when tries begin to be served.
        low: how long after a refusal one tries again, at least.
        high: and at most.
        tries: further ones that a visit makes at most.
        last: that instant, no earlier than ``waits``.
    """
    width = high - low
    found = 0.0
    for i in range(size):
        y, t = waits - at[i], last - at[i]
        if y <= 0.0 or t <= low:
            continue
        scale = by[i] / width
        for m in range(tries):
            # The m-th further try is refused still, the next one is not.
            if m * low >= y:
                break
            sign, choose = 1.0, 1.0
            for k in range(m + 1):
                c = m * low + k * width
                if c >= y:
                    break
                for g, of in ((low, 1.0), (high, -1.0)):
                    # Until then, less those that came before any was served.
                    for end, counts in ((t, of), (y, -of)):
                        most = min(y, end - g) - c
                        if most <= 0.0:
                            continue
                        power = most ** (m + 1)
                        found += (
                            scale
                            * sign
                            * choose
                            * counts
                            * ((end - g - c) * power / (m + 1) - power * most / (m + 2))
                        )
                sign = -sign
                choose = choose * (m - k) / (k + 1)
            scale /= (m + 1) * width
    return found


@lean
def most_tries(waits: float, low: float) -> int:
    """How many tries there may be until one is served."""
    return int(waits // low) + 1


@lean
def from_the_gate(
    usual: Usual,
    at: Floats,
    by: Floats,
    size: int,
    low: float,
    high: float,
    retries: int,
    then_at: Floats,
    then_by: Floats,
    many: int,
    within: float,
) -> int:
    """Whoever was refused by the gate and comes again when all are refused once more: as further first tries.

    Args:
        usual: the tenant's instants.
        at: where the rate of first tries has steps while the gate is closed, microseconds after ``gate_from``.
        by: tries a microsecond more from there on, likewise.
        size: how many steps count.
        low: how long after a refusal one tries again, at least.
        high: and at most.
        retries: further tries that a visit makes at most.
        then_at: steps of the rate of first tries later, microseconds after ``refused_from``: added to.
        then_by: likewise.
        many: how many of those count so far.
        within: visits that may be told wrongly.

    Returns:
        How many count then; -1 where too many come with so few tries left that they may all be refused.
    """
    opens = float(usual.gate_until - usual.gate_from)
    since, long = float(usual.refused_from - usual.gate_from), float(usual.served_from - usual.refused_from)
    # A last try that is refused leads to none that is served.
    tries = min(most_tries(opens, low), retries - 1)
    sure = min(tries, max(0, retries - most_tries(long, low)))
    early = since + max(0.0, long - low * (retries - tries))
    if sure < tries and early > since:
        doubtful = displaced(at, by, size, opens, low, high, tries, early)
        doubtful -= displaced(at, by, size, opens, low, high, tries, since)
        doubtful -= displaced(at, by, size, opens, low, high, sure, early)
        doubtful += displaced(at, by, size, opens, low, high, sure, since)
        if doubtful > within:
            return -1
    came, rate = displaced(at, by, size, opens, low, high, tries, since), 0.0
    for part in range(PARTS):
        until_then = since + long * (part + 1) / PARTS
        now = displaced(at, by, size, opens, low, high, tries, until_then)
        steady = (now - came) * PARTS / long
        then_at[many], then_by[many] = long * part / PARTS, steady - rate
        came, rate = now, steady
        many += 1
    return many


@inner
def served_in_the_end(
    since: float, over: float, waits: float, last: float, low: float, high: float
) -> tuple[Grid, Sum]:
    """The same for first tries at a steady rate, however often they are refused: P(served) until any instant.

    Args:
        since: the first instant of the first try.
        over: the last one, so much later.
        waits: when tries begin to be served.
        last: until when it is told.
        low: how long after a refusal one tries again, at least.
        high: and at most.
    """
    marks, size = np.empty(4096), 4
    marks[0], marks[1], marks[2], marks[3] = since + over, waits, waits + low, waits + high
    traces, many = np.array([since, since + over]), 2
    for _ in range(MOST_TRIES):
        now = np.empty(2 * many)
        for i in range(many):
            now[2 * i], now[2 * i + 1] = traces[i] + low, traces[i] + high
        traces = apart(now)
        many = traces.size
        marks[size : size + many] = traces
        size += many
    longest = low / 4.0
    at = since
    while at < last and size < marks.size:
        marks[size] = at
        size += 1
        at += longest
    grid = grid_of(ordered(marks, size, since, last, 0.5))
    shape = grid.at.shape
    # Two integrals, told forward: of tries that are refused, and of those that are served.
    refused = Sum(np.zeros(shape[0] + 1), np.zeros(shape))
    served = np.zeros(shape)
    one = np.zeros((1, NODES))
    for i in range(shape[0]):
        for k in range(NODES):
            at = grid.at[i, k]
            tries = (until(grid, refused, at - low) - until(grid, refused, at - high)) / (high - low)
            if at < since + over:
                tries += 1.0 / over
            one[0, k] = tries if at < waits else 0.0
            served[i, k] = 0.0 if at < waits else tries
        part = summed(Grid(grid.edges[i : i + 2], grid.at[i : i + 1]), one)
        refused.terms[i] = part.terms[0]
        refused.before[i + 1] = refused.before[i] + part.before[1]
    return grid, summed(grid, served)


@lean
def of_cached(served: Floats, share: Floats, many: int, chance: float, later: float) -> float:
    """P(event) of a cached client on demand, told by how many logons are served until each controller isolates it.

    Args:
        served: logons that are served until then, shape (controllers,).
        share: the share of controllers not isolated before it, likewise.
        many: how many of both count.
        chance: P(event) of a first wide session.
        later: that of a later one.
    """
    found = rest = 0.0
    for i in range(many - 1, -1, -1):
        start = served[i - 1] if i > 0 else 0.0
        grows = served[i] - start
        if grows <= 0.0:
            continue
        u, slope = share[i] * chance, share[i] * later
        none_yet = math.exp(-start)
        # 1 less what neither the first logon nor a later one brings about; nothing here is subtracted from 1.
        quiet = math.exp(-slope * grows)
        if slope < 1.0 - 1e-9:
            quiet *= -math.expm1(-(1.0 - slope) * grows) / (1.0 - slope)
        else:
            quiet *= grows
        found += none_yet * (-math.expm1(-grows) - (1.0 - u) * math.exp(-rest) * quiet)
        rest += slope * grows
    return found


class Ends(NamedTuple):
    """What clients of one usual mailbox did until each controller isolated it, the earliest first.

    Attributes:
        visits: served logons of each kind, of one client on demand, shape (kinds, controllers).
        left: P(a client that was left on has been served), by mode, shape (MODES, controllers).
        share: the share of controllers not isolated before each instant, shape (controllers,).
    """

    visits: Floats
    left: Floats
    share: Floats


@lean
def of_usual_mailbox(kit: Kit, ends: Ends, chances: Floats, asks: Floats, found: Floats) -> None:
    """P(event) of every kind in every mode, from what was served until when.

    Args:
        kit: what holds for all.
        ends: what was served until when.
        chances: P(event) of a first wide session, shape (kinds, EVENTS).
        asks: that of one that fetches nothing, likewise.
        found: filled, shape (kinds, MODES, EVENTS).
    """
    controllers = ends.share.size
    found[:] = 0.0
    for kind in range(kit.base.size):
        for event in range(kit.first_event, EVENTS):
            if chances[kind, event] == 0.0:
                continue
            if kit.is_needed[kind, ON_DEMAND]:
                if kind == OUTLOOK_CACHED:
                    found[kind, ON_DEMAND, event] = of_cached(
                        ends.visits[kind], ends.share, controllers, chances[kind, event], asks[kind, event]
                    )
                else:
                    total = start = 0.0
                    for i in range(controllers):
                        total += ends.share[i] * (ends.visits[kind, i] - start)
                        start = ends.visits[kind, i]
                    found[kind, ON_DEMAND, event] = -math.expm1(-chances[kind, event] * total)
            for mode in range(1, MODES):
                if kit.is_needed[kind, mode]:
                    total = start = 0.0
                    for i in range(controllers):
                        total += ends.share[i] * (ends.left[mode, i] - start)
                        start = ends.left[mode, i]
                    found[kind, mode, event] = chances[kind, event] * total
