"""The usual course of a tenant, in closed form: refused for a while, then served for good, isolated in the end.

Visits refused before the tenant is served try again after a uniform delay, and again; so their tries are piecewise
polynomials of Irwin and Hall's law, and all that is needed of them is how many are served until a controller isolates
the mailbox. What is not so goes the general way, which gives the same numbers, some hundred times as slowly.
"""

import math
from typing import Final, NamedTuple

from ..clients import OUTLOOK_CACHED
from ..compiled import compiled
from ..kernel.access import box_reachable_at, is_routed
from ..kernel.courses import Tenants, are_told_apart, written_at
from ..streams import Floats
from ..units import HOUR, WEEK
from ..words import NEVER
from .clients import MODES, ON_DEMAND, Kit
from .events import EVENTS

MOST_TRIES: Final = 6
"""More are left to the general way: the alternating sums of Irwin and Hall lose digits."""
MOST_STEPS: Final = 64
"""Of a rate, each an hour long: enough for what ``MOST_TRIES`` can take."""


class Usual(NamedTuple):
    """A usual tenant's instants, in microseconds since 00:00 of the first day.

    Attributes:
        refused_from: logons are refused from here on; before, the source serves them.
        served_from: they are served from here on, for good.
        open_until: and isolated everywhere.
    """

    refused_from: int
    served_from: int
    open_until: int


@compiled
def usual_course(tenants: Tenants, p: int, n: int, box: int) -> Usual:
    """The instants of a tenant whose course is usual; NEVER served where it is not."""
    none = Usual(NEVER, NEVER, NEVER)
    course, boxes, world = tenants.courses[p], tenants.boxes, tenants.world
    if course.is_undone or are_told_apart(boxes) or course.silent != 0 or course.mended_at != NEVER:
        return none
    served = box_reachable_at(course, tenants, p, box)
    written = written_at(course, boxes, box, n, n)
    if served == NEVER or written == NEVER or course.locked_at == NEVER or course.unlocked_at != NEVER:
        return none
    routed = course.hosted_at if world.is_redirecting else max(course.hosted_at, course.routed_at)
    start, end = course.locked_at, routed
    if course.closed_at != NEVER:
        opened = course.opened_at
        if course.closed_at > end or opened < start:
            return none
        start, end = min(start, course.closed_at), max(end, opened)
    if end != served or not is_routed(course, tenants, p, served):
        return none
    latest = 0
    for d in range(tenants.lags.shape[1]):
        latest = max(latest, tenants.lags[p, d])
    return Usual(start, served, written + latest)


@compiled
def rate_steps(kit: Kit, kind: int, usual: Usual, at: Floats, by: Floats) -> int:
    """The rate of a kind's visits while they are refused, as steps; how many steps.

    Args:
        kit: what holds for all.
        kind: index into KINDS.
        usual: the tenant's instants.
        at: filled, microseconds after ``refused_from``, shape (MOST_STEPS,).
        by: filled, visits a microsecond more from there on, likewise.
    """
    instant, size, last = usual.refused_from, 0, 0.0
    while instant < usual.served_from and size < MOST_STEPS:
        rate = kit.rates[kind, instant % WEEK // HOUR]
        at[size], by[size] = float(instant - usual.refused_from), rate - last
        last = rate
        size += 1
        instant += HOUR - instant % HOUR
    return size


@compiled
def displaced(
    at: Floats, by: Floats, size: int, waits: float, low: float, high: float, tries: int, until: float
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
        until: no earlier than ``waits``.
    """
    width = high - low
    found = 0.0
    for i in range(size):
        y, t = waits - at[i], until - at[i]
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


@compiled
def most_tries(waits: float, low: float) -> int:
    """How many tries there may be until one is served."""
    return int(waits // low) + 1


@compiled
def of_cached(served: Floats, share: Floats, many: int, chance: float, later: float) -> float:
    """P(event) of a cached client on demand, see ``clients``: served logons until instants, shares wide before each."""
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


@compiled
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
        for event in range(EVENTS):
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
