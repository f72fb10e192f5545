"""Every ordering judged, and the complete map: seconds of each, told in the unit of what is asked.

Asked for are ten seconds for all verdicts with their checks, and five minutes for the map on two cores: like bytes a
tenant these are ratios of two numbers of one run.
"""

from sim.procedure import Move

from ..orderings.atlas import Atlas, windows_of
from ..orderings.survey import Survey
from ..workers import Told
from .ratio import Direction, Goal, Measured, Row
from .trial import SEED, Trial


def _untold(done: int, of: int) -> None:
    """Progress of a part of a row is nobody's business."""


_UNTOLD: Told = _untold


def measure_verdicts(trial: Trial) -> Measured:
    """Seconds of all verdicts under both moves."""
    found: list[Survey] = []

    def judge_all() -> None:
        found[:] = [Survey.of(move, _UNTOLD) for move in Move]

    pairs = trial.seconds(judge_all)
    orderings, states = sum(s.orderings for s in found), sum(s.states for s in found)
    return Measured(pairs, f"{orderings:,} orderings of both moves, {states:,} states")


def measure_map(trial: Trial) -> Measured:
    """Seconds of the map, once: it is long enough to be steady."""
    windows = windows_of(trial.scenario, is_map=True)
    found: list[Atlas] = []

    def draw() -> None:
        found[:] = [Atlas.of(Survey.of(Move.MRS, _UNTOLD), trial.scenario, windows, SEED, _UNTOLD)]

    pairs = trial.seconds(draw, repeats=1)
    (atlas,) = found
    classes = f"{len(atlas.survey.judged):,} classes, {len(windows)} windows"
    return Measured(pairs, f"{classes}, {atlas.campaigns:,} campaigns; on all cores")


ROWS = (
    Row(
        "orderings",
        "time to judge every ordering of both moves, with the checks that rests on",
        "a second",
        Goal(Direction.WITHIN, 10, 5, unit="s"),
        measure_verdicts,
        is_scaled=False,
    ),
    Row(
        "orderings-map",
        "time of the complete map: every class of orderings beside six windows, risk, cost, verdict",
        "a second",
        Goal(Direction.WITHIN, 300, 120, unit="s"),
        measure_map,
    ),
)
