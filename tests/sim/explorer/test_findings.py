"""What is said beside a verdict: constraints, faults, conditions, residual books, warnings, replays."""

from dataclasses import replace

import pytest

from sim.explorer import Instance, explore
from sim.explorer.assessment import assess
from sim.explorer.conditions import Condition, assumptions, conditions
from sim.explorer.constraint import constrained, constraint_for
from sim.explorer.fewest import fewest_faults
from sim.explorer.instance import SMALL, STOPPED
from sim.explorer.negations import NEGATIONS
from sim.explorer.replay import replay
from sim.explorer.residual import residual
from sim.explorer.story import Event
from sim.explorer.warnings import warnings
from sim.procedure import Procedure, built_in
from sim.words import Verb

from .test_verdict import SAFE
from .toys import READY, changed, procedure

LEAKING = sorted(set(built_in()) - set(SAFE))
MOVED = (*READY, "sync_mailboxes", "cut_over")


def _keys(found: tuple[Condition, ...], *, is_in_model: bool = True) -> list[tuple[str, ...]]:
    return [tuple(a.key for a in c.any_of) for c in found if c.is_in_model is is_in_model]


@pytest.mark.parametrize("name", LEAKING)
def test_the_constraint_that_is_named_removes_the_leak(name: str) -> None:
    """Each leaking built-in has one constraint under which it cannot leak, and leaks without it."""
    own = Procedure.load(name)
    found = constraint_for(own, SMALL, 0)

    assert found is not None
    assert len(found.pairs) == 1
    verbs = [step.verb for step in found.procedure.steps]
    ((before, after),) = found.pairs
    assert verbs.index(before) < verbs.index(after)
    assert explore(own, SMALL).leaks
    assert not explore(found.procedure, Instance()).leaks


def test_the_night_of_2016_was_one_constraint_away() -> None:
    """Rerouting waits until the assignment has replicated; every other step keeps its place."""
    found = constraint_for(Procedure.load("ovh-2016"), Instance(), 0)

    assert found is not None
    assert found.pairs == ((Verb.WAIT_REPLICATION, Verb.SWITCH_ROUTING),)
    assert [str(step.verb) for step in found.procedure.steps] == [
        *MOVED,
        "assign_policy",
        "wait_replication",
        "switch_routing",
        "generate_oab",
        "decommission",
    ]


def test_a_wait_that_is_lacking_is_put_in() -> None:
    """Assigned in time and not waited for: the constraint brings its step with it."""
    found = constraint_for(Procedure.load("isolate-unreplicated"), Instance(), 0)

    assert found is not None
    assert found.pairs == ((Verb.WAIT_REPLICATION, Verb.SWITCH_ROUTING),)


def test_a_timer_gives_way_to_a_sequence() -> None:
    """A gate that waits for something is opened in sequence; its timer is gone."""
    found = constraint_for(Procedure.load("gated-on-timer"), Instance(), 0)

    assert found is not None
    assert found.pairs == ((Verb.WAIT_REPLICATION, Verb.OPEN_GATE),)
    assert all(step.on is None for step in found.procedure.steps)


def test_two_constraints_where_one_is_not_enough() -> None:
    """Rerouted for the whole campaign, a gate that closes too late and opens too early has to be moved twice."""
    campaign = [{"verb": verb, "scope": "campaign"} for verb in (*READY, "switch_routing")]
    toy = procedure(*campaign, "sync_mailboxes", "cut_over", "close_gate", "open_gate", "assign_policy")
    found = constraint_for(toy, SMALL, 0)

    assert found is not None
    assert found.pairs == (
        (Verb.WAIT_REPLICATION, Verb.OPEN_GATE),
        (Verb.CLOSE_GATE, Verb.CUT_OVER),
    )
    for pair in found.pairs:
        alone = constrained(toy, (pair,))
        assert alone is not None
        assert explore(alone, SMALL).leaks


def test_no_constraint_makes_up_for_what_is_not_done() -> None:
    """Who never assigns a policy is not made safe by any order."""
    assert constraint_for(procedure(*MOVED, "switch_routing"), SMALL, 0) is None


def test_an_order_that_no_engineer_could_carry_out_is_none() -> None:
    """Under a move by the replication service nothing is assigned before the cut-over."""
    own = Procedure.load("ovh-2016")

    assert constrained(own, ((Verb.ASSIGN_POLICY, Verb.CUT_OVER),)) is None
    assert constrained(own, ((Verb.CUT_OVER, Verb.PROVISION),)) is None


def test_how_few_faults_make_each_safe_built_in_leak() -> None:
    """A gate that did not close; a wait that did not wait; both wait and check. Denied lists survive every fault."""
    found = {name: fewest_faults(Procedure.load(name)) for name in SAFE}
    befell = {
        name: None if verdict is None else [e.action for e in verdict.story if e.is_fault]
        for name, verdict in found.items()
    }

    assert [(name, verdict and verdict.faults) for name, verdict in found.items()] == [
        ("deny-by-default", None),
        ("gated", 1),
        ("isolate-first", 1),
        ("reroute-last", 2),
    ]
    assert befell == {
        "deny-by-default": None,
        "gated": ["close_gate"],
        "isolate-first": ["wait_replication"],
        "reroute-last": ["wait_replication", "verify_isolation"],
    }


def test_no_smaller_number_of_faults_makes_it_leak() -> None:
    """One fault less than the smallest number is not enough, on two tenants moving at once either."""
    assert not explore(Procedure.load("reroute-last"), Instance(nights=0), faults=1).leaks


def test_what_the_verdicts_of_the_built_ins_rest_on() -> None:
    """Alone or in pairs that stand in for each other, as the search found them."""
    found = {name: _keys(conditions(explore(Procedure.load(name), SMALL))) for name in built_in()}

    checked = [("assignment_works", "check_checks"), ("wait_waits", "check_checks")]
    assert {name: found[name] for name in SAFE} == {
        "deny-by-default": [("default_lists_denied",)],
        "gated": [("gate_holds",), ("gate_is_ours",), *checked],
        "isolate-first": [("assignment_works",), ("policy_outlives_cut_over",), ("wait_waits",)],
        "reroute-last": [("source_redirects",), *checked],
    }
    assert found["ovh-2016"] == [("default_lists_open",)]
    assert found["isolate-unreplicated"] == [("default_lists_open",), ("controllers_lag",)]


@pytest.mark.parametrize("name", built_in())
def test_each_condition_negated_changes_the_verdict(name: str) -> None:
    """Where what a verdict rests on is not true, the search says the opposite."""
    verdict = explore(Procedure.load(name), SMALL)
    for condition in conditions(verdict):
        if not condition.is_in_model:
            continue
        tried = verdict.procedure, SMALL
        for assumption in condition.any_of:
            negated = NEGATIONS[assumption.negation](*tried)
            assert negated is not None
            tried = negated
        assert explore(*tried).leaks is not verdict.leaks


def test_a_source_that_redirects_is_what_rerouting_last_rests_on() -> None:
    """Where the source sends moved users on by itself, rerouting last is too late."""
    redirecting = replace(SMALL, are_sources_redirecting=True)

    assert explore(Procedure.load("reroute-last"), redirecting).leaks
    assert not explore(Procedure.load("gated"), redirecting).leaks


def test_conditions_outside_the_model_are_said_to_be() -> None:
    """Beside a safe verdict stand those that no search can try; beside a leak they would be beside the point."""
    outside = [(a.key,) for a in assumptions() if not a.negation]

    assert _keys(conditions(explore(Procedure.load("gated"), SMALL)), is_in_model=False) == outside
    assert _keys(conditions(explore(Procedure.load("ovh-2016"), SMALL)), is_in_model=False) == []


def test_every_assumption_can_be_checked() -> None:
    """Each has a source, a shell line for every controller or everywhere, and a negation that there is."""
    for assumption in assumptions():
        assert assumption.source.endswith((".", ").")) or "KB" in assumption.source
        assert "<" in assumption.check or "Get-" in assumption.check
        assert assumption.negation in ("", *NEGATIONS)
    assert {a.negation for a in assumptions()} - {""} == set(NEGATIONS)


@pytest.mark.parametrize("name", built_in())
def test_a_book_outlives_its_window_where_it_leaks_and_nowhere_else(name: str) -> None:
    """Each leaking built-in can end with strangers in a client's book; a safe one cannot."""
    found = residual(Procedure.load(name))

    assert bool(found) is (name in LEAKING)
    if found:
        assert [event.action for event in found].count("connect and ask") == 1
        # The download is not the end: the tenant is brought through, and isolated, with the book still there.
        assert found[-1].action != "connect and ask"
        assert "assign_policy" in [event.action for event in found]
        assert "downloads" in next(event for event in found if event.action == "connect and ask").says


@pytest.mark.parametrize("name", LEAKING)
def test_a_story_replays_to_the_same_exposure(name: str) -> None:
    """Driven step by step on a fake that was never branched, the client is given the same entries for the same
    reason; and its window was open when it asked.
    """
    for instance in (Instance(), SMALL):
        verdict = explore(Procedure.load(name), instance)
        replayed = replay(verdict)

        assert verdict.leak is not None
        assert replayed.given == verdict.leak
        assert len(replayed.open_after) == len(verdict.story)
        assert replayed.open_after[-1]
        assert not replayed.open_after[0]


@pytest.mark.parametrize("name", ["gated", "isolate-first", "reroute-last"])
def test_a_story_of_faults_replays_too(name: str) -> None:
    """Steps that lie, changes that arrive, checks that were passed in name only."""
    verdict = fewest_faults(Procedure.load(name))

    assert verdict is not None
    assert replay(verdict).given == verdict.leak


def test_stories_with_nights_stops_and_open_sessions_replay() -> None:
    """Whatever moves a story has: every kind that can stand in one is driven on the fake."""
    late = procedure(
        *MOVED[:-1],
        "close_gate",
        "cut_over",
        "switch_routing",
        {"verb": "open_gate", "on": "timer", "after": "1 h"},
    )
    for toy, instance in (
        (late, STOPPED),
        (Procedure.load("hidden-first"), Instance(earlier=0, mailboxes=1)),
    ):
        verdict = explore(toy, instance)
        assert verdict.leak is not None
        assert replay(verdict).given == verdict.leak


def test_there_is_no_story_of_what_cannot_leak() -> None:
    """A safe verdict is not replayed."""
    with pytest.raises(ValueError, match="nothing leaks"):
        replay(explore(Procedure.load("isolate-first"), SMALL))


def test_checks_that_are_no_checks_are_named() -> None:
    """Skipped failures, the writer alone, a sample, a wait for a time, a timer: each in a sentence; else none."""
    toy = changed("gated", "verify_isolation", on_fail="skip", controllers="one", mailboxes="first")
    timed = changed("ovh-2016", "wait_replication", duration="10 min")

    assert [line.split(": ")[1].split(" = ")[0] for line in warnings(toy)] == [
        "on_fail",
        "controllers",
        "mailboxes",
    ]
    assert warnings(timed) == (
        "step 8, wait_replication: a wait with a duration promises nothing: it is over whether the changes have "
        "arrived or not.",
    )
    assert warnings(Procedure.load("gated")) == ()
    assert len(warnings(Procedure.load("gated-on-timer"))) == 1


def test_an_assessment_of_a_leak_has_a_way_out_and_a_replay() -> None:
    """Everything at once, as a command tells it."""
    found = assess(Procedure.load("cloudpanel"))

    assert found.verdict.leaks
    assert [each.leaks for each in found.stopped] == [True]
    assert found.fewest is found.verdict
    assert found.constraint is not None
    assert found.replayed is not None
    assert found.replayed.given == found.verdict.leak
    assert all(isinstance(event, Event) for event in found.residual)


def test_faults_change_what_is_said() -> None:
    """Under one fault a gate may not have closed: then it leaks, and a later rerouting would have helped."""
    gated = Procedure.load("gated")
    found = constraint_for(gated, SMALL, 1)

    assert explore(gated, SMALL, faults=1).leaks
    assert found is not None
    assert found.pairs == ((Verb.WAIT_REPLICATION, Verb.SWITCH_ROUTING),)
    assert not explore(found.procedure, SMALL, faults=1).leaks
