"""How many schedules are looked at, where, and what is made of their laws.

Measured on a population with a closed form, shocks of 0.2 a night and 0.1 a campaign, 65 nights: five nodes of eight
schedules are within 0.3 % of the truth at P = 1e-6; a campaign's shock of 0.5 needs nine nodes for the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ..scenario import Scenario
from ..streams import Source, stream_key
from .batch import BatchLaw, Branch
from .blend import nodes_of
from .node import NodeLaw, Place
from .schedules import Outer

BATCHES: Final = 8
"""Independent estimates: enough for an interval by Student's t."""
A_NODE: Final = 8
"""Schedules at a node where nobody says how many: nine points of a night's shock or so give it to 1e-4."""
ALONE: Final = 40
"""And where there is but one node: a campaign without a shock."""
FEWEST: Final = 4
"""Schedules at a node at least."""
_NODES: Final = ((0.0, 1), (0.15, 5), (0.5, 9))
"""Nodes for a campaign's shock up to so much."""
_MOST_NODES: Final = 17
ERROR: Final = 0.003
"""What interpolation between nodes may be off by, as a share of a probability: measured, see above."""
LEAST: Final = 1e-8
"""Probabilities under it are not told where there are shocks: what is slower than any that is looked at has 1e-9."""


@dataclass(frozen=True, slots=True)
class Design:
    """Which schedules are looked at.

    Attributes:
        seed: of the people, and of everything else in turn.
        nights: planned nights.
        nodes: values of the campaign's shock.
        schedules: at each node of each batch.
        branches: how likely it is that no controller out of site is in use, and that one is; only what can be.
        is_shocked: whether nights have shocks.
        is_whole: whether whole campaigns are mixed.
    """

    seed: int
    nights: int
    nodes: int
    schedules: int
    branches: tuple[tuple[float, bool], ...]
    is_shocked: bool
    is_whole: bool = False

    @classmethod
    def of(cls, scenario: Scenario, nights: int, seed: int, schedules: int | None = None) -> "Design":
        """The design for a scenario.

        Args:
            scenario: what is asked.
            nights: how many nights are planned.
            seed: of the people.
            schedules: how many may be looked at in all; None: as many as it takes as a rule.

        Raises:
            ValueError: too few; it says how many are the fewest.
        """
        campaign, share = scenario.campaign, scenario.faults.out_of_site
        nodes = next((n for most, n in _NODES if campaign.campaign_shock <= most), _MOST_NODES)
        branches = tuple((p, is_out) for p, is_out in ((1.0 - share, False), (share, True)) if p > 0.0)
        of_each = BATCHES * nodes * len(branches)
        at_node = (A_NODE if nodes > 1 else ALONE) if schedules is None else schedules // of_each
        if at_node < FEWEST:
            raise ValueError(
                f"at least {FEWEST * of_each}: {FEWEST} at each of {nodes * len(branches)} nodes of {BATCHES} batches"
            )
        return cls(seed, nights, nodes, at_node, branches, campaign.night_shock > 0.0)

    @property
    def total(self) -> int:
        """Schedules in all."""
        return BATCHES * len(self.branches) * self.nodes * self.schedules

    @property
    def least(self) -> float:
        """The least probability that is told: where there are no shocks nothing lies beyond them."""
        return LEAST if self.is_shocked or self.nodes > 1 else 0.0

    @property
    def error(self) -> float:
        """What a probability may be off by, as a share of it, in every batch alike."""
        return ERROR if self.nodes > 1 else 0.0

    def places(self) -> Iterator[Place]:
        """Every node of every batch, batch after batch.

        A batch has one OAB phase, in an eighth of the cycle of its own; a node of a batch has one beginning.
        """
        phases = Source(self.seed).uniforms("stratum/phase", np.arange(BATCHES, dtype=np.int64))
        for batch in range(BATCHES):
            number = 0
            for _, is_out in self.branches:
                for shock in nodes_of(self.nodes).tolist():
                    begun = None if self.is_whole else stream_key(self.seed, f"begun/{batch}/{number}")
                    outer = Outer(shock, (batch + float(phases[batch])) / BATCHES, is_out, begun)
                    yield Place(
                        self.seed,
                        batch,
                        number,
                        outer,
                        self.schedules,
                        self.nights,
                        self.is_shocked,
                        self.is_whole,
                    )
                    number += 1

    def batches(self, laws: Sequence[NodeLaw]) -> list[BatchLaw]:
        """The laws of the batches, from those at all places in their order."""
        left, found = iter(laws), []
        for _ in range(BATCHES):
            branches = [
                Branch(weight, nodes_of(self.nodes), [next(left) for _ in range(self.nodes)])
                for weight, _ in self.branches
            ]
            found.append(BatchLaw.of(branches))
        return found
