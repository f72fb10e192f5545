from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.orderings.partial_order import PartialOrder

PAIRS = st.frozensets(
    st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] < pair[1]), max_size=8
)


def _by_hand(order: PartialOrder[int]) -> list[tuple[int, ...]]:
    """Every permutation that keeps each pair."""
    return [p for p in permutations(order.elements) if all(p.index(a) < p.index(b) for a, b in order.before)]


@given(PAIRS, st.permutations(range(6)))
@settings(max_examples=40, deadline=None)
def test_that_all_are_there_once(pairs: frozenset[tuple[int, int]], names: list[int]) -> None:
    """The extensions are the permutations that keep every pair, each once, and the count says how many."""
    order = PartialOrder(tuple(range(6)), frozenset((names[a], names[b]) for a, b in pairs))
    found = list(order)
    assert sorted(found) == sorted(_by_hand(order))
    assert len(found) == len(set(found)) == order.count


@given(PAIRS)
@settings(max_examples=40, deadline=None)
def test_that_what_follows_is_known(pairs: frozenset[tuple[int, int]]) -> None:
    """One element stands before another in every extension just where the order says that it has to."""
    order = PartialOrder(tuple(range(6)), pairs)
    always = {(a, b) for a, b in permutations(range(6), 2) if all(p.index(a) < p.index(b) for p in order)}
    assert {(a, b) for a, b in permutations(range(6), 2) if order.has(a, b)} == always


def test_that_nothing_keeps_a_circle() -> None:
    """Pairs that contradict each other leave no extension."""
    order = PartialOrder(("a", "b"), frozenset({("a", "b")})).under([("b", "a")])
    assert (order.count, list(order)) == (0, [])


def test_that_all_are_drawn_alike() -> None:
    """Uniforms spread evenly draw every extension equally often."""
    order = PartialOrder(tuple("abcd"), frozenset({("a", "d"), ("b", "d")}))
    assert order.count == 8  # d follows a and b: 4! / 3 = 8
    drawn = Counter(order.drawn([(k + 0.5) / 80 for k in range(80)]))
    assert set(drawn.values()) == {10}
    assert len(drawn) == 8


def test_that_there_are_no_more() -> None:
    """A number beyond the last, or before the first, is refused."""
    order = PartialOrder(("a", "b"), frozenset({("a", "b")}))
    for number in (-1, 1):
        with pytest.raises(IndexError):
            order.at(number)
