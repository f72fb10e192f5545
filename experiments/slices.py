"""A slice of a campaign: one of every so many of its slots, with their share of the tenants.

The same nights and hours, fewer tenants. A prefix of the tenants would not do: it fills its first night, or the
first hours of one, and in the evening more clients come than after midnight.
"""

import math

from sim.scenario import Scenario


def one_in(scenario: Scenario, most: int) -> int:
    """One tenant in how many to look at, for about so many: of every place in a batch as many.

    >>> incident = Scenario.load("incident")
    >>> one_in(incident, 10_000), one_in(incident, 1_000), one_in(incident, 200_000)
    (13, 131, 1)
    """
    every = max(1, scenario.population.tenants // most)
    while math.gcd(every, scenario.campaign.batch) > 1:
        every += 1
    return every


def slices_of(scenario: Scenario, most: int) -> int:
    """Into how many slices a campaign is cut: the fewest that leave no more tenants than that, if it has the slots.

    >>> incident = Scenario.load("incident")
    >>> slices_of(incident, 20_000), slices_of(incident, 500), slices_of(incident, 130_000)
    (10, 50, 1)
    """
    tenants, slots = scenario.population.tenants, scenario.campaign.slots
    wanted = -(-tenants // most)
    return next((many for many in range(wanted, slots) if slots % many == 0), slots) if wanted > 1 else 1


def slice_of(scenario: Scenario, slices: int) -> Scenario:
    """One of so many, a divisor of the slots."""
    if slices == 1:
        return scenario
    campaign, population = scenario.campaign, scenario.population
    a_night = campaign.tenants_per_night
    fewer = {
        "slots": campaign.slots // slices,
        "sync_slots": max(1, campaign.sync_slots // slices),
        "tenants_per_night": max(1, a_night // slices) if isinstance(a_night, int) else a_night,
    }
    return scenario.model_copy(
        update={
            "campaign": campaign.model_copy(update=fewer),
            "population": population.model_copy(update={"tenants": -(-population.tenants // slices)}),
        }
    )
