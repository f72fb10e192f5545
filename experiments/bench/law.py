"""The whole law of the number exposed, given a schedule's draws, against the kernel and against SciPy.

Ours begins where the kernel does, with people and durations drawn: the schedule, every tenant's probabilities, and
the law of their number. SciPy is given the probabilities, and asked for one value of that law.
"""

from scipy import stats

from sim.chances import chances
from sim.tail import poisson_binomial

from .ratio import Direction, Goal, Measured, Row
from .trial import Stopwatch, Trial


def _law(trial: Trial, watch: Stopwatch) -> None:
    draws = trial.draws
    with watch:
        poisson_binomial(chances(trial.scenario, draws).exposed)


def measure_beside_kernel(trial: Trial) -> Measured:
    """The law and one campaign, in turn."""
    trial.meet_the_compiler()
    p = chances(trial.scenario, trial.draws).exposed
    pairs = trial.in_turn(lambda watch: _law(trial, watch), trial.kernel_run)
    return Measured(pairs, f"{p.sum():,.1f} tenants exposed in the mean, of this schedule")


def measure_beside_scipy(trial: Trial) -> Measured:
    """Every value of the law, and one of SciPy's."""
    p = chances(trial.scenario, trial.draws).exposed
    met = round(float(p.sum()))

    def ours(watch: Stopwatch) -> None:
        with watch:
            poisson_binomial(p)

    def theirs(watch: Stopwatch) -> None:
        with watch:
            stats.poisson_binom.pmf(met, p)

    poisson_binomial(p)
    values = poisson_binomial(p).size
    return Measured(trial.in_turn(ours, theirs), f"{values:,} values against the probability of {met:,}")


ROWS = (
    Row(
        "law-kernel",
        "the whole law of the number exposed, its draws ready: schedule, probabilities, law",
        "one campaign in the kernel, its draws ready",
        Goal(Direction.WITHIN, 1, 0.5),
        measure_beside_kernel,
    ),
    Row(
        "law-scipy",
        "the whole law of the number exposed, from every tenant's probability",
        "one value of scipy.stats.poisson_binom's pmf, from the same",
        Goal(Direction.FASTER, 200, 500),
        measure_beside_scipy,
    ),
)
