"""What a session that was left on leads to once it has ended: visits after it, in the usual course of a tenant."""

import math

from ..clients import OUTLOOK_CACHED, integrated
from ..compiled import lean
from ..streams import Floats, Ints
from ..units import MINUTE
from .events import CONNECTED, EVENTS, EXPOSED
from .kit import MODES, Kit
from .left_on import unshown
from .lengths import MEDIAN, SIGMA, SIGMAS, below
from .quadrature import NODES, W, X
from .usual import Ends


@lean
def add_visits_after_sessions(
    kit: Kit, kind: int, entries: float, begins: int, isolated: Ints, ends: Ends, led: Floats, found: Floats
) -> None:
    """P(a session that was left on shows nothing, ends in the window, and a visit after it brings the event about).

    Args:
        kit: what holds for all.
        kind: index into KINDS, of one that comes on demand too.
        entries: of everybody's book.
        begins: the mailbox is served from here on, microseconds since 00:00 of the first day.
        isolated: instants at which controllers isolate it, in order, likewise.
        ends: see ``Ends``.
        led: room, shape (EVENTS,).
        found: added to where it may matter, by mode and event, shape (MODES, EVENTS).
    """
    median, sigma = kit.sessions.laws[kind, MEDIAN], kit.sessions.laws[kind, SIGMA]
    controllers, start = isolated.size, begins
    last = isolated[controllers - 1]
    most = kit.weights[kind] * below(float(last - begins), median, sigma)
    most *= ends.visits[kind, controllers - 1] * max(kit.asks[kind, CONNECTED], kit.asks[kind, EXPOSED])
    latest = 0.0
    for mode in range(1, MODES):
        if kit.is_needed[kind, mode]:
            latest = max(latest, ends.left[mode, controllers - 1])
    if most * latest <= kit.within:
        return
    is_rough = kit.within > 1e-6
    fine, panels = (4, 1) if is_rough else (4 * NODES, 2)
    fine = max(fine, (last - begins) // ((30 if is_rough else 5) * MINUTE))
    for d in range(controllers):
        share = (controllers - d) / controllers
        parts = fine if d == 0 else 1
        for part in range(parts):
            # Whoever is served in a part is taken to be so in its middle.
            since = start + (isolated[d] - start) * part // parts
            until_then = start + (isolated[d] - start) * (part + 1) // parts
            middle = (since + until_then) // 2
            if until_then > since and _led_to(kit, kind, entries, share, middle, isolated, panels, led):
                for mode in range(1, MODES):
                    if kit.is_needed[kind, mode] and most * ends.left[mode, controllers - 1] > kit.within:
                        served = ends.left[mode, d] - (ends.left[mode, d - 1] if d > 0 else 0.0)
                        for event in range(kit.first_event, EVENTS):
                            found[mode, event] += max(0.0, served) / parts * led[event]
        start = max(start, isolated[d])


@lean
def _led_to(
    kit: Kit, kind: int, entries: float, share: float, since: int, isolated: Ints, panels: int, led: Floats
) -> bool:
    """The same of a session that begins at an instant, by event; whether it may end in the window at all.

    Args:
        kit: what holds for all.
        kind: index into KINDS.
        entries: of everybody's book.
        share: P(the session is wide).
        since: the instant, microseconds since 00:00 of the first day.
        isolated: instants at which controllers isolate the mailbox, in order, likewise.
        panels: of the quadrature over its length.
        led: filled, shape (EVENTS,).
    """
    led[:] = 0.0
    median, sigma = kit.sessions.laws[kind, MEDIAN], kit.sessions.laws[kind, SIGMA]
    left = isolated[isolated.size - 1] - since
    if left <= 0:
        return False
    highest = math.log(left / median) / max(sigma, 1e-6)
    lowest = max(-SIGMAS, highest - 6.0)
    if highest <= lowest:
        return False
    half = (highest - lowest) / 2.0 / panels
    for panel in range(panels):
        for k in range(NODES):
            z = lowest + half * (2 * panel + 1 + X[k])
            x = median * math.exp(sigma * z)
            density = half * W[k] * math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)
            visits = _visits_after(kit, kind, since + int(x), isolated)
            for event in range(kit.first_event, EVENTS):
                free = 1.0 - share
                if event != CONNECTED:
                    free += share * unshown(kit, kind, kind == OUTLOOK_CACHED, event, entries, x)
                led[event] -= density * free * math.expm1(-visits * kit.asks[kind, event])
    return True


@lean
def _visits_after(kit: Kit, kind: int, since: int, isolated: Ints) -> float:
    """Visits after an instant that meet a controller which does not isolate the mailbox yet."""
    found, before = 0.0, integrated(since, kind, kit.rates)
    for at in isolated:
        if at > since:
            found += integrated(at, kind, kit.rates) - before
    return found / isolated.size
