"""A replication of many cells that share one draw, against each cell alone: does sharing cost anything?"""

from typing import Final

from sim.draws import Draws
from sim.judges import judge
from sim.streams import Source

from .ratio import Direction, Goal, Measured, Row
from .trial import SEED, Stopwatch, Trial, draw_all

PROCEDURES: Final = ("ovh-2016", "isolate-first", "gated", "batch-late")
WINDOWS: Final = (0, 1, 2, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 420, 600, 900)
"""Seconds that the isolation step takes."""


def measure(trial: Trial) -> Measured:
    """All cells under one new draw; then one draw by itself, and each cell by itself under draws that are ready."""
    cells = [
        trial.scenario.replaced({"procedure": procedure, "window": f"{window} s"})
        for procedure in PROCEDURES
        for window in WINDOWS
    ]
    ready = Draws(cells[0], Source(SEED), is_shared=True)
    for cell in cells:
        judge(cell, ready, "kernel")

    def together(watch: Stopwatch) -> None:
        with watch:
            draws = Draws(cells[0], Source(SEED), is_shared=True)
            for cell in cells:
                judge(cell, draws, "kernel")

    def alone(watch: Stopwatch) -> None:
        with watch:
            draws = Draws(cells[0], Source(SEED), is_shared=True)
            for cell in cells:
                draw_all(draws, cell)
        del draws
        for cell in cells:
            with watch:
                judge(cell, ready, "kernel")

    return Measured(trial.in_turn(together, alone), f"{len(cells)} cells")


ROW = Row(
    "kernel-cells",
    f"a replication in the kernel: {len(PROCEDURES)} procedures x {len(WINDOWS)} windows that share one draw",
    "as many kernels and one draw: each cell alone under draws that are ready, and one draw alone",
    Goal(Direction.WITHIN, 1.3, 1.1),
    measure,
)
