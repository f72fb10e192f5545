"""One scenario and one seed in, one Outcome out, whichever judge is asked."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from .compiled import CompilerError
from .draws import Draws
from .errors import InputError, Mistake
from .outcome import Outcome
from .scenario import Scenario
from .streams import GivenUniforms, Source

Engine = Literal["simpy", "kernel"]
ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)


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
    return judge(scenario, Draws(scenario, Source(seed, given or {})), engine)


def judge(scenario: Scenario, draws: Draws, engine: Engine) -> Outcome:
    """One campaign under draws that another one may share.

    Args:
        scenario: what is asked.
        draws: drawn for it, or for one that differs in procedure and window alone.
        engine: the judge.

    Raises:
        InputError: no such engine, or one that cannot be compiled here.
        ValueError: the draws are another scenario's.
    """
    if not draws.serve(scenario):
        raise ValueError("draws of another scenario: more than its procedure and window differ")
    if engine == "simpy":
        from .simpy_engine.engine import simulate
    elif engine == "kernel":
        from .kernel.engine import simulate
    else:
        known = " or ".join(f'"{name}"' for name in ENGINES)
        raise InputError("engine", Mistake("engine", engine, f"expected {known}"))
    try:
        return simulate(scenario, draws)
    except CompilerError as error:
        first = str(error).strip().splitlines()[0]
        raise InputError("numba", f"cannot compile the {engine} engine on this machine: {first}") from error
