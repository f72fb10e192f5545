"""Which procedures are dominated: another exposes no more, in no more nights, with no more downtime, and less of one.

One procedure dominates another only where the paired differences tell so in every criterion that differs at all. A
criterion in which both are the same in every schedule speaks for neither. The p of a pair is its weakest criterion's,
and Holm corrects it for all pairs of procedures: the chance that any domination said here is none is 5 % or less.

Source: Berger, Technometrics 24 (1982): the intersection-union test.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..estimates import LEVEL
from ..paired import Difference, holm
from ..study.runs import Ran
from .measures import CRITERIA, Measure
from .tables import estimated

_ALIKE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Dominated:
    """One procedure that need not be looked at any more, and why.

    Attributes:
        procedure: which one.
        by: another that is as good or better in each criterion: of several the one that exposes fewest.
        more: how much more it has than that one, by criterion.
    """

    procedure: str
    by: str
    more: tuple[tuple[Measure, float], ...]

    def described(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "procedure": self.procedure,
            "by": self.by,
            **{measure.total: more for measure, more in self.more},
        }


def dominated(ran: Sequence[Ran]) -> list[Dominated]:
    """The procedures that another one dominates, in the order in which they were named."""
    pairs = [(better, worse) for better in ran for worse in ran if better is not worse]
    found = [[estimated(better, worse, measure) for measure in CRITERIA] for better, worse in pairs]
    corrected = holm([domination(differences) for differences in found])
    by: dict[int, list[tuple[Ran, list[Difference]]]] = {}
    for (better, worse), differences, p in zip(pairs, found, corrected, strict=True):
        if p < 1 - LEVEL:
            by.setdefault(id(worse), []).append((better, differences))
    return [_least(worse, by[id(worse)]) for worse in ran if id(worse) in by]


def domination(differences: Sequence[Difference]) -> float:
    """How surely one procedure dominates another: the p of the weakest criterion; 1 where they are alike in all.

    Args:
        differences: what the other has more, a criterion each.

    >>> domination([Difference.of([1, 2, 3, 4], [11, 12, 13, 14]), Difference.of([5, 5, 5, 5], [5, 5, 5, 5])])
    0.0
    >>> domination([Difference.of([1, 2, 3, 4], [11, 12, 13, 14]), Difference.of([5, 5, 5, 5], [4, 4, 4, 4])])
    1.0
    """
    return max((_one_sided(each) for each in differences if each.mean or each.mean_se), default=_ALIKE)


def _one_sided(found: Difference) -> float:
    """The p of the other's having more; 1 of one schedule, which tells nothing."""
    if found.p is None:
        return 1.0
    return found.p / 2 if found.mean > 0 else 1 - found.p / 2


def _least(worse: Ran, by: Sequence[tuple[Ran, list[Difference]]]) -> Dominated:
    better, differences = max(by, key=lambda each: each[1][0].mean)
    more = tuple((measure, found.mean) for measure, found in zip(CRITERIA, differences, strict=True))
    return Dominated(worse.cell.scenario.procedure.name, better.cell.scenario.procedure.name, more)
