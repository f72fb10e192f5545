"""How often an interval that ``--until-halfwidth`` stopped covers the truth; by hand or by ``make fuzz``.

    python -m tests.experiments.coverage [STUDIES]

Made-up schedules, like those of exposed tenants: counts of a rate that varies from schedule to schedule, and what
such schedules make one expect. The rule is the lab's own, with its start and step, and so are the intervals. It
takes minutes.
"""

import sys
from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from experiments.enough import Schedules, Width
from experiments.estimates import Spread

Floats = npt.NDArray[np.float64]
Law = Callable[[np.random.Generator, int], Floats]

CAP: Final = 1_000


def _counts(mean: float, sd: float) -> Law:
    """Counts whose rate is lognormal over schedules, with a standard deviation of so much of its mean."""
    return lambda chance, n: chance.poisson(mean * _factors(chance, n, sd)).astype(np.float64)


def _expected(mean: float, sd: float) -> Law:
    """What such schedules make one expect: the rates themselves."""
    return lambda chance, n: mean * _factors(chance, n, sd)


def _factors(chance: np.random.Generator, n: int, sd: float) -> Floats:
    of_log = np.sqrt(np.log1p(sd**2))
    found: Floats = np.exp(of_log * chance.standard_normal(n) - of_log**2 / 2)
    return found


LAWS: Final[dict[str, tuple[float, Law]]] = {
    "counts of mean 521, durations alone": (521.0, _counts(521, 0.004)),
    "counts of mean 521, a factor a night": (521.0, _counts(521, 0.04)),
    "counts of mean 521, a factor a campaign": (521.0, _counts(521, 0.21)),
    "counts of mean 5, a factor a night": (5.0, _counts(5, 0.3)),
    "counts of mean 0.5, a factor a night": (0.5, _counts(0.5, 0.3)),
    "expected 521, a factor a night": (521.0, _expected(521, 0.04)),
    "expected 521, a factor a campaign": (521.0, _expected(521, 0.21)),
    "expected 521, nights that pause": (521.0, _expected(521, 0.6)),
    "expected 0.5, a skewed law": (0.5, _expected(0.5, 1.0)),
}
"""Each law's true mean, and numbers of it."""
WIDTHS: Final = (0.1, 0.05)


def covered(law: str, until: float, studies: int) -> tuple[float, float, float, float]:
    """The share of studies whose interval covers the true mean, stopped, and of as many fixed schedules.

    Args:
        law: one of ``LAWS``.
        until: the share of the mean under which half the interval must come.
        studies: how many.

    Returns:
        Of the stopped ones, of fixed ones of the same mean number of schedules; that number; the share that the
        cap ended.
    """
    truth, draw = LAWS[law]
    chance = np.random.default_rng(1)
    ran = [_stopped(draw(chance, CAP), until) for _ in range(studies)]
    schedules = round(float(np.mean([n for n, _, _ in ran])))
    fixed = [Spread.of(draw(chance, schedules).tolist()) for _ in range(studies)]
    return (
        sum(_covers(spread, truth) for _, spread, _ in ran) / studies,
        sum(_covers(spread, truth) for spread in fixed) / studies,
        schedules,
        sum(not is_narrow for _, _, is_narrow in ran) / studies,
    )


def _stopped(numbers: Floats, until: float) -> tuple[int, Spread, bool]:
    asked = Schedules.of(1, CAP, until)
    ran = len(asked.first())
    while True:
        spread = Spread.of(numbers[:ran].tolist())
        stop = asked.stop(ran, Width.widest([(spread.half_width, spread.mean, "it")]))
        more = asked.more(stop)
        if not more:
            return ran, spread, stop.is_narrow
        ran += len(more)


def _covers(spread: Spread, truth: float) -> bool:
    low, high = spread.mean_low, spread.mean_high
    return low is not None and high is not None and low <= truth <= high


def main(studies: int) -> None:
    """One line a law and width."""
    error = np.sqrt(0.95 * 0.05 / studies)
    print(f"{studies:,} studies a line; standard error of a share {100 * error:.2g} %")
    print(f"{'law':42} {'until':>6} {'stopped':>8} {'fixed':>7} {'schedules':>10} {'by cap':>7}")
    for law in LAWS:
        for until in WIDTHS:
            stopped, fixed, schedules, capped = covered(law, until, studies)
            print(
                f"{law:42} {until:6.0%} {stopped:8.1%} {fixed:7.1%} {schedules:10.0f} {capped:7.1%}",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000)
