"""The contract of the two engines: whatever the scenario, the same rows and totals, bit by bit."""

import os
from collections import Counter

from .cases import Case
from .census import EXPECTED, table
from .examples import SHARD, compared, for_each

EXAMPLES = int(os.environ.get("GALLAB_EXAMPLES", "300"))
"""How many; a planted bug is sought in fewer."""
OFTEN = 15
"""What has to come up comes up in so many of 300."""


def test_both_engines_say_the_same_of_any_scenario() -> None:
    """Every row, every column, every total; and enough happens in the scenarios for that to mean something."""
    census: Counter[str] = Counter()

    def look(case: Case) -> None:
        difference = compared(case, census)
        assert difference is None, difference

    for_each(range(EXAMPLES // SHARD), look)
    if EXAMPLES >= 300:
        rare = [what for what in EXPECTED if census[what] < OFTEN]
        assert not rare, f"too rare: {rare}\n{table(census)}"
        assert census["exposed"] * 2 >= census["cases"], table(census)
