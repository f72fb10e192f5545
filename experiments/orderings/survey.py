"""Every class of orderings judged by the explorer, and what has to be added to the technical order to be safe.

One member of each class is explored, because whether an ordering leaks depends on its critical steps alone. That is
checked each time, on orderings drawn from all; so is every set of constraints that is found.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sim.errors import InputError
from sim.explorer import Instance, World, explore
from sim.orderings.choice import Ordering, all_orders, procedure_of
from sim.orderings.classes import OrderingClass, classes, critical_of
from sim.orderings.constraints import Constraint, smallest_safe
from sim.procedure import Move

from ..workers import Told

SMALL: Final = Instance(movers=1, mailboxes=1)
"""A check of a sample needs a second mailbox, a batch a second mover: no ordering has either."""
DRAWN: Final = 300
"""Orderings drawn from all, whose own verdict is compared with that of their class."""
DRAWN_OF_EACH: Final = 12
"""Orderings drawn from those that keep a set of constraints."""
_A_LOT: Final = 100
_GOLDEN: Final = (5.0**0.5 - 1.0) / 2.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A class and its verdict.

    Attributes:
        one: the class.
        leaks: what the explorer says of a member.
        states: how many it met.
    """

    one: OrderingClass
    leaks: bool
    states: int


@dataclass(frozen=True)
class Survey:
    """Every class of one move.

    Attributes:
        move: how mailboxes come to the target.
        judged: its classes.
        constraints: the smallest sets under which none leaks, each in order.
    """

    move: Move
    judged: Sequence[Judged]
    constraints: Sequence[tuple[Constraint, ...]]

    @classmethod
    def of(cls, move: Move, told: Told) -> "Survey":
        """Judge every class, and check what that rests on.

        Args:
            move: how mailboxes come to the target.
            told: is called with classes judged and classes in all.

        Raises:
            InputError: a check fails, which is a defect of the lab.
        """
        judged: list[Judged] = []
        every = list(classes(move))
        world = World(every[0].first, SMALL)
        for one in every:
            verdict = explore(one.first, SMALL, world=world)
            judged.append(Judged(one, verdict.leaks, verdict.states))
            if len(judged) % _A_LOT == 0 or len(judged) == len(every):
                told(len(judged), len(every))
        found = smallest_safe(every, [each.leaks for each in judged])
        survey = cls(move, judged, [tuple(sorted(chosen, key=_place(chosen))) for chosen in found])
        survey._check(world)
        return survey

    @property
    def orderings(self) -> int:
        """How many there are."""
        return sum(each.one.members for each in self.judged)

    @property
    def leaking(self) -> int:
        """How many of them leak."""
        return sum(each.one.members for each in self.judged if each.leaks)

    @property
    def states(self) -> int:
        """How many states the verdicts rest on."""
        return sum(each.states for each in self.judged)

    def drawn(self, uniforms: Sequence[float]) -> Iterator[Ordering]:
        """Orderings by numbers in [0, 1): evenly spread over all where those are."""
        orders = list(all_orders(self.move))
        counts = [order.count for order in orders]
        for uniform in uniforms:
            number = int(uniform * sum(counts))
            for order, count in zip(orders, counts, strict=True):
                if number < count:
                    yield order.at(number)
                    break
                number -= count

    def _check(self, world: World) -> None:
        known = {each.one.critical: each.leaks for each in self.judged}
        for ordering in self.drawn(spread(DRAWN)):
            if _leaks(ordering, self.move, world) != known[critical_of(ordering)]:
                raise _defect(self.move, ordering, "its class is judged otherwise")
        for chosen in self.constraints:
            for ordering in self._keeping(chosen, spread(DRAWN_OF_EACH)):
                if _leaks(ordering, self.move, world):
                    raise _defect(self.move, ordering, "it keeps constraints that were found safe, and leaks")

    def _keeping(self, chosen: Sequence[Constraint], uniforms: Sequence[float]) -> Iterator[Ordering]:
        """Orderings that keep some constraints, of every choice of steps that has those."""
        verbs = {verb for pair in chosen for verb in pair}
        orders = [order.under(chosen) for order in all_orders(self.move) if verbs <= {*order.elements}]
        for k, uniform in enumerate(uniforms):
            order = orders[k % len(orders)]
            yield from order.drawn([uniform] if order.count else [])


def spread(number: int) -> list[float]:
    """So many numbers in [0, 1) that stand as far apart as may be: what is drawn by them misses no large part."""
    return [k * _GOLDEN % 1.0 for k in range(1, number + 1)]


def _leaks(ordering: Ordering, move: Move, world: World) -> bool:
    return explore(procedure_of(ordering, move), SMALL, world=world).leaks


def _place(chosen: frozenset[Constraint]) -> Callable[[Constraint], tuple[int, str]]:
    """Constraints one after the other: that which begins with another's end comes after it."""
    ends = {later for _, later in chosen}
    return lambda pair: (pair[0] in ends, pair[0])


def _defect(move: Move, ordering: Ordering, what: str) -> InputError:
    steps = ", ".join(ordering)
    return InputError(
        "orderings", f"{what}: {steps} ({move}); this is a defect of gallab: please report this line"
    )
