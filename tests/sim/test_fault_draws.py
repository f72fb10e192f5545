"""What befalls steps: how often, to whom, and the same whoever else draws."""

import numpy as np
import pytest

from sim.draws import Draws
from sim.fault_draws import ALL, consoles, controllers_in_use, step_faults
from sim.procedure import Scope, Step
from sim.scenario import Scenario
from sim.streams import Source
from sim.words import Verb

TENANTS = np.arange(20_000)
MANY = np.full(TENANTS.size, 3, np.int32)


def world(**faults: object) -> Scenario:
    """The incident with faults."""
    return Scenario.load("incident").replaced({f"faults.{key}": value for key, value in faults.items()})


def of(scenario: Scenario, step: Step) -> tuple[np.ndarray, np.ndarray]:
    """Failures and silent failures of a step."""
    found = step_faults(Source(1), scenario, step, f"{step.verb}/0", TENANTS, MANY)
    return found.failures, found.silent


def test_attempts_fail_one_after_the_other() -> None:
    """Of attempts that fail with probability 0.3 one step in 0.3 fails once, in 0.09 twice; never more than four."""
    failures, _ = of(world(transient=0.3), Step(verb=Verb.CUT_OVER))
    shares = [float(np.mean(failures >= n)) for n in range(6)]
    # Four standard errors of a share of 20,000.
    assert shares[1:5] == [pytest.approx(0.3**n, abs=4 * (0.3**n / 20_000) ** 0.5) for n in range(1, 5)]
    assert shares[5] == 0


def test_a_verb_has_a_share_of_its_own() -> None:
    """A table by verb, with a share for all others; a sync fails where one of its mailboxes does."""
    scenario = world(hard={"default": 0.0, "switch_routing": 0.1, "sync_mailboxes": 0.1})
    for verb, share in ((Verb.CUT_OVER, 0.0), (Verb.SWITCH_ROUTING, 0.1), (Verb.SYNC_MAILBOXES, 1 - 0.9**3)):
        failures, _ = of(scenario, Step(verb=verb))
        assert set(failures.tolist()) <= {0, 4}
        assert np.mean(failures == 4) == pytest.approx(share, abs=4 * (share * (1 - share) / 20_000) ** 0.5)


def test_a_verb_lies_by_a_share_of_its_own() -> None:
    """A table by verb, with a share for all others, as of steps that fail for good."""
    scenario = world(silent={"default": 0.0, "assign_policy": 0.25})
    for verb, share in ((Verb.CUT_OVER, 0.0), (Verb.ASSIGN_POLICY, 0.25)):
        _, silent = of(scenario, Step(verb=verb))
        assert np.mean(silent == ALL) == pytest.approx(share, abs=4 * (0.25 * 0.75 / 20_000) ** 0.5)


def test_a_silent_step_says_so_at_its_first_attempt() -> None:
    """Whom a silent fault strikes fails in nothing else; one mailbox of three is as likely as another."""
    failures, silent = of(
        world(transient=1.0, silent=0.5, silent_scope=Scope.MAILBOX), Step(verb=Verb.ASSIGN_POLICY)
    )
    assert set(failures[silent != 0].tolist()) == {0}
    assert [round(float(np.mean(silent == k)), 2) for k in (1, 2, 3)] == pytest.approx([1 / 6] * 3, abs=0.02)
    _, others = of(world(silent=0.5, silent_scope=Scope.MAILBOX), Step(verb=Verb.CUT_OVER))
    assert set(others.tolist()) == {0, ALL}


def test_cells_that_share_draws_scope_and_retry_a_verb_as_they_like() -> None:
    """By tenant, by mailbox and with other retries: each is drawn as if it were alone."""
    scenario = world(transient=0.5).replaced({"population.tenants": 50})
    shared = Draws(scenario, Source(1), is_shared=True)
    steps = [
        Step(verb=Verb.ASSIGN_POLICY),
        Step(verb=Verb.ASSIGN_POLICY, scope=Scope.MAILBOX),
        Step(verb=Verb.ASSIGN_POLICY, retries=0),
    ]
    for step in (*steps, *steps):
        alone, found = Draws(scenario, Source(1)).faults(step, (step,)), shared.faults(step, (step,))
        assert alone is not None
        assert found is not None
        assert alone.failures.tolist() == found.failures.tolist()


def test_a_console_is_lost_before_one_of_the_batch_s_steps() -> None:
    """Any of them as likely as another; none where consoles are never lost."""
    assert consoles(Source(1), world(), 5) is None
    found = consoles(Source(1), world(console_lost=0.5), 10_000)
    assert found is not None
    units = [found.unit(batch, 2, 3) for batch in range(10_000)]
    assert np.mean([tenant < 0 for tenant, _ in units]) == pytest.approx(0.5, abs=0.02)
    lost = [unit for unit in units if unit[0] >= 0]
    assert sorted(set(lost)) == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert max(lost.count(unit) for unit in set(lost)) / len(lost) == pytest.approx(1 / 6, abs=0.02)


def test_one_controller_more_where_one_is_out_of_site() -> None:
    """Four as configured, or five in a campaign that has one."""
    assert [controllers_in_use(Source(1), world(out_of_site=share)) for share in (0.0, 1.0)] == [4, 5]
    many = [controllers_in_use(Source(seed), world(out_of_site=0.5)) for seed in range(200)]
    assert 60 < many.count(5) < 140
