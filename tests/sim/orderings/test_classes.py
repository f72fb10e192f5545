from itertools import permutations
from math import factorial

import pytest

from sim.errors import InputError
from sim.orderings.choice import NEEDED, OPTIONAL, all_orders, technical_order
from sim.orderings.classes import CRITICAL, classes, critical_of
from sim.procedure import Move, Procedure
from sim.words import Verb


def _is_accepted(ordering: tuple[Verb, ...], move: Move) -> bool:
    raw: dict[str, object] = {"name": "x", "move": move.value, "steps": [{"verb": verb} for verb in ordering]}
    try:
        Procedure.of(raw, "x.toml")
    except InputError:
        return False
    return True


@pytest.mark.parametrize("move", Move)
def test_that_orderings_are_what_a_file_may_hold(move: Move) -> None:
    """Of all permutations of seven steps those are orderings that a procedure's file may hold."""
    verbs = (*NEEDED[:3], Verb.SYNC_MAILBOXES, Verb.CUT_OVER, Verb.ASSIGN_POLICY, Verb.VERIFY_ISOLATION)
    accepted = {p for p in permutations(verbs) if _is_accepted(p, move)}
    assert set(technical_order(verbs, move)) == accepted
    assert accepted


def test_that_the_shortest_orderings_are_counted_by_hand() -> None:
    """The nine needed steps, moved by the replication service, have as many orders as those rules leave."""
    order = next(all_orders(Move.MRS))
    assert order.elements == NEEDED
    by_hand = [
        p
        for p in permutations(NEEDED[1:])
        if _stands(p, "build_address_lists", "create_policy", "assign_policy")
        and _stands(p, "sync_mailboxes", "cut_over", "assign_policy")
        and _stands(p, "cut_over", "decommission")
        and _stands(p, "switch_routing", "decommission")
        and _stands(p, "build_address_lists", "generate_oab")
    ]
    assert order.count == len(by_hand)


def _stands(ordering: tuple[Verb, ...], *verbs: str) -> bool:
    places = [ordering.index(Verb(verb)) for verb in verbs]
    return places == sorted(places)


@pytest.mark.parametrize(("move", "number"), [(Move.MRS, 729), (Move.PRECREATED, 1962)])
def test_that_every_ordering_is_in_one_class(move: Move, number: int) -> None:
    """The classes' members are as many as there are orderings, and there is one for each critical order."""
    found = list(classes(move))
    orders = list(all_orders(move))
    assert len(orders) == 2 ** len(OPTIONAL)
    assert sum(one.members for one in found) == sum(order.count for order in orders)
    # By hand, of all steps under mrs: 7! orders of the critical ones, over 3! for cut-over before assignment before
    # check, and over 2 for the gate. So for each choice of the optional parts.
    assert len(found) == number == len({one.critical for one in found})


def test_that_members_are_those_that_project_on_the_class() -> None:
    """The members of each class of the shortest orderings are just those with its critical steps in its order."""
    order = next(all_orders(Move.PRECREATED))
    by_class: dict[tuple[Verb, ...], set[tuple[Verb, ...]]] = {}
    for ordering in order:
        by_class.setdefault(critical_of(ordering), set()).add(ordering)
    found = {one.critical: set(one.order) for one in classes(Move.PRECREATED) if len(one.critical) == 3}
    assert found == by_class
    # Precreated, no critical step of the three has to wait for another.
    assert len(found) == factorial(3)


def test_that_a_member_is_a_procedure() -> None:
    """A class's first member is a procedure that can be loaded, and its critical steps are the class's."""
    for one in list(classes(Move.MRS))[::60]:
        first = one.first
        assert _is_accepted(tuple(step.verb for step in first.steps), Move.MRS)
        assert tuple(step.verb for step in first.steps if step.verb in CRITICAL) == one.critical
        assert first.name.startswith("provision, ")
