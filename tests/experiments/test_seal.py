"""The seal of a procedure: proved, or the shortest story; among a scenario's faults; on its platform."""

from experiments.seal import seal
from sim.procedure import Procedure
from sim.scenario import Scenario


def _on(**changes: object) -> Scenario:
    return Scenario.load().replaced({key.replace("__", "."): value for key, value in changes.items()})


def test_a_seal_or_a_story() -> None:
    """What cannot leak is proved, with the count of states; what can has the actions that are enough."""
    safe, leaking = seal(Procedure.load("gated")), seal(Procedure.load("ovh-2016"))

    assert (safe.is_proved, safe.words, safe.story) == (True, "proved: cannot leak, 3,625 states", ())
    assert (leaking.is_proved, leaking.leaks, leaking.words) == (False, True, "leaks: 7 actions are enough")
    assert leaking.story[0] == (
        "operator: provision: A's recipients stand in the address lists of the target"
    )
    assert len(leaking.story) == 7


def test_nothing_is_proved_that_a_scenario_s_faults_can_undo() -> None:
    """Where steps may lie, a gate that did not close leaks; where they only fail, it does not."""
    gated = Procedure.load("gated")
    failing, lying = seal(gated, _on(faults__hard=0.1)), seal(gated, _on(faults__silent=0.1))

    assert (failing.is_proved, failing.story) == (True, ())
    assert (lying.is_proved, lying.leaks) == (False, False)
    assert lying.words == "cannot leak without a fault, 3,625 states; with the scenario's faults it can"
    assert "operator: close_gate: reports success on A's mailboxes, and has done nothing" in lying.story


def test_a_platform_that_redirects_is_judged_as_one() -> None:
    """Rerouting last is proved on a platform whose source does not redirect, and leaks on one whose source does."""
    reroute_last = Procedure.load("reroute-last")

    assert seal(reroute_last, _on()).is_proved
    assert seal(reroute_last, _on(platform__source_redirects=True)).leaks
