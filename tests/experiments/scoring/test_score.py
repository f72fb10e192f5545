"""Scores by hand: two tenants named, one of them wrongly, one missed."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from experiments.forensics.findings import Count, Findings
from experiments.forensics.tenant_case import Received
from experiments.scoring.narrowed import narrowed
from experiments.scoring.score import Scored, channel_rows, scored
from experiments.scoring.words import lines
from sim.outcome import CHANNELS, Outcome
from sim.words import NEVER


def toy() -> Scored:
    """Tenants 0 to 3: 0 and 1 exposed; 0 proven, 2 inferred, 1 called excluded; 3 quiet."""
    columns: dict[str, Any] = {
        "tenant": np.arange(4),
        "exposed_at": np.array([5, 7, NEVER, NEVER]),
        "connected_at": np.array([4, 6, NEVER, NEVER]),
        "channel": np.array([CHANNELS.index("oab"), CHANNELS.index("nspi"), 0, 0]),
    }
    cases = [
        SimpleNamespace(tenant=0, received=Received.PROVEN),
        SimpleNamespace(tenant=2, received=Received.INFERRED),
        SimpleNamespace(tenant=1, received=Received.EXCLUDED),
    ]
    found = SimpleNamespace(cases=cases, received=Count(1, 1.9, 2), connected=Count(1, 2.5, 4))
    return scored("toy", cast(Findings, found), cast(Outcome, SimpleNamespace(columns=columns)))


def test_precision_and_share_of_the_exposed() -> None:
    """Proven: one of one, half of the exposed; inferred: none of one; excluded: one of two was missed."""
    found = {score.received: score for score in toy().scores}
    assert [(kind, found[kind].exposed, found[kind].tenants) for kind in Received] == [
        (Received.PROVEN, 1, 1),
        (Received.INFERRED, 0, 1),
        (Received.POSSIBLE, 0, 0),
        (Received.EXCLUDED, 1, 2),
    ]
    precision, recall = found[Received.PROVEN].precision, found[Received.PROVEN].recall
    assert precision is not None
    assert recall is not None
    assert (precision[0], recall[0], found[Received.POSSIBLE].precision) == (1.0, 0.5, None)


def test_channels_and_the_521() -> None:
    """By channel what was found out; of 521 as many as of the four that the logs call connected."""
    assert [(row["channel"], row["exposed"], row["found"]) for row in channel_rows([toy()])] == [
        ("nspi", 1, 0),
        ("oab", 1, 1),
    ]
    found = narrowed(toy())
    assert found is not None
    assert (found.received[0], found.possible[0], found.truly[0]) == (521 / 2, 0.0, 521 / 2)
    assert any("521 connected, narrowed down by toy: 260" in line for line in lines([toy()]))
