"""A small night in which exactly so many tenants were exposed, and exactly one connected in vain."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sim.judges import run
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.units import HOUR
from sim.words import NEVER

from .plots import Plot

TENANTS: Final = 24
"""As many as a group can look through."""
EXPOSED: Final = 3
"""Tenants that received, in every dossier."""
IN_VAIN: Final = 1
"""Tenants that were connected in their window and received nothing, in every dossier."""
LOGGED_US: Final = 354 * HOUR, 378 * HOUR
"""What is logged: from 18:00 before the night of 18 April to 18:00 of the day after."""
A_GROUP: Final = 1_000
"""Seeds that a group may try; groups share none."""
NIGHT: Final = {
    "population.tenants": TENANTS,
    "population.unique_names": True,
    "campaign.slots": 4,
    "campaign.batch": 3,
    "campaign.tenants_per_night": TENANTS,
}


@dataclass(frozen=True)
class Campaign:
    """One.

    Attributes:
        scenario: what was asked.
        seed: that brought it about.
        outcome: the rows.
        exposed: tenants, by number.
        in_vain: tenants that were connected and not exposed.
    """

    scenario: Scenario
    seed: int
    outcome: Outcome
    exposed: tuple[int, ...]
    in_vain: tuple[int, ...]


def campaigns(plot: Plot, seed: int, group: int) -> Iterator[Campaign]:
    """Campaigns that would do, as long as there are any among the group's seeds.

    Args:
        plot: what goes wrong.
        seed: of the class.
        group: from 1.
    """
    scenario = Scenario.load("incident").replaced({**NIGHT, **plot.settings})
    first = (seed * 100 + group) * A_GROUP
    for number in range(first, first + A_GROUP):
        outcome = run(scenario, seed=number, engine="kernel")
        of = outcome.columns
        exposed = of["exposed_at"] != NEVER
        in_vain = (of["connected_at"] != NEVER) & ~exposed
        is_late = of["exposed_at"][exposed] >= LOGGED_US[1]
        shown = outcome.totals["exposed_by_cause"][plot.shows]
        if (
            exposed.sum() == EXPOSED
            and 2 * shown > EXPOSED
            and in_vain.sum() == IN_VAIN
            and not is_late.any()
        ):
            tenants = of["tenant"]
            yield Campaign(
                scenario,
                number,
                outcome,
                tuple(sorted(tenants[exposed].tolist())),
                tuple(sorted(tenants[in_vain].tolist())),
            )
