"""Sobol indices: which share of the answer's variance an input explains by itself, and which with the others.

Inputs are independent and uniform between their ends, on the logarithm's scale where these are far apart; the answers
are the logarithms of the expected number and of the tail's probability. Intervals are those of a bootstrap over the
points. The estimator and the points are SciPy's; its own bootstrap cannot be given a seed.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
from scipy import stats

from sim.scenario import Scenario
from sim.streams import Floats

from ..estimates import LEVEL, count_interval
from ..figures import april_2016
from ..wording import LEAST_CHANCE
from ..workers import Run, Task, in_order
from .answer import Effort, answer
from .inputs import ISOLATION, RATE, Input, together
from .tornado import Row

POINTS: Final = 64
"""Points of each of the two samples: a power of 2. An answer is computed for points * (inputs + 2) of them."""
RESAMPLES: Final = 999
CHUNK: Final = 16
"""Points a task."""
MEASURES: Final = ("exposed", "at_least")
PRODUCT: Final = "isolation step x rate"
RATIO: Final = "isolation step / rate"

Places = Callable[[Floats], Mapping[str, float]]
"""From a point of the unit cube to each input's place between its ends."""


@dataclass(frozen=True, slots=True)
class Ridge:
    """Two inputs turned: their product, as close as a count such as 2016's fixes it, and their ratio, left open.

    Attributes:
        isolation: how long the isolation step takes.
        rate: how often clients connect.
        product: lowest and highest logarithm of the product, in the scenario's own.
        ratio: likewise of the ratio: as far as both inputs stay between their ends.
    """

    isolation: Input
    rate: Input
    product: tuple[float, float]
    ratio: tuple[float, float]

    @classmethod
    def of(cls, varied: Sequence[Input]) -> "Ridge | None":
        """The ridge of a scenario; None: one of the two is not varied, or the scenario's own lies too far out."""
        by_key = {each.key: each for each in varied}
        if ISOLATION not in by_key or RATE not in by_key:
            return None
        isolation, rate = by_key[ISOLATION], by_key[RATE]
        low, high = (
            math.log(end / april_2016.CONNECTED)
            for end in count_interval(april_2016.CONNECTED, april_2016.CUSTOMERS)
        )
        (w0, w1), (r0, r1) = (_room(each) for each in (isolation, rate))
        ratio = max(2 * w0 - low, high - 2 * r1), min(2 * w1 - high, low - 2 * r0)
        return cls(isolation, rate, (low, high), ratio) if ratio[0] < ratio[1] else None

    def places(self, product: float, ratio: float) -> dict[str, float]:
        """Where the two inputs stand, from where product and ratio stand between their ends, each 0 to 1."""
        p, q = (a + (b - a) * u for (a, b), u in ((self.product, product), (self.ratio, ratio)))
        moved = {ISOLATION: (self.isolation, (p + q) / 2), RATE: (self.rate, (p - q) / 2)}
        return {
            key: min(1.0, max(0.0, each.range.place_of(each.value) + by / each.range.span))
            for key, (each, by) in moved.items()
        }

    def told(self) -> dict[str, tuple[str, str]]:
        """Both ends of product and ratio, in words."""
        return {
            name: (f"{math.exp(low):.3g} x", f"{math.exp(high):.3g} x")
            for name, (low, high) in ((PRODUCT, self.product), (RATIO, self.ratio))
        }


@dataclass(frozen=True, slots=True)
class Indices:
    """The indices of some inputs.

    Attributes:
        names: of the inputs.
        ends: both ends of each, in words.
        f: answers at the first sample, the second, and the first with one input of the second: shapes
            (measures, points), (measures, points), (inputs, measures, points).
        first: of each measure and input, shape (measures, inputs).
        total: likewise.
    """

    names: tuple[str, ...]
    ends: Mapping[str, tuple[str, str]]
    f: tuple[Floats, Floats, Floats]
    first: Floats
    total: Floats

    @property
    def points(self) -> int:
        """How many points each of the two samples has."""
        return int(self.f[0].shape[1])

    def rows(self, run: str, seed: int) -> Iterator[Row]:
        """One row an input and measure, with intervals.

        Args:
            run: what the inputs are: "inputs", or "ridge".
            seed: of the bootstrap.
        """
        rng = np.random.default_rng(seed)
        drawn: list[Floats] = []
        for _ in range(RESAMPLES):
            chosen = rng.integers(0, self.points, self.points)
            drawn.append(saltelli(*(each[..., chosen] for each in self.f)))
        tail = (1 - LEVEL) / 2
        bounds = np.quantile(np.array(drawn), (tail, 1 - tail), axis=0)
        for m, measure in enumerate(MEASURES):
            for i, name in enumerate(self.names):
                row: dict[str, Any] = {"run": run, "input": name, "measure": measure, "points": self.points}
                row |= dict(zip(("value_low", "value_high"), self.ends[name], strict=True))
                for k, (which, found) in enumerate((("first", self.first), ("total", self.total))):
                    row[which] = float(found[m, i])
                    row[f"{which}_low"], row[f"{which}_high"] = (float(b[k, m, i]) for b in bounds)
                yield row


def indices(
    scenario: Scenario,
    varied: Sequence[Input],
    names: Sequence[str],
    ends: Mapping[str, tuple[str, str]],
    places: Places,
    at: int,
    points: int,
    effort: Effort,
    run: Run,
    took: Callable[[], None],
) -> Indices:
    """The indices of inputs, each between its ends.

    Args:
        scenario: what is asked.
        varied: the inputs of the scenario that move.
        names: of the coordinates of a point.
        ends: both ends of each, in words.
        places: from a point to the places of the inputs.
        at: the number K of the tail.
        points: of each of the two samples.
        effort: how much is computed for each answer.
        run: runs tasks on all cores.
        took: is called as each chunk of points is there.
    """

    def evaluated(points: Floats) -> Floats:
        """The answers, shape (measures, points)."""
        changes = [together(varied, places(point)) for point in points.T]
        tasks: list[Task] = [
            (logarithms, (scenario, changes[start : start + CHUNK], effort, at))
            for start in range(0, len(changes), CHUNK)
        ]
        return np.concatenate(in_order(run, tasks, lambda done, of: took()), axis=1)

    kept: list[tuple[Floats, Floats, Floats]] = []

    # SciPy asks for these names.
    def method(f_A: Floats, f_B: Floats, f_AB: Floats) -> tuple[Floats, Floats]:  # noqa: N803
        kept.append((f_A, f_B, f_AB))
        found = saltelli(f_A, f_B, f_AB)
        return found[0], found[1]

    result = stats.sobol_indices(
        func=evaluated,
        n=points,
        dists=cast(Any, [stats.uniform()] * len(names)),
        method=method,
        rng=np.random.default_rng(effort.seeds[0]),
    )
    shape = (len(MEASURES), len(names))
    first, total = (np.reshape(each, shape) for each in (result.first_order, result.total_order))
    return Indices(tuple(names), ends, kept[0], first, total)


def saltelli(first: Floats, second: Floats, mixed: Floats) -> Floats:
    """First-order and total indices, shape (2, measures, inputs); 0 where the answer does not vary.

    Args:
        first: answers at the first sample, shape (measures, points).
        second: at the second.
        mixed: at the first sample with one input of the second, shape (inputs, measures, points).

    Source: Saltelli et al., Computer Physics Communications 181 (2010), table 2, (b) and (f).
    """
    variance = np.var(np.concatenate((first, second), axis=-1), axis=-1)[:, None]
    of_first = np.mean(second * (mixed - first), axis=-1).T
    of_total = 0.5 * np.mean((first - mixed) ** 2, axis=-1).T
    found = np.zeros((2, *of_first.shape))
    np.divide(
        np.stack((of_first, of_total)), variance, out=found, where=np.broadcast_to(variance > 0, found.shape)
    )
    return found


def logarithms(
    scenario: Scenario, changes: Sequence[Mapping[str, object]], effort: Effort, at: int
) -> Floats:
    """The logarithms of the expected number and of the tail's probability, shape (2, sets of changes)."""
    found = np.empty((len(MEASURES), len(changes)))
    for i, each in enumerate(changes):
        of_each = answer(scenario, each, effort, at)
        found[:, i] = np.log(np.maximum(LEAST_CHANCE, (of_each.exposed.mean(), of_each.tail(at).mean())))
    return found


def _room(each: Input) -> tuple[float, float]:
    """How far an input can move from the scenario's own value to its ends, as logarithms of factors."""
    place = each.range.place_of(each.value)
    return -place * each.range.span, (1 - place) * each.range.span
