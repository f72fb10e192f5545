"""The SimPy engine against bare SimPy: as many worker processes that wait as often and as long, and do nothing else.

What the engine adds to SimPy is the fake Exchange, the procedure, the clients and the records of them. So the
least that any SimPy program of this campaign could cost is its workers' waiting, replayed here.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import simpy

from sim.simpy_engine.engine import Laboratory
from sim.simpy_engine.order import Environment, Waits, Worker

from .ratio import Direction, Goal, Measured, Row
from .trial import Stopwatch, Trial

Events = Generator[simpy.Event, Any, Any]


@dataclass(slots=True)
class Delays:
    """What one worker of a campaign did, as SimPy sees it.

    Attributes:
        delays: microseconds between one yield and the next.
        starts: the workers that it started when they were over.
    """

    delays: list[int] = field(default_factory=list)
    starts: list["Delays"] = field(default_factory=list)


def recorded(laboratory: Laboratory) -> list[Delays]:
    """Run a campaign, and note what each of its workers waits for; those it begins with."""
    env, work = laboratory.env, laboratory.env.work
    first = Delays()
    at_work = [first]

    def noted(task: Callable[[Worker], Waits]) -> None:
        delays = Delays()
        at_work[-1].starts.append(delays)
        work(lambda worker: _noted(env, task(worker), delays, at_work))

    env.work = noted  # type: ignore[method-assign]
    laboratory.run()
    return first.starts


def _noted(env: Environment, waits: Waits, delays: Delays, at_work: list[Delays]) -> Waits:
    at_work.append(delays)
    for _ in waits:
        # The replay starts them there.
        assert not delays.starts, "a worker has started others and goes on"
        at_work.pop()
        since = env.now
        yield
        delays.delays.append(env.now - since)
        at_work.append(delays)
    at_work.pop()


def every(workers: Iterable[Delays]) -> Iterator[Delays]:
    """The workers and all that they started."""
    for worker in workers:
        yield worker
        yield from every(worker.starts)


def replay(workers: Iterable[Delays], env: simpy.Environment) -> None:
    """The same waiting in bare SimPy."""
    for worker in workers:
        env.process(_waiting(env, worker))
    env.run()


def _waiting(env: simpy.Environment, worker: Delays) -> Events:
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
