from functools import cache
from types import SimpleNamespace

import pytest

from experiments.orderings import survey
from experiments.orderings.survey import Survey, spread
from experiments.orderings.words import lines
from sim.errors import InputError
from sim.explorer import Instance, World, explore
from sim.orderings.choice import procedure_of
from sim.orderings.classes import critical_of
from sim.procedure import Move, Procedure, built_in
from sim.words import Verb


@cache
def surveyed(move: Move) -> Survey:
    """The survey of a move, made once."""
    return Survey.of(move, lambda done, of: None)


def test_that_what_ships_is_judged_as_its_class() -> None:
    """Each procedure that ships and is but an ordering leaks just as its class does."""
    met = 0
    for name in built_in():
        procedure = Procedure.load(name)
        if any(
            step.model_dump(exclude_defaults=True).keys() - {"verb", "check", "backout", "command"}
            for step in procedure.steps
        ):
            continue
        critical = critical_of(tuple(step.verb for step in procedure.steps))
        judged = {each.one.critical: each.leaks for each in surveyed(procedure.move).judged}
        is_open = procedure.default_lists == "open"
        assert not is_open or judged[critical] == explore(procedure, Instance(movers=1, mailboxes=1)).leaks, (
            name
        )
        met += is_open
    assert met >= 5


@pytest.mark.parametrize("move", Move)
def test_that_a_small_world_is_large_enough(move: Move) -> None:
    """Two tenants that move at once, with two mailboxes each, change no verdict of orderings spread over all."""
    judged = {each.one.critical: each.leaks for each in surveyed(move).judged}
    verdicts = set()
    for ordering in surveyed(move).drawn(spread(6)):
        leaks = explore(procedure_of(ordering, move), Instance(nights=0)).leaks
        assert leaks == judged[critical_of(ordering)], ordering
        verdicts.add(leaks)
    assert verdicts == {False, True}


def test_that_the_check_before_the_routing_is_enough() -> None:
    """The one constraint that is enough by itself: isolation is verified before clients are routed."""
    first = surveyed(Move.MRS).constraints[0]
    assert first == ((Verb.VERIFY_ISOLATION, Verb.SWITCH_ROUTING),)
    assert len([chosen for chosen in surveyed(Move.MRS).constraints if len(chosen) == 1]) == 1


def test_that_a_class_judged_wrongly_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a verb that a leak depends on left out of the classes, the orderings drawn from all would tell."""

    def told_wrongly(procedure: Procedure, instance: Instance, *, world: World) -> object:
        # Whoever decommissions right after the cut-over is taken to leak: no class knows of that.
        verbs = [step.verb for step in procedure.steps]
        last = verbs.index(Verb.DECOMMISSION) == len(verbs) - 1
        found = explore(procedure, instance, world=world)
        return SimpleNamespace(leaks=last, states=found.states, story=found.story)

    monkeypatch.setattr(survey, "explore", told_wrongly)
    with pytest.raises(InputError, match="its class is judged otherwise"):
        Survey.of(Move.MRS, lambda done, of: None)


def test_that_the_words_tell_the_counts() -> None:
    """Leaking and safe orderings are all there are, and the words tell both, and every set of constraints."""
    found = surveyed(Move.MRS)
    text = "\n".join(lines(found))
    safe = sum(each.one.members for each in found.judged if not each.leaks)
    assert found.leaking + safe == found.orderings
    for number in (found.orderings, found.leaking, safe):
        assert f"{number:,}" in text
    assert "assign_policy before wait_replication and wait_replication before switch_routing" in text
    assert text.count(" before ") == sum(map(len, found.constraints))
