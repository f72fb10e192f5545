"""What a sweep will cost on this machine, from a trial of one schedule of one point."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..wording import counted
from ..workers import cores
from .computing import computed
from .fingerprint import fingerprint
from .parts import Asked, Part
from .sweep import Sweep

TRIAL: Final = 10_000
"""Tenants of the point that is tried, at most."""
_WORKER_GB: Final = 0.3
_TENANT_GB: Final = 6e-7
"""What a worker holds, and a tenant of the largest point more."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a sweep will cost.

    Attributes:
        campaigns: in all.
        points: combinations of what is varied.
        parts: in all.
        left: parts that are not there yet.
        campaigns_left: in them.
        workers: at a time.
        minutes: on so many workers.
        gigabytes: of memory, all workers together.
    """

    campaigns: int
    points: int
    parts: int
    left: int
    campaigns_left: int
    workers: int
    minutes: float
    gigabytes: float

    def __str__(self) -> str:
        """In a sentence, for a terminal."""
        there = "" if self.left == self.parts else f"{self.campaigns_left:,} of them are left: "
        return (
            f"{counted(self.campaigns, 'campaign')} in the kernel, {counted(self.points, 'point')} cut into "
            f"{counted(self.parts, 'part')}: {there}about {self.minutes:.1f} minutes and {self.gigabytes:.1f} GB of "
            f"memory on {counted(self.workers, 'worker')} of this machine (scaled up from a trial)."
        )


def forecast(sweep: Sweep, left: Sequence[Part], workers: int | None) -> Forecast:
    """Try one schedule of one point, and scale the rule by which a sweep is cut.

    Args:
        sweep: what would run.
        left: the parts that would be computed.
        workers: how many there would be; None: one a core.
    """
    many = cores() if workers is None else workers
    largest = max(sweep.cells(point)[0].scenario.population.tenants for point in sweep.points)
    seconds = _pace(sweep, left[0]) * sum(part.seconds for part in left) if left else 0.0
    return Forecast(
        sum(part.cells for part in sweep.parts),
        len(sweep.points),
        len(sweep.parts),
        len(left),
        sum(part.cells for part in left),
        many,
        seconds / many / 60,
        many * (_WORKER_GB + largest * _TENANT_GB),
    )


def _pace(sweep: Sweep, part: Part) -> float:
    """How many seconds one of the rule's takes here."""
    scenarios = [cell.scenario for cell in sweep.cells(sweep.points[part.points[0]])]
    tried = min(TRIAL, scenarios[0].population.tenants)
    scenarios = [scenario.replaced({"population.tenants": tried}) for scenario in scenarios]
    # The compiler's time is no run's.
    computed([scenarios], part.seeds[:1], fingerprint())
    began = time.perf_counter()
    computed([scenarios], part.seeds[:1], fingerprint())
    took = time.perf_counter() - began
    return took / Asked(tried, tuple(scenario.digest for scenario in scenarios)).seconds
