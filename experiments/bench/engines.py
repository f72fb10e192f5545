"""The kernel against the SimPy engine: the same rows, told twice."""

from collections.abc import Callable

from sim.draws import Draws
from sim.judges import judge
from sim.scenario import Scenario
from sim.simpy_engine.engine import Laboratory
from sim.streams import Source

from .ratio import Direction, Goal, Measured, Row
from .trial import SEED, Stopwatch, Trial


def measure_alone(trial: Trial) -> Measured:
    """Both from draws that are ready to the outcome; each builds what it works with."""
    trial.meet_the_compiler()
    scenario, draws = trial.scenario, trial.draws
    return Measured(trial.in_turn(trial.kernel_run, lambda watch: _in_simpy(scenario, lambda: draws, watch)))


def measure_with_draws(trial: Trial) -> Measured:
    """Both from the scenario to the outcome."""
    trial.meet_the_compiler()
    scenario = trial.scenario

    def drawn() -> Draws:
        return Draws(scenario, Source(SEED))

    def kernel(watch: Stopwatch) -> None:
        with watch:
            judge(scenario, drawn(), "kernel")

    return Measured(trial.in_turn(kernel, lambda watch: _in_simpy(scenario, drawn, watch)))


def _in_simpy(scenario: Scenario, draws: Callable[[], Draws], watch: Stopwatch) -> None:
    """A campaign in SimPy, from its draws on; what takes it apart afterwards is not timed."""
    with watch:
        laboratory = Laboratory.set_up(scenario, draws())
        laboratory.run()
        laboratory.outcome(SEED)
    laboratory.dismantle()


ROWS = (
    Row(
        "kernel-simpy",
        "one campaign in the kernel, its draws ready",
        "the same campaign in SimPy on the fake Exchange, its draws ready: set-up, run and outcome, as in the kernel",
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
