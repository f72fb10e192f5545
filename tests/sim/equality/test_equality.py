"""The contract of the two engines: whatever the scenario, the same rows and totals, bit by bit."""

import gc
import os
from collections import Counter
from collections.abc import Iterator

import pytest

from sim.judges import ENGINES, judge
from sim.outcome import first_difference

from .cases import Case
from .census import EXPECTED, table
from .examples import SHARD, compared, for_each

EXAMPLES = int(os.environ.get("GALLAB_EXAMPLES", "300"))
"""How many; a planted bug is sought in fewer."""
OFTEN = 15
"""What has to come up comes up in so many of 300."""


@pytest.fixture(autouse=True)
def _collector_has_little_to_do() -> Iterator[None]:
    """Each run of the first engine ends with the collector's going through all there is."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def test_both_engines_say_the_same_of_any_scenario() -> None:
    """Every row, every column, every total; and enough happens in the scenarios for that to mean something."""
    census: Counter[str] = Counter()

    def look(case: Case) -> None:
        difference = compared(case, census)
        assert difference is None, difference

    for_each(range(EXAMPLES // SHARD), look, shrinks=EXAMPLES >= 300)
    if EXAMPLES >= 300:
        rare = [what for what in EXPECTED if census[what] < OFTEN]
        assert not rare, f"too rare: {rare}\n{table(census)}"
        assert census["exposed"] * 2 >= census["cases"], table(census)


def test_neither_engine_changes_what_it_is_given() -> None:
    """Draws that engines share, as the cells of a study do, give each what draws of its own would."""

    def look(case: Case) -> None:
        alone = case.outcome("kernel")
        shared = case.draws(is_shared=True)
        for engine in (*ENGINES, *ENGINES):
            assert first_difference(alone, judge(case.scenario, shared, engine)) is None

    for_each(range(1), look)


def test_a_case_told_is_the_same_case() -> None:
    """What a failure prints makes the case again, dates and picked uniforms included."""

    def look(case: Case) -> None:
        again = Case.of(case.told())
        assert (again.scenario, again.seed, again.picked) == (case.scenario, case.seed, case.picked)

    for_each(range(1), look)
