from itertools import combinations

from sim.orderings.classes import CRITICAL, OrderingClass, classes
from sim.orderings.constraints import smallest_safe
from sim.procedure import Move
from sim.words import Verb

ALL = list(classes(Move.MRS))
CUT_OVER, SWITCH_ROUTING, ASSIGN_POLICY = CRITICAL[:3]


def test_that_a_rule_is_found() -> None:
    """Where an ordering leaks unless it checks before it routes, that is the smallest constraint."""
    leaking = [not one.has(Verb.VERIFY_ISOLATION, SWITCH_ROUTING) for one in ALL]
    assert smallest_safe(ALL, leaking) == [frozenset({(Verb.VERIFY_ISOLATION, SWITCH_ROUTING)})]


def test_that_what_forbids_more_is_no_news() -> None:
    """Two constraints that together forbid all that another pair forbids, and more, are not listed beside it."""
    wait = Verb.WAIT_REPLICATION

    def is_safe(one: OrderingClass) -> bool:
        return one.has(ASSIGN_POLICY, wait) and one.has(wait, SWITCH_ROUTING)

    found = smallest_safe(ALL, [not is_safe(one) for one in ALL])
    assert found == [frozenset({(ASSIGN_POLICY, wait), (wait, SWITCH_ROUTING)})]


def test_that_nothing_has_to_be_added_where_nothing_leaks() -> None:
    """Where no class leaks the empty set is safe; where every class does, no set is."""
    assert smallest_safe(ALL, [False] * len(ALL)) == [frozenset()]
    assert smallest_safe(ALL, [True] * len(ALL)) == []


def test_that_each_set_is_safe_and_needed() -> None:
    """Under what is found no class leaks, some class is left, and without any one of its constraints some leaks."""
    leaking = [
        not (one.has(Verb.CLOSE_GATE, CUT_OVER) and one.has(ASSIGN_POLICY, Verb.OPEN_GATE))
        and not one.has(Verb.VERIFY_ISOLATION, SWITCH_ROUTING)
        for one in ALL
    ]
    found = smallest_safe(ALL, leaking)
    assert [len(chosen) for chosen in found] == [1, 2]
    for chosen in found:
        assert _left(leaking, chosen) == {False}
        for fewer in combinations(chosen, len(chosen) - 1):
            assert True in _left(leaking, frozenset(fewer))


def _left(leaking: list[bool], chosen: frozenset[tuple[Verb, Verb]]) -> set[bool]:
    """The verdicts of the classes that keep all constraints."""
    return {leaks for one, leaks in zip(ALL, leaking, strict=True) if all(one.has(*pair) for pair in chosen)}
