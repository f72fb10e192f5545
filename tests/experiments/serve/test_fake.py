"""A population carried through a procedure up to one verb."""

import pytest

from experiments.serve.fake import standing, verb_of
from fakeexchange.clock import ManualClock
from fakeexchange.policies import isolated_at
from fakeexchange.routing import is_served_by_target
from sim.errors import InputError
from sim.procedure import Procedure, built_in
from sim.scenario import Scenario
from sim.words import Verb

SMALL = Scenario.load("incident").replaced({"population.tenants": 30})


@pytest.mark.parametrize("name", built_in())
def test_every_procedure_can_be_carried_to_its_end(name: str) -> None:
    """Under each that ships everybody ends served by the target and isolated."""
    exchange = standing(SMALL.replaced({"procedure": name}), 1, ManualClock())
    tenants = exchange.directory.tenants
    assert len(tenants) == 30
    assert all(is_served_by_target(tenant, are_sources_redirecting=False) for tenant in tenants)
    assert all(isolated_at(tenant) <= 0 for tenant in tenants)


def test_up_to_a_verb_is_up_to_the_end_of_it() -> None:
    """Up to rerouting everybody is reachable and nobody isolated; everybody's book holds all of them."""
    exchange = standing(SMALL, 1, ManualClock(), Verb.SWITCH_ROUTING)
    directory = exchange.directory
    assert all(is_served_by_target(tenant, are_sources_redirecting=False) for tenant in directory.tenants)
    assert not any(isolated_at(tenant) <= 0 for tenant in directory.tenants)
    assert directory.default_book is not None
    assert directory.default_book.mailboxes == sum(len(tenant.mailboxes) for tenant in directory.tenants)


def test_a_verb_that_is_no_step_of_the_procedure_is_refused() -> None:
    """One line: the option, the value, and the verbs that there are."""
    with pytest.raises(InputError) as refused:
        verb_of(Procedure.load("cloudpanel"), "close_gate")
    assert str(refused.value) == (
        'command line: --upto = "close_gate": expected a verb of cloudpanel: provision, build_address_lists,'
        " create_policy,"
        " sync_mailboxes, switch_routing, assign_policy, cut_over, manual, wait_replication, generate_oab,"
        " decommission"
    )
