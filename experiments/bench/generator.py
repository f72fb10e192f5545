"""The kernel against NumPy's Generator, which draws as many numbers as a campaign meets, and does nothing else.

The numbers are counted in the campaign itself: it is run once with every stream handed to it by a function that
counts. A number that is met twice counts once.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

import numpy as np

from sim.draws import Draws
from sim.judges import judge
from sim.scenario import Scenario
from sim.step_draws import step_name
from sim.streams import STREAMS, Floats, GivenUniforms, Ints, Source

from .ratio import Direction, Goal, Measured, Row
from .trial import SEED, Stopwatch, Trial


class Law(StrEnum):
    """What a Generator is asked for."""

    UNIFORM = "uniforms"
    EXPONENTIAL = "exponentials"
    LOGNORMAL = "lognormals"


LAWS: Final = {
    "connection": Law.EXPONENTIAL,
    "ask_delay": Law.EXPONENTIAL,
    "lag_hop": Law.EXPONENTIAL,
    "duration": Law.LOGNORMAL,
    "session": Law.LOGNORMAL,
    "oab_rate": Law.LOGNORMAL,
    "night_shock": Law.LOGNORMAL,
    "campaign_shock": Law.LOGNORMAL,
}
"""Laws of streams. All others count as uniforms, the cheapest, also where a law follows later or for a few."""

OF_STEPS: Final = ("duration", "lag_hop", "lag_fault", "lag_late")
"""Streams that each step has of its own."""


def counted(scenario: Scenario) -> Counter[str]:
    """How many numbers of each stream a campaign meets in the kernel, its draws included."""
    source = Source(SEED)
    steps = scenario.procedure.steps
    names = [name for name in STREAMS if name not in OF_STEPS]
    names += [f"{name}/{step_name(step, steps)}" for name in OF_STEPS for step in steps]
    numbers: Counter[str] = Counter()
    given = {name: _counting(name, source, numbers) for name in names}
    judge(scenario, Draws(scenario, Source(SEED, given)), "kernel")
    return numbers


def _counting(name: str, source: Source, numbers: Counter[str]) -> GivenUniforms:
    one = source.stream(name)
    met: set[tuple[int, int]] = set()

    def uniforms(entities: Ints, index: int) -> Floats:
        if entities.size > 1:
            numbers[name] += entities.size
            return source.uniforms(name, entities, index)
        key = (int(entities[0]), index)
        if key not in met:
            met.add(key)
            numbers[name] += 1
        return np.array([one(*key)])

    return uniforms


def law_of(stream: str) -> Law:
    """What a Generator is asked for in place of a stream."""
    return LAWS.get(stream.split("/")[0], Law.UNIFORM)


def draw(numbers: Mapping[str, int]) -> None:
    """As many numbers from NumPy's Generator, an array a stream."""
    generator = np.random.default_rng(SEED)
    methods: dict[Law, Callable[[int], object]] = {
        Law.UNIFORM: generator.random,
        Law.EXPONENTIAL: generator.standard_exponential,
        Law.LOGNORMAL: lambda size: generator.lognormal(0.0, 0.5, size),
    }
    for stream, number in numbers.items():
        methods[law_of(stream)](number)


def measure(trial: Trial) -> Measured:
    """The kernel and the Generator, in turn."""
    numbers = counted(trial.scenario)

    def theirs(watch: Stopwatch) -> None:
        with watch:
            draw(numbers)

    trial.meet_the_compiler()
    pairs = trial.in_turn(trial.kernel_run, theirs)
    of_law = Counter[Law]()
    for stream, number in numbers.items():
        of_law[law_of(stream)] += number
    return Measured(pairs, ", ".join(f"{of_law[law]:,} {law}" for law in Law))


ROW = Row(
    "kernel-generator",
    "one campaign in the kernel, its draws ready",
    "NumPy's Generator drawing as many numbers as the campaign meets, draws included, each of its law, an array a "
    "stream",
    Goal(Direction.WITHIN, 2, 1),
    measure,
)
