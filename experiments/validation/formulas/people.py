"""How many mailboxes and lists tenants have, and the shocks of nights."""

import math
from typing import Final

import numpy as np
from scipy.special import ndtr

from sim.population import draw_people
from sim.scenario import Scenario
from sim.step_draws import UNIT, night_factor
from sim.streams import Floats, Source

from .formula import Checked, Formula


def _people(effort: float) -> tuple[Scenario, Floats]:
    scenario = Scenario.load("incident").replaced({"population.tenants": max(100, round(130_000 * effort))})
    people = draw_people(scenario, Source(1))
    return scenario, np.stack([people.mailboxes, people.lists]).astype(np.float64)


def _sizes(scenario: Scenario) -> Floats:
    """P(1, 2 ... mailboxes)."""
    law = scenario.population.mailboxes
    # A draw above the most is drawn again.
    ends = np.log(np.minimum(np.arange(1, law.max + 1) + 0.5, law.max))
    under = ndtr((ends - law.mu) / law.sigma)
    return np.diff(under / under[-1], prepend=0.0)


def _mean_mailboxes(effort: float) -> Checked:
    scenario, (mailboxes, _) = _people(effort)
    sizes = _sizes(scenario)
    return Checked.mean(
        float(sizes @ np.arange(1, sizes.size + 1)), mailboxes, f"{mailboxes.size:,} tenants drawn"
    )


def _single(effort: float) -> Checked:
    scenario, (mailboxes, _) = _people(effort)
    return Checked.share(
        float(_sizes(scenario)[0]),
        int((mailboxes == 1).sum()),
        mailboxes.size,
        f"{mailboxes.size:,} tenants drawn",
    )


def _lists(effort: float) -> Checked:
    scenario, (mailboxes, lists) = _people(effort)
    further = scenario.population.lists_per_further_mailbox * (mailboxes - 1)
    found = Checked.mean(0.0, lists - further, f"{lists.size:,} tenants drawn")
    return Checked(float(further.mean()), float(lists.mean()), found.se, found.of)


def _shock(effort: float) -> Checked:
    scenario = Scenario.load("incident").replaced({"campaign.campaign_shock": 0.0})
    source = Source(1)
    nights = max(100, round(20_000 * effort))
    factors = [night_factor(source, scenario, night) / UNIT for night in range(nights)]
    sigma = scenario.campaign.night_shock
    mean = math.exp(sigma**2)
    return Checked.mean(mean, np.square(factors), f"{nights:,} nights drawn")


FORMULAS: Final = (
    Formula(
        "mailboxes a tenant, mean",
        "Σ n P(n − ½ < X ≤ n + ½), X lognormal; 1 takes all below",
        "sim/population.py",
        _mean_mailboxes,
    ),
    Formula("tenants of one mailbox", "Φ((ln 1.5 − μ) / σ), of X ≤ max", "sim/population.py", _single),
    Formula("lists a tenant, mean", "0.15 (mailboxes − 1)", "sim/population.py", _lists),
    Formula(
        "a night's shock, mean square",
        "exp(σ²): a lognormal factor of mean 1",
        "sim/step_draws.py: night_factor",
        _shock,
    ),
)
