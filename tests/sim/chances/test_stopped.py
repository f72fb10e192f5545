"""The law of a campaign that may be stopped: against the recursion over tenants, and against counted campaigns."""

from typing import Any

import numpy as np
import pytest

from sim.chances import Chances, chances
from sim.draws import Draws
from sim.judges import run
from sim.scenario import Scenario
from sim.streams import Floats, Source
from sim.tables import KINDS
from sim.tail import survival
from tests.toys import scenario

AT_ONCE: dict[str, Any] = {
    "kinds": ("owa",),
    "population__tenants": 12,
    "platform__controllers": 1,
    "clients__retries": 0,
    "clients__per_day": dict.fromkeys(KINDS, "300/d"),
    "clients__asks": dict.fromkeys(KINDS, 1.0),
    "clients__ask_delay": dict.fromkeys(KINDS, "1 s"),
    "campaign__slots": 1,
    "campaign__batch": 1,
    "campaign__report_probability": 0.5,
    "campaign__report_delay": {"law": "lognormal", "median": "1 s", "sigma": 0.0},
    "campaign__reaction": "1 s",
}
"""Whoever is exposed has reported, or not, before the next tenant begins."""


def law_of(toy: Scenario, seed: int = 1) -> Chances:
    """The laws under a seed's schedule."""
    return chances(toy, Draws(toy, Source(seed)))


def one_by_one(exposed: Floats, reports: float) -> Floats:
    """P(0, 1, 2 ... exposed) of tenants that come one after the other until the first report.

    Source: the recursion of a campaign on one slot that stops at the first report, one pass over tenants.
    """
    going, found = np.zeros(exposed.size + 1), np.zeros(exposed.size + 1)
    going[0] = 1.0
    for e in exposed.tolist():
        found[1:] += going[:-1] * e * reports
        after = going * (1.0 - e)
        after[1:] += going[:-1] * e * (1.0 - reports)
        going = after
    return found + going


def test_on_one_slot_it_is_the_recursion_over_tenants() -> None:
    """A report stops the campaign before the next tenant begins: then no other law is left."""
    uncut = law_of(scenario(**{**AT_ONCE, "campaign__report_probability": 0.0})).exposed
    cut = law_of(scenario(**AT_ONCE)).cut
    assert cut is not None
    assert cut.is_exact
    told, exact = cut.laws["exposed"], one_by_one(uncut, 0.5)
    assert 0.15 < uncut[0] < 0.5
    assert exact[1] > 0.3
    # Not before the second: an ask comes a second after its logon in the mean, and later in one of so many.
    assert told == pytest.approx(exact[: told.size], abs=2e-3)
    assert told.sum() == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("in_flight", ["finish", "freeze", "rollback"])
def test_what_the_kernel_counts_is_likely(in_flight: str) -> None:
    """Over 40 schedules on three slots, whatever becomes of those in flight."""
    toy = scenario(
        **{
            **AT_ONCE,
            "population__tenants": 60,
            "campaign__slots": 3,
            "campaign__batch": 3,
            "campaign__reaction": "5 min",
            "campaign__in_flight": in_flight,
        }
    )
    whole, met = np.ones(1), 0
    for seed in range(1, 41):
        cut = law_of(toy, seed).cut
        assert cut is not None
        whole = np.convolve(whole, cut.laws["exposed"])
        met += run(toy, seed, "kernel").totals["exposed"]
    assert min(whole[: met + 1].sum(), survival(whole)[met]) > 1e-3
    assert 40 < met < 40 * 60 / 3
