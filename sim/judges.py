"""One scenario and one seed in, one Outcome out, whichever judge is asked."""

from collections.abc import Mapping
from typing import Literal

from .draws import Draws
from .errors import InputError, Mistake
from .outcome import Outcome
from .scenario import Scenario
from .streams import GivenUniforms, Source

Engine = Literal["simpy"]


def run(
    scenario: Scenario,
    seed: int = 1,
    engine: Engine = "simpy",
    given: Mapping[str, GivenUniforms] | None = None,
) -> Outcome:
    """One draw of a campaign.

    Args:
        scenario: what is asked.
        seed: names the draws; two procedures under one seed meet the same tenants, clients and durations.
        engine: the judge.
        given: uniforms for some streams in place of the seed's, see ``sim.streams``.

    Raises:
        InputError: no such engine.
    """
    if engine != "simpy":
        raise InputError("engine", Mistake("engine", engine, 'expected "simpy"'))
    from .simpy_engine.engine import simulate

    return simulate(scenario, Draws(scenario, Source(seed, given or {})))
