"""All cells, one after the other; campaigns and their logs are thrown away."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from fakeexchange.traffic.servers import FRONTS
from sim.outcome import Outcome
from sim.scenario import Scenario

from ..forensics.command import Given, inquire
from ..one_run.logged import JOURNAL, run_logged
from .cells import CELLS, WINDOW, Cell
from .loss import copied
from .score import Scored, scored


def score_all(
    scenario: Scenario,
    seed: int,
    told: Callable[[int, int], None],
    cells: Sequence[Cell] = CELLS,
) -> list[Scored]:
    """Every cell's scores.

    Args:
        scenario: whose tenants and clients are met; procedure and window are the cells'.
        seed: names the draws: not the one that the likelihood was fitted under.
        told: is called with cells done and cells in all.
        cells: which.
    """
    done: list[Scored] = []
    with tempfile.TemporaryDirectory(prefix="gallab-scoring-") as place:
        root = Path(place)
        truths: dict[tuple[str, int], tuple[Path, Outcome]] = {}
        for number, cell in enumerate(cells):
            told(number, len(cells))
            key = cell.procedure, cell.slow_us
            if key not in truths:
                folder = root / f"{cell.procedure}-{cell.slow_us}"
                asked = scenario.replaced({"procedure": cell.procedure, "window": WINDOW})
                outcome, _ = run_logged(asked, seed, folder, slow_us=(0, cell.slow_us, 0))
                truths[key] = folder, outcome
            folder, outcome = truths[key]
            logs = copied(folder, root / f"{number}", cell.lost) if cell.lost else folder
            # Of a server whose logs are lost altogether the others say nothing: all are named.
            found = inquire(Given(logs, logs / JOURNAL, targets=FRONTS))
            is_whole = not (cell.lost or cell.slow_us)
            done.append(scored(cell.name, found, outcome, is_whole=is_whole))
        told(len(cells), len(cells))
    return done
