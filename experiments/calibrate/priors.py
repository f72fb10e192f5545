"""What is thought of each unknown before anything was counted: lognormal laws, from TOML, each with its source."""

import math
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Final, Self

import numpy as np
from pydantic import Field

from sim.edge import Duration, Part, PerDay, Share, Sigma, parse, read_toml
from sim.streams import Floats
from sim.units import HOUR, SECOND

REACH: Final = 3.5
"""Standard deviations on either side of a median that are looked at; 0.05 % of a prior lies beyond."""
LONGEST_S: Final = 86_400.0
"""No longer isolation step is looked at: beyond a day a campaign is another one."""

_Spread = Annotated[Sigma, Field(ge=0.01, le=2)]


class WindowPrior(Part):
    """What the isolation step takes."""

    median: Annotated[Duration, Field(ge=1, le=HOUR * 12)]
    sigma: _Spread
    source: str


class RatePrior(Part):
    """Connections a mailbox-day, of the kinds that count."""

    median: Annotated[PerDay, Field(gt=0)]
    sigma: _Spread
    source: str


class SilentPrior(Part):
    """The share of isolation steps that report success and do nothing."""

    median: Annotated[Share, Field(gt=0)]
    sigma: _Spread
    source: str


@dataclass(frozen=True, slots=True)
class Prior:
    """One unknown's lognormal law.

    Attributes:
        name: of the unknown, with its unit: ``window_s``, ``rate_per_day``, ``silent_share``.
        median: in that unit.
        sigma: of the logarithm.
        most: what it cannot exceed.
        source: where it comes from.
    """

    name: str
    median: float
    sigma: float
    source: str
    most: float = math.inf

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest value that is looked at."""
        low, high = (self.median * math.exp(side * REACH * self.sigma) for side in (-1, 1))
        return low, min(high, self.most)

    def values(self, step: float) -> Floats:
        """Values that cover it, evenly spaced in the logarithm, at most so far apart."""
        low, high = self.ends
        many = max(33, math.ceil(math.log(high / low) / min(step, self.sigma / 4)) + 1)
        return np.exp(np.linspace(math.log(low), math.log(high), many))

    def weights(self, values: Floats) -> Floats:
        """How much of it each of these values stands for, together 1."""
        found = np.exp(-0.5 * (np.log(values / self.median) / self.sigma) ** 2)
        return np.asarray(found / found.sum(), np.float64)


class Priors(Part):
    """The laws of all unknowns, as a file has them."""

    window: WindowPrior
    rate: RatePrior
    silent: SilentPrior

    @classmethod
    def load(cls, path: str | None = None) -> Self:
        """Those that ship; with a file, its tables and keys in their place.

        Raises:
            InputError: no such file, or mistakes in it, all of them.
        """
        shipped = (resources.files("experiments") / "calibrate" / "priors.toml").read_text(encoding="utf-8")
        raw: dict[str, object] = tomllib.loads(shipped)
        own = {} if path is None else read_toml(Path(path))
        for table, keys in own.items():
            below = raw.get(table)
            if isinstance(keys, dict) and isinstance(below, dict):
                # Numbers of one's own do not have the source of those that ship.
                keys = {**below, "source": f"{path}", **keys}
            raw[table] = keys
        return parse(cls, raw, "priors.toml" if path is None else path)

    def each(self) -> tuple[Prior, Prior, Prior]:
        """Window, rate and silent share."""
        window, rate, silent = self.window, self.rate, self.silent
        return (
            Prior("window_s", window.median / SECOND, window.sigma, window.source, LONGEST_S),
            Prior("rate_per_day", rate.median, rate.sigma, rate.source),
            Prior("silent_share", silent.median, silent.sigma, silent.source, 1.0),
        )
