"""The SimPy engine against bare SimPy: as many worker processes that wait as often and as long, and do nothing else.

What the engine adds to SimPy is the fake Exchange, the procedure, the clients and the records of them. So the
least that any SimPy program of this campaign could cost is its workers' waiting, replayed here.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import simpy

from sim.simpy_engine.engine import Laboratory
from sim.simpy_engine.order import Environment

from .ratio import Direction, Goal, Measured, Row
from .trial import Stopwatch, Trial

Events = Generator[simpy.Event, Any, Any]


@dataclass(slots=True)
class Worker:
    """What one process of a campaign did, as SimPy sees it.

    Attributes:
        delays: microseconds between one yield and the next.
        starts: the processes that it started when they were over.
    """

    delays: list[int] = field(default_factory=list)
    starts: list["Worker"] = field(default_factory=list)


def recorded(laboratory: Laboratory) -> list[Worker]:
    """Run a campaign, and note what each of its processes waits for; those it begins with."""
    env, start = laboratory.env, laboratory.env.process
    first: list[Worker] = []
    workers: dict[simpy.Process | None, Worker] = {}

    def process(events: Events) -> simpy.Process:
        worker = Worker()
        by = env.active_process
        (first if by is None else workers[by].starts).append(worker)
        started = start(_noted(env, events, worker))
        workers[started] = worker
        return started

    # To SimPy it is an attribute of each environment; mypy is told of a method.
    env.process = process  # type: ignore[method-assign, assignment]
    laboratory.run()
    return first


def _noted(env: Environment, events: Events, worker: Worker) -> Events:
    for event in events:
        # The replay starts them there.
        assert not worker.starts, "a worker has started others and goes on"
        since = env.now
        yield event
        worker.delays.append(env.now - since)


def every(workers: Iterable[Worker]) -> Iterator[Worker]:
    """The workers and all that they started."""
    for worker in workers:
        yield worker
        yield from every(worker.starts)


def replay(workers: Iterable[Worker], env: simpy.Environment) -> None:
    """The same waiting in bare SimPy."""
    for worker in workers:
        env.process(_waiting(env, worker))
    env.run()


def _waiting(env: simpy.Environment, worker: Worker) -> Events:
    timeout = env.timeout
    for delay in worker.delays:
        yield timeout(delay)
    for other in worker.starts:
        env.process(_waiting(env, other))


def measure(trial: Trial) -> Measured:
    """The engine's run and the replay, in turn."""
    trial.meet_the_compiler()
    laboratory = Laboratory.set_up(trial.scenario, trial.draws)
    workers = recorded(laboratory)
    laboratory.dismantle()
    del laboratory

    def bare(watch: Stopwatch) -> None:
        with watch:
            replay(workers, simpy.Environment(initial_time=0))

    pairs = trial.in_turn(trial.simpy_run, bare)
    found = list(every(workers))
    delays = sum(len(worker.delays) for worker in found)
    return Measured(pairs, f"{len(found):,} processes, {delays:,} delays, recorded in this very campaign")


ROW = Row(
    "simpy-run",
    "one campaign, SimPy on the fake Exchange, from its first event to its last",
    "bare SimPy: as many worker processes, in every pass, that yield the same delays and do nothing else",
    Goal(Direction.WITHIN, 2.5, 1.7),
    measure,
)
