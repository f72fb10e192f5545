"""A hundred times as many tenants: what each of them costs in time and in memory, in fresh processes.

``python -m experiments.bench.size TENANTS`` is such a process: it runs a small campaign first, then the one
that is asked for, draws and kernel, and prints what that took.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sim.draws import Draws
from sim.judges import judge
from sim.scenario import Scenario
from sim.streams import Source

from .ratio import Direction, Goal, Measured, Row
from .trial import SEED, Trial, scenario_of

TIMES: Final = 100
SMALL: Final = 1_000
"""Tenants of the campaign that meets the compiler in each process, and all that the smallest one runs."""
USUAL: Final = 130_000
"""Tenants that the slots of the scenario are meant for."""
REPEATS: Final = 3
"""At most: one of them may take half a minute."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took.

    Attributes:
        seconds: of draws and kernel.
        peak_bytes: of memory, over its whole life.
    """

    seconds: float
    peak_bytes: int


def peak_bytes() -> int:
    """The most memory that this process has held."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    # Not ru_maxrss: on Linux it begins with what the parent held, which is more than most campaigns need.
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) * 1024


def held_bytes() -> int:
    """The memory that this process holds now; where that is not told, the most that it has held."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return peak_bytes()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) * 1024


def cost(tenants: int) -> Cost:
    """Draw and run a campaign here; 0 tenants: only the small one before it."""
    small = scenario_of(SMALL)
    judge(small, Draws(small, Source(SEED)), "kernel")
    began = time.perf_counter()
    if tenants:
        scenario = of_size(tenants)
        judge(scenario, Draws(scenario, Source(SEED)), "kernel")
    return Cost(time.perf_counter() - began, peak_bytes())


def of_size(tenants: int) -> Scenario:
    """A campaign of so many tenants, with as many more slots: else it takes a lifetime of nights."""
    scenario = scenario_of(tenants)
    times = max(1, tenants // USUAL)
    campaign = scenario.campaign
    return scenario.replaced(
        {"campaign.slots": campaign.slots * times, "campaign.sync_slots": campaign.sync_slots * times}
    )


def in_a_process(tenants: int) -> Cost:
    """The same in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, str(tenants)], stdout=subprocess.PIPE, text=True, check=True
    )
    return Cost(**json.loads(done.stdout))


def measure_time(trial: Trial) -> Measured:
    """Microseconds a tenant: of many tenants, and of some."""
    few, many = trial.tenants, trial.tenants * TIMES
    pairs = tuple(
        (in_a_process(many).seconds / many, in_a_process(few).seconds / few) for _ in range(_repeats(trial))
    )
    in_us = ", ".join(f"{ours * 1e6:.2f} against {theirs * 1e6:.2f} us" for ours, theirs in pairs)
    return Measured(pairs, f"{many:,} against {few:,} tenants; a tenant takes {in_us}")


def measure_memory(trial: Trial) -> Measured:
    """Bytes of memory that many tenants add to a process that ran a small campaign."""
    many = trial.tenants * TIMES
    pairs = tuple(
        (float(in_a_process(many).peak_bytes - in_a_process(0).peak_bytes), float(many))
        for _ in range(_repeats(trial))
    )
    return Measured(pairs, f"{many:,} tenants; peak of a process, less that of one with {SMALL:,} tenants")


def _repeats(trial: Trial) -> int:
    return min(trial.repeats, REPEATS)


ROWS = (
    Row(
        "kernel-size",
        f"time a tenant, draws and kernel, with {TIMES} times as many tenants and slots, in a fresh process",
        "time a tenant of one campaign, draws and kernel, in a fresh process",
        Goal(Direction.WITHIN, 3, 2),
        measure_time,
    ),
    Row(
        "kernel-bytes",
        f"peak memory of a fresh process, draws and kernel, with {TIMES} times as many tenants and slots",
        f"each tenant, after the peak of a process that ran {SMALL:,} tenants alone is taken off",
        Goal(Direction.WITHIN, 400, 200, unit="bytes"),
        measure_memory,
    ),
)


if __name__ == "__main__":
    print(json.dumps(asdict(cost(int(sys.argv[1])))))
