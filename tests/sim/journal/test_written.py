"""The operator's journal of a run: the run is the same, and its lines say what was reported, no more."""

from collections import Counter
from typing import Any

import pytest

from sim.draws import Draws
from sim.journal.line import MEND, Line, Reported
from sim.judges import judge
from sim.outcome import WORDS, first_difference
from sim.scenario import Scenario
from sim.simpy_engine.logbook import simulate_written
from sim.simpy_engine.witness import witness
from sim.streams import Source
from sim.words import Verb

TENANTS = 120
FAULTY: dict[str, Any] = {
    "faults.transient": 0.1,
    "faults.hard": 0.02,
    "faults.silent": 0.05,
    "faults.retries": 1,
}
WORLDS: dict[str, dict[str, Any]] = {
    "calm": {"procedure": "gated"},
    "faults": {"procedure": "gated", **FAULTY},
    "timer": {"procedure": "gated-on-timer", **FAULTY},
    "a loop over mailboxes": {"procedure": "solidcp", **FAULTY},
    "batches that pause": {"procedure": "batch-late", "campaign.at_dawn": "pause", "campaign.last_start": "22:30",
                           "campaign.closes": "22:30"},
    "stopped, rolled back": {"procedure": "ovh-2016", "window": "10 min", "campaign.report_probability": 1.0,
                             "campaign.report_delay.median": "1 min", "campaign.reaction": "1 min",
                             "campaign.in_flight": "rollback", "clients.asks.phone": 1.0},
    "stopped, frozen": {"procedure": "ovh-2016", "window": "10 min", "campaign.report_probability": 1.0,
                        "campaign.report_delay.median": "1 min", "campaign.reaction": "1 min",
                        "campaign.in_flight": "freeze", "clients.asks.phone": 1.0},
}  # fmt: skip

WRITTEN = {*Verb, MEND} - {Verb.VERIFY_ISOLATION}
"""What is done once; a check that fails reads again."""


@pytest.mark.parametrize("world", WORLDS)
def test_the_run_is_the_same_and_the_lines_are_what_was_done(world: str) -> None:
    """Rows are equal to a run without a journal; each step done is a line at the instant at which the fake did it."""
    scenario = Scenario.load().replaced({"population.tenants": TENANTS, **WORLDS[world]})
    draws = Draws(scenario, Source(3), is_shared=True)

    outcome, lines = simulate_written(scenario, draws)

    assert first_difference(outcome, judge(scenario, draws, "simpy")) is None
    assert lines == sorted(lines, key=lambda line: line.start)
    _, records = witness(scenario, draws, range(TENANTS))
    for tenant, record in records.items():
        told = {(line.end, line.verb) for line in lines if line.tenant == tenant and line.outcome == "done"}
        did = {(at, event) for at, event, *_ in record.done}
        # Mending assigns, by hand.
        by_hand = {(at, "assign_policy") for at, event in did if event == MEND}
        assert {(at, event) for at, event in did if event in WRITTEN} <= told | by_hand
        # A silent step leaves nothing in the fake.
        if not scenario.faults.silent:
            assert told <= did


def test_a_silent_failure_is_reported_as_done() -> None:
    """Where no step takes effect, and none says so, the journal says that all went well."""
    scenario = Scenario.load().replaced(
        {
            "population.tenants": 10,
            "procedure": "ovh-2016",
            "faults.silent": 1.0,
            "faults.found_after": "never",
        }
    )
    steps = len(scenario.procedure.steps)

    _, lines = simulate_written(scenario, Draws(scenario, Source(1)))

    assigned = [line for line in lines if line.verb == "assign_policy"]
    assert {line.outcome for line in assigned} <= {Reported.DONE, Reported.FAILED}
    assert max(Counter(line.tenant for line in lines).values()) <= steps
    assert next(line for line in lines if line.verb == "provision").outcome is Reported.DONE


def test_what_is_given_up_and_taken_back_is_said() -> None:
    """A step that fails for good is failed; what preceded it is undone, last step first; no step of it is open."""
    changes = {"population.tenants": 40, "procedure": "ovh-2016", "faults.hard": {"switch_routing": 1.0}}
    base = Scenario.load().replaced(changes)
    steps = [step.model_dump(mode="json", exclude_defaults=True) for step in base.procedure.steps]
    for step in steps:
        step["on_fail"] = "rollback"
    scenario = base.replaced({"procedure": {"name": "back", "purpose": "", "steps": steps}})

    outcome, lines = simulate_written(scenario, Draws(scenario, Source(1)))

    assert {WORDS["status"][code] for code in outcome.columns["status"]} == {"rolled_back"}
    of: list[Line] = [line for line in lines if line.tenant == 7]
    assert [(line.verb, str(line.outcome)) for line in of] == [
        ("provision", "done"),
        ("build_address_lists", "done"),
        ("create_policy", "done"),
        ("sync_mailboxes", "done"),
        ("cut_over", "done"),
        ("switch_routing", "failed"),
        ("cut_over", "undone"),
        ("provision", "undone"),
    ]
    assert [line.step for line in of] == [1, 2, 3, 4, 5, 6, 5, 1]
