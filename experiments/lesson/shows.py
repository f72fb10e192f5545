"""The nights of the screen Night: each world's campaign, the night picked, and its frames, worked out once."""

from dataclasses import dataclass
from typing import Any

from .campaigns import Campaigns
from .copied import run_line
from .kept import KERNEL, Kept
from .night import FRAMES, Night
from .worlds import World


@dataclass(frozen=True)
class Show:
    """A world's night, ready to be played.

    Attributes:
        told: what the screen is given before it plays.
        frames: the counters, instant after instant.
    """

    told: dict[str, Any]
    frames: list[dict[str, Any]]


class Shows:
    """One show a world and seed."""

    def __init__(self, campaigns: Campaigns) -> None:
        self._campaigns = campaigns
        self._known = Kept[tuple[str, int], Show](30, KERNEL)

    def of(self, world: World, seed: int) -> Show:
        """The night of a world under a seed."""
        return self._known.get((world.name, seed), lambda: self._found(world, seed))

    def _found(self, world: World, seed: int) -> Show:
        campaigns = self._campaigns
        scenario = campaigns.of(world.order, world.window, world.settings)
        outcome = campaigns.outcome(scenario, seed)
        night = Night.of(scenario, campaigns.draws(scenario, seed), outcome, world.night, world.lasts)
        told = {
            "world": world.name,
            "title": world.title,
            "says": world.says,
            "seed": seed,
            "procedure": world.order.text,
            "window": world.window,
            "night": night.number,
            "tenants": len(night.rows["tenant"]),
            "lasts": (night.ends_at - night.opens_at) / 1e6,
            "opens": night.frame(0)["clock"],
            "frames": FRAMES,
            "lanes": night.lanes(),
            "totals": outcome.totals,
            "command": run_line(campaigns.asked, world.order, world.window, seed, world.settings),
        }
        return Show(told, list(night.frames()))
