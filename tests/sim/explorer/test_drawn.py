"""Procedures drawn at random: what cannot leak exposes nobody; what leaks does, on an engine."""

from random import Random

from tests.sim.second_opinion.drawn import drawn

from .drawn import SEEDS, USUAL, beside, observed

MANY = 2
"""The whole of it is a longer run's."""


def test_engines_say_of_drawn_procedures_what_the_explorer_says() -> None:
    """In every world nobody is exposed under a safe one; under each leaking one somebody is, on the fake too."""
    chance = Random(2)
    verdicts = []
    for _ in range(MANY):
        procedure = drawn(chance)
        found = list(beside(procedure))
        assert [each for each in found if not each.leaks and any(each.exposed)] == []
        verdicts += [each.leaks for each in found if each.world == USUAL]
        seen = [each for each in found if each.leaks and any(each.exposed)]
        assert bool(seen) == any(each.leaks for each in found)
        for each in seen[:1]:
            at = next(place for place, number in enumerate(each.exposed) if number)
            assert observed(procedure, each.world, SEEDS[at]) == each.exposed[at]
    assert set(verdicts) == {True, False}
