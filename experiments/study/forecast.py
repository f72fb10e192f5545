"""What a study will cost on this machine, from trials of a small part of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from sim.judges import judge

from ..workers import cores
from .campaigns import REPLICATING, Cell, compared, drawn, expected, looked_at_every
from .study import Study

_LARGE = 1.5
"""Large campaigns miss the processor's caches: a tenant takes about so many times as long as in a small one."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a study will cost.

    Attributes:
        tenants: of each campaign.
        campaigns: in SimPy.
        schedules: of all campaigns, in the kernel.
        minutes: on all cores.
        gigabytes: of memory, all workers together.
        is_most: there are that many schedules only if no interval is narrow before.
    """

    tenants: int
    campaigns: int
    schedules: int
    minutes: float
    gigabytes: float
    is_most: bool = False

    def __str__(self) -> str:
        """In a sentence, for a terminal."""
        most = "at most " if self.is_most else ""
        return (
            f"{self.campaigns} campaigns of {self.tenants:,} tenants in SimPy, and {most}{self.schedules:,} "
            f"schedules of all of them in the kernel: {most or 'about '}{self.minutes:.0f} minutes and "
            f"{self.gigabytes:.1f} GB of memory "
            "on this machine (scaled up from a trial)."
        )


def forecast(study: Study, trial: int = 2_000, schedule_trial: int = 10_000) -> Forecast:
    """Measure small trials of the study's longest and shortest cell, and of one schedule, and scale them.

    Args:
        study: what would run.
        trial: tenants of the cells tried in SimPy.
        schedule_trial: tenants of the schedule tried in the kernel, which a small one would hardly keep busy.
    """
    tenants, seed = study.scenario.population.tenants, study.schedules.seeds[0]
    schedules = len(study.schedules.seeds)
    by_window = sorted(study.cells, key=lambda cell: max(cell.windows, default=0))
    # The compiler's time is no run's.
    compared(_smaller(by_window[0], 1), seed)
    observing = [
        _scaled(partial(compared, _smaller(cell, min(trial, tenants)), seed), min(trial, tenants), tenants)
        for cell in (by_window[0], by_window[-1])
    ]
    tried = min(schedule_trial, tenants)
    replicating = 0.0
    for cell, (smaller, draws) in zip(
        study.cells, drawn([_smaller(cell, tried) for cell in study.cells], seed), strict=True
    ):
        replicating += _scaled(partial(judge, smaller.scenario, draws, REPLICATING), tried, tenants)
        # No more tenants may be looked at than in the trial.
        every, every_tried = looked_at_every(cell.scenario), looked_at_every(smaller.scenario)
        replicating += _scaled(
            partial(expected, smaller.scenario, draws), tried // every_tried, tenants // every
        )
    seconds = len(study.cells) * sum(observing) / len(observing) + schedules * replicating
    workers = min(len(study.cells) + schedules, cores())
    gigabytes = workers * (0.25 + tenants * 7e-6)
    is_most = study.schedules.until is not None
    return Forecast(tenants, len(study.cells), schedules, seconds / workers / 60, gigabytes, is_most)


def _scaled(trial: Callable[[], object], tried: int, tenants: int) -> float:
    """Seconds that a trial would have taken with all tenants."""
    began = time.perf_counter()
    trial()
    return (time.perf_counter() - began) * tenants / tried * (_LARGE if tried < tenants else 1)


def _smaller(cell: Cell, tenants: int) -> Cell:
    return replace(cell, scenario=cell.scenario.replaced({"population.tenants": tenants}))
