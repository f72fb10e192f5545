"""Which procedures are dominated, from numbers of schedules worked out by hand."""

import numpy as np
import pytest

from experiments.compare.front import dominated
from experiments.study.campaigns import Cell, Compared, Result
from experiments.study.runs import Ran
from sim.scenario import Scenario

Numbers = list[float]
EVEN = [10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0]


def _ran(procedure: str, exposed: Numbers, nights: Numbers, downtime: Numbers) -> Ran:
    schedules = [
        Result(1 + k, {"exposed": 0, "nights": n, "downtime_p99_s": d}, {}, {"exposed": e})
        for k, (e, n, d) in enumerate(zip(exposed, nights, downtime, strict=True))
    ]
    cell = Cell(Scenario.load().replaced({"procedure": procedure}), ())
    return Ran(cell, Compared(schedules[0], 0, None), schedules)


def _by(*ran: Ran) -> dict[str, str]:
    return {each.procedure: each.by for each in dominated(ran)}


def test_better_in_one_and_alike_in_the_others() -> None:
    """Fewer exposed, as many nights and as much downtime in every schedule: the other one is dominated, not this."""
    safe = _ran("gated", EVEN, [3] * 8, EVEN)
    risky = _ran("ovh-2016", [x + 5 + 0.1 * k for k, x in enumerate(EVEN)], [3] * 8, EVEN)
    assert _by(risky, safe) == {"ovh-2016": "gated"}
    (found,) = dominated([risky, safe])
    assert found.described() == {
        "procedure": "ovh-2016",
        "by": "gated",
        "exposed": pytest.approx(5.35),
        "nights": 0,
        "downtime_p99_s": 0,
    }


def test_what_costs_more_dominates_nothing() -> None:
    """Fewer exposed for more nights, or for more downtime, is a choice: neither is dominated."""
    risky = _ran("ovh-2016", [x + 5 for x in EVEN], [3] * 8, EVEN)
    assert _by(risky, _ran("gated", EVEN, [4] * 8, EVEN)) == {}
    assert _by(risky, _ran("gated", EVEN, [3] * 8, [x + 1 for x in EVEN])) == {}


def test_chance_dominates_nothing() -> None:
    """Where one is better on average and not for certain, or both are alike, neither is dominated."""
    wobble = [3.0, -2.0, 4.0, -3.0, 2.0, -1.0, 3.0, -2.0]
    noisy = _ran("ovh-2016", [x + w for x, w in zip(EVEN, wobble, strict=True)], [3] * 8, EVEN)
    assert sum(wobble) > 0
    assert _by(noisy, _ran("gated", EVEN, [3] * 8, EVEN)) == {}
    assert _by(_ran("ovh-2016", EVEN, [3] * 8, EVEN), _ran("gated", EVEN, [3] * 8, EVEN)) == {}


def test_one_schedule_tells_nothing() -> None:
    """Of one schedule no procedure is said to dominate another."""
    assert _by(_ran("ovh-2016", [20], [3], [9]), _ran("gated", [10], [3], [9])) == {}


def test_of_several_the_safest_is_named() -> None:
    """A procedure that two others dominate names the one that exposes fewest."""
    worst = _ran("batch-late", [x + 9 for x in EVEN], [3] * 8, EVEN)
    middle = _ran("ovh-2016", [x + 5 for x in EVEN], [3] * 8, EVEN)
    assert _by(worst, middle, _ran("gated", EVEN, [3] * 8, EVEN)) == {
        "batch-late": "gated",
        "ovh-2016": "gated",
    }


def test_many_pairs_are_corrected() -> None:
    """Of procedures that are all alike in law, any is said to dominate another in at most 5 % of comparisons."""
    names = ("ovh-2016", "gated", "batch-late", "isolate-first")
    cells = [_ran(name, EVEN, [3] * 8, EVEN).cell for name in names]
    chance = np.random.default_rng(7)
    said = 0
    for _ in range(400):
        ran = []
        for cell in cells:
            schedules = [
                Result(k, {"exposed": 0, "nights": 3, "downtime_p99_s": 9.0}, {}, {"exposed": float(e)})
                for k, e in enumerate(chance.normal(50, 5, 12))
            ]
            ran.append(Ran(cell, Compared(schedules[0], 0, None), schedules))
        said += bool(dominated(ran))
    # The binomial's own standard deviation is 1.1 %; uncorrected, one in four would say so.
    assert said / 400 < 0.08
