"""STAND-IN, to be replaced by the exact law: crude probabilities of each tenant from the windows of one schedule.

What holds for the real one too: its signatures, that seats (which clients a mailbox has, who was left on) are integrated
out, and that the result depends on the schedule alone: people, order, durations, lags, faults, shocks.
"""

from dataclasses import dataclass

import numpy as np

from .campaign import plan
from .draws import Draws
from .judges import judge
from .scenario import Scenario
from .streams import Floats, Ints


@dataclass(frozen=True)
class Chances:
    """What may befall each tenant under one schedule, by position in the campaign.

    Attributes:
        connected: the probability that some client is connected (model, section 8), shape (tenants,).
        asked: that one asks in a wide session.
        exposed: that one is answered with a foreign entry.
        night: the planned night each tenant's batch belongs to, from 0; closing nights belong to the planned one.
        entangled: why nights are not independent of each other; empty where they are.
    """

    connected: Floats
    asked: Floats
    exposed: Floats
    night: Ints
    entangled: str


def chances(scenario: Scenario, draws: Draws) -> Chances:
    """The probabilities under one schedule."""
    outcome = judge(scenario, draws, "kernel")
    order = np.argsort(outcome.columns["position"])
    window = outcome.columns["window_s"][order] / 1e6
    mailboxes = outcome.columns["mailboxes"][order]
    planned = plan(scenario, draws.people)
    night = np.arange(order.size) // planned.batch // planned.batches_per_night
    rate = mailboxes * window / 86_400 * 0.25 * (scenario.clients.per_day.owa * 1.0)
    connected = -np.expm1(-rate)
    campaign = scenario.campaign
    entangled = ""
    if campaign.at_dawn == "pause":
        entangled = "nights pause at dawn"
    elif campaign.tenants_per_night == "greedy":
        entangled = "one planned night takes all tenants"
    return Chances(connected, 0.7 * connected, 0.65 * connected, night.astype(np.int64), entangled)
