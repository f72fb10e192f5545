"""A scenario scaled down: the small world in which whatever may befall one of its tenants may happen."""

from typing import Final

from ..scenario import Scenario
from ..words import Verb
from .instance import Instance

MANY: Final = 40
"""More faults than can befall one tenant."""


def scaled_down(scenario: Scenario) -> tuple[Instance, int]:
    """The instance with one mover, and how many faults: none, or as many as there may be, of the scenario's classes.

    Attempts that fail and are repeated are no faults here, but they may use up every retry.
    """
    faults, platform = scenario.faults, scenario.platform
    may_fail = faults.transient > 0 or any(faults.hard_of(verb) > 0 for verb in Verb)
    may_lie = any(faults.silent_of(verb) > 0 for verb in Verb)
    instance = Instance(
        movers=1,
        # A controller out of site joins those in use.
        controllers=2 if platform.controllers > 1 or faults.out_of_site > 0 else 1,
        nights=0,
        are_sources_redirecting=platform.source_redirects,
        are_steps_failing=may_fail,
        are_steps_lying=may_lie,
    )
    return instance, MANY if may_fail or may_lie else 0
