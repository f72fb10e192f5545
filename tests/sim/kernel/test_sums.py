"""What a campaign comes to without its rows, against the rows."""

from typing import Any

import numpy as np
import pytest

from sim.draws import Draws
from sim.judges import judge
from sim.kernel.sums import Campaigns
from sim.orderings.choice import procedure_of
from sim.procedure import Move, Procedure
from sim.scenario import Scenario
from sim.streams import Source
from sim.words import Verb

TENANTS = 400
GATED = (
    "provision, build_address_lists, create_policy, generate_oab, sync_mailboxes, close_gate, open_gate, "
    "switch_routing, cut_over, assign_policy, wait_replication, decommission"
)
LATE = (
    "provision, build_address_lists, create_policy, sync_mailboxes, cut_over, switch_routing, close_gate, "
    "assign_policy, generate_oab, open_gate, decommission"
)

PRECREATED = (
    "provision, build_address_lists, create_policy, assign_policy, sync_mailboxes, cut_over, switch_routing, "
    "generate_oab, decommission"
)


def _ordering(steps: str) -> Procedure:
    return procedure_of(tuple(map(Verb, steps.split(", "))), Move.MRS)


def _scenario(name: str, **changes: Any) -> Scenario:
    keys = {key.replace("__", "."): value for key, value in changes.items()}
    return Scenario.load(name).replaced({"population.tenants": TENANTS, **keys})


def _with(scenario: Scenario, procedure: Procedure, window: int) -> Scenario:
    return scenario.model_copy(update={"procedure": procedure, "window": window})


PROCEDURES = [Procedure.load("ovh-2016"), Procedure.load("batch-late"), _ordering(GATED), _ordering(LATE)]


@pytest.mark.parametrize("name", ["incident", "faults"])
def test_a_campaign_comes_to_what_its_rows_say(name: str) -> None:
    """Nights, downtime, refused logons and exposed tenants, whatever the procedure, the window and the faults."""
    scenario = _scenario(name, **({"faults__silent": 0.05, "faults__hard": 0.05} if name == "faults" else {}))
    draws = Draws(scenario, Source(5), is_shared=True)
    campaigns = Campaigns(draws)
    exposed = 0
    for procedure in PROCEDURES:
        for window in (0, 3_600_000_000):
            cell = _with(scenario, procedure, window)
            totals, found = judge(cell, draws, "kernel").totals, campaigns.run(cell)
            assert (
                found.nights,
                found.downtime_p99_s,
                int(found.refused.sum()),
                found.exposed,
            ) == tuple(totals[key] for key in ("nights", "downtime_p99_s", "refused_logons", "exposed")), (
                procedure.name,
                window,
            )
            exposed += found.exposed
    assert exposed > 0


def test_clients_of_some_tenants_are_theirs() -> None:
    """Looked at are the positions that are multiples, and what is refused to them is what is refused to them."""
    scenario = _with(_scenario("incident"), _ordering(GATED), 600_000_000)
    draws = Draws(scenario, Source(5), is_shared=True)
    outcome = judge(scenario, draws, "kernel")
    by_position = outcome.columns["refused"][np.argsort(outcome.columns["position"])]

    assert Campaigns(draws).run(scenario, every=3).refused.tolist() == by_position[::3].tolist()
    assert by_position.sum() > 0


def test_a_beginning_is_kept_for_those_that_begin_alike() -> None:
    """What precedes the nights is carried out once, unless it takes the isolation step's window or may be undone."""
    base = _scenario("incident", campaign__sync_slots=1)
    draws = Draws(base, Source(5), is_shared=True)
    campaigns = Campaigns(draws)
    ahead = procedure_of(tuple(map(Verb, PRECREATED.split(", "))), Move.PRECREATED)
    first_starts = set()
    for procedure in (*PROCEDURES[:2], ahead):
        for window in (60_000_000, 7_200_000_000):
            cell = _with(base, procedure, window)
            judged, played = judge(cell, draws, "kernel"), campaigns.run(cell)
            started = played.done.tenants.courses["started_at"]
            by_position = judged.columns["started_at"][np.argsort(judged.columns["position"])]
            assert started.tolist() == by_position.tolist(), (procedure.name, window)
            if procedure is ahead:
                first_starts.add(int(started.max()))

    assert len(first_starts) == 2
    assert campaigns._kept.find(_with(base, PROCEDURES[0], 0)) is not None
    assert campaigns._kept.find(_with(base, ahead, 0)) is None
    assert campaigns._kept.find(_with(base, ahead, 60_000_000)) is not None
