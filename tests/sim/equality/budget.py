"""How much a case lets happen: rates and periods are set so that no part of it costs more than its share.

Nothing here decides what is right, only what is affordable: a bound is rough, and always on the high side.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from sim.campaign import median_time, plan, typical_night_time
from sim.clients import OUTLOOK_CACHED
from sim.population import ON_DEMAND
from sim.procedure import ANCHORS, Scope
from sim.scenario import Scenario
from sim.stops import may_stop
from sim.units import DAY, MINUTE, SECOND
from sim.words import NEVER, Verb

from .cases import Case

SHARE: Final = 4000
"""Events that each sort of thing may cause in one case."""


@dataclass(frozen=True)
class Spans:
    """Microseconds, each with something to spare.

    Attributes:
        campaign: from the first midnight to the last horizon.
        open: from a tenant's anchor until a client that comes meets nothing any more.
        kept: from there to its horizon.
        course: of a tenant's night steps alone.
    """

    campaign: int
    open: int
    kept: int
    course: int


def spans(case: Case) -> Spans:
    """How long things take in a case, at their medians, times two."""
    scenario, people = case.scenario, case.draws().people
    procedure = scenario.procedure
    planned = plan(scenario, people)
    mailboxes = int(people.mailboxes.max())
    faults = scenario.faults
    times = 1 + min(faults.transient / max(1 - faults.transient, 0.01), faults.retries)
    pause = round((times - 1) * faults.retry_delay)
    medians = [
        round(times * median_time(scenario, step, mailboxes, people)) + pause for step in procedure.steps
    ]
    lost = faults.console_back if faults.console_lost else 0
    night = max(round(2 * times * typical_night_time(scenario, people)) + pause * len(medians) + lost, 1)
    first, last = procedure.campaign_steps, procedure.presync_end
    slots = min(scenario.campaign.sync_slots, people.numbers.size)
    ahead = 2 * people.numbers.size * (sum(medians[:first]) + sum(medians[first:last]) // slots)
    end = max(planned.closing_night(planned.planned_nights - 1, 1).closes_at, ahead)
    begins = min(i for i, step in enumerate(procedure.steps) if step.verb in ANCHORS)
    is_batched = any(step.scope is Scope.BATCH for step in procedure.steps)
    open_for = night * (planned.batch if is_batched else 1) if begins >= last else end
    if scenario.campaign.at_dawn == "pause":
        nights = [planned.nights[i] for i in range(9)]
        longest = max(b.opens_at - a.closes_at for a, b in pairwise(nights))
        shortest = max(1, nights[0].closes_at - nights[0].opens_at)
        pauses = 1 + night * (planned.batch if is_batched else 1) // shortest
        open_for += pauses * longest
        end += (1 + night * planned.batch // shortest) * longest
    horizon = scenario.clients.horizon
    after = min(horizon, lingers(scenario))
    return Spans(end + night * planned.batch + horizon, open_for + after, open_for + horizon, night)


def lingers(scenario: Scenario) -> int:
    """How long after its procedure's end a tenant may be left such that a logon is refused, or shown something."""
    platform, found_after = scenario.platform, scenario.faults.found_after
    if may_stop(scenario):
        # Whoever is frozen, or halts because the source is gone, may stay so to the end.
        return NEVER
    # Who is rolled back is served by the source.
    may_stay = any(
        scenario.faults.hard_of(step.verb) > 0 and step.on_fail != "rollback"
        for step in scenario.procedure.steps
    )
    may_lie = any(scenario.faults.silent_of(step.verb) > 0 for step in scenario.procedure.steps)
    if scenario.faults.transient > 0 or may_lie or may_stay:
        return NEVER
    verbs = [step.verb for step in scenario.procedure.steps]
    is_left_open = Verb.ASSIGN_POLICY not in verbs or Verb.SWITCH_ROUTING not in verbs
    if is_left_open or (Verb.CLOSE_GATE in verbs and Verb.OPEN_GATE not in verbs):
        return NEVER
    for i, step in enumerate(scenario.procedure.steps):
        if step.verb is Verb.VERIFY_ISOLATION and step.on_fail == "halt":
            # Mending isolates and opens the gate; it reroutes nobody.
            is_mended = found_after is not None and i > verbs.index(Verb.SWITCH_ROUTING)
            return found_after if found_after is not None and is_mended else NEVER
    late = 15 * MINUTE if platform.lag_fault else 0
    return platform.lag_first + platform.controllers * platform.lag_step + 6 * platform.lag_hop + late


def within_budget(case: Case, visits: float, ticks: int | None) -> Case:
    """The same case with rates and periods that it can afford.

    Args:
        case: any.
        visits: of a client while its tenant's night lasts, about so many.
        ticks: seconds of which the gaps between two visits are whole multiples; None: they are drawn.
    """
    found = spans(case)
    draws, scenario = case.draws(), case.scenario
    seats = draws.seats
    who = max(seats.kind.size, 1)
    left_on = int((seats.follow != ON_DEMAND).sum())
    cached = int((seats.kind == OUTLOOK_CACHED).sum())
    clients: dict[str, Any] = dict(case.raw["clients"])
    picked = dict(case.picked)
    tries = 1 + min(scenario.clients.retries, 3)
    gap = max(found.course / visits, found.open * who * tries / (4 * SHARE), 0.4 * SECOND)
    mean = gap
    if ticks is not None:
        # Whole ticks need room below the mean gap for rounding; only where visits are rare it has to be longer.
        mean = max(TICKING_GAP, gap / 50)
        picked["connection"] = gaps_of(ticks, gap, mean)
    clients["per_day"] = dict.fromkeys(clients["per_day"], f"{max(DAY / mean, 0.001):.3f}/d")
    periods = {
        "autodiscover_retry": (left_on, scenario.clients.autodiscover_retry),
        "autodiscover_period": (left_on, scenario.clients.autodiscover_period),
        "oab_period": (cached, scenario.clients.oab_period),
    }
    for key, (many, period) in periods.items():
        clients[key] = at_least(period, found.kept * many / SHARE)
    platform = dict(case.raw["platform"])
    platform["oab_cycle"] = at_least(scenario.platform.oab_cycle, found.campaign / SHARE)
    return Case({**case.raw, "clients": clients, "platform": platform}, case.seed, picked, case.hides)


TICKING_GAP: Final = 100 * SECOND
"""The mean gap between two connections where uniforms are picked: what they are picked against."""


def gaps_of(ticks: int, gap: float, mean: float) -> tuple[float, ...]:
    """Uniforms that make gaps of whole ticks, about so long, of a client whose law has another mean."""
    some = (1, 2, 3, 5, 8)
    times = max(1, round(gap / (ticks * SECOND) * len(some) / sum(some)))
    # A little more than the gap keeps the floor of the instant from falling a microsecond short.
    return tuple(math.exp(-(n * times * ticks * SECOND + 0.05) / mean) for n in some)


def at_least(period: int, needed: float) -> str:
    """The least multiple of a period that is so long, as a file has it: what ticks goes on ticking."""
    return f"{period * max(1, math.ceil(needed / period)) // SECOND} s"
