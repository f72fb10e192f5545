"""A gate that opens again before the cut-over, or closes when all is over: closed form against the general way."""

import numpy as np
import pytest

from sim.chances import ROUGHLY, chances
from sim.draws import Draws
from sim.orderings.choice import procedure_of
from sim.procedure import Move
from sim.scenario import Scenario
from sim.streams import Source
from sim.words import Verb

SMALL = Scenario.load("incident").replaced({"population.tenants": 60, "window": "2 min"})
DRAWS = Draws(SMALL, Source(1), is_shared=True)
PREPARED = "provision, build_address_lists, create_policy"


def _with(steps: str) -> Scenario:
    ordering = tuple(map(Verb, steps.split(", ")))
    return SMALL.model_copy(update={"procedure": procedure_of(ordering, Move.MRS)})


@pytest.mark.parametrize(
    "steps",
    [
        # Closed for a few seconds; for some minutes, so that some come again while it is still closed.
        f"{PREPARED}, sync_mailboxes, close_gate, open_gate, switch_routing, cut_over, assign_policy",
        "provision, sync_mailboxes, close_gate, build_address_lists, create_policy, generate_oab, open_gate, "
        "switch_routing, cut_over, assign_policy",
        "provision, sync_mailboxes, close_gate, build_address_lists, create_policy, open_gate, cut_over, "
        "generate_oab, switch_routing, assign_policy",
    ],
)
def test_whoever_a_gate_refused_comes_again_into_the_window(steps: str) -> None:
    """Told roughly, no tenant is further off than that; the gate brings more than there would be without it."""
    gated = _with(steps)
    bare = _with(steps.replace("close_gate, ", "").replace("open_gate, ", ""))
    found, exact = (chances(gated, DRAWS, ROUGHLY, is_general=general).exposed for general in (False, True))
    without = chances(bare, DRAWS, ROUGHLY).exposed

    assert np.abs(found - exact).max() < ROUGHLY
    assert found.sum() == pytest.approx(exact.sum(), rel=5e-4)
    assert np.abs(without - exact).max() > 5 * np.abs(found - exact).max()


def test_asked_exactly_such_a_tenant_is_told_the_general_way() -> None:
    """Whoever asks for ten digits is given them."""
    gated = _with(
        f"{PREPARED}, sync_mailboxes, close_gate, open_gate, switch_routing, cut_over, assign_policy"
    )
    found, exact = (chances(gated, DRAWS, every=7, is_general=general).exposed for general in (False, True))
    assert found.tolist() == exact.tolist()


def test_a_gate_that_closes_on_the_isolated_keeps_nobody_from_anything() -> None:
    """Closed after the wait it changes no probability, and is no reason to tell a tenant the general way."""
    served = "sync_mailboxes, cut_over, switch_routing, assign_policy, wait_replication"
    steps = f"{PREPARED}, {served}, close_gate, open_gate"
    found, exact = (
        chances(_with(steps), DRAWS, ROUGHLY, every=5, is_general=general).exposed
        for general in (False, True)
    )
    assert found == pytest.approx(exact, rel=1e-6)
    assert found.sum() > 0
