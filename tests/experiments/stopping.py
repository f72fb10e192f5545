"""How far off the law of a stopped campaign is where it is an approximation; by hand or by ``make fuzz``.

    python -m tests.experiments.stopping [CAMPAIGNS]

With more slots than one the law of a campaign that a report may stop is an approximation (model, section 10). Here it
stands beside counted campaigns of the kernel, each under a schedule of its own: the shipped stop rules, on a
population so small and nights so short that a report stops most campaigns half-way. It takes a minute or two.
"""

import sys
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from experiments.estimates import Spread, share_interval
from experiments.workers import Task, run_all
from sim.chances import chances
from sim.draws import Draws
from sim.judges import judge
from sim.scenario import Scenario
from sim.streams import Floats, Source
from sim.tail import survival

CAMPAIGNS: Final = 2_000
LAWS: Final = 400
"""Schedules of which the law is computed, the first ones of those that are counted."""
LEVELS: Final = (1, 3, 5, 10)
"""Numbers of exposed tenants whose probability is compared."""
CHANGES: Final[dict[str, Any]] = {
    "population.tenants": 600,
    "window": "10 min",
    "campaign.tenants_per_night": 60,
    "campaign.slots": 6,
    "campaign.report_probability": 0.2,
    "campaign.canary": 30,
}
MOST: Final = 64
"""No campaign of this size exposes more."""
_A_LOT: Final = 50


def scenario() -> Scenario:
    """The shipped stop rules, made small."""
    return Scenario.load("stops").replaced(CHANGES)


def counted(seeds: Sequence[int]) -> list[tuple[int, bool]]:
    """Tenants exposed under some schedules by the kernel, and whether something stopped the campaign."""
    asked = scenario()
    found = [judge(asked, Draws(asked, Source(seed)), "kernel").totals for seed in seeds]
    return [(totals["exposed"], totals["stopped_at"] is not None) for totals in found]


def told(seeds: Sequence[int]) -> list[Floats]:
    """P(at least 0, 1, 2 ... exposed) under some schedules by the law, shape (MOST,) each."""
    asked, found = scenario(), []
    for seed in seeds:
        cut = chances(asked, Draws(asked, Source(seed))).cut
        assert cut is not None
        assert not cut.is_exact
        tail = survival(cut.laws["exposed"])[:MOST]
        found.append(np.pad(tail, (0, MOST - tail.size)))
    return found


def main(campaigns: int) -> int:
    """Both, with their intervals; 1 where they are further apart than both intervals allow."""
    lots: list[Task] = [
        (counted, (range(first, min(first + _A_LOT, campaigns + 1)),))
        for first in range(1, campaigns + 1, _A_LOT)
    ]
    laws: list[Task] = [(told, ((seed,),)) for seed in range(1, min(LAWS, campaigns) + 1)]
    results = run_all([*laws, *lots])
    tails = np.array([tail for (tail,) in results[: len(laws)]])
    numbers = [pair for lot in results[len(laws) :] for pair in lot]
    exposed = np.array([number for number, _ in numbers])
    stopped = sum(is_stopped for _, is_stopped in numbers)
    print(f"{campaigns:,} campaigns, {stopped:,} of them stopped; the law of {len(tails)} schedules")
    print(f"{'':24}{'law':>30}{'kernel':>30}")
    apart = _line("mean exposed", _mean(tails[:, 1:].sum(axis=1)), _mean(exposed))
    for k in LEVELS:
        met = int((exposed >= k).sum())
        kernel = (met / campaigns, *share_interval(met, campaigns))
        apart += _line(f"P({k} or more)", _mean(tails[:, k]), kernel)
    return min(1, apart)


def _mean(numbers: Floats) -> tuple[float, float, float]:
    spread = Spread.of(numbers.tolist())
    low, high = spread.mean_low, spread.mean_high
    return spread.mean, spread.mean if low is None else low, spread.mean if high is None else high


def _line(name: str, law: tuple[float, float, float], kernel: tuple[float, float, float]) -> int:
    """One line; 1 where the intervals have nothing in common."""
    is_apart = law[1] > kernel[2] or kernel[1] > law[2]
    off = f"{law[0] / kernel[0] - 1:+.1%}" if kernel[0] else ""
    both = "".join(f"{m:>10.4g} ({low:.4g} to {high:.4g})".rjust(30) for m, low, high in (law, kernel))
    print(f"{name:24}{both}  {off}{'  APART' if is_apart else ''}")
    return int(is_apart)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CAMPAIGNS))
