"""What steps will take, how late their changes arrive, and the shocks that slow a night.

Durations are drawn without any shock; an engine applies the one that holds when a step begins.
"""

import math
from typing import Final

import numpy as np

from . import laws
from .compiled import compiled
from .fault_draws import OUT_OF_SITE, controllers_in_use
from .procedure import Step
from .scenario import Scenario
from .streams import TRIES, Counts, Floats, Ints, Source
from .tables import StepLaw, SyncLaw
from .units import HOUR, MINUTE

UNIT: Final = 2**16
"""Shocks are whole multiples of 2**-16."""


def step_name(step: Step, steps: tuple[Step, ...]) -> str:
    """The verb and its occurrence: what a step's draws are keyed by, so that another step moves none."""
    earlier = steps[: next(i for i, s in enumerate(steps) if s is step)]
    return f"{step.verb}/{sum(s.verb is step.verb for s in earlier)}"


@compiled
def lognormals(u: Floats, medians: Floats, sigma: float) -> Ints:
    """Lognormal numbers of microseconds, from a uniform and a median each, and the sigma they share."""
    found = np.empty(u.size, np.int64)
    for i in range(u.size):
        found[i] = laws.lognormal(u[i], medians[i], sigma)
    return found


@compiled
def _exponentials(u: Floats, mean: float) -> Ints:
    found = np.empty(u.size, np.int64)
    for i in range(u.size):
        found[i] = laws.exponential(u[i], mean)
    return found


def durations(
    source: Source,
    law: StepLaw | SyncLaw,
    name: str,
    tenants: Ints,
    mailboxes: Ints | Counts,
    largest: Ints,
    attempt: int = 0,
) -> Ints:
    """Durations of one step for some tenants, drawn from its law.

    Args:
        source: the uniforms.
        law: the verb's law.
        name: verb and occurrence, see step_name.
        tenants: tenant numbers, shape (tenants,).
        mailboxes: mailboxes of each, likewise.
        largest: bytes of each one's largest mailbox, likewise.
        attempt: 0 for the first try.

    Returns:
        Microseconds, int64, shape (tenants,), without any shock.
    """
    u = source.uniforms(f"duration/{name}", tenants, attempt)
    if isinstance(law, SyncLaw):
        return lognormals(u, largest / law.rate * HOUR, law.sigma)
    return lognormals(u, law.base + law.mailbox * mailboxes.astype(np.float64), law.sigma)


def mailbox_durations(source: Source, law: StepLaw, name: str, mailboxes: Ints) -> Ints:
    """Durations of one step on one mailbox each, drawn from its law as for a tenant of one.

    Args:
        source: the uniforms.
        law: the verb's law.
        name: verb and occurrence, see step_name.
        mailboxes: their entities, shape (mailboxes,).

    Returns:
        Microseconds, int64, shape (mailboxes,), without any shock.
    """
    u = source.uniforms(f"mailbox_duration/{name}", mailboxes)
    return lognormals(u, np.full(mailboxes.size, float(law.base + law.mailbox)), law.sigma)


def lags(source: Source, scenario: Scenario, name: str, tenants: Ints) -> Ints:
    """Replication lags of one policy-writing step, 0 at the writer: microseconds, (tenants, controllers).

    The controller of rank r, the writer's first partner having rank 0, waits lag_first + r * lag_step and
    an exponential for every hop: one hop up to 4 controllers, one more for each further 4. One out of site is last,
    and later by up to OUT_OF_SITE.
    """
    platform = scenario.platform
    in_use = controllers_in_use(source, scenario)
    found = np.zeros((tenants.size, in_use), np.int64)
    hops = 1 + (platform.controllers - 1) // 4
    for c in range(1, in_use):
        lag = np.full(tenants.size, platform.lag_first + (c - 1) * platform.lag_step, np.int64)
        for hop in range(hops if platform.lag_hop else 0):
            u = source.uniforms(f"lag_hop/{name}", tenants, c * TRIES + hop)
            lag += _exponentials(u, float(platform.lag_hop))
        if platform.lag_fault:
            is_late = source.uniforms(f"lag_fault/{name}", tenants, c) < platform.lag_fault
            late = source.uniforms(f"lag_late/{name}", tenants, c)
            lag += np.where(is_late, np.floor(late * 15 * MINUTE).astype(np.int64), 0)
        if c >= platform.controllers:
            # Out of site: it comes last.
            further = source.uniforms(f"lag_site/{name}", tenants)
            lag += np.floor(further * OUT_OF_SITE).astype(np.int64)
        found[:, c] = lag
    return found


def shock(source: Source, stream: str, entity: int, sigma: float) -> float:
    """A lognormal factor of mean 1."""
    if sigma == 0:
        return 1.0
    return math.exp(sigma * laws.normal(source.uniform(stream, entity)) - sigma * sigma / 2)


def campaign_factor(source: Source, scenario: Scenario) -> int:
    """The campaign's shock on step durations, in multiples of 2**-16."""
    return max(1, round(UNIT * shock(source, "campaign_shock", 0, scenario.campaign.campaign_shock)))


def night_factor(source: Source, scenario: Scenario, night: int) -> int:
    """The shock on steps that begin after a night opened, the campaign's included, likewise."""
    whole = shock(source, "campaign_shock", 0, scenario.campaign.campaign_shock)
    whole *= shock(source, "night_shock", night, scenario.campaign.night_shock)
    return max(1, round(UNIT * whole))


def oab_phase(source: Source, scenario: Scenario) -> int:
    """The instant of the default OAB's first regeneration."""
    return int(source.uniform("oab_phase", 0) * scenario.platform.oab_cycle)
