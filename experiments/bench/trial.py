"""What every row shares: the campaign that is timed, a stopwatch, and two sides that run in turn."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Final

from sim.campaign import exact_duration
from sim.draws import Draws
from sim.judges import judge
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.simpy_engine.engine import Laboratory, without_collecting
from sim.streams import Source
from sim.words import Verb

Clock = Callable[[], float]
"""Seconds since some instant."""

Pair = tuple[float, float]
"""Ours and theirs, of one repetition."""

SEED: Final = 1
WINDOW: Final = "2 min"
WARMING: Final = 2_000
"""Tenants of a campaign that has nothing to do but meet the compiler."""


class Stopwatch:
    """Adds up the seconds of the blocks that it is held over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since = 0.0
        self.seconds = 0.0

    def __enter__(self) -> None:
        self._since = self._clock()

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.seconds += self._clock() - self._since


Side = Callable[[Stopwatch], object]
"""Does one side's work, and holds the watch over the part that counts."""


def scenario_of(tenants: int) -> Scenario:
    """The incident with the first tenants of its population, the isolation step lasting two minutes."""
    return Scenario.load("incident").replaced({"population.tenants": tenants, "window": WINDOW})


@dataclass(frozen=True)
class Trial:
    """How much is tried, how often, and by which clock.

    Attributes:
        tenants: of the campaign.
        repeats: how often both sides run.
        clock: seconds.
    """

    tenants: int
    repeats: int
    clock: Clock = time.perf_counter

    @cached_property
    def scenario(self) -> Scenario:
        """The campaign."""
        return scenario_of(self.tenants)

    @cached_property
    def draws(self) -> Draws:
        """Its draws, ready for both engines; compiled code is met on the way."""
        draws = Draws(self.scenario, Source(SEED), is_shared=True)
        draw_all(draws, self.scenario)
        return draws

    @property
    def few(self) -> Scenario:
        """The same with few tenants, to meet the compiler before anything is timed."""
        return scenario_of(min(self.tenants, WARMING))

    @property
    def few_draws(self) -> Draws:
        """Draws of the same."""
        return Draws(self.few, Source(SEED))

    def meet_the_compiler(self) -> None:
        """Both engines once, untimed: what they compile is compiled then."""
        judge(self.few, self.few_draws, "simpy")
        judge(self.scenario, self.draws, "kernel")

    def timed(self, side: Side) -> float:
        """Seconds of one side, which the garbage collector does not interrupt."""
        watch = Stopwatch(self.clock)
        gc.collect()
        with without_collecting():
            side(watch)
        return watch.seconds

    def in_turn(self, ours: Side, theirs: Side) -> tuple[Pair, ...]:
        """Ours, theirs, ours, theirs: what slows the machine for a while slows both."""
        return tuple((self.timed(ours), self.timed(theirs)) for _ in range(self.repeats))

    def seconds(
        self, side: Callable[[], object], *, each: float = 1.0, repeats: int | None = None
    ) -> tuple[Pair, ...]:
        """What one side takes, where nothing stands against it but what is asked for.

        Args:
            side: what is timed, again and again.
            each: how many seconds' worth of what is asked for it is.
            repeats: how often; None: as often as the trial says.
        """

        def watched(watch: Stopwatch) -> None:
            with watch:
                side()

        return tuple((self.timed(watched), each) for _ in range(repeats or self.repeats))

    def simpy_run(self, watch: Stopwatch) -> None:
        """The campaign in SimPy on the fake Exchange, from the first event to the last."""
        laboratory = Laboratory.set_up(self.scenario, self.draws)
        with watch:
            laboratory.run()
        laboratory.dismantle()

    def kernel_run(self, watch: Stopwatch) -> Outcome:
        """The campaign in the kernel, its draws ready."""
        draws = self.draws
        with watch:
            return judge(self.scenario, draws, "kernel")


def draw_all(draws: Draws, scenario: Scenario) -> None:
    """Draw all that a campaign in the kernel is given; shared draws keep it."""
    assert draws.people.numbers.size == draws.seats.first.size - 1
    assert draws.nearest.owner.size > 0
    steps = scenario.procedure.steps
    for step in steps:
        if step.verb is Verb.ASSIGN_POLICY:
            draws.lags(step, steps)
        if step.verb is not Verb.WAIT_REPLICATION and exact_duration(scenario, step) is None:
            draws.durations(step, steps)
