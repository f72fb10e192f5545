"""Campaigns as the screens ask for them: the kernel's, of one scenario, each worked out once."""

from collections.abc import Mapping
from typing import Any, Final

from sim.draws import Draws
from sim.errors import InputError, Mistake
from sim.judges import judge
from sim.outcome import Outcome
from sim.scenario import Scenario
from sim.streams import Source
from sim.units import duration

from ..options import Asked
from .copied import run_line
from .kept import KERNEL, Kept
from .order import Order

LARGEST_SEED: Final = 2**31 - 1
_SEEDS: Final = 4
"""Draws that are kept: at 130,000 tenants some 30 MB each."""
_ANSWERS: Final = 4_000
"""Totals that are kept."""


class Campaigns:
    """All campaigns of a lesson.

    Args:
        scenario: what they share.
        asked: the options that describe it, for the commands that are copied.
    """

    def __init__(self, scenario: Scenario, asked: Asked) -> None:
        self.scenario = scenario
        self.asked = asked
        self._draws = Kept[tuple[str, int], Draws](_SEEDS, KERNEL)
        self._told = Kept[tuple[str, str | None, int], dict[str, Any]](_ANSWERS, KERNEL)

    def of(self, order: Order, window: str | None, settings: Mapping[str, Any] | None = None) -> Scenario:
        """The scenario of a campaign.

        Raises:
            InputError: no such length of the isolation step.
        """
        changed = self.scenario if not settings else self.scenario.replaced(settings, "lesson")
        if window is None:
            return changed.model_copy(update={"procedure": order.procedure})
        try:
            length = duration(window)
        except ValueError as error:
            raise InputError("window", Mistake("window", window, f"expected {error}")) from error
        return changed.model_copy(update={"procedure": order.procedure, "window": length})

    def draws(self, scenario: Scenario, seed: int) -> Draws:
        """What a seed draws for a scenario, shared by all that differ in procedure and window alone.

        Raises:
            InputError: no such seed.
        """
        if not 0 <= seed <= LARGEST_SEED:
            raise InputError("seed", Mistake("seed", seed, f"expected 0 to {LARGEST_SEED}"))
        same = scenario.model_copy(
            update={"procedure": self.scenario.procedure, "window": self.scenario.window}
        )
        return self._draws.get((same.digest, seed), lambda: Draws(scenario, Source(seed), is_shared=True))

    def outcome(self, scenario: Scenario, seed: int) -> Outcome:
        """One campaign, with its rows."""
        return judge(scenario, self.draws(scenario, seed), "kernel")

    def run(self, order: Order, window: str | None, seed: int) -> dict[str, Any]:
        """One campaign as a screen shows it: totals, and the command that prints them."""
        scenario = self.of(order, window)
        return self._told.get(
            (order.text, window, seed),
            lambda: {
                "order": order.text,
                "verbs": order.verbs,
                "window": window,
                "seed": seed,
                "totals": self.outcome(scenario, seed).totals,
                "command": run_line(self.asked, order, window, seed),
            },
        )
