"""The same probabilities as plain counting has them: campaigns of the kernel, each under a schedule of its own.

The people are those of the law; clients, durations, lags, faults and shocks are each campaign's own.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.draws import Draws
from sim.judges import judge
from sim.scenario import Scenario
from sim.streams import Source, stream_key

from ..study.campaigns import REPLICATING


def counted(scenario: Scenario, seed: int, numbers: Sequence[int]) -> list[int]:
    """Tenants exposed in some campaigns, by the numbers of these."""
    people = Draws(scenario, Source(seed))
    assert people.people.numbers.size
    return [
        judge(
            scenario, people.rescheduled(Source(stream_key(seed, f"campaign/{number}"))), REPLICATING
        ).totals["exposed"]
        for number in numbers
    ]


def crude_rows(exposed: Sequence[int]) -> list[dict[str, Any]]:
    """One row a number that was met: how many campaigns expose at least so many, and which share of them that is.

    >>> crude_rows([3, 1, 3, 0])
    [{'at_least': 1, 'campaigns': 3, 'share': 0.75}, {'at_least': 3, 'campaigns': 2, 'share': 0.5}]
    """
    numbers = np.array(exposed)
    return [
        {
            "at_least": k,
            "campaigns": int((numbers >= k).sum()),
            "share": float((numbers >= k).mean()),
        }
        for k in sorted(set(exposed))
        if k
    ]
