"""What is disclosed where every viewer downloads the whole book: different people and lists, and rows handed out.

Where all recipients are on the target before anybody is served, one viewer sees all but its own and two see all;
each is handed all but its own. So the law of the number exposed gives both, exactly but for whose own are left out.
Where recipients appear as tenants move, the fewest that any wide session is shown are a bound, and all another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sim.draws import Draws

from .law import Chance, Law, Quantile

ROUNDING: Final = 1e-12
"""A difference of probabilities that is less tells nothing."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that is known to lie between two.

    Attributes:
        low: no fewer; None: too few schedules carry what lies above it.
        high: no more; None likewise.
    """

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Recipients:
    """Recipients of one kind.

    Attributes:
        name: people or lists.
        everybody: how many there are, once all are provisioned.
        least_shown: no wide session is shown fewer, its own included.
        own_most: how many a single tenant has at most.
    """

    name: str
    everybody: int
    least_shown: int
    own_most: int

    @property
    def least_foreign(self) -> int:
        """No viewer is shown fewer strangers."""
        return max(0, self.least_shown - self.own_most)

    def seen(self, of: Quantile) -> Amount:
        """Different ones that so many viewers have seen.

        >>> steady, growing = Recipients("people", 90, 90, 7), Recipients("people", 90, 60, 7)
        >>> [steady.seen(Quantile(50.0, k, k, k)) for k in (0, 1, 2)]
        [Amount(low=0, high=0), Amount(low=83, high=90), Amount(low=90, high=90)]
        >>> growing.seen(Quantile(50.0, 2, 2, 2))
        Amount(low=53, high=90)
        """
        if of.number is None:
            return Amount(None, None)
        if of.number == 0:
            return Amount(0, 0)
        is_all = of.number > 1 and self.least_shown == self.everybody
        return Amount(self.everybody if is_all else self.least_foreign, self.everybody)

    def handed_out(self, of: Quantile) -> Amount:
        """Rows for so many viewers, to each all but its own; the quantile's own interval included.

        >>> Recipients("people", 90, 90, 10).handed_out(Quantile(50.0, 4, 3, 5))
        Amount(low=240, high=450)
        """
        if of.number is None or of.low is None or of.high is None:
            return Amount(None, None)
        return Amount(of.low * self.least_foreign, of.high * self.everybody)


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What strangers have seen in all.

    Attributes:
        nobody: the probability that nothing is seen; not told where it is too small to be.
        one_viewer: that there is one viewer, and what is its own is not seen; None likewise.
        more: that there are more, who between them see all that there is.
        kinds: people, then lists.
        quantiles: of the number exposed.
        least: less is not told of the first two.
    """

    nobody: Chance
    one_viewer: float | None
    more: Chance
    kinds: Sequence[Recipients]
    quantiles: Sequence[Quantile]
    least: float


def disclosed(draws: Draws, law: Law, quantiles: Sequence[Quantile]) -> Disclosed:
    """What is disclosed under a law of the number exposed.

    Args:
        draws: who is there; the target is not cut into pods.
        law: of the number exposed.
        quantiles: of it, those that are told.
    """
    one, two = law.at(1), law.at(2)
    none = replace(
        one,
        p=_told(one.p, 0.0, law),
        low=None if one.high is None else 1.0 - one.high,
        high=None if one.low is None else 1.0 - one.low,
    )
    everyone, movers = draws.everyone, draws.people
    counted = (
        ("people", everyone.listed, movers.listed),
        ("lists", everyone.lists, movers.lists),
    )
    kinds = [
        Recipients(name, int(all_there.sum()), least, int(own.max()))
        for (name, all_there, own), least in zip(counted, law.least_shown, strict=True)
    ]
    single = None if one.p is None else _told(two.p, 1.0 - one.p, law)
    return Disclosed(none, single, two, kinds, quantiles, max(law.least, ROUNDING))


def _told(above: float | None, below: float, law: Law) -> float | None:
    """What is left between what lies above and what lies below; None where rounding alone, or less, is left."""
    if above is None:
        return None
    p = 1.0 - above - below
    return p if law.is_none or p >= max(law.least, ROUNDING) else None
