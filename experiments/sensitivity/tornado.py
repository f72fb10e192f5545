"""One input at a time from its low end to its high one: how far the answer moves.

Every end meets the same seeds as the scenario itself does, so a bar is the input's own and not chance.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.ranges import factor_of
from sim.scenario import Scenario
from sim.streams import Floats

from ..assumptions import shown
from ..estimates import Spread
from ..paired import Difference
from ..wording import LEAST_CHANCE
from ..workers import Run, in_order
from .answer import Answer, Effort, answer
from .inputs import Input

Row = dict[str, Any]
"""Runs tasks on all cores, see ``workers``."""

ENDS: Final = ("low", "high")
QUANTILE: Final = 0.99
"""Of the number exposed: where the tail begins that is asked about, unless a number is given."""


@dataclass(frozen=True, slots=True)
class Tornado:
    """What each input's ends come to.

    Attributes:
        at: the number K of the tail.
        base: the answer of the scenario as it is.
        ends: the answers of each input's low and high end, by its key.
    """

    at: int
    base: Answer
    ends: Mapping[str, tuple[Answer, Answer]]

    def swing(self, key: str) -> float:
        """By how many expected tenants the answer moves between the two ends and the scenario's own value."""
        means = [float(each.exposed.mean()) for each in (self.base, *self.ends[key])]
        return max(means) - min(means)

    def tail_swing(self, key: str) -> float:
        """By which factor the tail's probability moves, as a logarithm."""
        logs = [
            float(np.log(max(LEAST_CHANCE, each.tail(self.at).mean())))
            for each in (self.base, *self.ends[key])
        ]
        return max(logs) - min(logs)

    @property
    def ranked(self) -> list[str]:
        """Keys of the inputs that move the answer, those that move it most first."""
        moving = [key for key in self.ends if self.swing(key) > 0 or self.tail_swing(key) > 0]
        return sorted(moving, key=lambda key: (-self.swing(key), -self.tail_swing(key)))

    def base_row(self) -> Row:
        """The scenario's own answer, with its intervals."""
        return self._numbers(self.base)

    def rows(self, varied: Sequence[Input]) -> Iterator[Row]:
        """One row an input and end, in the order of the inputs given."""
        for each in varied:
            for end, ends, found in zip(
                ENDS, (each.range.low, each.range.high), self.ends[each.key], strict=True
            ):
                yield {
                    "input": each.key,
                    "basis": str(each.basis),
                    "range_basis": str(each.range.basis),
                    "range_source": each.range.source,
                    "end": end,
                    "value": told(ends, each.value),
                    "own_value": told({entry: _entry(each.value, entry) for entry in ends}),
                    **self._numbers(found),
                    **self._ratios(found),
                }

    def _numbers(self, found: Answer) -> Row:
        exposed, tail = Spread.of(found.exposed.tolist()), Spread.of(found.tail(self.at).tolist())
        return {
            "exposed": exposed.mean,
            "exposed_low": exposed.mean_low,
            "exposed_high": exposed.mean_high,
            "p": tail.mean,
            "p_low": tail.mean_low,
            "p_high": None if tail.mean_high is None else min(1.0, tail.mean_high),
        }

    def _ratios(self, found: Answer) -> Row:
        """How many times the scenario's own answer it is, paired seed by seed."""
        exposed = Difference.of(self.base.exposed.tolist(), found.exposed.tolist())
        return {
            "exposed_ratio": exposed.ratio,
            "exposed_ratio_low": exposed.ratio_low,
            "exposed_ratio_high": exposed.ratio_high,
        }


def tornado(
    scenario: Scenario,
    varied: Sequence[Input],
    effort: Effort,
    at: int | None,
    run: Run,
    took: Callable[[], None],
) -> Tornado:
    """The answers at both ends of every input, and the scenario's own.

    Args:
        scenario: what is asked.
        varied: the inputs.
        effort: how much is computed for each answer.
        at: the number K of the tail; None: the quantile of the scenario's own law.
        run: runs tasks on all cores.
        took: is called as each answer is there.
    """
    base = answer(scenario, {}, effort, at)
    took()
    if at is None:
        at = tail_begins(base.at_least.mean(axis=0), QUANTILE)
    ends = range(len(ENDS))
    tasks = [(answer, (scenario, each.changes(float(end)), effort, at)) for each in varied for end in ends]
    found: list[Answer] = in_order(run, tasks, lambda done, of: took())
    return Tornado(at, base, {each.key: (found[2 * i], found[2 * i + 1]) for i, each in enumerate(varied)})


def tail_begins(at_least: Floats, share: float) -> int:
    """The least number above 0 that is not exceeded with so much probability.

    Args:
        at_least: the probabilities of 0, 1, 2 ... or more.
        share: how probable it is, 0 to 1.

    >>> tail_begins(np.array([1.0, 0.5, 0.005]), 0.99), tail_begins(np.array([1.0]), 0.99)
    (1, 1)
    """
    exceeded = np.append(at_least[1:], 0.0)
    return max(1, int(np.argmax(exceeded <= 1 - share)))


def told(ends: Mapping[str, Any], own: Any = None) -> str:
    """What an input is at an end: of several entries those that differ, or by which factor all of them do.

    >>> told({"": 0.05}, 0.2), told({"base": "60 s"}, {"base": "120 s", "sigma": 0.8})
    ('0.05', '60 s')
    >>> told({"default": 0.0, "manual": 0.0}, 0.0)
    '0.0'
    >>> told({"owa": "1.15/d", "phone": "48/d"}, {"owa": "2.3/d", "phone": "96/d"})
    'x 0.5'
    >>> told({"prompt": 0.2, "restart": 0.48, "never": 0.02}, {"prompt": 0.0, "restart": 0.68, "never": 0.02})
    'prompt 0.2, restart 0.48'
    """
    if len({shown(value) for value in ends.values()}) == 1:
        return shown(next(iter(ends.values())))
    if own is None:
        return shown(dict(ends))
    owned = {entry: _entry(own, entry) for entry in ends}
    factors = {factor_of(value, owned[entry]) for entry, value in ends.items()}
    if len(factors) == 1 and None not in factors:
        return f"x {factors.pop():g}"
    return shown({entry: value for entry, value in ends.items() if value != owned[entry]} or owned)


def _entry(value: Any, entry: str) -> Any:
    if not entry:
        return value
    return value[entry] if isinstance(value, dict) else value
