"""How many tenants connect: the law of one schedule, to bet on before it is shown, and what OVH counted."""

from typing import Any, Final

from sim.chances import ROUGHLY, chances

from ..one_run.given import Expected
from .campaigns import Campaigns
from .kept import KERNEL, Kept
from .order import Order

ORDER: Final = "ovh-2016"
COUNTED: Final = 521
"""Customers that connected inside the window in April 2016, of COUNTED_OF. Source: the hoster's incident report."""
COUNTED_OF: Final = 130_000
_LEAST: Final = 1e-7
"""Numbers that are less likely are not drawn."""


class Bets:
    """The law of the number connected, by window and seed."""

    def __init__(self, campaigns: Campaigns) -> None:
        self._campaigns = campaigns
        self._known = Kept[tuple[str | None, int], dict[str, Any]](50, KERNEL)

    def of(self, window: str | None, seed: int) -> dict[str, Any]:
        """What the screen reveals: the law given one schedule, its mean and range, and one draw of it."""
        scenario = self._campaigns.of(Order.read(ORDER), window)
        return self._known.get((window, seed), lambda: self._found(scenario, window, seed))

    def _found(self, scenario: Any, window: str | None, seed: int) -> dict[str, Any]:
        run = self._campaigns.run(Order.read(ORDER), window, seed)
        found = chances(scenario, self._campaigns.draws(scenario, seed), ROUGHLY)
        law = found.law("connected")
        expected = Expected.of_chances(found, "connected")
        likely = [k for k, p in enumerate(law.tolist()) if p > _LEAST]
        return {
            "window": window,
            "seed": seed,
            "from": likely[0],
            "law": [round(p, 9) for p in law[likely[0] : likely[-1] + 1].tolist()],
            "mean": expected.mean,
            "low": expected.low,
            "high": expected.high,
            "connected": run["totals"]["connected"],
            "tenants": run["totals"]["tenants"],
            "counted": COUNTED,
            "counted_of": COUNTED_OF,
            "command": run["command"],
        }
