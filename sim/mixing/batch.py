"""One independent estimate of the whole law, and how much each schedule has to say in it.

Estimates of several batches are independent: what they differ by is how far each is off. An effective number of
schedules tells whether that can be believed: where one schedule of hundreds carries a probability, all batches
that did not meet its like agree with each other, and are wrong together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..streams import Floats
from .blend import blended
from .node import NodeLaw, least_of


@dataclass(frozen=True, slots=True)
class Branch:
    """The nodes that share whether a controller out of site is in use.

    Attributes:
        weight: how likely that is.
        nodes: values of the campaign's shock, shape (nodes,).
        laws: the law at each.
    """

    weight: float
    nodes: Floats
    laws: Sequence[NodeLaw]


@dataclass(frozen=True)
class BatchLaw:
    """The law by one batch.

    Attributes:
        laws: those of its nodes, of all branches.
        total: P(at least k exposed), k = 0, 1 ... K, by node: the sum over nodes is the probability.
        worst: the same of the night that exposes most.
    """

    laws: tuple[NodeLaw, ...]
    total: Floats
    worst: Floats

    @classmethod
    def of(cls, branches: Sequence[Branch]) -> "BatchLaw":
        """The law, from its branches."""
        return cls(
            tuple(law for branch in branches for law in branch.laws),
            _stacked([b.weight * blended(b.nodes, [law.total for law in b.laws]) for b in branches]),
            _stacked([b.weight * blended(b.nodes, [law.worst for law in b.laws]) for b in branches]),
        )

    @property
    def least_shown(self) -> tuple[int, int]:
        """See ``Chances``, of all schedules."""
        return least_of(law.least_shown for law in self.laws)

    @property
    def mean(self) -> float:
        """Expected tenants exposed: the sum of P(at least k) from 1 on."""
        return float(self.total[:, 1:].sum())


@dataclass(frozen=True, slots=True)
class Support:
    """What a probability rests on.

    Attributes:
        by_batch: it, by batch.
        effective: the effective number of schedules, (sum of shares)**2 / sum of their squares; where nights are
            mixed that of the night that rests on the fewest.
        largest: the share of the one schedule that has most to say, 0 to 1.

    Source: Kong, A note on importance sampling using standardized weights (1992).
    """

    by_batch: tuple[float, ...]
    effective: float
    largest: float


def support(batches: Sequence[BatchLaw], at_least: int, *, of_worst: bool = False) -> Support:
    """P(at least so many exposed) by batch, of the total or in the worst night, and what it rests on."""
    pieces: list[Floats] = []
    by_batch = []
    for batch in batches:
        tails = batch.worst if of_worst else batch.total
        at = tails[:, at_least] if at_least < tails.shape[1] else np.zeros(len(batch.laws))
        by_batch.append(float(at.sum()))
        pieces += [
            p * (law.shares_of_worst(at_least) if of_worst else law.shares(at_least))
            for p, law in zip(at.tolist(), batch.laws, strict=True)
        ]
    shares = np.concatenate(pieces, axis=1)
    sums, squares = shares.sum(axis=1), (shares**2).sum(axis=1)
    if not (sums > 0).all():
        return Support(tuple(by_batch), 0.0, 0.0)
    return Support(
        tuple(by_batch), float((sums**2 / squares).min()), float((shares.max(axis=1) / sums).max())
    )


def _stacked(parts: Sequence[Floats]) -> Floats:
    width = max(part.shape[1] for part in parts)
    return np.concatenate([np.pad(part, ((0, 0), (0, width - part.shape[1]))) for part in parts])
