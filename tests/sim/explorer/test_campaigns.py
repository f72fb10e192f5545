"""Whole campaigns beside the verdict: what cannot leak exposes nobody; what leaks exposes somebody, given time."""

import pytest

from sim.draws import Draws
from sim.explorer import explore
from sim.explorer.scaled import MANY, scaled_down
from sim.procedure import Procedure
from sim.scenario import Scenario
from sim.streams import Source

from .campaigns import compared, exposed, leaks
from .test_findings import LEAKING

SHARDS = 4
"""Of ten cases each; the whole of it is a longer run's."""
LEAST = 70


def test_what_cannot_leak_exposes_nobody() -> None:
    """In campaigns with the same classes of faults, each of which exposes somebody under ovh-2016."""
    counted, wrong = compared(range(SHARDS))

    assert wrong == []
    assert sum(counted.values()) >= LEAST, counted
    assert len(counted) >= 5, counted


@pytest.mark.parametrize("name", LEAKING)
def test_what_leaks_exposes_somebody_when_its_window_is_long(name: str) -> None:
    """An isolation step of ten hours, and a controller that is hours late: somebody comes in between."""
    scenario = Scenario.load().replaced(
        {"population.tenants": 400, "window": "10 h", "faults.out_of_site": 1.0, "procedure": name}
    )
    procedure = Procedure.load(name)

    assert explore(procedure, scaled_down(scenario)[0]).leaks
    assert exposed(scenario, Draws(scenario, Source(1)), procedure) > 0


def test_the_classes_of_faults_are_those_of_the_campaign() -> None:
    """A verdict knows failures and lies apart: a campaign without lies is not judged as one with them."""
    none, failing, lying = (
        Scenario.load().replaced(
            {"faults.transient": 0.0, "faults.hard": 0.0, "faults.silent": 0.0} | changes
        )
        for changes in ({}, {"faults.hard": 0.1}, {"faults.silent": 0.1})
    )
    isolate_first = Procedure.load("isolate-first")

    assert [scaled_down(of)[1] for of in (none, failing, lying)] == [0, MANY, MANY]
    assert [leaks(isolate_first, *scaled_down(of)) for of in (none, failing, lying)] == [False, False, True]
