"""The kernel against the SimPy engine: the same rows, told twice."""

from sim.draws import Draws
from sim.judges import judge
from sim.simpy_engine.engine import Laboratory
from sim.streams import Source

from .ratio import Direction, Goal, Measured, Row
from .trial import SEED, Stopwatch, Trial


def measure_alone(trial: Trial) -> Measured:
    """Both with their draws ready."""
    trial.meet_the_compiler()
    return Measured(trial.in_turn(trial.kernel_run, trial.simpy_run))


def measure_with_draws(trial: Trial) -> Measured:
    """Both from the scenario to the outcome."""
    trial.meet_the_compiler()
    scenario = trial.scenario

    def kernel(watch: Stopwatch) -> None:
        with watch:
            judge(scenario, Draws(scenario, Source(SEED)), "kernel")

    def simpy(watch: Stopwatch) -> None:
        with watch:
            draws = Draws(scenario, Source(SEED))
            laboratory = Laboratory.set_up(scenario, draws)
            laboratory.run()
            laboratory.outcome(SEED)
        laboratory.dismantle()

    return Measured(trial.in_turn(kernel, simpy))


ROWS = (
    Row(
        "kernel-simpy",
        "one campaign in the kernel, its draws ready",
        "the same campaign in SimPy on the fake Exchange, set up, from its first event to its last",
        Goal(Direction.FASTER, 100, 200),
        measure_alone,
    ),
    Row(
        "kernel-draws",
        "one campaign in the kernel and its draws",
        "the same campaign in SimPy on the fake Exchange: draws, set-up, run and outcome",
        Goal(Direction.FASTER, 40, 80),
        measure_with_draws,
    ),
)
