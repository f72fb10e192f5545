"""The SimPy engine against plain SimPy: one process a client, for its whole life.

That is how a first program of this campaign would be written. It is run for a short span with everybody in
it, and scaled by days: its cost a day does not change. It is spared all but its waiting: it draws nothing,
asks nobody and notes nothing, so what is said of it is too little.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from typing import Any, Final

import numpy as np
import simpy

from sim.draws import Draws
from sim.load import BIN
from sim.simpy_engine.engine import Laboratory, simulate_all, without_collecting
from sim.simpy_engine.lives import Lives
from sim.streams import Source
from sim.tables import KINDS
from sim.units import DAY

from .ratio import Direction, Goal, Measured, Row
from .trial import SEED, Pair, Stopwatch, Trial

A_DAY: Final = 4
"""Connections of a client."""
DAYS: Final = 60
"""A client's whole life."""
SPAN: Final = DAY // 4
"""So much of it is run."""
_DELAYS: Final = 100_003
"""Different delays, drawn beforehand; a prime, so that no client meets the same ones again."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What plain SimPy costs.

    Attributes:
        start: seconds until every process has begun.
        span: seconds of SPAN.
    """

    start: float
    span: float

    def seconds(self, days: float) -> float:
        """Of so many days."""
        return self.start + self.span * days * DAY / SPAN


def live(clients: int, trial: Trial) -> Plain:
    """So many clients, each a process, over the span; their first connections are as late as all others."""
    drawn = np.random.default_rng(SEED).exponential(DAY / A_DAY, _DELAYS)
    # Nobody comes in the first microsecond, in which all processes begin.
    next_delay = cycle((drawn.astype(np.int64) + 2).tolist()).__next__
    start, span = Stopwatch(trial.clock), Stopwatch(trial.clock)
    env = simpy.Environment(initial_time=0)
    with without_collecting():
        with start:
            for _ in range(clients):
                env.process(_client(env.timeout, next_delay))
            env.run(until=1)
        with span:
            env.run(until=SPAN)
    return Plain(start.seconds, span.seconds)


def _client(
    timeout: Callable[[int], simpy.Timeout], next_delay: Callable[[], int]
) -> Generator[simpy.Event, Any, None]:
    while True:
        yield timeout(next_delay())


def measure_run(trial: Trial) -> Measured:
    """The engine's run, and plain SimPy once."""
    trial.meet_the_compiler()
    clients = trial.draws.seats.kind.size
    theirs = live(clients, trial).seconds(DAYS)
    pairs = tuple((trial.timed(trial.simpy_run), theirs) for _ in range(trial.repeats))
    return Measured(
        pairs,
        f"{clients:,} clients; plain SimPy ran once, for {SPAN / DAY:g} of {DAYS} days: the spread is the engine's",
    )


def measure_all(trial: Trial) -> Measured:
    """The engine with every client's whole life, each connecting as often as in plain SimPy, over the same days."""
    as_often = {f"clients.per_day.{kind}": f"{A_DAY}/d" for kind in KINDS}
    few, scenario = trial.few.replaced(as_often), trial.scenario.replaced(as_often)
    simulate_all(few, Draws(few, Source(SEED)))
    draws = Draws(scenario, Source(SEED), is_shared=True)
    clients = draws.seats.kind.size
    plain = live(clients, trial)
    days: list[float] = []

    def ours(watch: Stopwatch) -> None:
        laboratory = Laboratory.set_up(scenario, draws, Lives)
        assert isinstance(laboratory.clients, Lives)
        with watch:
            laboratory.run()
            load = laboratory.clients.load(laboratory.courses)
        days.append(load.bins * BIN / DAY)
        laboratory.dismantle()

    pairs: list[Pair] = []
    for _ in range(trial.repeats):
        seconds = trial.timed(ours)
        pairs.append((seconds, plain.seconds(days[-1])))
    shorter = plain.seconds(DAYS) / median(seconds for seconds, _ in pairs)
    return Measured(
        tuple(pairs),
        f"{clients:,} clients over {days[-1]:.0f} days, which the campaign and its horizon take: against {DAYS} days "
        f"of plain SimPy it would be {shorter:.3g}x; plain SimPy ran once, for {SPAN / DAY:g} days: the spread is "
        "the engine's",
    )


ROWS = (
    Row(
        "simpy-plain",
        "one campaign, SimPy on the fake Exchange, from its first event to its last",
        f"plain SimPy: one process a client for its whole life, {DAYS} days, {A_DAY} connections a day, of all "
        "clients for a short span, scaled by days",
        Goal(Direction.FASTER, 60, 150),
        measure_run,
    ),
    Row(
        "clients-all",
        f"one campaign and every client's whole life (run --clients all), {A_DAY} connections a day of each",
        f"plain SimPy: one process a client, {A_DAY} connections a day, for as many days as the engine follows its "
        "clients, of all clients for a short span, scaled by days",
        Goal(Direction.FASTER, 5, 10),
        measure_all,
    ),
)
