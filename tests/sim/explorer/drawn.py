"""Procedures drawn at random: the explorer's verdict, beside engines that give each of them every chance to leak.

``python -m tests.sim.explorer.drawn 200`` asks both about so many. What cannot leak must expose nobody in any
campaign; a leak is carried out on the fake to the answer with strangers in it, and some campaign ought to show it: in
the worlds below clients come all day long, steps and lags take hours, books are made every minute.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final

from sim.draws import Draws
from sim.explorer import explore
from sim.explorer.replay import replay
from sim.explorer.scaled import scaled_down
from sim.judges import judge
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.streams import Source
from sim.tables import KINDS

from ..equality.scenarios import LATE
from ..second_opinion.drawn import drawn
from .campaigns import exposed

SEEDS: Final = (1, 2)
TENANTS: Final = 40
_ALWAYS: Final[dict[str, Any]] = {
    "population.tenants": TENANTS,
    "population.residents": 5,
    "clients.per_day": dict.fromkeys(KINDS, "90/d"),
    "clients.hours": [1.0] * 24,
    "clients.days": [1.0] * 7,
    "clients.asks": dict.fromkeys(KINDS, 1.0),
    "clients.ask_delay": dict.fromkeys(KINDS, "1 s"),
    "clients.seats": dict.fromkeys(KINDS, 0.9),
    "platform.oab_cycle": "1 min",
    "faults.transient": 0.0,
    "faults.hard": 0.0,
    "faults.silent": 0.0,
}
_LAGS: Final[dict[str, Any]] = {
    # Prepared right before its night, a tenant's changes are still under way in it.
    **{f"campaign.{key}": value for key, value in LATE.items()},
    "campaign.sync_slots": TENANTS,
    "steps.sync_mailboxes": {"rate": "100000 GB/h", "sigma": 0.6},
    "faults.out_of_site": 1.0,
    "platform.lag_first": "6 h",
    "platform.lag_hop": "6 h",
    "platform.lag_fault": 1.0,
}
USUAL: Final = "long lags"
"""The world of which a verdict is counted: two controllers, and the source redirects nobody."""
WORLDS: Final[dict[str, dict[str, Any]]] = {
    USUAL: _LAGS,
    "long steps": {
        "window": "3 h",
        "steps.cut_over": {"base": "1 h", "sigma": 1.0},
        "steps.switch_routing": {"base": "1 h", "sigma": 1.0},
        "steps.verify_isolation": {"base": "1 h", "sigma": 1.0},
    },
    "slow to write": {"window": "3 h", "faults.out_of_site": 1.0, "platform.controllers": 6},
    "one controller": {"window": "3 h", "platform.controllers": 1, "faults.out_of_site": 0.0},
    "redirected": {**_LAGS, "window": "1 h", "platform.source_redirects": True},
    "paused": {"window": "3 h", "campaign.at_dawn": "pause", "faults.out_of_site": 1.0},
}
"""Worlds in which a window, if there is one, stays open for hours."""


@dataclass(frozen=True)
class Beside:
    """A procedure's verdict in one world, and what the kernel counts there.

    Attributes:
        world: its name.
        leaks: the verdict on a world of that kind.
        exposed: tenants, by seed.
    """

    world: str
    leaks: bool
    exposed: tuple[int, ...]


@cache
def scenario_of(world: str) -> Scenario:
    """The scenario of a world, whatever its procedure."""
    return Scenario.load().replaced(_ALWAYS | WORLDS[world], world)


def beside(procedure: Procedure) -> Iterator[Beside]:
    """Both, world by world; a leak is carried out on the fake.

    Raises:
        AssertionError: the fake does not give that client any stranger's entry.
    """
    for world in WORLDS:
        scenario = scenario_of(world)
        instance, faults = scaled_down(scenario)
        verdict = explore(procedure, instance, faults=faults)
        assert not verdict.leaks or replay(verdict).given is not None, world
        own = scenario.model_copy(update={"procedure": procedure})
        counts = tuple(exposed(own, Draws(own, Source(seed)), procedure) for seed in SEEDS)
        yield Beside(world, verdict.leaks, counts)


def observed(procedure: Procedure, world: str, seed: int) -> int:
    """Tenants that are exposed on the fake itself, by the first engine."""
    own = scenario_of(world).model_copy(update={"procedure": procedure})
    return int(judge(own, Draws(own, Source(seed)), "simpy").totals["exposed"])


def told(procedure: Procedure) -> str:
    """A procedure in one line."""
    steps = "; ".join(str(step.model_dump(mode="json", exclude_defaults=True)) for step in procedure.steps)
    return f"{procedure.move}, {procedure.default_lists}, {steps}"


def main(many: int, seed: int = 1) -> int:
    """Ask both about so many procedures; 1 where a safe one exposes, or the fake says otherwise than the kernel."""
    chance = Random(seed)
    count: Counter[str] = Counter()
    wrong: list[str] = []
    unseen: list[str] = []
    for number in range(many):
        procedure = drawn(chance)
        found = list(beside(procedure))
        (kind,) = ("leak" if each.leaks else "safe" for each in found if each.world == USUAL)
        seen = [each for each in found if each.leaks and any(each.exposed)]
        count.update([kind, *([f"{kind} in the usual world, exposed where it leaks"] if seen else [])])
        count.update(f"campaigns, {'leak' if each.leaks else 'safe'}" for each in found for _ in SEEDS)
        wrong += [f"{each}: {told(procedure)}" for each in found if not each.leaks and any(each.exposed)]
        if seen:
            at = next(place for place, number in enumerate(seen[0].exposed) if number)
            by_fake = observed(procedure, seen[0].world, SEEDS[at])
            if by_fake != seen[0].exposed[at]:
                wrong.append(f"simpy exposes {by_fake}, {seen[0]}: {told(procedure)}")
        elif kind == "leak":
            unseen.append(f"no campaign shows it: {told(procedure)}")
        print(f"\r{number + 1} of {many} procedures", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(*(f"{number:7} {name}" for name, number in count.most_common()), *unseen, *wrong, sep="\n")
    return min(1, len(wrong))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 200))
