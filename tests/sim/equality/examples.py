"""Many cases, the same ones each time: Hypothesis builds them, in shards with seeds of their own."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings

from sim.outcome import first_difference

from .cases import Case
from .census import seen_in
from .scenarios import cases

SHARD: Final = 10
"""Examples under one seed: of many more, Hypothesis builds the later ones from the earlier."""


def for_each(shards: range, look: Callable[[Case], None]) -> None:
    """Show the cases of some shards to a function."""
    for shard in shards:
        shown = given(cases())(look)
        calm = settings(
            max_examples=SHARD,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(shown)
        seed(shard)(calm)()


def compared(case: Case, census: Counter[str]) -> str | None:
    """What the two engines say differently of a case, in words; None: nothing. What came up is counted."""
    observed, computed = case.outcome("simpy"), case.outcome("kernel")
    census.update(("cases", *seen_in(case, observed)))
    difference = first_difference(observed, computed)
    return None if difference is None else f"seed {case.seed}: {difference}; the case: {case.told()}"


def told(shard: int) -> tuple[Counter[str], list[str]]:
    """One shard: what came up, and what was different."""
    census: Counter[str] = Counter()
    differences: list[str] = []

    def look(case: Case) -> None:
        difference = compared(case, census)
        if difference is not None:
            differences.append(difference)

    for_each(range(shard, shard + 1), look)
    return census, differences
