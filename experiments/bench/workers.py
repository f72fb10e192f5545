"""A sweep on two workers, against the ceiling that two spinning processes reach here, in the same run.

Two cores are seldom twice as fast as one: they share caches, power, and whoever else is on the machine. What two
processes gain that do nothing but count is the most that two workers can. All workers are there, and have met the
compiler, before anything is timed; writing the tables and the page, once a sweep, is not.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ..study.file import StudyFile
from ..sweep.ledger import Ledger
from ..sweep.sweep import Sweep
from ..workers import Run, crew
from .ratio import Direction, Goal, Measured, Row
from .trial import Stopwatch, Trial

SCHEDULES: Final = 24
"""Two of them are a part, at full size: twelve parts, of which each of two workers takes six."""
SPINS: Final = 30_000_000
"""Counted by each spinning process: a second or two."""
FILE: Final = StudyFile(
    name="bench",
    procedures=("ovh-2016", "gated"),
    seeds=(1,),
    replications=SCHEDULES,
    vary={"campaign.batch": (25,), "window": ("2 min", "10 min")},
)


def spin(times: int) -> int:
    """Do nothing but count."""
    counted = 0
    for _ in range(times):
        counted += 1
    return counted


def measure(trial: Trial) -> Measured:
    """Of each repetition: the sweep on two workers and on one, and two processes that spin, and one."""
    sweep = Sweep.of(FILE, trial.scenario.replaced({"window": None}), "gallab bench")
    with crew(1, workers=1) as by_one, crew(2, workers=2) as by_two, TemporaryDirectory() as place:
        for run in (by_one, by_two):
            # As many as it takes until each worker has met the compiler.
            _compute(Sweep.of(FILE, trial.few, "gallab bench"), run, Path(place) / "warm")
        pairs = []
        for k in range(trial.repeats):
            two, one = (
                trial.timed(_swept(sweep, run, Path(place) / f"{k}-{name}"))
                for name, run in (("two", by_two), ("one", by_one))
            )
            both, alone = (trial.timed(_spun(run, many)) for run, many in ((by_two, 2), (by_one, 1)))
            # The sweep gains one / two, and spinning 2 * alone / both.
            pairs.append((two * 2 * alone, one * both))
    gained = ", ".join(f"{theirs / ours:.2f}" for ours, theirs in pairs)
    return Measured(tuple(pairs), f"{len(sweep.parts)} parts; of the ceiling, in turn: {gained}")


def _swept(sweep: Sweep, run: Run, folder: Path) -> Callable[[Stopwatch], None]:
    def side(watch: Stopwatch) -> None:
        with watch:
            _compute(sweep, run, folder)

    return side


def _compute(sweep: Sweep, run: Run, folder: Path) -> None:
    ledger = Ledger.begin(folder, sweep.parts, sweep.about(), resume=True)
    sweep.compute(ledger, run, lambda done, of: None)


def _spun(run: Run, many: int) -> Callable[[Stopwatch], None]:
    def side(watch: Stopwatch) -> None:
        with watch:
            run([(spin, (SPINS,))] * many, lambda place, result: None)

    return side


ROW = Row(
    "sweep-workers",
    "what computing a sweep gains on two workers over one, as a share",
    "what two processes gain that spin, over one",
    Goal(Direction.SHARE, 0.9, 0.95),
    measure,
)
