"""Many cases, the same ones each time: Hypothesis builds them, in shards with seeds of their own."""

import gc
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings

from sim.outcome import first_difference

from .cases import Case
from .census import seen_in
from .scenarios import cases

SHARD: Final = 10
"""Examples under one seed: of many more, Hypothesis builds the later ones from the earlier."""


def for_each(shards: range, look: Callable[[Case], None], *, shrinks: bool = False) -> None:
    """Show the cases of some shards to a function; one at which it raises may be made as small as it gets."""
    for shard in shards:
        shown = given(cases())(look)
        calm = settings(
            max_examples=SHARD,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink] if shrinks else [Phase.generate],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )(shown)
        seed(shard)(calm)()


def compared(case: Case, census: Counter[str]) -> str | None:
    """What the two engines say differently of a case, in words; None: nothing. What came up is counted."""
    try:
        observed, computed = case.outcome("simpy"), case.outcome("kernel")
        difference = first_difference(observed, computed)
    except Exception as error:  # an engine that breaks is a finding like any other
        difference = f"{type(error).__name__}: {error}"
    if difference is not None:
        return f"seed {case.seed}: {difference}; the case: {case.told()}"
    census.update(("cases", *seen_in(case, observed)))
    return None


def told(shard: int) -> tuple[Counter[str], list[str]]:
    """One shard up to its first difference, and that one, as small as it gets."""
    census: Counter[str] = Counter()
    differences: list[str] = []
    # Each run of the first engine ends with the collector's going through all there is: let that be little.
    gc.freeze()

    def look(case: Case) -> None:
        difference = compared(case, census)
        if difference is not None:
            differences.append(difference)
            raise AssertionError(difference)

    with suppress(AssertionError):
        for_each(range(shard, shard + 1), look, shrinks=True)
    # The smallest one is tried last.
    return census, differences[-1:]
