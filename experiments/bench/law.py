"""The whole law of the number exposed, from every tenant's probability, against the kernel and against SciPy.

The kernel is given its draws, and counts one number exposed; SciPy is given the probabilities, and asked for one
value of their law. What the probabilities themselves take is told beside.
"""

from statistics import median

from scipy import stats

from sim.chances import ROUGHLY, chances
from sim.tail import poisson_binomial

from .ratio import Direction, Goal, Measured, Row
from .trial import Stopwatch, Trial


def measure_beside_kernel(trial: Trial) -> Measured:
    """The law and one campaign, in turn."""
    trial.meet_the_compiler()
    chances(trial.few, trial.few_draws, ROUGHLY)
    told = Stopwatch(trial.clock)
    with told:
        p = chances(trial.scenario, trial.draws, ROUGHLY).exposed

    def ours(watch: Stopwatch) -> None:
        with watch:
            poisson_binomial(p)

    poisson_binomial(p)
    pairs = trial.in_turn(ours, trial.kernel_run)
    campaigns = told.seconds / median(theirs for _, theirs in pairs)
    return Measured(
        pairs,
        f"{p.sum():,.1f} tenants exposed in the mean of this schedule; "
        f"the probabilities, to {ROUGHLY:g}, take {campaigns:,.1f} campaigns",
    )


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
        "the whole law of the number exposed, from every tenant's probability",
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
