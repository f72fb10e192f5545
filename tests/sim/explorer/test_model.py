"""What can happen next, on toys: loops, batches, timers, nights, ways to fail, and the way back."""

from dataclasses import replace

import pytest

from sim.explorer import Instance, explore
from sim.explorer.instance import SMALL, STOPPED
from sim.explorer.model import Kind, Model, Node
from sim.explorer.search import search
from sim.explorer.story import tenant_name
from sim.procedure import Procedure
from sim.words import Verb

from .toys import READY, TINY, changed, procedure

PAIR = Instance(mailboxes=1, nights=0)
MOVED = (*READY, "sync_mailboxes", "cut_over")


def _actions(name: str | Procedure, instance: Instance = SMALL, faults: int = 0) -> list[str]:
    """The story's actions, those of a second mover with its letter."""
    verdict = explore(Procedure.load(name) if isinstance(name, str) else name, instance, faults=faults)
    of_b = [happens.tenant == 1 for happens in verdict.path]
    return [f"{'B ' if b else ''}{e.action}" for b, e in zip([*of_b, False], verdict.story, strict=True)]


def test_a_step_of_batch_scope_waits_for_every_tenant_still_at_work() -> None:
    """A's cut-over needs B prepared, and A's rerouting needs B cut over."""
    actions = _actions("batch-late", PAIR)

    assert actions[-2:] == ["switch_routing", "connect and ask"]
    assert sorted(actions[:-2]) == sorted([*MOVED, *(f"B {verb}" for verb in MOVED)])


def test_a_batch_does_not_wait_for_a_tenant_that_has_been_left_behind() -> None:
    """With a fault, B may be given up at its first step: then A need not wait for it."""
    actions = _actions("batch-late", PAIR, faults=1)

    assert [action for action in actions if action.startswith("B ")] == ["B provision"]
    assert len(actions) == len(MOVED) + 3


def test_a_loop_takes_one_mailbox_through_its_steps_before_the_next() -> None:
    """In SolidCP's loop the first mailbox is cut over, and its client asks before the second one's turn."""
    verdict = explore(Procedure.load("solidcp"), SMALL)

    assert [e.action for e in verdict.story][-3:] == ["switch_routing", "cut_over", "connect and ask"]
    assert verdict.leak is not None
    assert verdict.leak.mailbox == 0


def test_a_timer_opens_a_gate_whatever_has_been_done_and_whatever_the_hour() -> None:
    """The gate opens by the clock before the policy is there; the clock is armed by the gate's close alone."""
    assert _actions("gated-on-timer")[-2:] == ["open_gate", "connect and ask"]
    lying = explore(Procedure.load("gated-on-timer"), replace(SMALL, are_steps_failing=False), faults=1)
    assert "close_gate" in [event.action for event in lying.story]


def test_a_wait_with_a_duration_promises_nothing() -> None:
    """It passes at once, replicated or not: what was safe by waiting is not any more."""
    timed = changed("isolate-first", "wait_replication", duration="10 min")

    assert not explore(Procedure.load("isolate-first"), SMALL).leaks
    assert explore(timed, SMALL).leaks


def test_a_check_of_the_writer_alone_passes_before_the_others_have_seen() -> None:
    """Without the wait, a check of all controllers stops the tenant, and one of the writer lets it go on."""
    steps = (*MOVED, "assign_policy")
    whole = procedure(*steps, "verify_isolation", "switch_routing")
    one = procedure(*steps, {"verb": "verify_isolation", "controllers": "one"}, "switch_routing")

    assert not explore(whole, SMALL).leaks
    assert explore(one, SMALL).leaks


def test_a_check_of_a_sample_needs_a_second_mailbox_to_be_seen_through() -> None:
    """A check of the first mailbox misses what befell the second."""
    check = {"verb": "verify_isolation", "mailboxes": "first"}
    sampled = procedure(*MOVED, "assign_policy", "wait_replication", check, "switch_routing")

    assert not explore(sampled, replace(SMALL, mailboxes=1), faults=1).leaks
    assert explore(sampled, SMALL, faults=1).leaks


def test_a_check_that_fails_is_what_its_on_fail_makes_of_it() -> None:
    """Skipped, it lets the tenant be rerouted open; halted or rolled back, it does not. It costs no fault."""

    def checked(on_fail: str) -> Procedure:
        check = {"verb": "verify_isolation", "on_fail": on_fail}
        return procedure(*MOVED, "assign_policy", check, "switch_routing")

    assert {on_fail: explore(checked(on_fail), SMALL).leaks for on_fail in ("halt", "skip", "rollback")} == {
        "halt": False,
        "skip": True,
        "rollback": False,
    }
    assert "the check finds A open, and is left out" in [
        e.says for e in explore(checked("skip"), SMALL).story
    ]


def test_a_step_whose_requirement_is_not_met_is_refused_and_costs_no_fault() -> None:
    """Where create_policy fails and is skipped, assign_policy is refused, is skipped too, and the tenant goes on."""
    steps = [{"verb": verb, "on_fail": "skip"} for verb in ("create_policy", "assign_policy")]
    toy = procedure(
        "provision", "build_address_lists", steps[0], "sync_mailboxes", "cut_over", steps[1], "switch_routing"
    )
    model = Model(toy, replace(SMALL, controllers=1), 1)
    met = search(model.start, model.moves, lambda node: _is_refused(model, node))
    assert met.end is not None
    ((then, faults),) = [(n, n[3]) for h, n in model.moves(met.end) if h.kind is Kind.REFUSED]

    assert (met.end[3], faults) == (0, 0)
    assert model.world.look(then[0]).leak is None
    assert "switch_routing" in [str(h.act.step.verb) for h, _ in model.moves(then) if h.act is not None]


def _is_refused(model: Model, node: Node) -> bool:
    refused = [h.act for h, _ in model.moves(node) if h.kind is Kind.REFUSED]
    return any(act is not None and act.step.verb is Verb.ASSIGN_POLICY for act in refused)


def test_rolling_back_undoes_the_last_step_first() -> None:
    """After a rollback of all there was, the tenant is out, one undoing after the other."""
    toy = procedure(*MOVED, {"verb": "generate_oab", "on_fail": "rollback"})
    model = Model(toy, TINY, 1)
    met = search(model.start, model.moves, lambda node: node[4] >> 1 & 3 == 3)

    assert [happens.kind for happens in met.path()][-3:] == [Kind.FAILS, Kind.UNDONE, Kind.UNDONE]
    undone = [
        str(happens.act.step.verb) for happens in met.path() if happens.kind is Kind.UNDONE and happens.act
    ]
    assert undone == ["cut_over", "provision"]


def test_who_is_decommissioned_cannot_go_back() -> None:
    """A check that fails after the decommission halts its tenant where it is, whatever its on_fail."""
    check = {"verb": "verify_isolation", "on_fail": "rollback"}
    toy = procedure(*MOVED, "assign_policy", "switch_routing", "decommission", check, lists="denied")
    model = Model(toy, replace(TINY, controllers=2), 0)
    met = search(model.start, model.moves, lambda node: False)

    assert {node[4] >> 1 & 3 for node in met.nodes} == {0, 1}


def test_backing_out_may_itself_leak() -> None:
    """What is opened behind the gate is safe, until the gate's opening is not undone and its closing is."""
    toy = procedure(
        *MOVED[:-1],
        "close_gate",
        "cut_over",
        "switch_routing",
        {"verb": "open_gate", "on": "timer", "after": "1 h"},
        move="mrs",
        lists="denied",
    )
    open_lists = toy.model_copy(update={"default_lists": "open"})

    assert not explore(toy, STOPPED).leaks
    assert explore(open_lists, STOPPED).leaks


def test_a_night_s_end_stops_what_has_begun_and_nothing_else() -> None:
    """In the day no step of the night is taken, but preparations are, and changes arrive."""
    model = Model(Procedure.load("ovh-2016"), Instance(mailboxes=1), 0)
    met = search(model.start, model.moves, lambda node: node[1] == 1)
    assert met.end is not None
    kinds = {(h.kind, None if h.tenant is None else tenant_name(h.tenant)) for h, _ in model.moves(met.end)}

    assert (Kind.NIGHT_BEGINS, None) in kinds
    assert {tenant for kind, tenant in kinds if kind is Kind.STEP} == {"B"}


def test_the_pause_is_the_cause_that_a_client_meets_in_the_day() -> None:
    """Rerouted, and then the night ends: what is shown in the day is shown because work stands still."""
    model = Model(Procedure.load("ovh-2016"), replace(SMALL, mailboxes=1), 0)
    met = search(model.start, model.moves, lambda node: node[1] == 1 and bool(model.world.look(node[0]).leak))
    assert met.end is not None

    leak = model.world.look(met.end[0]).leak
    assert leak is not None
    assert leak.cause == "paused"


def test_a_session_opened_in_the_window_is_told_later_of_whom_it_had_not_seen() -> None:
    """With nobody there before, a hidden tenant's client opens its session in the window and is told nothing; it
    stays, and is told of the second tenant once that one is shown.
    """
    hidden = Procedure.load("hidden-first")
    verdict = explore(hidden, Instance(earlier=0, mailboxes=1, nights=0))

    assert verdict.leak is not None
    assert not explore(hidden, Instance(movers=1, earlier=0, mailboxes=1, nights=0)).leaks
    assert [e.action for e in verdict.story][-1] == "connect and ask"


@pytest.mark.parametrize("name", ["gated", "reroute-last", "isolate-first", "deny-by-default"])
def test_a_safe_procedure_is_safe_however_it_is_stopped(name: str) -> None:
    """Stopped at any step and backed out, none of them leaks; more states are met than without a stop."""
    procedure = Procedure.load(name)

    assert not explore(procedure, STOPPED).leaks
    assert explore(procedure, STOPPED).states > explore(procedure, SMALL).states
